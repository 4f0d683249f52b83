"""The level of one contract, with everything that an explanation tells (D6332-78 to D6332-80).

Reads as the articles do, row by row; `search` is the same on columns, and a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bareme.npec.codes import NO_BRANCH, NO_BRANCH_CARENCE, cpne_code, single_idcc, single_rncp
from bareme.npec.model import Found, Link, Request, Resolution, Row, Rule, Succession, Way


class Codes(Protocol):
    """Branch codes of the CPNE and of the IDCC that rows name."""

    @property
    def cpne(self) -> Mapping[str, int]: ...
    @property
    def idcc(self) -> Mapping[int, int]: ...


class Holder(Protocol):
    """What `bareme.npec.referentiel` holds."""

    @property
    def codes(self) -> Codes: ...
    @property
    def links(self) -> Mapping[int, Sequence[Link]]: ...
    @property
    def renewals(self) -> Mapping[int, Succession]: ...
    @property
    def changes(self) -> Mapping[int, Sequence[Succession]]: ...

    def rows_of(self, rncp: int, branch: int) -> Sequence[Row]: ...


@dataclass(frozen=True, slots=True)
class Step:
    """One place to look: the rows of a branch code, and the rule under which they apply."""

    rule: Rule
    branch: int
    way: Way | None = None
    link: Link | None = None


def resolve(holder: Holder, request: Request, as_of: int | None, amorcage: int | None) -> Resolution:
    """The level as known on `as_of`, and the one on which the contract was paid before (D6332-80 al. 2)."""
    current = find(holder, request, as_of)
    if current.row is None:
        return Resolution(amorcage, amorcage, None, as_of, current, current)
    if current.known is None or current.known <= request.conclusion:
        return Resolution(current.row.npec, current.row.npec, None, as_of, current, current)
    initial = find(holder, request, request.conclusion)
    paid = amorcage if initial.row is None else initial.row.npec
    return Resolution(current.row.npec, paid, current.known, as_of, current, initial)


def find(holder: Holder, request: Request, known: int | None) -> Found:
    """The first row that has a value, in the order of the rules, as known on a day (None: everything is)."""
    certifications = list(_certifications(holder, request))
    refused = tuple(
        item
        for certification, _ in certifications
        for item in holder.changes.get(certification, ())
        if _applies(item, request)
    )
    passed: list[Row] = []
    for step in _steps(holder, request, known):
        for certification, followed in certifications:
            row = _first_valued(holder.rows_of(certification, step.branch), request, known, passed)
            if row is not None:
                since = _latest(row.connu_le, step.link.connu_le if step.link else None)
                return Found(step.rule, row, step.way, step.link, since, tuple(passed), followed, refused)
    return Found(Rule.AMORCAGE, None, None, None, None, tuple(passed), (), refused)


def _certifications(holder: Holder, request: Request) -> Iterator[tuple[int, tuple[Succession, ...]]]:
    """The certification of the contract, then those that it renews without substantial change (D6332-78 V)."""
    certification = single_rncp(request.rncp)
    followed: tuple[Succession, ...] = ()
    while certification is not None:
        yield certification, followed
        renewal = holder.renewals.get(certification)
        if renewal is None or not _applies(renewal, request):
            return
        certification, followed = renewal.ancien, (*followed, renewal)


def _applies(succession: Succession, request: Request) -> bool:
    return succession.depuis is None or succession.depuis <= request.conclusion


def _steps(holder: Holder, request: Request, known: int | None) -> Iterator[Step]:
    """The branch of the contract, then no branch, then no branch in carence (D6332-78-2 1°)."""
    cpne = holder.codes.cpne.get(cpne_code(request.cpne or ""))
    if cpne is not None:
        yield Step(Rule.BRANCHE, cpne, Way.CPNE)
    idcc = single_idcc(request.idcc)
    if idcc is not None:
        own = holder.codes.idcc.get(idcc)
        if own is not None:
            yield Step(Rule.BRANCHE, own, Way.IDCC)
        link = _link_of(holder.links.get(idcc, ()), request, known)
        if link is not None:
            yield Step(Rule.BRANCHE, holder.codes.cpne[link.cpne], Way.RATTACHEMENT, link)
    yield Step(Rule.SANS_BRANCHE, NO_BRANCH)
    yield Step(Rule.CARENCE, NO_BRANCH_CARENCE)


def _link_of(links: Sequence[Link], request: Request, known: int | None) -> Link | None:
    """The CPNE of an IDCC: the latest known, then the latest in force."""
    held = [link for link in links if link.is_valid(request.conclusion) and link.is_known(known)]
    return max(held, key=lambda link: link.rank, default=None)


def _first_valued(rows: Sequence[Row], request: Request, known: int | None, passed: list[Row]) -> Row | None:
    """The latest known, then the latest in force, that has a value; the « NC » before it go to `passed`."""
    held = [row for row in rows if row.is_valid(request.conclusion) and row.is_known(known)]
    for row in sorted(held, key=lambda row: (row.rank, row.line), reverse=True):
        if not row.is_nc:
            return row
        passed.append(row)
    return None


def _latest(*days: int | None) -> int | None:
    return max((day for day in days if day is not None), default=None)
