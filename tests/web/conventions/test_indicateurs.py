"""The dictionary of indicators, the page of one, its values, the perimeter."""

from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tandem.conventions.actions.valeurs import correct_value, type_value
from tandem.conventions.enums import Formule, NatureIndicateur, UniteIndicateur
from tandem.conventions.evidence import SentFile
from tandem.conventions.models import CfaPerimetre, Indicateur, Valeur
from tandem.territoires.models import Departement
from tests.tandem.campagnes.world import vote
from tests.tandem.conventions.factories import FicheFactory
from tests.tandem.conventions.indicators import ON, build_followed, computed, flow, in_perimeter, typed
from tests.tandem.printing.text import plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def followed():
    with time_machine.travel(ON, tick=False):
        yield build_followed()


@pytest.fixture
def opco(followed, sign_in):
    return sign_in(followed.opco_officer)


def url(name, *args):
    return reverse(f"convention_{name}", args=["convention-essai", *args])


def page(client, address):
    return BeautifulSoup(client.get(address).content, "html.parser")


def text(client, address):
    return plain(page(client, address).get_text(" "))


def fill(world, indicateur, annee=2024, value=30, **fields):
    given = {"date": date(annee, 12, 31), **fields}
    return type_value(actor=world.opco_officer, indicateur=indicateur, annee=annee, value=value, **given)


def test_the_dictionary_says_how_many_compute_themselves_and_how_many_are_not_measurable(followed, opco):
    computed(followed, Formule.CONTRATS_CFA, UniteIndicateur.CFA)
    typed(followed)
    typed(followed, nature=NatureIndicateur.NON_MESURABLE)
    found = text(opco, url("indicateurs"))

    assert "1 des 3 se calcule lui-même" in found
    assert "1 indicateur non mesurable, à reformuler" in found


def test_the_dictionary_says_what_is_late_and_by_whom(followed, opco):
    typed(followed)
    found = page(opco, url("indicateurs"))

    assert "En retard" in found.select_one("tbody").get_text()
    assert "OPCO d’essai" in found.select_one("tbody").get_text()


def test_an_empty_dictionary_says_what_to_do_first(followed, opco):
    assert "Choisissez ce que chaque fiche doit compter" in text(opco, url("indicateurs"))


def test_a_series_is_a_chart_with_its_table_and_missing_years_keep_their_reason(followed, opco):
    indicateur = computed(followed, Formule.CONTRATS_ENTREPRISES, UniteIndicateur.ENTREPRISES)
    flow(followed, annee=2024)
    found = page(opco, url("indicateur", indicateur.code))

    assert found.select_one("figure.chart svg") is not None
    assert "Aucun flux transmis pour 2025" in plain(found.get_text(" "))


def test_the_target_is_a_gauge_with_exact_words(followed, opco):
    indicateur = typed(followed, unite=UniteIndicateur.REUNIONS, is_sensible=False, cible=4)
    fill(followed, indicateur, value=3)

    assert "3 réunions pour une cible de 4 réunions : cible non atteinte." in text(
        opco, url("indicateur", indicateur.code)
    )


def test_hidden_cells_are_counted_and_explained(followed, opco):
    indicateur = computed(followed, Formule.CONTRATS_APPRENTIS, UniteIndicateur.APPRENTIS)
    for code, count in (("75", 5), ("93", 30), ("77", 50)):
        flow(followed, code, apprentis=count)
    found = text(opco, url("indicateur", indicateur.code))

    assert "2 valeurs masquées : un effectif de moins de 11 personnes" in found


def test_the_formations_of_the_vote_are_listed_with_their_amount_and_their_source(followed, opco):
    indicateur = computed(followed, Formule.MAJORATION_CONTRATS, UniteIndicateur.CONTRATS)
    in_perimeter(followed, followed.alpha)
    vote(followed)
    rows = page(opco, url("indicateur", indicateur.code)).select("#tableau-convention_indicateur_lignes tbody tr")

    assert 2 == len(rows)
    assert "CP 2023-247 du 5 juillet 2023, candidature ALPHA-1" in rows[0].get_text()


