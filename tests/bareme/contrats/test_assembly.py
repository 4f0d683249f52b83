"""From the cells of a file to contracts: defaults, levels, rates."""

from datetime import date

import pytest

from bareme.contrats.assembly import assemble
from bareme.contrats.contrats import FIELDS
from bareme.contrats.schema import day_number
from bareme.npec.reading import read_referentiel
from bareme.rules.contrat import NEVER, RECONVERSION, Contrat
from tests.bareme.contrats.files import HEAD, ROW, csv, read, told, with_column

NPEC = "rncp;cpne;idcc;npec;statut;valide_du;valide_au;connu_le"


def day(text):
    return day_number(date.fromisoformat(text))


def assembled(path, **how):
    """The contracts of a sound file."""
    reading = read(path)
    contrats = assemble(reading, **how)
    assert [] == told(reading)
    return contrats


def refused(path, **how):
    """The errors of a file, once assembled."""
    reading = read(path)
    assert assemble(reading, **how) is None
    return told(reading)


def referentiel(folder, *rows):
    return read_referentiel(csv(folder, *rows, head=NPEC, name="npec.csv")).referentiel


def test_the_columns_are_the_fields_of_a_contract():
    assert Contrat._fields == tuple(FIELDS)


def test_an_absent_column_has_its_default(tmp_path):
    contrat = assembled(csv(tmp_path, ROW)).row(0)

    debut = day("2025-09-01")
    expected = Contrat(
        type=0,
        conclusion=day("2025-07-10"),
        debut=debut,
        fin=day("2026-08-31"),
        niveau=6,
        npec=800_000,
        npec_initial=800_000,
        decision=0,
        rupture=NEVER,
        rupture_probatoire=0,
        formation_commencee=1,
        heures_formation=0,
        heures_distance=0,
        exempt_distance=0,
        majoration_handicap=0,
        reduction_duree=0,
        titre_ministere_court=0,
        debut_cycle=debut,
        maintien_cfa=0,
        fin_session=NEVER,
        nouveau_contrat=NEVER,
        suite_rupture=0,
        facture_recue_le=debut,
        pieces_recues_le=NEVER,
        taux_horaire=0,
    )
    assert expected == contrat


def test_every_column_reaches_its_field(tmp_path):
    cells = {
        "date_rupture": "2025-12-01",
        "rupture_probatoire": "oui",
        "formation_commencee": "non",
        "heures_formation": "100,5",
        "heures_distance": "90",
        "exempt_distance": "oui",
        "majoration_handicap": "1000",
        "reduction_duree": "oui",
        "titre_ministere_court": "oui",
        "debut_cycle": "2025-08-01",
        "maintien_cfa": "oui",
        "fin_session": "2026-06-30",
        "nouveau_contrat": "2026-02-01",
        "suite_rupture": "oui",
        "facture_recue_le": "2025-09-10",
        "pieces_recues_le": "2026-01-10",
    }
    path = csv(tmp_path, ";".join([ROW, *cells.values()]), head=";".join([HEAD, *cells]))

    contrat = assembled(path).row(0)._asdict()

    written = {name: contrat[{"date_rupture": "rupture"}.get(name, name)] for name in cells}
    expected = {name: day(cell) for name, cell in cells.items() if cell.startswith("202")}
    expected |= {name: int(cell == "oui") for name, cell in cells.items() if cell in {"oui", "non"}}
    expected |= {"heures_formation": 10_050, "heures_distance": 9_000, "majoration_handicap": 100_000}
    assert expected == written


def test_a_rupture_after_the_end_is_ignored(tmp_path):
    assert NEVER == assembled(with_column(tmp_path, "date_rupture", "2026-09-01")).row(0).rupture


def test_a_cycle_that_begins_after_the_contract_is_ignored(tmp_path):
    assert day("2025-09-01") == assembled(with_column(tmp_path, "debut_cycle", "2025-09-02")).row(0).debut_cycle


def test_a_share_above_the_whole_is_computed_as_told(tmp_path):
    path = csv(tmp_path, f"{ROW};100;120", head=f"{HEAD};heures_formation;heures_distance")

    contrat = assembled(path).row(0)

    assert (10_000, 12_000) == (contrat.heures_formation, contrat.heures_distance)


def test_a_share_of_hours_that_are_not_told_is_ignored(tmp_path):
    path = csv(tmp_path, f"{ROW};120;oui", head=f"{HEAD};heures_distance;exempt_distance")

    assert 0 == assembled(path).row(0).heures_distance


