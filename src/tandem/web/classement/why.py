"""« Pourquoi ce montant ? »: the engine's explanation, written for the screen."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from bareme.display import format_exact_euros, typography
from bareme.majoration.explain import explain_formation, explain_organisme
from bareme.majoration.result import Allocation, FormationLine, OrganismeLine
from bareme.majoration.steps import Explanation, Step
from tandem import formats
from tandem.campagnes.engine import Simulation
from tandem.campagnes.enums import MotifExceptionnel
from tandem.campagnes.models import Correction, LigneVotee, MajorationExceptionnelle
from tandem.web.classement.ranking import STATUTS
from tandem.web.classement.wording import Provenance, provenance


@dataclass(frozen=True)
class ShownStep:
    """One step of an explanation: what it adds to the amount is empty when it only informs."""

    step: Step

    @property
    def added(self) -> str:
        """What the step adds, signed, exact: « +119 964,6226… € »."""
        delta = self.step.delta
        if delta is None:
            return ""
        return f"+{format_exact_euros(delta, 4)}" if delta > 0 else format_exact_euros(delta, 4)

    @property
    def origin(self) -> Provenance | None:
        return provenance(self.step.clause) if self.step.clause else None


@dataclass(frozen=True)
class ShownExplanation:
    """An explanation and the sum that the reader can follow."""

    explanation: Explanation

    @property
    def steps(self) -> list[ShownStep]:
        return [ShownStep(step) for step in self.explanation.steps]

    @property
    def total(self) -> str:
        return self.explanation.displayed_total

    @property
    def conclusion(self) -> str:
        return self.explanation.conclusion


class Formation(NamedTuple):
    """One formation of the OF-CFA, with its statut in words."""

    line: FormationLine
    statut: str
    tone: str


class Current(NamedTuple):
    """The voted amount and its corrections, in whole euros."""

    voted: int
    corrected: int


def context(simulation: Simulation, name: str, reference: str | None) -> dict[str, Any]:
    """The explanation of an OF-CFA, or of one of its formations when `reference` names it.

    Raises KeyError when the reference is not one of its formations.
    """
    allocation = simulation.allocation
    lines = allocation.formations_of(name)
    line = next((line for line in allocation.organismes if line.of_cfa == name), None)
    formation = _formation(lines, reference) if reference else None
    if formation is not None:
        shown = ShownExplanation(explain_formation(allocation, formation.reference))
    else:
        shown = ShownExplanation(explain_organisme(allocation, name)) if line else None
    return {
        "simulation": simulation,
        "name": name,
        "line": line,
        "formation": formation,
        "explanation": shown,
        "sum_words": _sum_words(line) if line else "",
        "formations": [Formation(item, *STATUTS[item.statut]) for item in _ranked(lines)],
        "formations_total": sum(item.amount for item in lines),
        "exceptions": _exceptions(allocation, line),
    }


def _sum_words(line: OrganismeLine) -> str:
    """138 822 € + 130 000 € = 268 822 €: the last line of the explanation of an OF-CFA."""
    if not line.exceptionnelle:
        return "Majoration"
    return typography(
        f"Majoration {formats.euros(line.majoration)} + majoration exceptionnelle "
        f"{formats.euros(line.exceptionnelle)} ="
    )


def _formation(lines: tuple[FormationLine, ...], reference: str) -> FormationLine:
    for line in lines:
        if line.reference == reference:
            return line
    raise KeyError(reference)


def _ranked(lines: tuple[FormationLine, ...]) -> list[FormationLine]:
    return sorted(lines, key=lambda line: (line.rank is None, line.rank or 0, line.reference))


def _exceptions(allocation: Allocation, line: OrganismeLine | None) -> list[str]:
    """What sets this line apart, in words: caps, floor, adjustment."""
    if line is None:
        return []
    told = []
    rules = allocation.reglement
    if line.capped_total:
        cap = rules.plafonds.total_for(line.of_cfa) or Fraction(0)
        told.append(f"Le plafond de {format_exact_euros(cap)} par organisme s’applique à cette ligne.")
    if line.capped_green:
        cap = rules.plafonds.dont_vert or Fraction(0)
        told.append(f"Le plafond de {format_exact_euros(cap)} du bonus vert s’applique à cette ligne.")
    if line.floored:
        told.append("Le plancher par organisme s’applique à cette ligne.")
    if line.ajustement:
        told.append(
            f"Ajustement d’arrondi de {formats.signed_euros(line.ajustement)} : la somme des lignes arrondies doit "
            "égaler l’enveloppe."
        )
    return [typography(sentence) for sentence in told]


def help_of(campagne, of_cfa) -> dict[str, Any] | None:
    """The validated majoration exceptionnelle of an OF-CFA: amount, motives in words, text of the rapport."""
    row = MajorationExceptionnelle.objects.filter(campagne=campagne, of_cfa=of_cfa, validee_par__isnull=False).first()
    if row is None:
        return None
    return {
        "montant": row.montant,
        "motifs": [MotifExceptionnel(motif).label for motif in row.motifs],
        "texte": row.texte,
        "apprentis": row.apprentis,
        "deficit": row.deficit_previsionnel,
    }


def current_amount(voted: LigneVotee | None, corrections: list[Correction]) -> Current | None:
    """The amount in force: voted, then corrected by later acts."""
    if voted is None:
        return None
    gaps = sum(item.ecart_majoration + item.ecart_exceptionnelle for item in corrections)
    return Current(voted.totale, voted.totale + gaps)
