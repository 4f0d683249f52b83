"""What a bulk action would do, before it is done: the outcomes, and what it would leave aside, grouped by reason."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Generic, NamedTuple, TypeVar

from tandem.formats import number

Thing = TypeVar("Thing")


class Group(NamedTuple):
    """Things that share one reason."""

    reason: str
    things: list


class Preflight(Generic[Thing]):
    """The things that would be treated, by outcome, and those that would not, by reason.

    `texts` gives each treated thing, by primary key, the reason that its transition will keep.
    """

    def __init__(self) -> None:
        self.outcomes: dict[Hashable, list[Thing]] = defaultdict(list)
        self.texts: dict[int, str] = {}
        self._blocked: dict[str, list[Thing]] = defaultdict(list)

    def treat(self, thing: Thing, outcome: Hashable, text: str = "") -> None:
        self.outcomes[outcome].append(thing)
        self.texts[thing.pk] = text

    def block(self, thing: Thing, reason: str) -> None:
        self._blocked[reason].append(thing)

    @property
    def blocked(self) -> list[Group]:
        """The reasons, the most frequent first."""
        return [
            Group(reason, things)
            for reason, things in sorted(self._blocked.items(), key=lambda item: (-len(item[1]), item[0]))
        ]

    @property
    def treated(self) -> int:
        return sum(len(things) for things in self.outcomes.values())

    @property
    def left(self) -> int:
        return sum(len(things) for things in self._blocked.values())

    @property
    def total(self) -> int:
        return self.treated + self.left

    def sentences(self) -> list[str]:
        """Return « X sur Y ne peuvent pas être traitées : raison », once per reason."""
        return [
            f"{number(len(group.things))} sur {number(self.total)} {_cannot(len(group.things))} : {group.reason}"
            for group in self.blocked
        ]


def _cannot(count: int) -> str:
    return "ne peut pas être traitée" if count == 1 else "ne peuvent pas être traitées"


def references(things: Iterable) -> list[str]:
    """Return the references of candidatures, sorted, for the journal."""
    return sorted(thing.reference for thing in things)