def test_a_partner_reads_nothing_of_a_campaign_that_is_not_voted(followed, opco):
    indicateur = computed(followed, Formule.MAJORATION_CONTRATS, UniteIndicateur.CONTRATS)
    in_perimeter(followed, followed.alpha)
    found = text(opco, url("indicateur", indicateur.code))

    assert "Aucun vote en 2023" in found
    assert "ALPHA" not in found


def test_a_period_is_typed_with_its_detail_and_its_evidence(followed, opco):
    indicateur = typed(followed)
    proof = SimpleUploadedFile("preuve.pdf", b"%PDF-1.7 essai")
    answer = opco.post(
        f"{url('valeur', indicateur.code)}?annee=2024",
        {
            "value": "60",
            "departement_75": "20",
            "departement_93": "",
            "public_jeunes": "35",
            "date": "2025-01-15",
            "file": proof,
            "is_shared": "on",
        },
    )

    assert url("indicateur", indicateur.code) == answer.url
    assert [60, 20, 35] == list(Valeur.objects.order_by("pk").values_list("value", flat=True))


def test_the_faults_of_a_typed_period_are_shown_at_their_fields(followed, opco):
    indicateur = typed(followed)
    answer = opco.post(
        f"{url('valeur', indicateur.code)}?annee=2024", {"value": "12,5", "departement_75": "x", "date": "2025-01-15"}
    )
    found = BeautifulSoup(answer.content, "html.parser")

    assert {"#id_departement_75"} == {link["href"] for link in found.select(".error-summary a")}
    assert not Valeur.objects.exists()


def test_the_form_opens_on_the_last_period_that_is_due(followed, opco):
    indicateur = typed(followed)

    assert "Renseigner 2024" in text(opco, url("valeur", indicateur.code))


def test_a_correction_is_made_with_its_reason(followed, opco):
    first = fill(followed, typed(followed))
    opco.post(url("valeur_correct", first.pk), {"value": "45", "motif": "Oubli.", "date": "2025-02-01"})

    assert ("Oubli.", 45) == Valeur.objects.values_list("motif", "value").get(corrige=first)


def test_the_other_side_never_reads_a_small_count_of_people_in_the_history(followed, sign_in):
    indicateur = typed(followed)
    first = fill(followed, indicateur, value=7)
    correct_value(actor=followed.opco_officer, valeur=first, value=8, motif="Un jeune oublié.")
    theirs = page(sign_in(followed.region_officer), url("indicateur", indicateur.code)).select_one("main")
    own = page(sign_in(followed.opco_officer), url("indicateur", indicateur.code)).select_one("main")

    assert "Un jeune oublié." in theirs.get_text()
    assert "7 personnes" not in plain(theirs.get_text())
    assert "7 personnes" in plain(own.get_text())


def test_the_other_side_does_not_see_a_value_that_is_not_shared(followed, sign_in):
    indicateur = typed(followed, is_sensible=False)
    fill(followed, indicateur, is_shared=False)
    theirs = text(sign_in(followed.region_officer), url("indicateur", indicateur.code))
    own = text(sign_in(followed.opco_officer), url("indicateur", indicateur.code))

    assert "30 personnes" not in theirs
    assert "30 personnes" in own
    assert "Non partagée" in own


def test_an_evidence_is_only_ever_downloaded(followed, opco):
    row = fill(followed, typed(followed), file=SentFile("preuve.pdf", b"%PDF-1.7 essai"))
    answer = opco.get(url("piece", row.pk))

    assert 'attachment; filename="preuve.pdf"' == answer["Content-Disposition"]
    assert "nosniff" == answer["X-Content-Type-Options"]
    answer.close()


