"""The steps that say where the annual level of a contract comes from (D6332-78 to D6332-80)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bareme.display import format_cents, typography
from bareme.dispositifs.professionnalisation import HourlyRate
from bareme.funding.sourcing import day, shown_day
from bareme.funding.steps import Input, Step
from bareme.legislation import Source, source_on
from bareme.npec.model import Found, Request, Resolution, Row, Rule, Way
from bareme.rules.contrat import Contrat

_RULES = {
    Rule.BRANCHE: "ligne de la branche",
    Rule.SANS_BRANCHE: "ligne sans branche",
    Rule.CARENCE: "ligne sans branche, en carence",
    Rule.AMORCAGE: "aucune ligne : valeur d’amorçage du niveau",
}
_ARTICLES = {
    Rule.BRANCHE: "L6332-14, I, 1° ; D6332-78",
    Rule.SANS_BRANCHE: "L6332-14, I, 1° ; D6332-78",
    Rule.CARENCE: "D6332-78-2, 1°",
    Rule.AMORCAGE: "D6332-80, al. 1",
}
_WAYS = {
    Way.CPNE: "la CPNE du contrat",
    Way.IDCC: "l’IDCC du contrat",
    Way.RATTACHEMENT: "la CPNE à laquelle le référentiel rattache l’IDCC",
}


class Given(NamedTuple):
    """What the file says of one level: its cell was filled, or the row that the référentiel gave."""

    contrat: Contrat
    request: Request
    resolution: Resolution | None


def level_steps(given: Given) -> tuple[Step, ...]:
    """Where the level comes from, and what was paid before it was known."""
    steps = [_cell_step(given.contrat) if given.resolution is None else _row_step(given, given.resolution)]
    if given.contrat.decision > 0:
        steps.append(_initial_step(given))
    return tuple(steps)


def rate_step(contrat: Contrat, rate: HourlyRate) -> Step:
    """Where the rate of a contract paid by the hour comes from."""
    shown = "niveau de prise en charge, au prorata des jours" if rate.au_niveau else format_cents(rate.taux_horaire)
    return Step(
        code="taux_horaire",
        label="Taux horaire",
        formula="taux de la branche, à défaut celui du décret",
        inputs=(),
        displayed=shown,
        article="D6332-85 ; D6332-86",
        montant=None if rate.au_niveau else rate.taux_horaire,
        sources=(source_on(rate.key, day(contrat.conclusion)),),
    )


def _cell_step(contrat: Contrat) -> Step:
    return Step(
        code="npec",
        label="Niveau de prise en charge annuel",
        formula="niveau écrit dans le fichier des contrats, colonne « npec »",
        inputs=(),
        displayed=format_cents(contrat.npec),
        article="L6332-14, I, 1° ; D6332-78",
        montant=contrat.npec,
    )


def _row_step(given: Given, resolution: Resolution) -> Step:
    found, request = resolution.current, given.request
    known = "tout ce qui est connu" if resolution.as_of is None else shown_day(resolution.as_of)
    inputs = [
        Input("certification", request.rncp or "non renseignée"),
        Input("CPNE", request.cpne or "non renseignée"),
        Input("IDCC", request.idcc or "non renseigné"),
        Input("conclu le", shown_day(request.conclusion)),
        Input("connaissance au", known),
        *_found_inputs(found),
    ]
    return Step(
        code="npec",
        label="Niveau de prise en charge annuel",
        formula=f"référentiel, {_RULES[found.rule]}",
        inputs=tuple(inputs),
        displayed=format_cents(given.contrat.npec),
        article=_ARTICLES[found.rule] + (" ; D6332-78, V" if found.successions else ""),
        montant=given.contrat.npec,
        sources=_amorcage_sources(given, found),
        remark="Provisoire : une régularisation suivra la décision." if resolution.provisional else "",
    )


def _found_inputs(found: Found) -> Iterator[Input]:
    if found.way is not None:
        yield Input("branche trouvée par", _WAYS[found.way])
    if found.row is not None:
        yield Input("ligne du référentiel", _row_as_text(found.row))
    for row in found.passed:
        yield Input("ligne sans valeur (« NC ») passée", _row_as_text(row))
    for succession in found.successions:
        text = f"RNCP{succession.nouveau} renouvelle RNCP{succession.ancien} sans changement substantiel"
        yield Input("succession suivie", text)
    for succession in found.refused:
        text = f"RNCP{succession.nouveau} change substantiellement RNCP{succession.ancien}"
        yield Input("succession non suivie", text)


def _row_as_text(row: Row) -> str:
    parts = [f"n° {row.line}", f"« {row.printed} »"]
    if row.statut:
        parts.append(f"statut {row.statut}")
    if row.valide_du is not None:
        parts.append(f"valide du {shown_day(row.valide_du)}")
    if row.valide_au is not None:
        parts.append(f"au {shown_day(row.valide_au)}")
    if row.connu_le is not None:
        parts.append(f"connue le {shown_day(row.connu_le)}")
    return typography(", ".join(parts))


def _initial_step(given: Given) -> Step:
    contrat, resolution = given.contrat, given.resolution
    initial = resolution.initial if resolution is not None else None
    rule = Rule.AMORCAGE if initial is None else initial.rule
    return Step(
        code="npec_initial",
        label=f"Niveau payé avant le {shown_day(contrat.decision)}, jour où le niveau ci-dessus a été connu",
        formula="valeur d’amorçage" if rule is Rule.AMORCAGE else f"référentiel d’alors, {_RULES[rule]}",
        inputs=() if initial is None else tuple(_found_inputs(initial)),
        displayed=format_cents(contrat.npec_initial),
        article="D6332-80",
        montant=contrat.npec_initial,
        sources=() if initial is None else _amorcage_sources(given, initial),
        remark="La différence est régularisée au premier versement qui suit la décision.",
    )


def _amorcage_sources(given: Given, found: Found) -> tuple[Source, ...]:
    if found.rule is not Rule.AMORCAGE or given.request.niveau is None:
        return ()
    return (source_on(f"amorcage/niveau_{given.request.niveau}", day(given.contrat.conclusion)),)
