import io
from datetime import timedelta

import pytest
import python_calamine
import xlsxwriter
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tandem.campagnes.enums import EtatCampagne
from tandem.campagnes.models import Candidature
from tandem.imports.enums import ImportStatus
from tandem.imports.models import ColumnMapping, FileImport
from tandem.organisations.enums import Role
from tests.tandem.campagnes.importing import csv_of, region_campaign
from tests.tandem.factories import CampagneFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

TITLES = "Organisme gestionnaire;Intitulé;Nb contrats;dont verts;Classe"
GOOD = csv_of("CFA ALPHA;CAP Fleuriste;5;0;A", headers=TITLES)
BAD = csv_of("CFA ALPHA;CAP Fleuriste;cinq;0;A", "CFA BETA;CAP;5;0;A", headers=TITLES)


class Desk:
    """A person at the screens of the imports, in a campaign of her Région."""

    def __init__(self, client):
        self.client = client
        self.campagne, self.user = region_campaign()
        self.kind = "candidatures"
        client.force_login(self.user)

    @property
    def upload_url(self):
        target = f"{self.campagne.organisation.slug}/{self.campagne.annee}"
        return reverse("import_upload", args=[self.kind, target])

    @property
    def last(self):
        return FileImport.objects.latest("pk")

    def send(self, data, name="candidatures.csv", **fields):
        day = self.campagne.cloture.date().isoformat()
        return self.client.post(self.upload_url, {"fichier": SimpleUploadedFile(name, data), "recu_le": day, **fields})

    def post(self, name, data=None):
        return self.client.post(reverse(name, args=[self.last.pk]), data or {})

    def page(self, name="import_detail", query=""):
        return text_of(self.client.get(reverse(name, args=[self.last.pk]) + query))

    def columns(self):
        """Confirm the columns as the page proposes them."""
        page = self.client.get(reverse("import_columns", args=[self.last.pk])).content
        chosen = {
            select["name"]: (select.find("option", selected=True) or {"value": ""})["value"]
            for select in BeautifulSoup(page, "html.parser").select(".mapping-form select")
        }
        return self.post("import_columns", chosen)

    def bring(self, data):
        """Send a file and answer everything, up to its preview."""
        self.send(data)
        if self.last.status == ImportStatus.DEPOSITED:
            self.columns()
        if self.last.status == ImportStatus.PENDING:
            self.post("import_questions", {"creer": "on"})
        return self.last

    def validate(self):
        return self.post("import_validate", {"apercu": self.last.fingerprint})


@pytest.fixture
def desk(client):
    return Desk(client)


def text_of(response):
    return response.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def test_unknown_titles_lead_to_the_columns_page_with_what_was_recognised(desk):
    answer = desk.send(GOOD)

    assert reverse("import_columns", args=[desk.last.pk]) == answer.url
    assert {"Organisme gestionnaire": "of_cfa", "Nb contrats": "contrats"}.items() <= desk.last.mapping.items()
    assert "CAP Fleuriste" in desk.page("import_columns")


def test_columns_are_mapped_once_and_remembered(desk):
    desk.bring(GOOD)

    answer = desk.send(csv_of("CFA ZETA;CAP Fleuriste;5;0;A", headers=TITLES))

    assert 1 == ColumnMapping.objects.count()
    assert reverse("import_questions", args=[desk.last.pk]) == answer.url


def test_a_needed_column_left_out_is_refused_with_its_name(desk):
    desk.send(GOOD)

    answer = desk.post("import_columns", {"colonne_0": "of_cfa", "colonne_1": "formation", "colonne_2": "formation"})

    page = text_of(answer)
    assert 400 == answer.status_code
    assert "Aucune colonne ne donne « Contrats », qui est nécessaire." in page
    assert "« Formation » est donné par plusieurs colonnes" in page


def test_the_exact_titles_of_the_model_need_no_confirmation(desk):
    answer = desk.send(csv_of("CFA ALPHA;CAP Fleuriste;5;0;A;0"))

    assert reverse("import_questions", args=[desk.last.pk]) == answer.url


def test_the_report_counts_the_errors_and_says_nothing_is_imported(desk):
    desk.bring(BAD)

    page = desk.page()

    assert "1 erreur de 1 nature, dans 1 ligne sur 2" in " ".join(page.split())
    assert "Votre fichier n’a pas encore été importé" in page
    assert "Valider l’import</button>" not in page


