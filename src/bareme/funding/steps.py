"""The explanation of a funding, as data: ordered steps, each with its article and the parameters that it used."""

from __future__ import annotations

from dataclasses import dataclass

from bareme.display import counted, format_cents, format_date, format_number, format_rate
from bareme.legislation import Source

_COUNTED = {"jours": "jour", "mois": "mois", "annees": "année", "heures": "heure"}


@dataclass(frozen=True, slots=True)
class Input:
    """One figure that enters a formula, as shown."""

    label: str
    displayed: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reasoning.

    `montant` is signed centimes, None when the step gives no money; `displayed` is its result as shown. `article` says
    which text commands it, `sources` the parameters whose figures it used.
    """

    code: str
    label: str
    formula: str
    inputs: tuple[Input, ...]
    displayed: str
    article: str
    montant: int | None = None
    sources: tuple[Source, ...] = ()
    remark: str = ""

    def as_data(self) -> dict[str, object]:
        return {
            "code": self.code,
            "libelle": self.label,
            "formule": self.formula,
            "donnees": [{"libelle": item.label, "valeur": item.displayed} for item in self.inputs],
            "resultat": self.displayed,
            "montant_centimes": self.montant,
            "article": self.article,
            "parametres": [_source_as_data(source) for source in self.sources],
            "remarque": self.remark,
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why these amounts, for one contract. `lines` are the steps of the instalments, `hypotheses` every open reading.

    `total` is the sum of the instalments, in centimes.
    """

    numero: str
    conclusion: str
    steps: tuple[Step, ...]
    lines: tuple[Step, ...]
    hypotheses: tuple[Source, ...]
    total: int

    @property
    def adds_up(self) -> bool:
        """Whether the instalments explained sum to the total: true of every explanation that is made here."""
        return self.total == sum(line.montant or 0 for line in self.lines)

    def as_data(self) -> dict[str, object]:
        """Plain data for JSON; amounts are centimes."""
        return {
            "numero": self.numero,
            "conclusion": self.conclusion,
            "etapes": [step.as_data() for step in self.steps],
            "echeances": [step.as_data() for step in self.lines],
            "hypotheses": [_source_as_data(source) for source in self.hypotheses],
            "total_centimes": self.total,
        }

    def as_text(self) -> str:
        """The same for a terminal or a letter."""
        lines = [f"Contrat {self.numero}", self.conclusion, ""]
        for number, step in enumerate(self.steps, start=1):
            lines += _step_as_text(number, step)
        lines += ["", "Échéances"]
        for number, step in enumerate(self.lines, start=1):
            lines += _step_as_text(number, step)
        lines += ["", f"Total des échéances : {format_cents(self.total)}"]
        if self.hypotheses:
            lines += ["", "Ce que les textes laissent ouvert (hypothèses nommées, valeur retenue)"]
            lines += [f"   {source.key} = {shown_value(source)} – {source.note}" for source in self.hypotheses]
        return "\n".join(lines)


def shown_amount(source: Source) -> str:
    """The value of a parameter in its unit, « sans valeur » while the rule does not exist."""
    amount, unit = source.amount, source.unit
    if amount is None:
        return "sans valeur à cette date"
    if unit == "centimes":
        return format_cents(amount.numerator)
    if unit == "taux":
        return format_rate(amount)
    if unit in _COUNTED:
        return counted(amount.numerator, _COUNTED[unit]) if unit != "mois" else f"{format_number(amount)} mois"
    return format_number(amount)


def shown_value(source: Source) -> str:
    """The same with its date of effect."""
    since = f" (depuis le {format_date(source.since)})" if source.since else ""
    return shown_amount(source) + since


def _step_as_text(number: int, step: Step) -> list[str]:
    lines = [f"{number}. {step.label}", f"   {step.formula} = {step.displayed}"]
    lines += [f"   {item.label} : {item.displayed}" for item in step.inputs]
    lines.append(f"   texte : {step.article}")
    for source in step.sources:
        mark = " [hypothèse]" if source.hypothese else ""
        lines.append(f"   paramètre : {source.key} = {shown_value(source)}{mark}")
    if step.remark:
        lines.append(f"   remarque : {step.remark}")
    return lines


def _source_as_data(source: Source) -> dict[str, object]:
    return {
        "cle": source.key,
        "valeur": None if source.amount is None else str(source.amount),
        "unite": source.unit,
        "depuis": source.since.isoformat() if source.since else None,
        "reference": source.title,
        "adresse": source.href,
        "hypothese": source.hypothese,
        "note": source.note,
    }
