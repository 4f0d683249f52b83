"""The steps of the instalments: each line with the amount that it comes from and the day that makes it exigible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bareme.display import format_cents, format_date
from bareme.funding.plain import Instalment, fund
from bareme.funding.sourcing import day, shown_day, sources
from bareme.funding.steps import Input, Step
from bareme.rules.amounts import Plan, plan_of
from bareme.rules.contrat import NEVER, Contrat
from bareme.rules.law import Law
from bareme.rules.participation import Participation, participation_of
from bareme.rules.schedule import Annee, day_of, execute_year, forfeiture_day, has_year, opening

_LABELS = {
    "avance": "avance",
    "echeance_7e_mois": "échéance du septième mois",
    "echeance_10e_mois": "échéance du dixième mois",
    "solde": "solde",
    "maintien": "maintien au CFA",
    "regularisation": "régularisation",
    "recuperation": "récupération",
}
_ARTICLES = {
    "avance": "R6332-25, III, 1°",
    "echeance_7e_mois": "R6332-25, III, 2°",
    "echeance_10e_mois": "R6332-25, III, 3°",
    "solde": "R6332-25, III, 4°",
    "maintien": "R6332-25, VI ; L6222-18-2",
    "regularisation": "D6332-80, al. 2",
    "recuperation": "R6332-25, III et VI",
}
_SOURCES = {
    "avance": ("delai_paiement_jours", "hypotheses/facture_recue", "hypothese_report_participation"),
    "echeance_7e_mois": ("septieme_mois_pour_cent", "septieme_mois_revolu"),
    "echeance_10e_mois": ("dixieme_mois_pour_cent",),
    "solde": (),
    "maintien": ("maintien_mois", "hypotheses/maintien_paye_a_terme"),
    "regularisation": (),
    "recuperation": (),
}
_TRANCHES = ("echeance_7e_mois", "echeance_10e_mois", "solde")
_LAST = ("solde", "recuperation")


class Years(NamedTuple):
    """The years of execution at the level known in the end, and at the one paid before the decision."""

    plan: Plan
    known: dict[int, Annee]
    initial: dict[int, Annee]


def line_steps(law: Law, contrat: Contrat, plan: Plan, participation: Participation) -> list[Step]:
    """One step for each instalment that `fund` gives, in its order."""
    initial = plan_of(contrat, law, contrat.npec_initial)
    years = Years(plan, _years(law, plan, participation), _years(law, initial, participation_of(law, initial)))
    return [_line_step(law, contrat, years, line) for line in fund(contrat, law).lines]


def _years(law: Law, plan: Plan, participation: Participation) -> dict[int, Annee]:
    etat, found = opening(law, plan, participation), {}
    while has_year(plan, etat.rank + 1):
        year = execute_year(law, plan, participation, etat)
        found[year.etat.rank] = year
        etat = year.etat
    return found


def _line_step(law: Law, contrat: Contrat, years: Years, line: Instalment) -> Step:
    before = contrat.decision > 0 and (line.exigible_le - day(0)).days < contrat.decision
    year = (years.initial if before else years.known)[line.annee]
    names = list(_SOURCES[line.nature])
    if line.nature == "avance":
        names.insert(0, "avance_courte_pour_cent" if years.plan.period.court else "avance_pour_cent")
        if line.annee > 1:
            names[2] = "hypothese_facture_annee_suivante"
    names += _readings(law, years.plan, year, line)
    return Step(
        code=line.nature,
        label=f"Année {line.annee}, {_LABELS[line.nature]}, exigible le {format_date(line.exigible_le)}",
        formula=_formula(law, years, year, line),
        inputs=tuple(_inputs(year, line)),
        displayed=format_cents(line.montant),
        article=_article(law, years.plan, line),
        montant=line.montant,
        sources=sources(day(contrat.conclusion), *names),
        remark=_remark(law, years.plan, year, line) or ("Payé au niveau connu ce jour-là." if before else ""),
    )


def _readings(law: Law, plan: Plan, year: Annee, line: Instalment) -> Iterator[str]:
    """What this line, and not every line of its nature, depends on."""
    final = year.last == 1 and line.nature in _LAST and line.exigible_le == day(year.balance.exigible_le)
    cut = plan.period.court == 0 and year.window.fin > plan.period.terme
    merged = year.tranches.septieme_atteint == 0 or year.tranches.dixieme_atteint == 0
    if cut and (merged if final else line.nature in _TRANCHES):
        yield "hypothese_tranches_fondues"
    if final and law.solde_au_dixieme_mois == 0:
        if plan.contrat.pieces_recues_le == NEVER:
            yield "hypothese_pieces_recues"
        yield "forclusion_mois"
    if final and line.exigible_le <= day(max(day_of(year.first), day_of(year.second), day_of(year.third))):
        yield "hypotheses/derniere_ligne_apres"


def _article(law: Law, plan: Plan, line: Instalment) -> str:
    if plan.period.court and line.nature in {"avance", "solde"}:
        return "R6332-25, IV" if law.par_jour == 0 else "R6332-25, IV, 1°"
    if law.solde_au_dixieme_mois and line.nature == "solde":
        return "R6332-25, III, 3°"
    return _ARTICLES[line.nature]


def _formula(law: Law, years: Years, year: Annee, line: Instalment) -> str:
    court = years.plan.period.court == 1
    shares = {
        "avance": law.avance_courte_pour_cent if court else law.avance_pour_cent,
        "echeance_7e_mois": law.septieme_mois_pour_cent,
        "echeance_10e_mois": law.dixieme_mois_pour_cent,
    }
    if line.nature in shares:
        gross = {
            "avance": year.tranches.avance,
            "echeance_7e_mois": year.tranches.septieme,
            "echeance_10e_mois": year.tranches.dixieme,
        }[line.nature]
        shown = f"{shares[line.nature]} % du montant de l’année"
        borne = gross - line.montant
        return f"{shown} ({format_cents(gross)}) − participation ({format_cents(borne)})" if borne else shown
    if line.nature == "regularisation":
        return "somme des écarts des échéances déjà payées, au niveau désormais connu"
    if line.nature == "maintien":
        return "montant dû jusqu’à la fin du maintien − montant dû jusqu’à la rupture"
    if year.last and line.exigible_le == day(year.balance.exigible_le):
        return "dû en fin de contrat − payé auparavant"
    return "montant de l’année − échéances de l’année"


def _inputs(year: Annee, line: Instalment) -> Iterator[Input]:
    if line.nature in {"avance", "echeance_7e_mois", "echeance_10e_mois", "solde", "recuperation"}:
        yield Input("montant de l’année, tel que convenu", format_cents(year.planned))
    if line.nature in {"solde", "recuperation"} and year.last:
        yield Input("dû en fin de contrat, participation déduite", format_cents(year.settlement.net_due))


def _remark(law: Law, plan: Plan, year: Annee, line: Instalment) -> str:
    if line.nature in {"solde", "recuperation"} and year.last and year.settlement.forclos:
        limit = shown_day(forfeiture_day(law, plan))
        return f"Pièces reçues après le {limit} : le solde n’est pas dû."
    if line.nature == "recuperation":
        return "Ce qui a été payé reste ; la différence est une ligne séparée."
    return ""
