"""The calculation that a letter prints: the engine's own steps, in centimes that add up on paper to the voted amount.

The whole explanation, with its clauses, is on the page « Pourquoi ce montant ? ».
"""

from bareme.majoration.explain import explain_organisme
from bareme.majoration.result import Allocation
from bareme.majoration.steps import Step
from bareme.rounding import half_up
from tandem import formats
from tandem.deliberations.letters.content import Steps

CENTIMES = 100
ROUNDING = "arrondi"
OUTSIDE = "exceptionnelle"


def steps_of(allocation: Allocation, of_cfa: str) -> Steps:
    """Return (what, how, how much) for one OF-CFA, its total last. KeyError when it has no line."""
    line = allocation.organisme(of_cfa)
    counted = [step for step in explain_organisme(allocation, of_cfa).steps if step.delta or step.code == ROUNDING]
    inside = [step for step in counted if step.code not in {ROUNDING, OUTSIDE}]
    cents = {step.code: half_up(step.delta * CENTIMES) for step in inside}
    # The step that rounds to the euro also takes the fractions of centimes that paper does not show.
    cents[ROUNDING] = line.majoration * CENTIMES - sum(cents.values())
    rows = [(step.label, _how(step), cents[step.code]) for step in counted if step.code != OUTSIDE and cents[step.code]]
    rows.append(("Majoration des coûts contrats", "somme des lignes précédentes", line.majoration * CENTIMES))
    if line.exceptionnelle:
        rows.append(("Majoration exceptionnelle", "hors enveloppe et hors plafonds", line.exceptionnelle * CENTIMES))
        rows.append(("Majoration totale", "", line.totale * CENTIMES))
    return tuple((what, how, formats.euros_from_centimes(amount)) for what, how, amount in rows)


def _how(step: Step) -> str:
    """Write the formula and its figures; the effect of a step is its amount, already in the last column."""
    figures = ", ".join(f"{item.label}\u202f: {item.displayed}" for item in step.inputs if item.label != "effet")
    return f"{step.formula} ({figures})" if figures else step.formula
