"""Who gets what at the addresses of the imports: read by who works in the organisation, changed by who may import."""

from django.utils import timezone

from tandem.imports.enums import ImportStatus
from tests.tandem.factories import FileImportFactory
from tests.web.access import Row, grants, signed_in

PK = 900_001
IMPORT = {"pk": PK}
TARGET = {"kind": "candidatures", "target": "region-essai/2023"}
READERS = ("region_validation", "region_budget", "region_admin")


def an_import(status=ImportStatus.DEPOSITED, **kwargs):
    """Return a setup that brings a file to the campaign of the world."""

    def setup(world):
        FileImportFactory(
            pk=PK, organisation=world.region, context={"campagne": world.campagne.pk}, status=status, **kwargs
        )

    return setup


def validated(world):
    an_import(ImportStatus.VALIDATED, validated_by=world.users["region_instruction"], validated_at=timezone.now())(
        world
    )


def read_by_the_staff():
    """Not by the élus nor the role that only reads: a file holds raw candidatures."""
    return grants("region_instruction", *READERS, refused=404)


def changed_by_who_imports(ok):
    return grants("region_instruction", ok=ok, refused=404, **dict.fromkeys(READERS, 403))


def offered_to_who_imports(ok=200):
    return grants("region_instruction", ok=ok, refused=404)


ROWS = [
    Row("imports", {}, "GET", signed_in()),
    Row("import_new", {}, "GET", signed_in()),
    Row("import_upload", TARGET, "GET", offered_to_who_imports()),
    Row("import_upload", TARGET, "POST", offered_to_who_imports(400), data={}),
    Row("import_model", {**TARGET, "extension": "xlsx"}, "GET", offered_to_who_imports()),
    Row("import_schema", TARGET, "GET", offered_to_who_imports()),
    Row("import_detail", IMPORT, "GET", read_by_the_staff(), setup=an_import()),
    Row("import_file", IMPORT, "GET", read_by_the_staff(), setup=an_import()),
    Row("import_correction", {**IMPORT, "extension": "csv"}, "GET", read_by_the_staff(), setup=an_import()),
    Row("import_columns", IMPORT, "GET", changed_by_who_imports(200), setup=an_import()),
    Row("import_columns", IMPORT, "POST", changed_by_who_imports(400), data={}, setup=an_import()),
    Row("import_sheet", IMPORT, "POST", changed_by_who_imports(302), data={"feuille": "x"}, setup=an_import()),
    Row("import_questions", IMPORT, "GET", changed_by_who_imports(302), setup=an_import()),
    Row("import_check", IMPORT, "POST", changed_by_who_imports(302), data={}, setup=an_import()),
    Row("import_validate", IMPORT, "POST", changed_by_who_imports(302), data={}, setup=an_import(ImportStatus.READY)),
    Row("import_undo", IMPORT, "GET", changed_by_who_imports(200), setup=validated),
    Row("import_undo", IMPORT, "POST", changed_by_who_imports(400), data={}, setup=validated),
    Row("import_abandon", IMPORT, "POST", changed_by_who_imports(302), data={}, setup=an_import()),
]
