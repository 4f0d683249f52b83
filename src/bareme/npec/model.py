"""What a contract asks of the référentiel and what it is answered, with everything that an explanation tells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bareme.npec.codes import is_carence


class Rule(StrEnum):
    """Which of the four rules gave the level (D6332-78 to D6332-80)."""

    BRANCHE = "branche"
    SANS_BRANCHE = "sans_branche"
    CARENCE = "carence"
    AMORCAGE = "amorcage"


class Way(StrEnum):
    """How the branch of a contract was found: its own CPNE, a row that names its IDCC, the CPNE of its IDCC."""

    CPNE = "cpne"
    IDCC = "idcc"
    RATTACHEMENT = "rattachement"


@dataclass(frozen=True, slots=True)
class Request:
    """One contract: texts as its file writes them, `conclusion` a day number. None: not given."""

    rncp: str | None
    cpne: str | None
    idcc: str | None
    niveau: int | None
    conclusion: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What holds on two clocks: for the contracts concluded between two days, and known from one. None: open."""

    valide_du: int | None
    valide_au: int | None
    connu_le: int | None

    def is_valid(self, conclusion: int) -> bool:
        """Whether a contract concluded on that day is inside the validity, bounds included."""
        started = self.valide_du is None or self.valide_du <= conclusion
        return started and (self.valide_au is None or conclusion <= self.valide_au)

    def is_known(self, on: int | None) -> bool:
        """Whether it was known on that day (None: everything is)."""
        return on is None or self.connu_le is None or self.connu_le <= on

    @property
    def rank(self) -> tuple[int, int]:
        """Among those that apply alike, the greatest wins: the latest known, then the latest in force."""
        return self.connu_le or 0, self.valide_du or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Dated):
    """One row of the file. `npec` is centimes, None for « NC »; `printed` is the cell as written."""

    line: int
    rncp: int
    cpne: str
    idcc: str
    npec: int | None
    printed: str
    statut: str

    @property
    def is_nc(self) -> bool:
        return self.npec is None

    @property
    def is_carence(self) -> bool:
        """Whether the level was set in the place of the branch (D6332-78-2 1°)."""
        return is_carence(self.statut)


@dataclass(frozen=True, slots=True)
class Succession:
    """A certification renewed under another code (D6332-78 V). `depuis` is a day number, None: always."""

    line: int
    ancien: int
    nouveau: int
    substantielle: bool
    depuis: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Dated):
    """An IDCC that belongs to a CPNE, as the rows that name both say."""

    idcc: int
    cpne: str


@dataclass(frozen=True, slots=True)
class Found:
    """The row met on one day, with the way to it.

    `row` None: no row, the valeur d’amorçage. `known` is the day on which the row, and the link to its CPNE, were known
    (None: always). `passed` are the rows « NC » that would have come first, `successions` those followed from the
    certification of the contract to that of the row, `refused` the substantial ones that stopped the search.
    """

    rule: Rule
    row: Row | None
    way: Way | None
    link: Link | None
    known: int | None
    passed: tuple[Row, ...]
    successions: tuple[Succession, ...]
    refused: tuple[Succession, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """The level of one contract. Amounts are centimes, days are day numbers.

    `npec` is the level as known on `as_of` (None: everything is known), `npec_initial` what was paid before `decision`,
    the day on which `npec` became known (None: known at the conclusion, the two are equal). None as an amount: neither
    a row nor a valeur d’amorçage. `provisional`: no level is fixed yet, `npec` is the valeur d’amorçage (D6332-80).
    """

    npec: int | None
    npec_initial: int | None
    decision: int | None
    as_of: int | None
    current: Found
    initial: Found

    @property
    def rule(self) -> Rule:
        return self.current.rule

    @property
    def row(self) -> Row | None:
        return self.current.row

    @property
    def provisional(self) -> bool:
        return self.current.row is None

    @property
    def passed(self) -> tuple[Row, ...]:
        return self.current.passed

    @property
    def successions(self) -> tuple[Succession, ...]:
        return self.current.successions