def test_the_positions_are_those_of_the_file(tmp_path):
    contrats = assembled(csv(tmp_path, ROW, f"B7{ROW[2:]}"))

    assert (2, 1, None) == (len(contrats), contrats.position_of("B7"), contrats.position_of("C"))


@pytest.mark.parametrize("conclusion, known", [("2018-12-31", False), ("2019-01-01", True)])
def test_a_contract_older_than_the_rules_is_an_error(tmp_path, conclusion, known):
    path = csv(tmp_path, f"A1;{conclusion};2019-09-01;2020-08-31;5;8000")

    expected = [] if known else [(2, "date_conclusion", "sans_regle")]
    assert expected == ([] if known and assembled(path) else refused(path))


@pytest.mark.parametrize(
    "cells, expected",
    [
        ("professionnalisation;;400;;", 915),
        ("professionnalisation;;400;oui;", 1500),
        ("professionnalisation;;400;;oui", 1500),
        ("professionnalisation;2120;400;;", 1100),
        ("professionnalisation;1486;400;;", 915),
        ("professionnalisation;2264;400;;", 0),
        ("apprentissage;2120;400;oui;oui", 0),
    ],
)
def test_the_rate_of_an_hour_is_that_of_the_branch_or_of_the_decree(tmp_path, cells, expected):
    head = f"{HEAD};type;idcc;heures_formation;public_prioritaire;geiq"

    contrat = assembled(csv(tmp_path, f"{ROW};{cells}", head=head)).row(0)

    assert (expected, 0 if expected else 800_000) == (contrat.taux_horaire, contrat.npec)


@pytest.mark.parametrize("conclusion, known", [("2026-01-31", False), ("2026-02-01", True)])
def test_a_reconversion_has_a_rate_since_it_exists(tmp_path, conclusion, known):
    path = csv(
        tmp_path, f"A;{conclusion};2026-03-01;2026-12-31;6;;reconversion;300", head=f"{HEAD};type;heures_formation"
    )

    if known:
        assert (RECONVERSION, 915) == (assembled(path).row(0).type, assembled(path).row(0).taux_horaire)
    else:
        assert [(2, "date_conclusion", "sans_taux")] == refused(path)


def test_an_unreadable_convention_is_an_error_only_where_it_gives_a_price(tmp_path):
    head = f"{HEAD};idcc;type;heures_formation"
    rows = (f"{ROW};IDCC 16;;", f"A2{ROW[2:]};IDCC 16;professionnalisation;100")

    assert [(3, "idcc", "idcc")] == refused(csv(tmp_path, *rows, head=head))


def test_without_a_level_nor_a_referentiel_the_column_is_asked_once(tmp_path):
    path = csv(tmp_path, *(f"A{rank};2025-07-10;2025-09-01;2026-08-31;6" for rank in range(3)), head=HEAD[:-5])

    assert [(None, "npec", "npec_manquant")] == refused(path)


def test_an_empty_level_without_a_referentiel_is_told_with_its_line(tmp_path):
    assert [(3, "npec", "npec_manquant")] == refused(csv(tmp_path, ROW, f"A2{ROW[2:-4]}"))


def test_the_level_is_looked_for_in_the_referentiel(tmp_path):
    npec = referentiel(tmp_path, "RNCP1;;;7000;;;;", "RNCP2;;;7500;;2025-01-01;;2025-08-01")
    rows = (f"{ROW};RNCP1", f"A2{ROW[2:-4]};1", f"A3{ROW[2:-4]};RNCP2", f"A4{ROW[2:-4]};RNCP3")

    contrats = assembled(csv(tmp_path, *rows, head=f"{HEAD};rncp"), niveaux=npec)

    found = contrats.columns.select("npec", "npec_initial", "decision").rows()
    expected = [
        (800_000, 800_000, 0),
        (700_000, 700_000, 0),
        (750_000, 600_000, day("2025-08-01")),
        (600_000, 600_000, 0),
    ]
    assert expected == found


def test_the_day_of_knowledge_hides_what_came_later(tmp_path):
    npec = referentiel(tmp_path, "RNCP2;;;7500;;2025-01-01;;2025-08-01")
    path = csv(tmp_path, f"A3{ROW[2:-4]};RNCP2", head=f"{HEAD};rncp")

    contrat = assembled(path, niveaux=npec, as_of=day("2025-07-31")).row(0)

    assert (600_000, 600_000, 0) == (contrat.npec, contrat.npec_initial, contrat.decision)


def test_the_contract_s_own_amorcage_replaces_the_forfait(tmp_path):
    npec = referentiel(tmp_path, "RNCP2;;;7500;;2025-01-01;;2025-08-01")
    path = csv(tmp_path, f"A3{ROW[2:-4]};RNCP2;5500", head=f"{HEAD};rncp;amorcage")

    assert 550_000 == assembled(path, niveaux=npec).row(0).npec_initial