def test_an_indicator_is_added_to_a_fiche_from_its_page(followed, opco):
    fiche = FicheFactory(convention=followed.convention, numero="2.5")
    address = f"{url('indicateur_new')}?fiche=2.5"
    chosen = page(opco, address).select_one("#id_place option[selected]")["value"]
    opco.post(
        address,
        {
            "place": chosen,
            "libelle": "Nombre de cojobings organisés",
            "nature": "saisi",
            "unite": "reunions",
            "periode": "annee_civile",
            "responsable": followed.partie_opco.pk,
            "cible": "4",
        },
    )

    assert (fiche.pk, 4) == Indicateur.objects.values_list("fiche", "cible").get(code="nombre-de-cojobings-organises")


def test_every_fault_of_a_definition_is_shown_at_its_field(followed, opco):
    answer = opco.post(
        url("indicateur_new"),
        {"place": "convention", "libelle": "x", "nature": "saisi", "unite": "pourcentage", "periode": "annee_civile"},
    )
    found = BeautifulSoup(answer.content, "html.parser")

    assert {"#id_responsable", "#id_denominateur"} == {link["href"] for link in found.select(".error-summary a")}


def test_an_indicator_of_the_draft_of_the_other_side_is_not_there(followed, opco):
    draft = FicheFactory(convention=followed.convention, draft_of=followed.region)
    indicateur = typed(followed, fiche=draft)

    assert 404 == opco.get(url("indicateur", indicateur.code)).status_code


def test_a_pasted_list_of_cfa_is_declared(followed, opco):
    opco.post(url("perimetre"), {"cfa": "ALPHA\nBETA", "starts_on": "2023-10-12", "source": "Envoi de juin"})

    assert 2 == CfaPerimetre.objects.count()


def test_every_unknown_line_of_a_pasted_list_is_told_and_nothing_is_declared(followed, opco):
    answer = opco.post(
        url("perimetre"), {"cfa": "ALPHA\nINCONNU\nAUTRE", "starts_on": "2023-10-12", "source": "Envoi de juin"}
    )
    found = plain(BeautifulSoup(answer.content, "html.parser").get_text(" "))

    assert "Ligne 2 : aucun OF-CFA" in found
    assert "Ligne 3 : aucun OF-CFA" in found
    assert not CfaPerimetre.objects.exists()


def test_a_form_that_is_refused_answers_so(followed, opco):
    indicateur = typed(followed)
    fill(followed, indicateur)
    (row,) = in_perimeter(followed, followed.alpha)
    addresses = (
        url("indicateur_new"),
        url("indicateur_edit", indicateur.code),
        url("valeur", indicateur.code),
        url("valeur_correct", indicateur.valeurs.get().pk),
        url("perimetre"),
        url("perimetre_end", row.pk),
    )

    assert [422] * 6 == [opco.post(address, {"date": "hier"}).status_code for address in addresses]


def test_a_cfa_leaves_the_perimeter_on_its_day(followed, opco):
    (row,) = in_perimeter(followed, followed.alpha)
    opco.post(url("perimetre_end", row.pk), {"ends_on": "2024-06-30"})
    row.refresh_from_db()

    assert date(2024, 6, 30) == row.ends_on


def test_the_dictionary_is_read_in_a_constant_number_of_queries(followed, opco, django_assert_max_num_queries):
    for code in ("75", "93"):
        flow(followed, code)
    for _ in range(10):
        typed(followed)
        computed(followed, Formule.CONTRATS_APPRENTIS, UniteIndicateur.APPRENTIS)
    opco.get(url("indicateurs"))

    with django_assert_max_num_queries(30):
        opco.get(url("indicateurs"))


def test_a_departement_is_chosen_among_those_of_the_convention(followed, opco):
    fields = page(opco, url("valeur", typed(followed).code)).select("input[name^=departement_]")

    assert Departement.objects.filter(region="11").count() == len(fields)
