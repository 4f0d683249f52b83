"""French sentences about rules and their changes: what a simulation changes, where a clause comes from."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from bareme.display import format_euros, format_exact_euros, format_number, format_rate, typography
from bareme.majoration.ranking import cut_rule
from bareme.majoration.reglement import Reglement
from bareme.majoration.reglement.parts import Clause, Coupure, Decision, Residu, StatutClause
from tandem.campagnes.engine import BASE_FIXEE, Simulation
from tandem.web.templatetags.components import Tone

NONE = "aucun"


class Change(NamedTuple):
    """One parameter of the règlement and its value here; `before` is empty for an addition."""

    label: str
    before: str
    after: str


class Provenance(NamedTuple):
    """How to show where a clause comes from: the word, its tone, and what it means."""

    label: str
    tone: Tone
    meaning: str


PROVENANCES = {
    StatutClause.PUBLIE: Provenance("publié", Tone.SUCCESS, "Imprimé dans l’acte cité."),
    StatutClause.DEDUIT: Provenance(
        "déduit", Tone.INFO, "Retrouvé par le calcul dans les chiffres publiés ; l’acte ne l’imprime pas."
    ),
    StatutClause.HYPOTHESE: Provenance(
        "hypothèse", Tone.WARNING, "Choix nécessaire au calcul, que les textes laissent ouvert."
    ),
    StatutClause.FICTIF: Provenance("fictif", Tone.WARNING, "Inventé pour la démonstration."),
}


def provenance(clause: Clause) -> Provenance:
    """Return how the origin of a clause is shown."""
    label, tone, meaning = PROVENANCES[clause.statut]
    return Provenance(label, tone, typography(meaning))


def changes_of(simulation: Simulation) -> list[Change]:
    """What a simulation changes in the règlement of the campaign, in reading order."""
    before, after = simulation.base_reglement, simulation.reglement
    found = [change for change in _values(before, after) if change.before != change.after]
    found += _choices(before, after)
    if BASE_FIXEE in simulation.parametres:
        base = format_exact_euros(Fraction(simulation.parametres[BASE_FIXEE]))
        found.append(Change("Base par contrat", "résolue", f"fixée à {base}"))
    return found


def _values(before: Reglement, after: Reglement) -> Iterator[Change]:
    yield Change("Enveloppe", format_euros(before.enveloppe), format_euros(after.enveloppe))
    yield Change("Bonus vert", format_rate(before.bonus_vert.taux), format_rate(after.bonus_vert.taux))
    for name, rate in before.complements.classes.items():
        changed = after.complements.classes[name]
        yield Change(f"Complément, classe {name}", format_rate(rate), format_rate(changed))
    yield Change("Plafond par organisme", bound(before.plafonds.total), bound(after.plafonds.total))
    yield Change("Plafond du bonus vert", bound(before.plafonds.dont_vert), bound(after.plafonds.dont_vert))
    yield Change("Plancher par organisme", bound(before.planchers.total), bound(after.planchers.total))
    yield Change("Coupure", coupure_text(before.coupure), coupure_text(after.coupure))
    yield Change("Score minimal exigé", _number(before.coupure.score_minimum), _number(after.coupure.score_minimum))
    weights = {critere.code: critere.poids for critere in after.criteres}
    for critere in before.criteres:
        yield Change(f"Poids – {critere.libelle}", format_number(critere.poids), format_number(weights[critere.code]))
    minimums = {seuil.champ: seuil.minimum for seuil in after.bonus_vert.seuils}
    for seuil in before.bonus_vert.seuils:
        changed = minimums.get(seuil.champ)
        yield Change(f"Seuil du bonus vert – {seuil.champ}", format_number(seuil.minimum), _number(changed))
    yield Change("Euros d’arrondi", residu_text(before), residu_text(after))


def _choices(before: Reglement, after: Reglement) -> Iterator[Change]:
    known = set(before.organismes_ecartes)
    for item in after.organismes_ecartes:
        if item not in known:
            yield Change("Organisme écarté", "", typography(f"{item.of_cfa} – motif : {item.motif}"))
    decided = set(before.selections_manuelles)
    for choice in after.selections_manuelles:
        if choice not in decided:
            verb = "retenue" if choice.decision is Decision.RETENIR else "écartée"
            told = typography(f"{choice.reference} {verb} – motif : {choice.motif}")
            yield Change("Choix manuel", "", told)


def bound(amount: Fraction | None) -> str:
    """A cap or a floor: « 2 000 000 € », « aucun »."""
    return NONE if amount is None else format_exact_euros(amount, 2)


def coupure_text(coupure: Coupure, count: int | None = None) -> str:
    """The cut-off in one phrase; with `count`, how many formations a share makes."""
    if count is not None:
        return typography(cut_rule(coupure, count))
    return typography(cut_rule(coupure, 0).split(" des formations classées")[0])


def residu_text(reglement: Reglement) -> str:
    """Who bears the euros that rounding leaves."""
    if reglement.arrondi.residu is Residu.LIGNES_DESIGNEES and reglement.arrondi.lignes:
        return f"ligne désignée ({', '.join(reglement.arrondi.lignes)}), puis plus fort reste"
    return "plus fort reste"


def departage_text(reglement: Reglement) -> str:
    """The tie rule, key after key, in words."""
    labels = {critere.code: critere.libelle for critere in reglement.criteres}
    labels |= {item.code: item.libelle for item in (*reglement.indicateurs, *reglement.donnees)}
    fields = {"contrats": "nombre de contrats", "of_cfa": "nom de l’OF-CFA", "formation": "nom de la formation"}
    labels |= fields | {"contrats_verts": "nombre de contrats verts", "site": "site", "score": "score"}
    told = []
    for key in reglement.departage.cles:
        name = key.cle.removeprefix("critere:")
        sense = "du plus grand au plus petit" if key.decroissant else "du plus petit au plus grand"
        if name in {"of_cfa", "formation", "site"}:
            sense = "ordre alphabétique inverse" if key.decroissant else "ordre alphabétique"
        told.append(f"{labels.get(name, name)} ({sense})")
    return ", puis ".join(told)


def _number(value: Fraction | None) -> str:
    return NONE if value is None else format_number(value)