def test_only_the_lines_in_error_are_shown_until_all_are_asked(desk):
    desk.bring(BAD)

    errors, everything = desk.page(query="?vue=lignes"), desk.page(query="?vue=lignes&toutes=oui")

    assert ("CFA BETA" in errors, "CFA BETA" in everything) == (False, True)
    assert '<mark class="faulty"><span class="sr-only">en erreur : </span>cinq</mark>' in errors


def test_the_file_to_correct_once_corrected_is_imported_as_it_is(desk, client):
    desk.bring(BAD)
    given = client.get(reverse("import_correction", args=[desk.last.pk, "csv"])).content
    reasons = given.decode("utf-8-sig").splitlines()[1].replace("\u202f", " ")

    answer = desk.send(given.replace(b"cinq", b"5"), "candidatures-a-corriger.csv")

    assert "Nb contrats : un nombre était attendu" in reasons
    assert reverse("import_questions", args=[desk.last.pk]) == answer.url
    assert [] == [row for row in desk.last.anomalies if row["gravite"] != "information"]


def test_the_workbook_to_correct_marks_the_faulty_cell_and_comes_back(desk, client):
    desk.bring(BAD)
    given = client.get(reverse("import_correction", args=[desk.last.pk, "xlsx"])).content
    rows = python_calamine.load_workbook(io.BytesIO(given)).get_sheet_by_index(0).to_python()

    desk.send(given, "a-corriger.xlsx")

    assert ["CFA ALPHA", "CAP Fleuriste", "cinq", "0", "A"] == rows[1][:5]
    assert "un nombre était attendu" in rows[1][5]
    assert ("", ["nombre"]) == (
        rows[2][5],
        [row["code"] for row in desk.last.anomalies if row["gravite"] == "erreur"],
    )


def test_the_preview_shows_what_would_change_then_the_receipt_what_did(desk):
    desk.bring(GOOD)
    preview = desk.page()

    answer = desk.validate()

    receipt = desk.page()
    assert reverse("import_detail", args=[desk.last.pk]) == answer.url
    assert ("Ce que l’import va changer" in preview, "Valider l’import" in preview) == (True, True)
    assert f"Reçu de l’import n° {desk.last.pk}" in receipt
    assert desk.last.sha256 in receipt
    assert 1 == Candidature.objects.count()


def test_a_stale_preview_is_refused_with_a_message_and_shown_anew(desk, client):
    desk.bring(GOOD)
    fingerprint = desk.last.fingerprint

    answer = client.post(reverse("import_validate", args=[desk.last.pk]), {"apercu": "0" * 64}, follow=True)

    assert "Les données de la plateforme ont changé depuis l’aperçu" in text_of(answer)
    assert (0, fingerprint) == (Candidature.objects.count(), desk.last.fingerprint)


def test_an_import_is_undone_from_its_page_with_a_reason(desk):
    desk.bring(GOOD)
    desk.validate()
    without = desk.post("import_undo", {"motif": " "})

    desk.post("import_undo", {"motif": "Fichier de l’an dernier"})

    assert (400, 0) == (without.status_code, Candidature.objects.count())
    assert "Fichier de l’an dernier" in desk.page()


def test_an_undo_that_is_no_longer_possible_says_which_lines_moved(desk):
    desk.bring(GOOD)
    desk.validate()
    Candidature.objects.update(contrats=99)

    answer = desk.post("import_undo", {"motif": "Trop tard"})

    assert 400 == answer.status_code
    assert "« CAP Fleuriste » a été modifiée" in text_of(answer)


def test_an_abandoned_import_wrote_nothing_and_no_longer_changes(desk):
    desk.bring(GOOD)
    desk.post("import_abandon")

    answer = desk.post("import_validate", {"apercu": desk.last.fingerprint})

    assert (403, 0) == (answer.status_code, Candidature.objects.count())
    assert "Cet import est abandonné" in desk.page()


def test_a_file_already_imported_is_said_so(desk):
    desk.bring(GOOD)
    desk.validate()

    desk.bring(GOOD)

    assert "Ce fichier a déjà été importé" in desk.page()


def test_another_sheet_of_the_workbook_can_be_read(desk):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        workbook.add_worksheet("Notes").write_row(0, 0, ["Lisez-moi", "avant"])
        sheet = workbook.add_worksheet("Données")
        sheet.write_row(0, 0, TITLES.split(";"))
        sheet.write_row(1, 0, ["CFA ALPHA", "CAP Fleuriste", 5, 0, "A"])
    desk.send(stream.getvalue(), "candidatures.xlsx")
    first = desk.last.sheet

    desk.post("import_sheet", {"feuille": "Données"})

    assert ("Notes", "Données", TITLES.split(";")) == (first, desk.last.sheet, desk.last.headers)