@pytest.mark.parametrize(
    "amorcage, as_of, expected",
    [
        ("6000", "2025-12-01", (800_000, 600_000, "2025-12-01")),
        ("oui", "2025-12-01", (800_000, 600_000, "2025-12-01")),
        ("6000", None, (800_000, 800_000, None)),
        ("6000", "2025-07-10", (800_000, 800_000, None)),
        ("", "2025-12-01", (800_000, 800_000, None)),
    ],
)
def test_a_written_level_is_known_on_the_day_of_knowledge(tmp_path, amorcage, as_of, expected):
    path = with_column(tmp_path, "amorcage", amorcage)

    contrat = assembled(path, as_of=as_of and day(as_of)).row(0)

    npec, initial, decision = expected
    assert (npec, initial, (decision and day(decision)) or 0) == (contrat.npec, contrat.npec_initial, contrat.decision)


@pytest.mark.parametrize(
    "cells, expected",
    [
        (";", (2, "npec", "npec_manquant")),
        ("BTS;", (2, "rncp", "rncp")),
        ("RNCP1;Syntec", (2, "idcc", "idcc")),
    ],
)
def test_a_level_that_cannot_be_looked_for_is_an_error(tmp_path, cells, expected):
    npec = referentiel(tmp_path, "RNCP1;;;7000;;;;")
    path = csv(tmp_path, f"{ROW[:-4]};{cells}", head=f"{HEAD};rncp;idcc")

    assert [expected] == refused(path, niveaux=npec)


def test_a_level_that_is_not_found_says_what_was_looked_for(tmp_path):
    npec = referentiel(tmp_path, "RNCP1;;;7000;;;;")
    reading = read(csv(tmp_path, f"{ROW[:-4]};RNCP9;16", head=f"{HEAD};rncp;idcc"))

    assert 600_000 == assemble(reading, npec).row(0).npec
    assert [(2, "rncp", "npec_amorcage")] == told(reading, "avertissement")
    assert "RNCP9, CPNE non renseignée, IDCC 16, conclu le 10/07/2025" == reading.anomalies[0].value


def test_a_level_without_amorcage_is_an_error(tmp_path):
    npec = referentiel(tmp_path, "RNCP1;;;7000;;;;")
    path = csv(tmp_path, "A1;2019-03-01;2019-09-01;2020-08-31;5;;RNCP9", head=f"{HEAD};rncp")

    assert [(2, "rncp", "npec_introuvable")] == refused(path, niveaux=npec)


@pytest.mark.parametrize(
    "conclusion, cells, warned",
    [
        ("2025-07-10", "6;8000;2025-10-15;non", True),
        ("2025-07-10", "6;8000;2025-10-16;non", False),
        ("2025-07-10", "6;8000;2025-10-15;oui", False),
        ("2025-07-10", "5;8000;2025-10-15;non", False),
        ("2025-06-30", "6;8000;2025-10-15;non", False),
    ],
)
def test_a_rupture_of_the_first_days_told_as_late_is_a_warning(tmp_path, conclusion, cells, warned):
    row = f"A;{conclusion};2025-09-01;2026-08-31;{cells}"
    reading = read(csv(tmp_path, row, head=f"{HEAD};date_rupture;rupture_probatoire"))
    contrats = assemble(reading)

    assert (1, int(cells.endswith("oui"))) == (len(contrats), contrats.row(0).rupture_probatoire)
    assert ([(2, "rupture_probatoire", "rupture_precoce")] if warned else []) == told(reading, "avertissement")


def test_what_prevents_computing_is_told_beside_the_wrong_cells(tmp_path):
    rows = (f"A1{ROW[2:-4]}x", f"A2{ROW[2:-4]}", "A3;2018-01-01;x;2026-08-31;6;", "A4;x;2025-09-01;2026-08-31;6;")

    expected = [
        (2, "npec", "nombre"),
        (3, "npec", "npec_manquant"),
        (4, "date_debut", "date"),
        (4, "date_conclusion", "sans_regle"),
        (4, "npec", "npec_manquant"),
        (5, "date_conclusion", "date"),
        (5, "npec", "npec_manquant"),
    ]
    assert expected == refused(csv(tmp_path, *rows))


def test_no_field_is_ever_null(tmp_path):
    contrats = assembled(csv(tmp_path, ROW, f"B1{ROW[2:]}"))

    assert 0 == sum(contrats.columns.null_count().row(0))
    assert FIELDS == {name: dtype.base_type() for name, dtype in contrats.columns.schema.items()}
