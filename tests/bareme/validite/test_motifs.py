"""Every ground of D6224-2, by version, and the check that covers it."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from bareme.validite import Motif, Resultat, checks, motifs_on, verify
from tests.bareme.validite.dossiers import DOSSIERS, apprenti, pro, reconverti, verdict

FIRST = (Motif.FORMATION, Motif.AGE, Motif.MAITRE, Motif.REMUNERATION)
OLD, NEW = date(2024, 7, 31), date(2024, 8, 1)

# Ground, check that covers it, what makes it refuse, and the article that it then quotes.
REFUSALS = [
    (Motif.FORMATION, "rncp_active", {"rncp_fin_enregistrement": date(2019, 12, 31)}, "L6211-1"),
    (Motif.FORMATION, "rncp_apprentissage", {"rncp_apprentissage": False}, "L6211-1"),
    (Motif.AGE, "age", {"date_naissance": date(1990, 1, 1)}, "L6222-1"),
    (Motif.MAITRE, "maitre_conditions", {"maitre_statut": "autre"}, "L6223-8-1"),
    (Motif.MAITRE, "maitre_conditions", {"maitre_attestation": False}, "L6223-8-1"),
    (Motif.MAITRE, "maitre_conditions", {"maitre_date_naissance": date(2010, 1, 1)}, "L6223-8-1"),
    (Motif.REMUNERATION, "remuneration", {"salaire_mensuel": 30_000}, "D6222-26"),
    (Motif.REMUNERATION, "remuneration_periodes", {"remunerations": ((NEW, Fraction(1, 10)),)}, "D6222-26"),
    (Motif.OPPOSITION, "opposition", {"opposition_en_cours": True}, "L6225-1"),
    (Motif.HABILITATION, "habilitation", {"cfa_habilite": "non"}, "R6113-16"),
    (
        Motif.CERTIFICATION,
        "qualiopi",
        {"cfa_qualiopi": False, "cfa_premiere_convention": date(2023, 1, 1)},
        "L6316-1",
    ),
    (Motif.DISPOSITION, "duree", {"date_fin": date(2024, 12, 31)}, "L6222-7-1"),
    (Motif.DISPOSITION, "convention", {"reduction_duree": True, "convention_tripartite": False}, "L6222-7-1"),
    (Motif.DISPOSITION, "part_formation", {"heures_formation": Fraction(100)}, "L6211-2"),
    (Motif.DISPOSITION, "debut_pratique", {"debut_pratique": date(2025, 1, 1)}, "L6222-12"),
    (Motif.DISPOSITION, "debut_formation", {"debut_formation": date(2025, 1, 1)}, "L6222-12"),
    (Motif.DISPOSITION, "cycle_sans_employeur", {"debut_cycle": date(2024, 1, 1)}, "L6222-12-1"),
    (Motif.DISPOSITION, "signature", {"date_debut": date(2024, 7, 1)}, "L6222-4"),
    (Motif.DISPOSITION, "maitre_competence", {"maitre_experience": 0}, "R6223-22"),
    (Motif.DISPOSITION, "maitre_nombre", {"maitre_apprentis": 5}, "R6223-6"),
    (Motif.DISPOSITION, "remuneration_majorations", {"salaire_precedent": 200_000}, "D6222-29"),
    (Motif.MANQUEMENTS, "manquements", {"manquements_en_cours": True}, "R6332-26"),
]
IDS = [f"{motif}-{controle}-{rank}" for rank, (motif, controle, _, _) in enumerate(REFUSALS)]


def concluded(on, **changes):
    """A contract of one year that begins on 2024-09-01, concluded on a date."""
    dates = {"date_debut": date(2024, 9, 1), "date_fin": date(2025, 8, 31), "debut_pratique": None}
    return apprenti(**{"date_conclusion": on, **dates, **changes})


@pytest.mark.parametrize(
    "on, expected",
    [
        (date(2019, 12, 31), ()),
        (date(2020, 1, 1), FIRST),
        (OLD, FIRST),
        (NEW, tuple(Motif)),
        (date(2026, 6, 1), tuple(Motif)),
    ],
)
def test_the_grounds_in_force_follow_the_date_of_conclusion(on, expected):
    assert expected == motifs_on(on)


@pytest.mark.parametrize("motif, controle, changes, article", REFUSALS, ids=IDS)
def test_a_ground_refuses_under_the_present_wording(motif, controle, changes, article):
    told = verdict(concluded(NEW, **changes), controle)

    assert Resultat.REFUSE is told.resultat
    assert article in told.article
    number = f"D6224-2 {motif}" if motif.endswith("°") else "D6224-2, "
    assert told.motif.startswith(number)
    assert told.motif in told.reason


@pytest.mark.parametrize("motif, controle, changes, article", REFUSALS, ids=IDS)
def test_a_ground_that_came_later_only_alerts_before_it(motif, controle, changes, article):
    told = verdict(concluded(OLD, **changes), controle)

    if motif in FIRST:
        assert (Resultat.REFUSE, f"D6224-2 {motif}") == (told.resultat, told.motif)
    else:
        assert (Resultat.ALERTE, "") == (told.resultat, told.motif)
        assert "pas un motif de refus" in told.phrase


@pytest.mark.parametrize("motif, controle, changes, article", REFUSALS, ids=IDS)
def test_a_sound_contract_is_not_refused_by_the_same_check(motif, controle, changes, article):
    assert Resultat.REFUSE is not verdict(apprenti(), controle).resultat


def test_the_table_holds_every_ground_and_every_check_that_has_one():
    covering = {(check.motif, check.controle) for check in checks("apprentissage") if check.motif is not None}

    assert set(Motif) == {motif for motif, *_ in REFUSALS}
    assert covering == {(motif, controle) for motif, controle, *_ in REFUSALS}


@pytest.mark.parametrize("dossier", DOSSIERS.values(), ids=DOSSIERS.keys())
def test_a_sound_contract_is_accepted_by_every_check(dossier):
    found = {told.controle: told.phrase for told in verify(dossier) if told.resultat not in {"ok", "sans_objet"}}

    assert {} == found


@pytest.mark.parametrize(
    "facts, controle, motif",
    [
        (pro(heures_formation=Fraction(10)), "part_formation", "D6325-2"),
        (pro(manquements_en_cours=True), "manquements", "D6325-2, dernier alinéa"),
        (pro(cfa_qualiopi=False), "qualiopi", "D6325-2"),
        (reconverti(heures_formation=Fraction(10)), "part_formation", "R6324-3"),
        (reconverti(manquements_en_cours=True), "manquements", "R6324-3, second alinéa"),
        (apprenti(employeur_public=True, rncp_apprentissage=False), "rncp_apprentissage", ""),
    ],
)
def test_the_other_contracts_have_their_own_ground(facts, controle, motif):
    told = verdict(facts, controle)

    assert (Resultat.REFUSE, motif) == (told.resultat, told.motif)


def test_findings_of_controls_did_not_found_a_refusal_of_a_contrat_de_professionnalisation_before():
    facts = replace(pro(manquements_en_cours=True), date_conclusion=OLD)

    assert Resultat.ALERTE is verdict(facts, "manquements").resultat
