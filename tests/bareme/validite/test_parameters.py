"""The parameters of validity: each is read by a check, each that is read exists."""

from dataclasses import replace
from datetime import date

from bareme import parametres
from bareme.validite import verify
from bareme.validite.duree import last_day
from tests.bareme.validite.dossiers import apprenti, pro, reconverti

FAMILIES = ("validite/", "remuneration/")
START = date(2025, 9, 1)
AGES = (date(2009, 1, 1), date(2006, 1, 1), date(2003, 1, 1), date(1995, 1, 1))


def read_by(*dossiers):
    return {used.key for dossier in dossiers for told in verify(dossier) for used in told.parametres}


def population():
    """Contracts that between them go through every rule."""
    for birth in AGES:
        for year in (1, 2, 3):
            yield apprenti(date_naissance=birth, annee_cycle=year)
        yield pro(date_naissance=birth)
    yield pro(date_naissance=AGES[-1], minimum_branche=1, salaire_mensuel=200_000, public="demandeur_emploi")
    old = {"date_naissance": date(1993, 1, 1), "fin_contrat_precedent": date(2025, 7, 1)}
    yield apprenti(**old, derogation_age="niveau_superieur")
    yield apprenti(**old, derogation_age="echec")
    yield apprenti(date_naissance=date(2010, 8, 1), college_acheve=True)
    yield apprenti(rqth=True)
    yield apprenti(sportif=True)
    yield apprenti(transfrontalier=True)
    yield apprenti(prolongation_echec=True)
    yield apprenti(suite_rupture=True)
    yield apprenti(travail_temporaire=True)
    yield apprenti(maitre_experience=1)
    yield apprenti(debut_cycle=date(2025, 8, 1))
    yield apprenti(meme_niveau=True)
    yield apprenti(annee_supplementaire=True)
    yield apprenti(licence_professionnelle=True)
    yield apprenti(employeur_public=True)
    yield apprenti(decision="refus", decision_motivee=True)
    yield apprenti(cfa_qualiopi=False, cfa_premiere_convention=date(2025, 7, 1))
    yield apprenti(rncp_apprentissage=False)
    yield apprenti(departement="976", date_conclusion=date(2025, 11, 3), date_transmission=date(2026, 6, 1))
    yield pro(public_prioritaire=True, manquements_en_cours=True)
    yield pro(accord_duree=True, maitre_statut="employeur")
    yield pro(date_fin=last_day(START, 18))
    yield reconverti(decision=None, date_decision=None)
    yield replace(reconverti(), accord_reconversion=True)


def test_every_parameter_is_read_by_a_check():
    known = {key for key in parametres.keys() if key.startswith(FAMILIES)}  # noqa: SIM118 - a function

    assert len(known) > 80
    assert set() == known - read_by(*population())


def test_a_verdict_says_since_when_its_figures_are_in_force():
    for told in verify(apprenti()):
        for used in told.parametres:
            assert used.since is not None
            assert used.amount == parametres.get(used.key, on=max(used.since, date(2025, 9, 1))).amount, used.key
