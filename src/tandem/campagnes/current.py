"""What each OF-CFA is owed today: the voted amounts and the corrections that later acts brought to them."""

from collections import defaultdict
from typing import NamedTuple


class Amounts(NamedTuple):
    """Whole euros, and contracts; `dont_bonus_vert` is part of `majoration`."""

    majoration: int = 0
    dont_bonus_vert: int = 0
    exceptionnelle: int = 0
    contrats: int = 0

    @property
    def totale(self) -> int:
        return self.majoration + self.exceptionnelle

    def plus(self, other: "Amounts") -> "Amounts":
        return Amounts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    def faults(self) -> list[str]:
        """Return, in French, what makes these amounts impossible; empty when nothing does."""
        checks = {
            "la majoration deviendrait négative": self.majoration < 0,
            "le bonus vert deviendrait négatif": self.dont_bonus_vert < 0,
            "le bonus vert dépasserait la majoration": self.dont_bonus_vert > self.majoration,
            "la majoration exceptionnelle deviendrait négative": self.exceptionnelle < 0,
            "le nombre de contrats deviendrait négatif": self.contrats < 0,
        }
        return [text for text, wrong in checks.items() if wrong]


class CurrentLine(NamedTuple):
    """One OF-CFA: what was voted, what the corrections changed, what it is owed today."""

    of_cfa: object
    nom: str
    voted: Amounts
    change: Amounts

    @property
    def current(self) -> Amounts:
        return self.voted.plus(self.change)

    @property
    def is_corrected(self) -> bool:
        return any(self.change)


def current_lines(vote) -> list[CurrentLine]:
    """Return the voted lines with their corrections, in the order of the annexe; added beneficiaries come last."""
    changes, added = defaultdict(Amounts), {}
    for correction in vote.corrections.select_related("of_cfa").order_by("at", "pk"):
        changes[correction.of_cfa_id] = changes[correction.of_cfa_id].plus(change_of(correction))
        added.setdefault(correction.of_cfa_id, correction.of_cfa)
    lines = []
    for ligne in vote.lignes.select_related("of_cfa").order_by("rank"):
        added.pop(ligne.of_cfa_id, None)
        voted = Amounts(ligne.majoration, ligne.dont_bonus_vert, ligne.exceptionnelle, ligne.contrats)
        lines.append(CurrentLine(ligne.of_cfa, ligne.nom_source, voted, changes[ligne.of_cfa_id]))
    lines += [
        CurrentLine(of_cfa, of_cfa.nom_source or of_cfa.nom, Amounts(), changes[pk]) for pk, of_cfa in added.items()
    ]
    return lines


def change_of(correction) -> Amounts:
    """Return the signed differences of a correction."""
    return Amounts(
        correction.ecart_majoration,
        correction.ecart_bonus_vert,
        correction.ecart_exceptionnelle,
        correction.ecart_contrats,
    )
