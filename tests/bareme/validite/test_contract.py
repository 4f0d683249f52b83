"""Duration, parts, certification, maître d’apprentissage and tutor: each branch of each check."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.validite import Resultat
from bareme.validite.dates import last_day
from bareme.validite.numero_deca import parse_numero_deca
from tests.bareme.validite.dossiers import apprenti, pro, reconverti, verdict

START = date(2025, 9, 1)
OK, REFUSE, ALERTE = Resultat.OK, Resultat.REFUSE, Resultat.ALERTE
UNKNOWN, NONE = Resultat.INDETERMINE, Resultat.SANS_OBJET


def ends(months, shift=0):
    return {"date_fin": last_day(START, months) + timedelta(days=shift)}


@pytest.mark.parametrize(
    "changes, resultat, article",
    [
        (ends(6), OK, "L6222-7-1"),
        (ends(6, -1), REFUSE, "L6222-7-1"),
        (ends(36), OK, "L6222-7-1"),
        (ends(36, 1), REFUSE, "L6222-7-1"),
        (ends(48) | {"rqth": True}, OK, "R6222-46"),
        (ends(48, 1) | {"rqth": True}, REFUSE, "R6222-46"),
        (ends(48) | {"sportif": True}, OK, "R6222-60"),
        (ends(60) | {"transfrontalier": True}, OK, "D6235-3"),
        (ends(60, 1) | {"transfrontalier": True}, REFUSE, "D6235-3"),
        (ends(3) | {"transfrontalier": True}, OK, "D6235-3"),
        (ends(12) | {"prolongation_echec": True}, OK, "L6222-11"),
        (ends(12, 1) | {"prolongation_echec": True}, REFUSE, "L6222-11"),
        (ends(4) | {"suite_rupture": True}, OK, "L6222-7-1, R6222-23-1"),
        ({"date_fin": START - timedelta(days=1)}, REFUSE, "L6222-7-1"),
    ],
)
def test_duration(changes, resultat, article):
    told = verdict(apprenti(**changes), "duree")

    assert (resultat, article) == (told.resultat, told.article)


def test_a_cross_border_contract_before_its_decree_is_not_settled():
    facts = apprenti(transfrontalier=True, date_conclusion=date(2025, 3, 30))

    assert UNKNOWN is verdict(facts, "duree").resultat


@pytest.mark.parametrize(
    "changes, resultat, article",
    [
        ({"duree_cycle": 12}, OK, "L6222-7-1"),
        ({"duree_cycle": 24}, UNKNOWN, "L6222-7-1"),
        ({"duree_cycle": 24, "convention_tripartite": True}, OK, "L6222-7-1, troisième alinéa"),
        ({"duree_cycle": 24, "convention_tripartite": False}, REFUSE, "L6222-7-1, troisième alinéa"),
        ({"duree_cycle": 7}, OK, "L6222-7-1"),
        ({"duree_cycle": 6, "convention_tripartite": False}, REFUSE, "L6222-7-1, troisième alinéa"),
        ({"duree_cycle": None, "reduction_duree": True}, UNKNOWN, "L6222-7-1"),
        ({"reduction_duree": True, "convention_tripartite": True}, OK, "L6222-7-1, troisième alinéa"),
        ({"duree_cycle": 24, "rqth": True}, NONE, "R6222-9"),
        ({"duree_cycle": 24, "sportif": True}, NONE, "R6222-9"),
        ({"duree_cycle": 24, "prolongation_echec": True}, NONE, "R6222-9"),
        ({"duree_cycle": 24, "debut_cycle": date(2025, 7, 1)}, NONE, "R6222-9"),
        ({"duree_cycle": 24, "transfrontalier": True}, NONE, "D6235-3"),
        ({"duree_cycle": 24, "suite_rupture": True}, NONE, "R6222-23-1"),
    ],
)
def test_convention(changes, resultat, article):
    told = verdict(apprenti(**changes), "convention")

    assert (resultat, article) == (told.resultat, told.article)


@pytest.mark.parametrize("controle", ["debut_pratique", "debut_formation"])
@pytest.mark.parametrize("day, resultat", [(date(2025, 12, 1), OK), (date(2025, 12, 2), REFUSE), (None, UNKNOWN)])
def test_starts_within_three_months(controle, day, resultat):
    assert resultat is verdict(apprenti(**{controle: day}), controle).resultat


def test_a_cycle_begun_before_the_contract_has_begun():
    facts = apprenti(debut_cycle=date(2025, 7, 1), debut_formation=None)

    assert OK is verdict(facts, "debut_formation").resultat


@pytest.mark.parametrize(
    "changes, resultat",
    [
        ({"date_conclusion": START}, OK),
        ({"date_conclusion": START + timedelta(days=1)}, REFUSE),
    ],
)
def test_signature(changes, resultat):
    assert resultat is verdict(apprenti(**changes), "signature").resultat


@pytest.mark.parametrize("end, resultat", [(date(2026, 8, 31), OK), (date(2026, 9, 1), ALERTE), (None, UNKNOWN)])
def test_the_contract_covers_the_last_exam(end, resultat):
    assert resultat is verdict(apprenti(fin_formation=end), "fin_formation").resultat


@given(st.integers(180, 1095), st.integers(0, 2000))
def test_more_hours_never_refuse(days, hours):
    end = START + timedelta(days=days)
    fewer = verdict(apprenti(date_fin=end, heures_formation=Fraction(hours)), "part_formation").resultat
    more = verdict(apprenti(date_fin=end, heures_formation=Fraction(hours + 1)), "part_formation").resultat

    assert fewer is REFUSE or more is OK


def test_the_certifier_may_set_another_share():
    told = verdict(apprenti(heures_formation=Fraction(300), certificateur_deroge=True), "part_formation")

    assert OK is told.resultat
    assert "certificateur" in told.phrase


@pytest.mark.parametrize(
    "changes, resultat, article",
    [
        ({"cfa_qualiopi": True}, OK, "L6316-1"),
        ({"cfa_qualiopi": None}, UNKNOWN, "L6316-1"),
        ({"cfa_premiere_convention": None}, UNKNOWN, "L6316-1, R6316-9"),
        ({"cfa_premiere_convention": date(2025, 7, 1)}, OK, "R6316-9, I"),
        ({"cfa_premiere_convention": date(2025, 2, 1), "cfa_copie_contrat_le": date(2025, 4, 1)}, OK, "R6316-9, I"),
        ({"cfa_premiere_convention": date(2025, 2, 1)}, UNKNOWN, "R6316-9, I, deuxième alinéa"),
        (
            {"cfa_premiere_convention": date(2025, 2, 1), "cfa_copie_contrat_le": date(2025, 4, 2)},
            REFUSE,
            "R6316-9, I, deuxième alinéa",
        ),
        ({"cfa_premiere_convention": date(2025, 1, 31)}, REFUSE, "L6316-1, R6316-9, I"),
    ],
)
def test_a_new_cfa_has_six_months(changes, resultat, article):
    told = verdict(apprenti(**{"cfa_qualiopi": False, **changes}), "qualiopi")

    assert (resultat, article) == (told.resultat, told.article)


@pytest.mark.parametrize("told, resultat", [("oui", OK), ("sans_objet", OK), ("non", REFUSE), (None, UNKNOWN)])
def test_habilitation(told, resultat):
    assert resultat is verdict(apprenti(cfa_habilite=told), "habilitation").resultat


@pytest.mark.parametrize(
    "changes, resultat",
    [
        ({"maitre_experience": 2}, OK),
        ({"maitre_experience": 0}, REFUSE),
        ({"maitre_experience": 1}, UNKNOWN),
        ({"maitre_experience": 1, "maitre_niveau": 5, "maitre_meme_domaine": True}, OK),
        ({"maitre_experience": 1, "maitre_niveau": 4, "maitre_meme_domaine": True}, REFUSE),
        ({"maitre_experience": 1, "maitre_niveau": 7, "maitre_meme_domaine": False}, REFUSE),
        ({"maitre_experience": 0, "maitre_accord_branche": True}, OK),
        ({"maitre_experience": 9, "maitre_accord_branche": False}, REFUSE),
    ],
)
def test_competence_of_the_maitre(changes, resultat):
    assert resultat is verdict(apprenti(**changes), "maitre_competence").resultat


@pytest.mark.parametrize(
    "changes, resultat",
    [
        ({"maitre_apprentis": 2}, OK),
        ({"maitre_apprentis": 3}, UNKNOWN),
        ({"maitre_apprentis": 3, "maitre_redoublants": 0}, REFUSE),
        ({"maitre_apprentis": 3, "maitre_redoublants": 1}, OK),
        ({"maitre_apprentis": 4, "maitre_redoublants": 4}, REFUSE),
        ({"maitre_apprentis": 5, "travail_temporaire": True}, OK),
        ({"maitre_apprentis": 6, "travail_temporaire": True}, REFUSE),
    ],
)
def test_apprentices_of_one_maitre(changes, resultat):
    assert resultat is verdict(apprenti(**changes), "maitre_nombre").resultat


@pytest.mark.parametrize(
    "changes, resultat, article",
    [
        ({}, OK, "D6325-6, D6325-9"),
        ({"maitre_experience": 1}, REFUSE, "D6325-6"),
        ({"maitre_attestation": False}, REFUSE, "D6325-6"),
        ({"maitre_statut": "autre"}, REFUSE, "D6325-6"),
        ({"maitre_apprentis": 3}, OK, "D6325-6, D6325-9"),
        ({"maitre_apprentis": 4}, REFUSE, "D6325-9"),
        ({"maitre_apprentis": 3, "maitre_statut": "employeur"}, REFUSE, "D6325-9"),
        ({"maitre_apprentis": 2, "maitre_statut": "employeur"}, OK, "D6325-6, D6325-9"),
        ({"maitre_apprentis": None}, UNKNOWN, "D6325-6, D6325-9"),
    ],
)
def test_the_tutor(changes, resultat, article):
    told = verdict(pro(**changes), "tuteur")

    assert (resultat, article) == (told.resultat, told.article)


@pytest.mark.parametrize(
    "birth, public, resultat",
    [
        (date(2009, 9, 1), None, OK),
        (date(2009, 9, 2), None, REFUSE),
        (date(1999, 9, 2), None, OK),
        (date(1999, 9, 1), None, UNKNOWN),
        (date(1999, 9, 1), "demandeur_emploi", OK),
        (date(1999, 9, 1), "minima_sociaux", OK),
        (date(1999, 9, 1), "jeune", REFUSE),
        (date(1999, 9, 1), "autre", REFUSE),
        (None, None, UNKNOWN),
    ],
)
def test_the_public_of_a_contrat_de_professionnalisation(birth, public, resultat):
    assert resultat is verdict(pro(date_naissance=birth, public=public), "public").resultat


@pytest.mark.parametrize(
    "changes, resultat",
    [
        (ends(6), OK),
        (ends(6, -1), REFUSE),
        (ends(12), OK),
        (ends(12, 1), UNKNOWN),
        (ends(24) | {"accord_duree": True}, OK),
        (ends(24) | {"accord_duree": False}, REFUSE),
        (ends(24, 1), REFUSE),
        (ends(24, 1) | {"accord_duree": True}, REFUSE),
        (ends(36) | {"public_prioritaire": True}, OK),
        (ends(36, 1) | {"public_prioritaire": True}, REFUSE),
    ],
)
def test_the_duration_of_a_contrat_de_professionnalisation(changes, resultat):
    assert resultat is verdict(pro(**changes), "duree").resultat


@pytest.mark.parametrize(
    "hours, agreed, resultat",
    [
        (272, None, REFUSE),
        (273, None, OK),
        (455, None, OK),
        (456, True, OK),
        (456, False, REFUSE),
        (456, None, UNKNOWN),
    ],
)
def test_the_hours_of_a_contrat_de_professionnalisation(hours, agreed, resultat):
    facts = pro(heures_formation=Fraction(hours), accord_formation=agreed)

    assert resultat is verdict(facts, "part_formation").resultat


@pytest.mark.parametrize(
    "hours, changes, resultat",
    [
        (149, {}, REFUSE),
        (150, {}, OK),
        (450, {}, OK),
        (451, {}, UNKNOWN),
        (451, {"accord_reconversion": False}, REFUSE),
        (2100, {"accord_reconversion": True}, OK),
        (2101, {"accord_reconversion": True}, REFUSE),
        (2101, {}, REFUSE),
        (20, {"socle_clea": True}, NONE),
        (None, {}, UNKNOWN),
    ],
)
def test_the_hours_of_a_reconversion(hours, changes, resultat):
    given_hours = None if hours is None else Fraction(hours)

    assert resultat is verdict(reconverti(heures_formation=given_hours, **changes), "part_formation").resultat


@pytest.mark.parametrize(
    "months, shift, changes, resultat",
    [
        (12, 0, {}, OK),
        (12, 1, {}, UNKNOWN),
        (12, 1, {"accord_reconversion": False}, REFUSE),
        (36, 0, {"accord_reconversion": True}, OK),
        (36, 1, {"accord_reconversion": True}, REFUSE),
        (36, 1, {}, REFUSE),
        (48, 0, {"socle_clea": True}, NONE),
    ],
)
def test_the_duration_of_a_reconversion(months, shift, changes, resultat):
    end = last_day(date(2026, 4, 1), months) + timedelta(days=shift)

    assert resultat is verdict(reconverti(date_fin=end, **changes), "duree").resultat


@pytest.mark.parametrize(
    "changes, resultat",
    [
        ({"reconversion": "interne"}, NONE),
        ({"reconversion": None}, UNKNOWN),
        ({"duree_cdd_accueil": 0}, OK),
        ({"duree_cdd_accueil": 5}, REFUSE),
        ({"duree_cdd_accueil": 6}, OK),
        ({"duree_cdd_accueil": None}, UNKNOWN),
    ],
)
def test_the_contract_of_the_host_company(changes, resultat):
    assert resultat is verdict(reconverti(**changes), "accueil").resultat


def test_a_reconversion_before_its_law_is_not_settled():
    facts = reconverti(date_conclusion=date(2025, 12, 31))

    assert {UNKNOWN} == {verdict(facts, name).resultat for name in ("part_formation", "duree", "transmission")}


def test_a_company_that_is_not_attached_is_told_not_refused():
    assert ALERTE is verdict(apprenti(entreprise_rattachee=False), "rattachement").resultat


@given(
    st.sampled_from(["001", "075", "02A", "02B", "974", "099"]),
    st.integers(1900, 2999),
    st.integers(1, 12),
    st.sampled_from(["NC", "nc", "00", "99"]),
    st.integers(0, 9999),
)
def test_a_number_is_cut_into_its_parts(departement, year, month, kind, rank):
    parts = parse_numero_deca(f"{departement}{year}{month:02d}{kind}{rank:04d}")

    assert (departement, year, month, kind.upper(), f"{rank:04d}") == tuple(parts)


@given(st.text(alphabet="0129ABNC", max_size=18))
def test_what_is_not_fifteen_signs_is_no_number(text):
    parts = parse_numero_deca(text)

    assert parts is None or len(text) == 15


@pytest.mark.parametrize(
    "text",
    [
        "",
        "02B20221200000",
        "02B2022120000000",
        "12B202212000000",
        "02C202212000000",
        "02B202213000000",
        "02B202212X00000",
    ],
)
def test_a_wrong_number_is_an_alert(text):
    assert parse_numero_deca(text) is None
    assert ALERTE is verdict(apprenti(numero_deca=text), "numero_deca").resultat
