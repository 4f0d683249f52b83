"""J1: a Région imports the candidatures of 2023, then Annexe 1, and reads 71 lines, 30 118 contracts, 20 270 000 €."""

from pathlib import Path

from django.urls import reverse

from tandem.campagnes.models import AnnexePubliee, Candidature
from tests.tandem.campagnes.importing import region_campaign

IDF = Path(__file__).parents[2] / "examples" / "idf-2023"
SPACES = str.maketrans({"\u202f": " ", "\u00a0": " "})


def seen(page):
    """Return the text of the page with plain spaces."""
    return " ".join(page.locator("main").inner_text().translate(SPACES).split())


def offer(page, label):
    """Start an import of this kind for the only campaign."""
    page.goto(reverse("import_new"))
    page.get_by_role("region", name=label).get_by_role("link").first.click()


def choose_file(page, path, data=None):
    given = {"name": path.name, "mimeType": "text/csv", "buffer": data or path.read_bytes()}
    page.locator("input[type=file]").set_input_files(given)


def deposit(page):
    page.get_by_role("button", name="Déposer et contrôler").click()


def stat(page, label):
    """Return the figure shown under this label."""
    return page.locator(".stat", has_text=label).first.locator(".stat-value").inner_text().translate(SPACES)


def test_annexe_1_is_imported_with_its_two_names_in_digits_and_no_error(page, axe, sign_in):
    campagne, user = region_campaign()
    sign_in(page, user)

    offer(page, "Annexe publiée")
    axe(page)
    text = (IDF / "annexe1-texte-publie.txt").read_text(encoding="utf-8")
    page.get_by_label("Texte de l’annexe").fill(text)
    page.get_by_label("Source", exact=True).fill("Annexe 1 de la délibération CP 2023-247 du 5 juillet 2023")
    deposit(page)
    axe(page)
    page.get_by_label("Créer ces 71 organismes sous leur nom du fichier").check()
    page.get_by_role("button", name="Enregistrer les réponses").click()
    axe(page)
    assert "Votre fichier n’a pas encore été importé" in seen(page)

    page.get_by_role("link", name="Anomalies").click()
    axe(page)
    found = seen(page)
    assert ("ASSOCIATION INGENIEURS 2000" in found, "FRANCE 2023" in found) == (True, True)
    assert "Le nom se termine par des chiffres" in found

    page.get_by_role("button", name="Valider l’import").click()
    axe(page)
    assert ["71", "30 118", "20 140 000 €", "20 270 000 €"] == [
        stat(page, label) for label in ("Lignes", "Contrats", "Majoration", "Majoration totale")
    ] or seen(page) == ""
    annexe = AnnexePubliee.objects.get(campagne=campagne)
    assert (71, 20_270_000, 30_118) == (
        len(annexe.lignes),
        sum(ligne["totale"] for ligne in annexe.lignes),
        sum(ligne["contrats"] for ligne in annexe.lignes),
    )


def test_candidatures_are_corrected_validated_and_undone(page, axe, sign_in):
    _, user = region_campaign()
    sign_in(page, user)
    faulty = (IDF / "candidatures.csv").read_bytes().replace(b";1028;0;A;", b";mille;0;Z;")
    faulty = faulty.replace(b"of_cfa;formation;contrats", "Organisme;Intitulé;Nombre de contrats".encode())

    page.goto(reverse("imports"))
    axe(page)
    page.get_by_role("link", name="Importer un fichier").click()
    axe(page)
    page.get_by_role("region", name="Candidatures à la majoration").get_by_role("link").first.click()
    axe(page)
    choose_file(page, IDF / "candidatures.csv", faulty)
    deposit(page)

    assert "Que contient chaque colonne ?" in seen(page)
    axe(page)
    page.get_by_role("button", name="Contrôler le fichier").click()

    assert "2 erreurs de 2 natures, dans 1 ligne sur 72" in seen(page)
    axe(page)
    page.get_by_role("link", name="Lignes du fichier").click()
    axe(page)
    assert page.get_by_role("table", name="Lignes du fichier reçu").locator("tbody tr").count() == 1
    with page.expect_download() as download:
        page.get_by_role("link", name="Fichier à corriger (csv)").click()
    corrected = Path(download.value.path()).read_bytes().replace(b";mille;0;Z;", b";1028;0;A;")
    assert Candidature.objects.count() == 0

    page.get_by_role("link", name="Déposer le fichier corrigé").click()
    choose_file(page, Path("candidatures-a-corriger.csv"), corrected)
    deposit(page)
    axe(page)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Enregistrer les réponses").click()
    assert ("73", "72", "30 118") == (
        stat(page, "Nouvelles lignes"),
        stat(page, "Candidatures"),
        stat(page, "Contrats"),
    )
    page.get_by_role("button", name="Valider l’import").click()
    assert "L’import est validé." in seen(page)
    axe(page)
    assert Candidature.objects.count() == 72

    page.get_by_role("link", name="Annuler cet import").click()
    axe(page)
    page.get_by_label("Motif de l’annulation").fill("Essai de la procédure")
    page.get_by_role("button", name="Annuler l’import").click()
    assert "Essai de la procédure" in seen(page)
    axe(page)
    assert Candidature.objects.count() == 0


def test_a_file_is_imported_on_a_phone_with_the_keyboard_alone(phone, axe, sign_in):
    _, user = region_campaign()
    sign_in(phone, user)
    offer(phone, "Candidatures à la majoration")
    choose_file(phone, IDF / "candidatures.csv")
    phone.get_by_role("button", name="Déposer et contrôler").focus()
    phone.keyboard.press("Enter")

    phone.wait_for_url("**/organismes/")
    axe(phone)
    phone.get_by_role("checkbox").focus()
    phone.keyboard.press("Space")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    phone.get_by_role("button", name="Valider l’import").focus()
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 375
    phone.keyboard.press("Enter")

    phone.get_by_text("L’import est validé.").wait_for()
    axe(phone)
    assert Candidature.objects.count() == 72
