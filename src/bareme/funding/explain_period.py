"""The steps that say which days are funded."""

from __future__ import annotations

from collections.abc import Iterator

from bareme.display import counted, format_integer
from bareme.funding.sourcing import day, shown_day, sources
from bareme.funding.steps import Input, Step
from bareme.rules.calendar import add_months, days, started_months
from bareme.rules.contrat import NEVER, Contrat
from bareme.rules.law import Law
from bareme.rules.period import Period


def period_steps(contrat: Contrat, law: Law, period: Period) -> Iterator[Step]:
    """The regime, the funded days, the rupture and the maintien."""
    conclusion = day(contrat.conclusion)
    yield Step(
        code="regime",
        label="Durée du contrat",
        formula="fin du contrat comparée à la veille de son premier anniversaire",
        inputs=(
            Input("du", shown_day(contrat.debut)),
            Input("au", shown_day(contrat.fin)),
            Input("jours prévus", format_integer(days(contrat.debut, contrat.fin))),
        ),
        displayed="inférieure à un an : une avance puis le solde" if period.court else "un an ou plus : par année",
        article="R6332-25, IV" if period.court else "R6332-25, III",
        sources=sources(conclusion, "hypothese_court_par_calendrier", "hypothese_court_par_periode"),
    )
    if period.rompu:
        yield Step(
            code="rupture",
            label="Rupture",
            formula="dernier jour compté",
            inputs=(Input("en période probatoire", "oui" if contrat.rupture_probatoire else "non"),),
            displayed=shown_day(contrat.rupture),
            article="L6222-18 ; R6332-25, VI",
        )
    if contrat.debut_cycle < contrat.debut:
        yield Step(
            code="periode_prealable",
            label="Période au CFA avant le contrat",
            formula="comptée une fois le contrat conclu",
            inputs=(Input("début du cycle", shown_day(contrat.debut_cycle)),),
            displayed=counted(days(contrat.debut_cycle, contrat.debut - 1), "jour"),
            article="L6222-12-1 ; R6332-25, VI",
            sources=sources(conclusion, "hypothese_annees_du_cycle"),
        )
    if period.financement > period.terme:
        yield _maintien_step(contrat, law, period)
    yield Step(
        code="periode",
        label="Période financée",
        formula="jours calendaires, premier et dernier compris" if law.par_jour else "chaque mois débuté est dû",
        inputs=(
            Input("du", shown_day(period.debut)),
            Input("au", shown_day(period.financement)),
            Input("jours", format_integer(days(period.debut, period.financement))),
            Input("mois débutés", format_integer(started_months(period.debut, period.financement))),
        ),
        displayed=counted(days(period.debut, period.financement), "jour")
        if law.par_jour
        else f"{format_integer(started_months(period.debut, period.financement))} mois",
        article="R6332-25, III et VI",
        sources=sources(conclusion, "par_jour", "hypotheses/jours_bornes_incluses", "hypotheses/mois_au_quantieme"),
    )


def _maintien_step(contrat: Contrat, law: Law, period: Period) -> Step:
    inputs = [Input(f"rupture + {law.maintien_mois} mois", shown_day(add_months(contrat.rupture, law.maintien_mois)))]
    if contrat.fin_session < NEVER:
        inputs.append(Input("fin de la session", shown_day(contrat.fin_session)))
    if contrat.nouveau_contrat < NEVER:
        inputs.append(Input("signature du nouveau contrat", shown_day(contrat.nouveau_contrat)))
    inputs.append(Input("dernier jour financé", shown_day(period.financement)))
    return Step(
        code="maintien",
        label="Maintien au CFA après la rupture",
        formula="jusqu’à la première de ces dates, la veille de la signature pour le nouveau contrat",
        inputs=tuple(inputs),
        displayed=counted(days(period.terme + 1, period.financement), "jour"),
        article="L6222-18-2 ; R6332-25, VI",
        sources=sources(day(contrat.conclusion), "maintien_mois", "hypothese_maintien_borne"),
    )
