"""An explanation is data: ordered steps that add up, rendered to plain text or to JSON, never to markup."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from bareme.display import format_cents, format_exact_euros
from bareme.majoration.reglement.parts import Clause, StatutClause
from bareme.rounding import half_up

_STATUTS = {
    StatutClause.PUBLIE: "publié",
    StatutClause.DEDUIT: "déduit des chiffres",
    StatutClause.HYPOTHESE: "hypothèse",
    StatutClause.FICTIF: "fictif",
}


@dataclass(frozen=True, slots=True)
class Input:
    """One figure that enters a formula, as shown."""

    label: str
    displayed: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `value` is exact; `delta` is what it adds to the amount (None: it only informs).

    `unit` is « euros », « euros_par_contrat », « points » or « rang »; `rate` and `cap` are those applied, `rounding`
    names the rounding, `clause` is the text of the règlement it comes from.
    """

    code: str
    label: str
    formula: str
    inputs: tuple[Input, ...]
    value: Fraction
    displayed: str
    unit: str = "euros"
    delta: Fraction | None = None
    rate: Fraction | None = None
    cap: Fraction | None = None
    rounding: str | None = None
    clause: Clause | None = None

    def as_data(self) -> dict[str, object]:
        return {
            "code": self.code,
            "label": self.label,
            "formula": self.formula,
            "inputs": [[item.label, item.displayed] for item in self.inputs],
            "value": str(self.value),
            "displayed": self.displayed,
            "unit": self.unit,
            "delta": None if self.delta is None else str(self.delta),
            "rate": None if self.rate is None else str(self.rate),
            "cap": None if self.cap is None else str(self.cap),
            "rounding": self.rounding,
            "clause": None if self.clause is None else _clause_as_data(self.clause),
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why this amount. `total` is in euros: whole for an organisme, with centimes for a formation."""

    of_cfa: str
    formation: str | None
    conclusion: str
    steps: tuple[Step, ...]
    total: Fraction

    @property
    def adds_up(self) -> bool:
        """Whether the steps sum exactly to the total: true of every explanation this module makes."""
        return sum((step.delta for step in self.steps if step.delta is not None), Fraction(0)) == self.total

    @property
    def displayed_total(self) -> str:
        return format_cents(half_up(self.total * 100)) if self.total.denominator > 1 else euros(self.total)

    def as_data(self) -> dict[str, object]:
        """Plain data for JSON; exact numbers are texts such as « 127063693250/199125157 »."""
        return {
            "of_cfa": self.of_cfa,
            "formation": self.formation,
            "conclusion": self.conclusion,
            "steps": [step.as_data() for step in self.steps],
            "total": str(self.total),
            "displayed_total": self.displayed_total,
        }

    def as_text(self) -> str:
        """The same for a terminal or a letter."""
        title = self.of_cfa if self.formation is None else f"{self.of_cfa} – {self.formation}"
        lines = [title, self.conclusion, ""]
        for number, step in enumerate(self.steps, start=1):
            lines.append(f"{number}. {step.label}")
            lines.append(f"   {step.formula} = {step.displayed}")
            lines += [f"   {item.label} : {item.displayed}" for item in step.inputs]
            if step.clause is not None:
                lines.append(f"   clause : {step.clause.ref} [{_STATUTS[step.clause.statut]}]")
        lines += ["", f"Total : {self.displayed_total}"]
        return "\n".join(lines)


def euros(value: Fraction) -> str:
    """An exact amount as shown in a step, « … » when cut."""
    return format_exact_euros(value)


def signed(value: Fraction) -> str:
    return f"+{euros(value)}" if value > 0 else euros(value)


def _clause_as_data(clause: Clause) -> dict[str, str]:
    return {"code": clause.code, "ref": clause.ref, "texte": clause.texte, "statut": clause.statut.value}
