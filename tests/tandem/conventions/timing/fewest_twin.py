"""A slow exact twin of the planner: the fewest meetings that cover demands, by trying every set on every day."""

from functools import cache
from itertools import combinations


def fewest(demands):
    """The least number of meetings that give each demand what it needs, as far as it has days for it.

    Day by day, each set of demands that may be served, each at most once a day, is split into the fewest circles.
    """
    demands = tuple(demands)
    days = sorted({day for one in demands for day in range(one.first, one.last + 1)})
    start = tuple(min(one.need, one.last - one.first + 1) for one in demands)

    @cache
    def circles(members):
        if not members:
            return 0
        first, *rest = members
        return 1 + min(
            circles(tuple(one for one in rest if one not in joined))
            for size in range(len(rest) + 1)
            for joined in combinations(rest, size)
            if all(may_meet(demands[a], demands[b]) for a, b in combinations((first, *joined), 2))
        )

    costs = {start: 0}
    for day in days:
        following = {}
        for needs, cost in costs.items():
            open_today = [n for n, one in enumerate(demands) if needs[n] and one.first <= day <= one.last]
            for size in range(len(open_today) + 1):
                for served in combinations(open_today, size):
                    left = tuple(need - (n in served) for n, need in enumerate(needs))
                    total = cost + circles(served)
                    if total < following.get(left, total + 1):
                        following[left] = total
        costs = following
    return costs[(0,) * len(demands)]


def may_meet(one, other):
    return one.secteur == other.secteur and one.may_join(other)
