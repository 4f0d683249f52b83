from pathlib import Path

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError

from tandem.campagnes.models import AnnexePubliee
from tandem.imports import actions
from tandem.imports.enums import ImportStatus
from tandem.organisations.models import Organisation
from tests.tandem.campagnes.importing import accept, bring, csv_of, region_campaign
from tests.tandem.factories import DeliberationFactory, DossierFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

IDF = Path(__file__).parents[3] / "examples" / "idf-2023"
HEADERS = "of_cfa;majoration;dont_bonus_vert;exceptionnelle;totale;contrats"
SOURCE = {"source": "Annexe 1 de la délibération CP 2023-247", "deliberation": None}


def codes(file_import, severity="erreur"):
    return sorted(row["code"] for row in file_import.anomalies if row["gravite"] == severity)


def totals(file_import):
    return {total["label"]: total["value"] for total in file_import.counters["totaux"]}


def bring_annexe(campagne, user, data, filename="annexe.csv", **kwargs):
    return bring(campagne, user, data, kind="annexe_publiee", filename=filename, **{"options": SOURCE, **kwargs})


def as_workbook(path, tmp_path):
    """Return the annexe as a workbook with numbers in its cells."""
    target = tmp_path / "annexe.xlsx"
    with xlsxwriter.Workbook(target) as workbook:
        sheet = workbook.add_worksheet("Annexe 1")
        for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines()):
            for column, cell in enumerate(line.split(";")):
                sheet.write(number, column, int(cell) if cell.isdigit() else cell)
    return target.read_bytes()


@pytest.mark.parametrize("form", ["csv", "xlsx", "txt"])
def test_annexe_1_has_the_same_71_lines_and_totals_in_each_of_its_forms(form, tmp_path):
    campagne, user = region_campaign()
    published = IDF / "annexe1-publiee.csv"
    data = {
        "csv": published.read_bytes,
        "xlsx": lambda: as_workbook(published, tmp_path),
        "txt": (IDF / "annexe1-texte-publie.txt").read_bytes,
    }[form]()

    file_import = accept(bring_annexe(campagne, user, data, f"annexe.{form}"), user)

    assert {
        "Lignes": 71,
        "Contrats": 30_118,
        "Majoration": 20_140_000,
        "Dont bonus vert": 777_061,
        "Majoration exceptionnelle": 130_000,
        "Majoration totale": 20_270_000,
    } == totals(file_import)
    assert 71 == len(AnnexePubliee.objects.get().lignes)


def test_the_two_names_that_end_in_digits_are_told_apart_and_said():
    campagne, user = region_campaign()

    file_import = bring_annexe(campagne, user, (IDF / "annexe1-texte-publie.txt").read_bytes(), "annexe.txt")

    told = [row["valeur"] for row in file_import.anomalies if row["code"] == "nom_avec_chiffres"]
    assert ["ASSOCIATION INGENIEURS 2000", "FRANCE 2023"] == told
    assert ([], ImportStatus.READY) == (codes(file_import), file_import.status)


def test_the_lines_are_kept_in_their_printed_order_with_their_organisation():
    campagne, user = region_campaign()
    known = OrganisationFactory(nom="CFA BETA")
    data = csv_of("CFA ZETA;10;0;0;10;1", "CFA BETA;20;5;3;23;2", headers=HEADERS)

    accept(bring_annexe(campagne, user, data), user)

    lignes = AnnexePubliee.objects.get().lignes
    created = Organisation.objects.get(nom_source="CFA ZETA")
    beta = {"majoration": 20, "dont_bonus_vert": 5, "exceptionnelle": 3, "totale": 23, "contrats": 2}
    assert [created.pk, known.pk] == [ligne["organisation"] for ligne in lignes]
    assert {"of_cfa": "CFA BETA", **beta, "organisation": known.pk} == lignes[1]


def test_a_line_that_does_not_add_up_and_a_wrong_total_are_errors():
    campagne, user = region_campaign()
    data = csv_of("CFA ZETA;10;0;0;11;1", "TOTAUX;10;0;0;10;1", headers=HEADERS)

    assert ["identite", "total_different"] == codes(bring_annexe(campagne, user, data))


def test_the_source_and_the_deliberation_said_on_the_form_are_kept():
    campagne, user = region_campaign()
    deliberation = DeliberationFactory(organisation=campagne.organisation)
    options = {"source": "Annexe 1", "deliberation": deliberation.pk}

    accept(bring_annexe(campagne, user, csv_of("CFA ZETA;10;0;0;10;1", headers=HEADERS), options=options), user)

    annexe = AnnexePubliee.objects.get()
    assert ("Annexe 1", deliberation, user) == (annexe.source, annexe.deliberation, annexe.imported_by)


def test_importing_the_same_annexe_again_changes_nothing():
    campagne, user = region_campaign()
    data = csv_of("CFA ZETA;10;0;0;10;1", headers=HEADERS)
    accept(bring_annexe(campagne, user, data), user)

    again = bring_annexe(campagne, user, data)

    assert (0, 0, 1, 0) == tuple(again.counters[name] for name in ("nouveau", "modifie", "inchange", "absent"))


def test_a_new_annexe_replaces_the_old_one_and_its_undo_brings_it_back():
    campagne, user = region_campaign()
    accept(bring_annexe(campagne, user, csv_of("CFA ZETA;10;0;0;10;1", headers=HEADERS)), user)
    before = AnnexePubliee.objects.values().get()
    second = bring_annexe(campagne, user, csv_of("CFA ALPHA;30;0;0;30;3", headers=HEADERS))
    accept(second, user)
    replaced = AnnexePubliee.objects.get().lignes[0]["of_cfa"]

    actions.undo(actor=user, file_import=second, reason="Mauvaise annexe")

    assert (1, 1) == (second.counters["nouveau"], second.counters["absent"])
    assert ("CFA ALPHA", before) == (replaced, AnnexePubliee.objects.values().get())


def test_undoing_the_first_annexe_leaves_none_nor_its_organismes():
    campagne, user = region_campaign()
    organisations = Organisation.objects.count()
    file_import = accept(bring_annexe(campagne, user, csv_of("CFA ZETA;10;0;0;10;1", headers=HEADERS)), user)

    actions.undo(actor=user, file_import=file_import, reason="Essai")

    assert (0, organisations) == (AnnexePubliee.objects.count(), Organisation.objects.count())


def test_an_annexe_replaced_since_cannot_be_undone():
    campagne, user = region_campaign()
    first = accept(bring_annexe(campagne, user, csv_of("CFA ZETA;10;0;0;10;1", headers=HEADERS)), user)
    accept(bring_annexe(campagne, user, csv_of("CFA ZETA;20;0;0;20;1", headers=HEADERS)), user)

    with pytest.raises(ValidationError, match="a été remplacée depuis"):
        actions.undo(actor=user, file_import=first, reason="Essai")


def test_an_organisme_created_by_an_annexe_and_now_used_prevents_its_undo():
    campagne, user = region_campaign()
    file_import = accept(bring_annexe(campagne, user, csv_of("CFA ZETA;10;0;0;10;1", headers=HEADERS)), user)
    DossierFactory(campagne=campagne, of_cfa=Organisation.objects.get(nom="CFA ZETA"))

    with pytest.raises(ValidationError, match="servent maintenant ailleurs"):
        actions.undo(actor=user, file_import=file_import, reason="Essai")

    assert 1 == AnnexePubliee.objects.count()
