"""What a check answers: a result, the article, a French sentence, the figures compared and where they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from bareme.display import typography


class Resultat(StrEnum):
    """`REFUSE` is a ground to refuse the funding; `ALERTE` is irregular without being one; `INDETERMINE` lacks data."""

    OK = "ok"
    REFUSE = "refuse"
    ALERTE = "alerte"
    INDETERMINE = "indetermine"
    SANS_OBJET = "sans_objet"


@dataclass(frozen=True, slots=True)
class Used:
    """A dated parameter that a check has read. `since` is the date of effect of the value, None when overridden."""

    key: str
    since: date | None
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rule of a check says, before anyone asks whether its ground is in force. `phrase` is French."""

    resultat: Resultat
    phrase: str
    article: str = ""
    manque: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of one check on one contract.

    `motif` is the ground of a refusal (« D6224-2 2° »), `manque` the columns that are missing, `figures` the values
    compared (French label, French text), `parametres` the parameters read, in the order of reading.
    """

    controle: str
    titre: str
    resultat: Resultat
    article: str
    phrase: str
    motif: str = ""
    manque: tuple[str, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    parametres: tuple[Used, ...] = ()

    @property
    def reason(self) -> str:
        """The sentence, after the ground when there is one."""
        return typography(f"{self.motif} : {self.phrase}") if self.motif else self.phrase


@dataclass(slots=True)
class Figures:
    """The figures that a rule compares, noted as it goes."""

    noted: list[tuple[str, str]] = field(default_factory=list)

    def note(self, label: str, value: str) -> None:
        self.noted.append((typography(label), typography(value)))


def ok(phrase: str, article: str = "") -> Answer:
    return Answer(Resultat.OK, typography(phrase), article)


def refuse(phrase: str, article: str = "") -> Answer:
    return Answer(Resultat.REFUSE, typography(phrase), article)


def alert(phrase: str, article: str = "") -> Answer:
    return Answer(Resultat.ALERTE, typography(phrase), article)


def unknown(phrase: str, *manque: str, article: str = "") -> Answer:
    """Cannot tell: `manque` names the columns that would settle it."""
    return Answer(Resultat.INDETERMINE, typography(phrase), article, manque)


def not_concerned(phrase: str, article: str = "") -> Answer:
    return Answer(Resultat.SANS_OBJET, typography(phrase), article)
