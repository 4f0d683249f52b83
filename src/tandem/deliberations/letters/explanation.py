"""The summary of a calculation that a letter prints: a few lines whose amounts add up, on paper, to the voted amount.

The whole explanation, step by step with its clauses, is on the page « Pourquoi ce montant ? ».
"""

from fractions import Fraction

from bareme.majoration.result import Allocation, OrganismeLine
from bareme.rounding import half_up
from tandem import formats
from tandem.deliberations.letters.content import Steps, counted

CENTIMES = 100


def steps_of(allocation: Allocation, of_cfa: str) -> Steps:
    """Return (what, how, how much) for one OF-CFA, its total last. KeyError when it has no line."""
    line = allocation.organisme(of_cfa)
    parts = [(what, how, amount) for what, how, amount in _parts(allocation, line) if amount]
    shown = [(what, how, _centimes(amount)) for what, how, amount in parts]
    rounding = line.majoration * CENTIMES - sum(amount for *_, amount in shown)
    if rounding:
        shown.append((*_rounding_words(line), rounding))
    shown.append(("Majoration des coûts contrats", "somme des lignes précédentes", line.majoration * CENTIMES))
    if line.exceptionnelle:
        shown.append(("Majoration exceptionnelle", "montant voté à part", line.exceptionnelle * CENTIMES))
        shown.append(("Majoration totale", "", line.totale * CENTIMES))
    return tuple((what, how, formats.euros_from_centimes(amount)) for what, how, amount in shown)


def _parts(allocation: Allocation, line: OrganismeLine):
    """Yield what the exact amount is made of, caps and floors included."""
    base = allocation.base * line.contrats
    complement = allocation.mean * _weighted_contrats(allocation, line.of_cfa)
    yield (
        "Montant de base",
        f"{formats.euros(allocation.base, 4)} × {counted(line.contrats, 'contrat')}",
        base,
    )
    yield "Bonus vert", _green_words(allocation, line), line.vert_exact
    yield "Complément de périmètre financier", "part du montant moyen par contrat, selon la classe", complement
    bound = line.exact - base - line.vert_exact - complement
    yield ("Plafond par organisme" if bound < 0 else "Plancher par organisme"), "selon le règlement", bound


def _weighted_contrats(allocation: Allocation, of_cfa: str) -> Fraction:
    """Return the retained contracts of an OF-CFA, each counted for the rate of its class."""
    classes = allocation.reglement.complements.classes
    return sum(
        (
            line.contrats * classes[line.complement]
            for line in allocation.formations
            if line.retained and line.of_cfa == of_cfa
        ),
        Fraction(0),
    )


def _green_words(allocation: Allocation, line: OrganismeLine) -> str:
    contrats = f"{counted(line.contrats_verts, 'contrat')} vert{'s' if line.contrats_verts > 1 else ''}"
    if line.capped_green:
        return f"{contrats}, part verte plafonnée"
    return f"{formats.euros(allocation.mean * allocation.reglement.bonus_vert.taux, 4)} × {contrats}"


def _rounding_words(line: OrganismeLine) -> tuple[str, str]:
    if not line.ajustement:
        return "Arrondi", "à l’euro le plus proche"
    return (
        "Arrondi",
        f"à l’euro, dont un ajustement de {formats.signed_euros(line.ajustement)} pour que la somme soit exacte",
    )


def _centimes(amount: Fraction) -> int:
    """Return an exact amount in centimes, half up."""
    return half_up(amount * CENTIMES)
