"""The steps of a contract paid by the hour of training."""

from __future__ import annotations

from bareme.display import format_cents, format_integer
from bareme.funding.sourcing import day, shown_day, sources
from bareme.funding.steps import Input, Step
from bareme.rules.contrat import NEVER, PROFESSIONNALISATION, Contrat
from bareme.rules.hourly import hourly_forfait
from bareme.rules.law import Law


def hourly_steps(contrat: Contrat, law: Law) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The reasoning, and the single line that pays it."""
    forfait = hourly_forfait(contrat, law)
    article = "D6332-85 et D6332-86" if contrat.type == PROFESSIONNALISATION else "D6332-90, I"
    if contrat.taux_horaire > 0:
        formula = f"{shown_hours(contrat.heures_formation)} × {format_cents(contrat.taux_horaire)}"
    else:
        formula = f"{format_cents(contrat.npec)} × {format_integer(forfait.jours_prevus)} jours ÷ {law.base_jours}"
    steps = [
        Step(
            code="forfait",
            label="Forfait du contrat",
            formula=formula,
            inputs=(Input("heures de formation", shown_hours(contrat.heures_formation)),),
            displayed=format_cents(forfait.forfait),
            article=article,
            montant=forfait.forfait,
        )
    ]
    if forfait.jours < forfait.jours_prevus:
        kept_whole = forfait.montant == forfait.forfait
        steps.append(
            Step(
                code="rupture",
                label="Contrat rompu",
                formula="heures données, tenues pour réalisées" if kept_whole else "forfait × jours faits ÷ prévus",
                inputs=(
                    Input("jours faits", format_integer(forfait.jours)),
                    Input("jours prévus", format_integer(forfait.jours_prevus)),
                ),
                displayed=format_cents(forfait.montant),
                article="R6332-25, I",
                montant=forfait.montant,
                sources=sources(day(contrat.conclusion), "hypothese_forfait_horaire_au_prorata"),
            )
        )
    line = Step(
        code="solde",
        label=f"Paiement après exécution, exigible le {shown_day(forfait.line.exigible_le)}",
        formula="montant dû",
        inputs=(),
        displayed=format_cents(forfait.line.montant),
        article="R6332-25, I et II ; L6332-6, 4°",
        montant=forfait.line.montant,
        sources=sources(
            day(contrat.conclusion),
            "delai_paiement_jours",
            *(("hypothese_pieces_recues",) if contrat.pieces_recues_le == NEVER else ()),
        ),
    )
    return tuple(steps), (line,)


def shown_hours(hundredths: int) -> str:
    """Hundredths of an hour: « 400 h », « 12,50 h »."""
    whole, rest = divmod(hundredths, 100)
    return f"{format_integer(whole)},{rest:02d} h" if rest else f"{format_integer(whole)} h"
