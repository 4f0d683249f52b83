"""Whole, sound contracts of the three types: each test changes what it is about."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from bareme.validite import Facts, checks, verify

_COMMON = {
    "manquements_en_cours": False,
    "entreprise_rattachee": True,
    "cfa_qualiopi": True,
    "maitre_statut": "salarie",
    "maitre_attestation": True,
    "maitre_experience": 4,
    "maitre_apprentis": 1,
    "decision": "acceptation",
    "date_decision": date(2025, 9, 15),
}
APPRENTISSAGE = Facts(
    numero="A-1",
    date_conclusion=date(2025, 8, 1),
    date_debut=date(2025, 9, 1),
    date_fin=date(2026, 8, 31),
    niveau=5,
    heures_formation=Fraction(600),
    date_naissance=date(2005, 3, 10),
    rncp_fin_enregistrement=date(2028, 12, 31),
    rncp_apprentissage=True,
    cfa_habilite="oui",
    duree_cycle=12,
    fin_formation=date(2026, 6, 30),
    debut_pratique=date(2025, 9, 1),
    debut_formation=date(2025, 9, 8),
    maitre_date_naissance=date(1985, 5, 4),
    salaire_mensuel=90_000,
    remunerations=((date(2025, 9, 1), Fraction(43, 100)), (date(2026, 4, 1), Fraction(53, 100))),
    opposition_en_cours=False,
    numero_deca="075202509000001",
    date_transmission=date(2025, 9, 3),
    date_dossier_complet=date(2025, 9, 5),
    pieces_recues_le=date(2026, 9, 15),
    **_COMMON,
)
PROFESSIONNALISATION = Facts(
    numero="P-1",
    type="professionnalisation",
    date_conclusion=date(2025, 8, 1),
    date_debut=date(2025, 9, 1),
    date_fin=date(2026, 8, 31),
    niveau=5,
    heures_formation=Fraction(300),
    heures_contrat=Fraction(1820),
    date_naissance=date(2003, 3, 10),
    salaire_mensuel=150_000,
    date_transmission=date(2025, 9, 3),
    date_dossier_complet=date(2025, 9, 5),
    **_COMMON,
)
RECONVERSION = Facts(
    numero="R-1",
    type="reconversion",
    date_conclusion=date(2026, 2, 10),
    date_debut=date(2026, 4, 1),
    date_fin=date(2027, 3, 31),
    niveau=5,
    heures_formation=Fraction(300),
    reconversion="externe",
    duree_cdd_accueil=12,
    date_transmission=date(2026, 3, 15),
    date_dossier_complet=date(2026, 3, 16),
    **{**_COMMON, "date_decision": date(2026, 3, 20)},
)
DOSSIERS = {dossier.type: dossier for dossier in (APPRENTISSAGE, PROFESSIONNALISATION, RECONVERSION)}


def apprenti(**changes):
    return replace(APPRENTISSAGE, **changes)


def pro(**changes):
    return replace(PROFESSIONNALISATION, **changes)


def reconverti(**changes):
    return replace(RECONVERSION, **changes)


def verdict(facts, controle, overrides=None, as_of=None):
    """The answer of one check."""
    (check,) = (check for check in checks(facts.type, as_of) if check.controle == controle)
    return check.run(facts, overrides)


def answers(facts, **options):
    """Every answer, by check."""
    return {told.controle: told for told in verify(facts, **options)}
