"""« Pourquoi ce montant ? » for one contract: the rules run again, every intermediate amount kept and named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bareme.display import counted, format_cents, format_date, typography
from bareme.funding.explain_amounts import amount_steps
from bareme.funding.explain_hours import hourly_steps, shown_hours
from bareme.funding.explain_lines import line_steps
from bareme.funding.plain import fund
from bareme.funding.sourcing import day, open_readings, sources
from bareme.funding.steps import Explanation, Input, Step
from bareme.legislation import Overrides, Source, law_on
from bareme.rules.amounts import (
    Plan,
    plan_of,
)
from bareme.rules.contrat import APPRENTISSAGE, Contrat
from bareme.rules.funding import Summary
from bareme.rules.law import Law
from bareme.rules.level import CENT, rounded_level
from bareme.rules.participation import Participation, participation_of
from bareme.rules.rounding import half_up


class Case(NamedTuple):
    """A contract, the law that it meets and what tells where its level comes from."""

    numero: str
    contrat: Contrat
    law: Law
    origin: Sequence[Step]


def explain(
    numero: str, contrat: Contrat, *, origin: Sequence[Step] = (), overrides: Overrides | None = None
) -> Explanation:
    """Why a contract is due what it is.

    `origin` are the steps that say where `contrat.npec`, or `contrat.taux_horaire`, comes from (`explain_level`);
    without them it counts as given with the contract. `overrides` are those of `law_on`. Raises LegislationError.
    """
    conclusion = day(contrat.conclusion)
    case = Case(numero, contrat, law_on(conclusion, overrides), origin)
    funding = fund(contrat, case.law)
    summary = funding.summary
    if contrat.type != APPRENTISSAGE:
        steps, paid = hourly_steps(contrat, case.law)
        steps = (*origin, *steps)
        hypotheses: tuple[Source, ...] = ()
    else:
        plan = plan_of(contrat, case.law, contrat.npec)
        participation = participation_of(case.law, plan)
        steps = (*_level_steps(case, plan), *amount_steps(contrat, case.law, plan), *_net_steps(case, plan, summary))
        paid = tuple(line_steps(case.law, contrat, plan, participation))
        hypotheses = open_readings(conclusion)
    return Explanation(numero, _conclusion(contrat, summary, funding.total), steps, paid, hypotheses, funding.total)


def _conclusion(contrat: Contrat, summary: Summary, total: int) -> str:
    owed, length = format_cents(summary.du_opco), counted(summary.jours, "jour")
    if contrat.type != APPRENTISSAGE:
        return typography(f"L’OPCO doit {owed} pour les actions de formation d’un contrat de {length}.")
    lost = "" if total == summary.du_opco else f" Le solde n’est plus dû : {format_cents(total)} sont à payer."
    return typography(
        f"L’OPCO doit {owed} au CFA : {format_cents(summary.du_brut)} pour {length}, "
        f"participation de l’employeur {format_cents(summary.participation)}.{lost}"
    )


def _level_steps(case: Case, plan: Plan) -> list[Step]:
    conclusion, contrat, law = day(case.contrat.conclusion), case.contrat, case.law
    wording = sources(conclusion, "version")
    steps = [
        Step(
            code="version",
            label="Version de l’article R6332-25",
            formula="version choisie par la date de conclusion",
            inputs=(Input("date de conclusion", format_date(conclusion)),),
            displayed=f"v{law.version}",
            article=wording[0].title or "R6332-25",
            sources=wording,
        ),
        *case.origin,
    ]
    if not case.origin:
        steps.append(
            Step(
                code="npec",
                label="Niveau de prise en charge annuel",
                formula="niveau donné avec le contrat",
                inputs=(),
                displayed=format_cents(contrat.npec),
                article="L6332-14, I, 1° ; D6332-78",
                montant=contrat.npec,
            )
        )
    return [*steps, *_modulation_steps(case, plan)]


def _modulation_steps(case: Case, plan: Plan) -> list[Step]:
    conclusion, contrat, law, niveau = day(case.contrat.conclusion), case.contrat, case.law, plan.niveau
    steps = []
    if contrat.heures_distance > 0 and law.distance_reduction_pour_cent:
        steps.append(
            Step(
                code="distance",
                label="Minoration pour enseignement à distance",
                formula=_distance_formula(case, plan),
                inputs=(
                    Input("heures à distance", shown_hours(contrat.heures_distance)),
                    Input("heures de formation", shown_hours(contrat.heures_formation)),
                    Input("certification exemptée", "oui" if contrat.exempt_distance else "non"),
                ),
                displayed=format_cents(half_up(niveau.base, CENT)),
                article="D6332-82-1",
                montant=-half_up(niveau.reduction, CENT),
                sources=sources(
                    conclusion,
                    "distance_seuil_pour_cent",
                    "distance_reduction_pour_cent",
                    "distance_plancher",
                    "hypothese_plancher_sans_hausse",
                ),
            )
        )
    if contrat.majoration_handicap:
        steps.append(
            Step(
                code="handicap",
                label="Majoration pour un apprenti reconnu travailleur handicapé, par an",
                formula="montant demandé, dans la limite du plafond",
                inputs=(Input("montant demandé par an", format_cents(contrat.majoration_handicap)),),
                displayed=format_cents(half_up(niveau.majoration, CENT)),
                article="D6332-82",
                montant=half_up(niveau.majoration, CENT),
                sources=sources(
                    conclusion,
                    "handicap_plafond" if law.handicap_plafond else "handicap_plafond_pour_cent",
                    "hypothese_handicap_par_contrat",
                ),
            )
        )
    if steps:
        retained = rounded_level(niveau)
        steps.append(
            Step(
                code="npec_retenu",
                label="Niveau de prise en charge après modulations",
                formula="niveau − minoration + majoration",
                inputs=(),
                displayed=format_cents(retained),
                article="L6332-14, I, 1°",
                montant=retained,
            )
        )
    return steps


def _distance_formula(case: Case, plan: Plan) -> str:
    law = case.law
    if case.contrat.exempt_distance:
        return "aucune minoration : certification de la liste d’exemption"
    if plan.niveau.reduction == 0 and not plan.niveau.plancher_atteint:
        return f"part à distance inférieure à {law.distance_seuil_pour_cent} % : aucune minoration"
    shown = f"niveau × (100 % − {law.distance_reduction_pour_cent} %)"
    return f"{shown}, porté au plancher" if plan.niveau.plancher_atteint else shown


def _net_steps(case: Case, plan: Plan, summary: Summary) -> list[Step]:
    participation = participation_of(case.law, plan)
    steps = [_participation_step(case, plan, participation)]
    steps.append(
        Step(
            code="du_opco",
            label="Dû par l’OPCO",
            formula="dû avant participation − participation, jamais négatif",
            inputs=(
                Input("dû avant participation", format_cents(summary.du_brut)),
                Input("participation", format_cents(summary.participation)),
            ),
            displayed=format_cents(summary.du_opco),
            article="L6332-14, I, 1°",
            montant=summary.du_opco,
        )
    )
    return steps


def _participation_step(case: Case, plan: Plan, participation: Participation) -> Step:
    conclusion, contrat, law = day(case.contrat.conclusion), case.contrat, case.law
    names = ["participation", "participation_niveau"]
    if law.participation == 0:
        formula, names = "aucune participation pour un contrat conclu à cette date", ["participation"]
    elif contrat.niveau < law.participation_niveau:
        formula = f"aucune participation en dessous du niveau {law.participation_niveau}"
    elif plan.period.rompu == 0 or contrat.rupture_probatoire == 0:
        formula = "somme forfaitaire"
        if contrat.suite_rupture:
            formula, names = "nouveau contrat avec un autre employeur", [*names, "participation_nouvel_employeur"]
    elif contrat.formation_commencee == 0:
        formula = "rupture en période probatoire avant le début de la formation"
    else:
        formula = (
            f"le plus petit de {format_cents(participation.prevue)} et de {law.participation_rupture_pour_cent} % du "
            f"montant des jours du contrat ({format_cents(participation.prorata)})"
        )
        names += ["participation_rupture_pour_cent", "hypothese_participation_base_modulee"]
        if contrat.suite_rupture:
            names += ["participation_nouvel_employeur", "hypothese_nouvel_employeur_proratise"]
    return Step(
        code="participation",
        label="Participation de l’employeur",
        formula=formula,
        inputs=(Input("niveau du diplôme", str(contrat.niveau)),),
        displayed=format_cents(participation.fixee),
        article="L6332-14, I, 1° et III ; R6332-25-1",
        montant=-participation.fixee,
        sources=sources(conclusion, *names),
    )
