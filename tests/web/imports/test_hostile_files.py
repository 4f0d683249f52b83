import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tandem.campagnes.models import Candidature, MajorationExceptionnelle
from tandem.imports.enums import ImportStatus
from tandem.imports.models import FileImport
from tests.tandem.campagnes.importing import region_campaign
from tests.web.imports import hostile

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(client):
    """Function that uploads a file of candidatures through the real form and returns the answer."""
    campagne, user = region_campaign()
    client.force_login(user)
    url = reverse("import_upload", args=["candidatures", f"{campagne.organisation.slug}/{campagne.annee}"])

    def sent(data, name="fichier.csv"):
        received = client.post(
            url, {"fichier": SimpleUploadedFile(name, data), "recu_le": campagne.cloture.date().isoformat()}
        )
        return client.get(received.url) if received.status_code == 302 else received

    return sent


def text_of(response):
    return response.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def codes(file_import, severity="erreur"):
    return sorted({row["code"] for row in file_import.anomalies if row["gravite"] == severity})


def refused(send, data, name="fichier.csv"):
    """Send a file that must be kept as evidence, unread; return the natures of its errors."""
    response = send(data, name)

    file_import = FileImport.objects.get()
    assert (200, ImportStatus.REFUSED) == (response.status_code, file_import.status)
    assert "Ce fichier n’a pas pu être lu" in text_of(response)
    assert 0 == Candidature.objects.count()
    return codes(file_import)


def test_a_formula_is_kept_as_text_warned_about_and_neutralised_in_what_comes_back(send, client):
    row = ("=HYPERLINK(1)", *hostile.ROW[1:])
    send(hostile.csv_file(row))
    file_import = FileImport.objects.get()

    correction = client.get(reverse("import_correction", args=[file_import.pk, "csv"])).content.decode("utf-8-sig")

    assert (["formule"], []) == (codes(file_import, "avertissement"), codes(file_import))
    assert "'=HYPERLINK(1)" in correction


def test_a_field_of_one_gigabyte_in_a_workbook_is_refused(send):
    data = hostile.xlsx_with_a_field_of(1024 * hostile.MEBIBYTE)

    assert ["archive_piegee"] == refused(send, data, "fichier.xlsx")


def test_a_zip_bomb_is_refused(send):
    bomb = hostile.rebuilt(hostile.xlsx_file(hostile.ROW), add=[("xl/media/image.png", b"\0" * 90 * hostile.MEBIBYTE)])

    assert ["archive_piegee"] == refused(send, bomb, "fichier.xlsx")


def test_a_huge_field_in_a_csv_is_refused(send):
    row = ("A" * 15 * hostile.MEBIBYTE, *hostile.ROW[1:])

    assert ["ligne_trop_longue"] == refused(send, hostile.csv_file(row))


def test_a_file_over_the_limit_is_refused_on_the_form_and_not_kept(send):
    response = send(b"A" * (20 * hostile.MEBIBYTE + 1))

    assert (400, 0) == (response.status_code, FileImport.objects.count())
    assert "Le fichier dépasse 20 Mo" in text_of(response)


def test_a_file_in_utf_16_is_refused_with_what_to_do(send):
    response = send(hostile.csv_file(hostile.ROW).decode().encode("utf-16"))

    assert ["encodage"] == codes(FileImport.objects.get())
    assert "Enregistrez-le en « CSV UTF-8 »" in text_of(response)


def test_a_file_in_windows_1252_is_read_and_said_so(send):
    row = ("CFA ÉLECTRICITÉ", *hostile.ROW[1:])

    send(hostile.csv_file(row).decode().encode("windows-1252"))

    file_import = FileImport.objects.get()
    assert ("windows-1252", "CFA ÉLECTRICITÉ") == (file_import.encoding, file_import.questions[0]["label"])


def test_text_decoded_twice_is_a_warning(send):
    row = ("CFA Ã‰LECTRICITÃ©", *hostile.ROW[1:])

    send(hostile.csv_file(row))

    assert ["encodage_douteux"] == codes(FileImport.objects.get(), "avertissement")


def test_duplicated_rows_are_each_reported(send):
    send(hostile.csv_file(hostile.ROW, hostile.ROW, hostile.ROW))

    assert [3, 4] == [int(row["ligne"]) for row in FileImport.objects.get().anomalies if row["code"] == "doublon"]


