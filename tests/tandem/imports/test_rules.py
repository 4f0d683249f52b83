import json
from importlib import resources

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError

from bareme.tables import read_table
from tandem.imports.actions import mapping_errors, signature
from tandem.imports.correction_file import as_csv, marked_rows
from tandem.imports.enums import IMPORT_TRANSITIONS, ImportStatus
from tandem.imports.importer import Field, importers
from tandem.imports.models import FileImport
from tandem.imports.perms import can_abandon, can_change, can_undo, can_validate
from tandem.imports.table_schema import table_schema
from tandem.organisations.enums import Role
from tandem.organisations.perms import ALLOWED, refused
from tests.tandem.campagnes.importing import region_campaign, target_of
from tests.tandem.factories import FileImportFactory, MembershipFactory, RegionOrganisationFactory, UserFactory

FIELDS = (Field("nom", "Nom", "", required=True), Field("site", "Site", ""))
NO = refused("Non.")


def anomaly(line, column, severity="erreur"):
    return {
        "ligne": str(line),
        "colonne": column,
        "valeur": "x",
        "attendu": "un nombre était attendu",
        "remede": "Corrigez",
        "gravite": severity,
        "code": "nombre",
    }


@pytest.mark.parametrize("status", ImportStatus)
def test_only_a_ready_import_is_validated(status):
    assert (status == ImportStatus.READY) == bool(can_validate(status, ALLOWED))


@pytest.mark.parametrize("status", ImportStatus)
def test_only_a_validated_import_is_undone(status):
    assert (status == ImportStatus.VALIDATED) == bool(can_undo(status, ALLOWED))


@pytest.mark.parametrize("status", ImportStatus)
def test_what_was_written_is_never_abandoned_nor_changed(status):
    written = {ImportStatus.VALIDATED, ImportStatus.UNDONE}

    assert not (status in written and (can_abandon(status, ALLOWED) or can_change(status, ALLOWED)))


@pytest.mark.parametrize("predicate", [can_abandon, can_change, can_undo, can_validate])
def test_who_may_not_import_may_do_nothing_and_reads_why(predicate):
    decisions = [predicate(status, NO) for status in ImportStatus]

    assert [NO] * len(decisions) == decisions


def test_the_same_titles_are_recognised_whatever_their_order_case_and_spaces():
    assert signature(["Nom du CFA", "Contrats"]) == signature(["CONTRATS", "nom  du cfa"])


def test_the_column_of_anomalies_does_not_make_another_file():
    assert signature(["nom", "contrats"]) == signature(["nom", "contrats", "Anomalies"])


def test_every_fault_of_a_mapping_is_said_at_once():
    errors = mapping_errors({"a": "site", "b": "site", "c": "inconnu"}, ["a", "b", "c"], FIELDS)

    assert 3 == len(errors)


def test_a_mapping_of_titles_that_the_file_does_not_have_counts_for_nothing():
    assert 1 == len(mapping_errors({"absent": "nom"}, ["a"], FIELDS))


def test_faulty_cells_are_marked_by_title_or_by_field():
    table = read_table(b"Nom;Nb\nA;x\nB;2\n", "a.csv")

    headers, rows = marked_rows(table, [anomaly(2, "Nb"), anomaly(3, "nom")], {"Nom": "nom", "Nb": "contrats"})

    assert ["Nom", "Nb"] == headers
    assert [{1}, {0}] == [set(row.faulty) for row in rows]


def test_a_warning_is_written_but_does_not_make_a_line_an_error():
    table = read_table(b"Nom;Nb\nA;x\n", "a.csv")

    _, rows = marked_rows(table, [anomaly(2, "Nb", "avertissement")], {})

    assert (False, "Avertissement") == (rows[0].is_error, rows[0].reasons[0].split(" – ")[0])


def test_the_file_to_correct_opens_in_a_french_spreadsheet_and_runs_no_formula():
    table = read_table('Nom;Nb\n=CMD();"- €"\n'.encode(), "a.csv")

    content = as_csv(*marked_rows(table, [], {})).decode()

    assert "\ufeffNom;Nb;anomalies\r\n'=CMD();- €;\r\n" == content


def test_a_neutralised_cell_comes_back_as_it_was():
    table = read_table(b"Nom;Nb\n=CMD();1\n", "a.csv")

    again = read_table(as_csv(*marked_rows(table, [], {})), "b.csv")

    assert table.rows[0].cells == again.rows[0].cells[:2]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", importers())
def test_the_published_schema_agrees_with_the_columns_that_are_read(kind):
    campagne, user = region_campaign()
    importer, target = target_of(campagne, user, kind)
    fields = importer.fields(importer.target_situation(target))

    published = table_schema(kind, fields)["fields"]

    described = {field["name"]: field for field in table_schema_file(kind)["fields"]}
    served = {field["name"]: field for field in published}
    assert set(described) <= set(served)
    for name, field in described.items():
        assert (field["title"], field["type"]) == (served[name]["title"], served[name]["type"])
        assert field.get("constraints", {}).items() <= served[name].get("constraints", {}).items()


def table_schema_file(kind):
    """Return the file as published, without the fields of a campaign."""
    return json.loads(resources.files("tandem.imports").joinpath("schemas", f"{kind}.json").read_text("utf-8"))


@pytest.mark.django_db
def test_the_database_refuses_a_state_outside_the_table():
    file_import = FileImportFactory(status=ImportStatus.ABANDONED)

    with pytest.raises(ProgrammingError, match="Invalid transition"), transaction.atomic():
        FileImport.objects.filter(pk=file_import.pk).update(status=ImportStatus.READY)


def test_no_state_leads_back_from_an_undone_or_abandoned_import():
    assert set() == IMPORT_TRANSITIONS[ImportStatus.UNDONE] | IMPORT_TRANSITIONS[ImportStatus.ABANDONED]


@pytest.mark.django_db
def test_import_validated_has_author_and_date():
    with pytest.raises(IntegrityError, match="import_validated_has_author_and_date"), transaction.atomic():
        FileImportFactory(status=ImportStatus.VALIDATED)


@pytest.mark.django_db
def test_import_undone_has_author_date_and_reason():
    file_import = FileImportFactory()
    validated = {"validated_by": file_import.created_by, "validated_at": file_import.created_at}

    with pytest.raises(IntegrityError, match="import_undone_has_author_date_and_reason"), transaction.atomic():
        FileImportFactory(status=ImportStatus.UNDONE, **validated)


@pytest.mark.django_db
def test_imports_are_visible_to_the_people_of_their_organisation_only():
    region = RegionOrganisationFactory()
    own = FileImportFactory(organisation=region)
    FileImportFactory()
    user = MembershipFactory(organisation=region, role=Role.REGION_BUDGET).user

    assert [own] == list(FileImport.objects.visible_to(user))
    assert [] == list(FileImport.objects.visible_to(UserFactory()))


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.REGION_ELU, Role.REGION_LECTURE])
def test_raw_candidatures_are_not_read_by_the_elus_nor_by_who_only_reads(role):
    region, elsewhere = RegionOrganisationFactory(), RegionOrganisationFactory()
    FileImportFactory(organisation=region)
    user = MembershipFactory(organisation=region, role=role).user
    MembershipFactory(user=user, organisation=elsewhere, role=Role.REGION_INSTRUCTION)

    assert [] == list(FileImport.objects.visible_to(user))
