"""The steps that say what the funded period is worth, before the participation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bareme.display import format_cents, format_integer
from bareme.funding.explain_period import period_steps
from bareme.funding.sourcing import day, sources
from bareme.funding.steps import Input, Step
from bareme.rules.amounts import (
    Plan,
    due,
    handicap_due,
    in_centimes,
    paid_whole_year,
    short_increase,
    unit_base,
)
from bareme.rules.contrat import Contrat
from bareme.rules.law import Law
from bareme.rules.level import CENT
from bareme.rules.period import units
from bareme.rules.rounding import half_up


def amount_steps(contrat: Contrat, law: Law, plan: Plan) -> Iterator[Step]:
    """The period, the prorata, what is added to it, and their sum, rounded once."""
    period = plan.period
    funded = units(law, period, period.financement)
    yield from period_steps(contrat, law, period)
    whole = _is_kept_whole(law, plan)
    if paid_whole_year(law, plan) and not whole:
        yield _agreed_step(contrat, law, plan)
    yield _whole_step(contrat, law, plan) if whole else _prorata_step(contrat, law, plan)
    extra = in_centimes(law, short_increase(law, plan, funded))
    if extra:
        yield Step(
            code="majoration_courte",
            label="Majoration pour réduction de durée",
            formula=f"{law.majoration_courte_pour_cent} % du montant, dans la limite du niveau annuel",
            inputs=(),
            displayed=format_cents(extra),
            article="R6332-25, IV, 2° ; L6222-7-1, al. 3",
            montant=extra,
            sources=sources(day(contrat.conclusion), "majoration_courte_pour_cent"),
        )
    if plan.niveau.majoration and not whole:
        added = in_centimes(law, handicap_due(law, plan.niveau, funded))
        yield Step(
            code="handicap_du",
            label="Majoration pour handicap sur la période",
            formula=f"majoration annuelle × {format_integer(funded)} {_unit(law)} ÷ {unit_base(law)}",
            inputs=(),
            displayed=format_cents(added),
            article="D6332-82",
            montant=added,
        )
    gross = in_centimes(law, due(law, plan, funded, period.rompu))
    yield Step(
        code="du_brut",
        label="Dû avant participation",
        formula="somme exacte, arrondie une seule fois au centime",
        inputs=(),
        displayed=format_cents(gross),
        article="R6332-25, III et IV",
        montant=gross,
    )


def _is_kept_whole(law: Law, plan: Plan) -> bool:
    """Whether the short title of the ministry is paid its annual level, without prorata."""
    unbroken = plan.period.terme == plan.period.fin
    return paid_whole_year(law, plan) and (unbroken or law.hypothese_titre_court_au_prorata == 0)


def _whole_step(contrat: Contrat, law: Law, plan: Plan) -> Step:
    worth = in_centimes(law, due(law, plan, 1, 0))
    return Step(
        code="prorata",
        label="Montant pour la période financée",
        formula="niveau annuel entier, sans prorata",
        inputs=(),
        displayed=format_cents(worth),
        article="R6332-25, IV, avant-dernier alinéa",
        montant=worth,
        sources=sources(day(contrat.conclusion), "titre_court_annuel", "hypothese_titre_court_au_prorata"),
    )


def _agreed_step(contrat: Contrat, law: Law, plan: Plan) -> Step:
    """What the short title was to be paid, had it not been broken: its avance is a share of it."""
    return replace(
        _whole_step(contrat, law, plan),
        code="montant_convenu",
        label="Montant convenu pour le titre court",
        formula="niveau annuel entier, sans prorata, tant que le contrat n’est pas rompu",
        remark="Rompu avant son terme, il est payé au prorata, comme les autres contrats.",
    )


def _prorata_step(contrat: Contrat, law: Law, plan: Plan) -> Step:
    funded = units(law, plan.period, plan.period.financement)
    annual, base = format_cents(half_up(plan.niveau.base, CENT)), unit_base(law)
    worth = in_centimes(law, plan.niveau.base * funded * CENT)
    names = ("par_jour", "base_jours" if law.par_jour else "base_mois", "hypothese_annee_plafonnee")
    return Step(
        code="prorata",
        label="Montant pour la période financée",
        formula=f"{annual} × {format_integer(funded)} {_unit(law)} ÷ {base}",
        inputs=(Input(_unit(law), format_integer(funded)),),
        displayed=format_cents(worth),
        article="R6332-25, III et VI" if law.par_jour else "R6332-25, III, V et VI",
        montant=worth,
        sources=sources(day(contrat.conclusion), *names),
    )


def _unit(law: Law) -> str:
    return "jours" if law.par_jour else "mois débutés"