@pytest.mark.parametrize(
    "cell, code",
    [
        ("-5", "negatif"),
        ("−5", "negatif"),
        ("(5)", "negatif"),
        ("9" * 39, "trop_grand"),
        ("9" * 4000, "nombre"),
        ("1e9", "nombre"),
        ("NaN", "nombre"),
        ("0x1F", "nombre"),
        ("1.470", "ambigu"),
    ],
)
def test_negative_huge_and_disguised_numbers_are_refused(send, cell, code):
    send(hostile.csv_file((*hostile.ROW[:2], cell, *hostile.ROW[3:])))

    assert [code] == codes(FileImport.objects.get())


@pytest.mark.parametrize("data", [b"", b"\n\n;;;\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(send, data):
    assert ["fichier_vide"] == refused(send, data)


def test_a_file_of_titles_alone_says_that_lines_are_missing(send):
    send(hostile.csv_file())

    assert ["aucune_ligne"] == codes(FileImport.objects.get())


@pytest.mark.parametrize("name", ["fichier.exe", "fichier.xls", "fichier", "fichier.csv.php"])
def test_a_wrong_extension_is_refused_on_the_form(send, name):
    response = send(hostile.csv_file(hostile.ROW), name)

    assert (400, 0) == (response.status_code, FileImport.objects.count())
    assert "n’est pas accepté" in text_of(response)


def test_a_program_under_the_name_of_a_csv_is_refused(send):
    assert ["fichier_binaire"] == refused(send, b"MZ\x90\x00\x03\x00\x00\x00")


def test_a_csv_under_the_name_of_a_workbook_is_refused(send):
    assert ["xlsx_illisible"] == refused(send, hostile.csv_file(hostile.ROW), "fichier.xlsx")


def test_a_workbook_with_macros_links_and_formulas_gives_only_its_values(send, client):
    send(hostile.xlsm_with_a_macro_and_an_external_link(), "fichier.xlsx")
    file_import = FileImport.objects.get()
    client.post(reverse("import_questions", args=[file_import.pk]), {"creer": "on"})
    file_import.refresh_from_db()

    client.post(reverse("import_validate", args=[file_import.pk]), {"apercu": file_import.fingerprint})

    assert 250 == MajorationExceptionnelle.objects.get().montant


def test_unbalanced_quotes_are_refused_with_their_line(send):
    data = hostile.csv_file(hostile.ROW, ('"CFA BETA', *hostile.ROW[1:]), hostile.ROW)

    assert ["guillemets"] == refused(send, data)
    assert ["3"] == [row["ligne"] for row in FileImport.objects.get().anomalies]


@pytest.mark.parametrize("columns, code", [(10**6, "ligne_trop_longue"), (4 * 10**5, "trop_de_colonnes")])
def test_a_million_columns_are_refused(send, columns, code):
    assert [code] == refused(send, b";".join([b"c"] * columns) + b"\n" + b";".join([b"1"] * columns))


def test_an_archive_of_symbolic_links_reads_no_file_of_the_server(send):
    assert ["xlsx_illisible"] == refused(send, hostile.symlink_archive(), "fichier.xlsx")
    assert "root:" not in str(FileImport.objects.values("anomalies", "preview", "headers").get())


def test_a_workbook_that_declares_entities_is_refused(send):
    assert ["xml_entites"] == refused(send, hostile.xlsx_with_entities(), "fichier.xlsx")


def test_a_sheet_of_two_distant_cells_is_refused(send):
    assert ["feuille_trop_grande"] == refused(send, hostile.sheet_of_distant_cells(), "fichier.xlsx")


def test_a_line_with_too_many_cells_does_not_hide_the_other_errors(send):
    shifted = (*hostile.ROW, "en trop")

    send(hostile.csv_file(shifted, ("CFA BETA", "CAP", "dix", "0", "A", "0")))

    assert ["ligne_decalee", "nombre"] == codes(FileImport.objects.get())


def test_repeated_titles_and_totals_are_recognised_and_said(send):
    total = ("TOTAUX", "", "10", "0", "", "0")

    send(hostile.csv_file(hostile.ROW, hostile.COLUMNS, ("CFA BETA", *hostile.ROW[1:]), total))

    file_import = FileImport.objects.get()
    assert (["ligne_total", "titres_repetes"], 2) == (codes(file_import, "information"), file_import.counters["lignes"])


def test_markup_in_a_cell_is_shown_as_text(send):
    response = send(hostile.csv_file(("<script>alert(1)</script>", "<b>CAP", "x", "0", "A", "0")))

    page = response.content.decode()
    assert "<script>alert" not in page
    assert "<b>CAP" not in page


def test_a_hostile_file_name_is_kept_as_text_and_never_as_a_path(send):
    send(hostile.csv_file(hostile.ROW), '../../<img src=x onerror="1">.csv')

    file_import = FileImport.objects.get()
    assert f"imports/{file_import.sha256[:2]}/{file_import.sha256}.csv" == file_import.content.name