def test_a_question_without_an_answer_is_asked_again(desk):
    OrganisationFactory(nom="CFA ALPHÀ")
    desk.send(csv_of("CFA ALPHA;CAP Fleuriste;5;0;A;0"))

    answer = desk.post("import_questions", {})

    assert 400 == answer.status_code
    assert "rien n’est décidé à votre place" in text_of(answer)


def test_the_day_of_receipt_is_neither_in_the_future_nor_before_the_opening(desk):
    tomorrow = timezone.localdate() + timedelta(days=1)
    too_early = timezone.localdate(desk.campagne.ouverture) - timedelta(days=1)

    pages = [text_of(desk.send(GOOD, recu_le=day.isoformat())) for day in (tomorrow, too_early)]

    assert "dans le futur" in pages[0]
    assert "précède l’ouverture" in pages[1]


@pytest.mark.parametrize("kind", ["candidatures", "annexe_publiee"])
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_the_model_of_each_format_is_accepted_as_it_is(desk, client, kind, extension):
    desk.kind = kind
    url = desk.upload_url.replace("/nouveau/", "/modeles/") + f"modele.{extension}"
    model = client.get(url).content

    desk.send(model, f"modele.{extension}", source="Essai")

    assert [] == [row for row in desk.last.anomalies if row["gravite"] == "erreur"]
    assert ImportStatus.PENDING == desk.last.status


def test_the_schema_describes_the_columns_of_this_very_campaign(desk, client):
    schema = client.get(desk.upload_url.replace("/nouveau/", "/modeles/") + "schema.json").json()

    fields = {field["name"]: field for field in schema["fields"]}
    assert {"required": True, "enum": ["A", "B", "C"]} == fields["complement"]["constraints"]
    assert "taux_femmes" in fields


def test_the_file_received_is_given_back_byte_for_byte_and_never_opened_by_the_browser(desk, client):
    desk.send(GOOD)

    answer = client.get(reverse("import_file", args=[desk.last.pk]))

    assert (GOOD, "application/octet-stream") == (answer.content, answer["Content-Type"])
    assert 'attachment; filename="candidatures.csv"' == answer["Content-Disposition"]


def test_the_annexe_is_imported_from_its_pasted_text(desk):
    desk.kind = "annexe_publiee"
    text = "OF CFA bénéficiaires\nFRANCE 2023 152 114 €  -  €  152 114 €  206\nTOTAUX 152 114 €  0 €  152 114 €  206\n"

    desk.client.post(desk.upload_url, {"texte": text, "source": "Annexe 1 de la CP 2023-247"})
    desk.post("import_questions", {"creer": "on"})

    assert ("texte-colle.txt", ImportStatus.READY) == (desk.last.filename, desk.last.status)
    assert "FRANCE 2023" == desk.last.preview[0]["label"]


def test_the_annexe_needs_either_a_file_or_a_text(desk, client):
    desk.kind = "annexe_publiee"

    neither = client.post(desk.upload_url, {"source": "Annexe 1"})

    assert "Choisissez un fichier, ou collez le texte" in text_of(neither)


def test_an_of_cfa_sees_its_own_imports_only(desk, client):
    desk.bring(GOOD)
    of_cfa = OrganisationFactory(nom="CFA ALPHA")
    campagne = CampagneFactory(idf=True, etat=EtatCampagne.OUVERTE)
    client.force_login(MembershipFactory(organisation=of_cfa, role=Role.CFA_GESTION).user)
    target = f"{campagne.organisation.slug}/{campagne.annee}/{of_cfa.slug}"

    own = client.post(
        reverse("import_upload", args=["candidatures", target]),
        {"fichier": SimpleUploadedFile("moi.csv", csv_of("CFA ALPHA;CAP Fleuriste;5;0;A;0"))},
        follow=True,
    )
    page = text_of(client.get(reverse("imports")))

    assert 200 == own.status_code
    assert ("moi.csv" in page, "candidatures.csv" in page) == (True, False)
    assert "Choisissez le type de fichier" in text_of(client.get(reverse("import_new")))


def test_the_list_and_the_report_cost_a_bounded_number_of_queries(desk, client, django_assert_max_num_queries):
    for number in range(3):
        desk.bring(csv_of(*[f"CFA {number};CAP {line};5;0;A" for line in range(30)], headers=TITLES))

    with django_assert_max_num_queries(20):
        client.get(reverse("imports"))
    with django_assert_max_num_queries(20):
        client.get(reverse("import_detail", args=[desk.last.pk]))
