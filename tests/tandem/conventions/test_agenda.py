from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tandem.conventions.actions.agenda import add_point, draft_agenda, edit_point, move_point, remove_point
from tandem.conventions.actions.comites import add_comite, add_membre
from tandem.conventions.actions.minutes import add_decision, close_minutes, follow_decision, write_minutes
from tandem.conventions.actions.reunions import cancel_reunion
from tandem.conventions.agenda import draft
from tandem.conventions.models import DecisionComite, PointOrdreDuJour, SuiviDecisionComite
from tests.tandem.conventions.factories import FicheFactory, IndicateurFactory, ObligationFactory, PartieFactory
from tests.tandem.conventions.meetings import build_committee, held, now, planned, reasons

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    with now():
        world = build_committee()
        world.reunion = planned(world)
        yield world


def titles(reunion):
    return [point.titre.replace("\u202f", " ") for point in reunion.points.order_by("rank")]


def origins(reunion):
    return [point.origine for point in reunion.points.order_by("rank")]


def late_transmission(world):
    return ObligationFactory(
        convention=world.convention,
        libelle="Transmettre les données",
        nature="transmission",
        debiteur=world.partie_opco,
        creancier=world.partie_region,
    )


def test_an_incomplete_fiche_is_on_the_next_agenda(world):
    FicheFactory(
        convention=world.convention,
        numero="5.2",
        titre="Évaluer",
        calendrier_nature="aucun",
        calendrier_texte="",
        a_evoquer="Sujet à évoquer à l’occasion d’une prochaine rencontre",
    )

    draft_agenda(actor=world.region_officer, reunion=world.reunion)

    (titre,) = [one for one in titles(world.reunion) if one.startswith("Fiche 5.2")]
    assert "sujet à évoquer" in titre
    assert "sans calendrier" in titre
    assert "0 indicateur" in titre


def test_the_colon_of_a_title_is_not_read_as_the_lack_of_the_fiche(world):
    fiche = FicheFactory(
        convention=world.convention,
        numero="5.2",
        titre="Orienter : un forum",
        calendrier_nature="aucun",
        calendrier_texte="",
    )
    fiche.porteurs.add(world.opco)

    draft_agenda(actor=world.region_officer, reunion=world.reunion)

    (point,) = [one for one in world.reunion.points.all() if one.reference == "5.2"]
    assert [
        "– aucun calendrier : quand elle a lieu.",
        "– 0 indicateur : comment mesurer cette fiche.",
    ] == point.detail.replace("\u202f", " ").split("\n")


def test_fiches_that_lack_an_indicator_alone_are_one_item(world):
    for numero in ("1.1", "1.2"):
        fiche = FicheFactory(convention=world.convention, numero=numero)
        fiche.porteurs.add(world.opco)

    draft_agenda(actor=world.region_officer, reunion=world.reunion)

    assert ["2 fiches sans indicateur : comment les mesurer"] == titles(world.reunion)


def test_an_overdue_transmission_is_on_the_agenda_with_who_owes_it(world):
    late_transmission(world)

    draft_agenda(actor=world.opco_officer, reunion=world.reunion)

    point = world.reunion.points.get(origine="transmission")
    assert "En retard : Transmettre les données (2024)" == point.titre.replace("\u202f", " ")
    assert "OPCO d’essai" in point.detail


def test_an_obligation_to_plan_is_on_the_agenda_in_its_window(world):
    ObligationFactory(convention=world.convention, libelle="Dialogue", mois_debut=1, mois_fin=4)

    draft_agenda(actor=world.region_officer, reunion=world.reunion)

    assert ["À planifier : Dialogue (2025)"] == titles(world.reunion)


def test_what_the_meeting_itself_satisfies_is_not_to_plan(world):
    dialogue = ObligationFactory(convention=world.convention, libelle="Dialogue", mois_debut=1, mois_fin=4)
    reunion = planned(world, moment="2025-03-27 10:00", obligations=[(dialogue, "")])

    draft_agenda(actor=world.region_officer, reunion=reunion)

    assert [] == titles(reunion)


def test_the_indicators_to_fill_are_one_item_for_each_party_and_period(world):
    for _ in range(2):
        IndicateurFactory(convention=world.convention, responsable=world.partie_opco)
    IndicateurFactory(convention=world.convention, responsable=world.partie_region)

    draft_agenda(actor=world.region_officer, reunion=world.reunion)

    assert [
        "1 indicateur à renseigner pour 2024 : Région d’essai",
        "2 indicateurs à renseigner pour 2024 : OPCO d’essai",
    ] == titles(world.reunion)


def test_a_decision_to_follow_comes_first_until_it_is_done(world):
    late_transmission(world)
    former = held(world, moment="2025-02-10 10:00")
    decision = add_decision(
        actor=world.region_officer,
        reunion=former,
        texte="Envoyer le fichier des CFA.",
        partie=world.partie_opco,
        owner="Service partenariats",
        due_on=date(2025, 3, 1),
    )
    draft_agenda(actor=world.region_officer, reunion=world.reunion)
    follow_decision(actor=world.opco_officer, decision=decision, etat="faite", note="Envoyé ce matin.")
    next_one = planned(world, moment="2025-06-05 10:00")

    draft_agenda(actor=world.region_officer, reunion=next_one)

    assert ["decision_comite", "transmission"] == origins(world.reunion)
    assert ["transmission"] == origins(next_one)


def test_the_committee_of_follow_up_has_the_template_of_its_text(world):
    comite = add_comite(
        actor=world.region_officer, convention=world.convention, nom="Comité de suivi national", nature="suivi"
    )
    add_membre(
        actor=world.region_officer,
        comite=comite,
        organisation=world.opco,
        qualite="référents nationaux",
        role="referent_national",
        starts_on=date(2025, 1, 1),
    )
    reunion = planned(world, comite=comite)

    draft_agenda(actor=world.region_officer, reunion=reunion)

    assert ["Pilotage coordonné", "Suivi des indicateurs d’activité", "Ajustement des actions"] == titles(reunion)


def test_a_second_draft_adds_nothing(world):
    late_transmission(world)
    draft_agenda(actor=world.region_officer, reunion=world.reunion)

    assert [] == draft_agenda(actor=world.opco_officer, reunion=world.reunion)


def test_a_draft_keeps_what_people_added_and_the_order_they_gave(world):
    add_point(actor=world.region_officer, reunion=world.reunion, titre="Accueil")
    second = add_point(actor=world.opco_officer, reunion=world.reunion, titre="Tour de table")
    move_point(actor=world.region_officer, point=second, up=True)
    late_transmission(world)

    draft_agenda(actor=world.region_officer, reunion=world.reunion)

    assert ["Tour de table", "Accueil", "En retard : Transmettre les données (2024)"] == titles(world.reunion)


def test_a_reworded_item_is_not_proposed_again(world):
    late_transmission(world)
    (point,) = draft_agenda(actor=world.region_officer, reunion=world.reunion)
    edit_point(actor=world.region_officer, point=point, titre="Les données de l’apprentissage")

    draft_agenda(actor=world.region_officer, reunion=world.reunion)

    assert ["Les données de l’apprentissage"] == titles(world.reunion)


@pytest.mark.parametrize("side", ["region", "opco"])
def test_the_draft_of_one_side_is_never_on_the_common_agenda(world, side):
    fiche = FicheFactory(convention=world.convention, draft_of=getattr(world, side), titre="Brouillon secret")
    ObligationFactory(convention=world.convention, fiche=fiche, libelle="Obligation secrète", mois_debut=1, mois_fin=4)
    IndicateurFactory(convention=world.convention, fiche=fiche, responsable=world.partie_opco)

    found = draft(world.convention, date(2025, 2, 3), reader=getattr(world, f"{side}_officer"))

    assert [] == [item for item in found if "secr" in item.titre + item.detail or item.origine == "indicateur"]


def test_the_first_item_goes_no_higher(world):
    first = add_point(actor=world.region_officer, reunion=world.reunion, titre="Accueil")
    add_point(actor=world.region_officer, reunion=world.reunion, titre="Bilan")

    move_point(actor=world.region_officer, point=first, up=True)

    assert ["Accueil", "Bilan"] == titles(world.reunion)


def test_an_item_is_taken_off_unless_it_holds_notes(world):
    point = add_point(actor=world.region_officer, reunion=world.reunion, titre="Accueil")
    PointOrdreDuJour.objects.filter(pk=point.pk).update(notes="Dit.")
    point.refresh_from_db()

    with pytest.raises(ValidationError, match="porte des notes"):
        remove_point(actor=world.region_officer, point=point)


def test_the_agenda_of_a_cancelled_meeting_is_closed(world):
    cancel_reunion(actor=world.region_officer, reunion=world.reunion, reason="Reportée.")

    with pytest.raises(ValidationError, match="annulée"):
        draft_agenda(actor=world.region_officer, reunion=world.reunion)


@pytest.mark.parametrize("reader", ["opco_reader", "stranger"])
def test_only_those_who_write_for_a_party_prepare_the_agenda(world, reader):
    with pytest.raises(PermissionDenied):
        draft_agenda(actor=getattr(world, reader), reunion=world.reunion)


def test_minutes_wait_until_the_meeting_is_held(world):
    with pytest.raises(ValidationError, match="pas encore marquée comme tenue"):
        write_minutes(actor=world.region_officer, reunion=world.reunion, text="Trop tôt.")


def test_minutes_hold_a_text_and_what_was_said_under_each_item(world):
    point = add_point(actor=world.region_officer, reunion=world.reunion, titre="Bilan")
    reunion = held_now(world)

    write_minutes(actor=world.opco_officer, reunion=reunion, text="Synthèse des échanges.", notes={point.pk: "Validé."})

    point.refresh_from_db()
    reunion.refresh_from_db()
    assert ("Synthèse des échanges.", "Validé.") == (reunion.compte_rendu, point.notes)


def held_now(world):
    reunion = world.reunion
    reunion.etat = "tenue"
    reunion.save(update_fields=["etat"])
    return reunion


def test_the_notes_of_another_meeting_are_refused(world):
    other = planned(world, objet="Une autre réunion")
    point = add_point(actor=world.region_officer, reunion=other, titre="Ailleurs")
    reunion = held_now(world)

    with pytest.raises(ValidationError, match="pas à cet ordre du jour"):
        write_minutes(actor=world.region_officer, reunion=reunion, text="", notes={point.pk: "Non."})


def test_empty_minutes_are_not_closed(world):
    with pytest.raises(ValidationError, match="il est vide"):
        close_minutes(actor=world.region_officer, reunion=held_now(world))


def test_closed_minutes_change_no_more(world):
    point = add_point(actor=world.region_officer, reunion=world.reunion, titre="Bilan")
    reunion = held_now(world)
    write_minutes(actor=world.region_officer, reunion=reunion, text="Tout va bien.")
    close_minutes(actor=world.region_officer, reunion=reunion)

    for act in (
        lambda: write_minutes(actor=world.region_officer, reunion=reunion, text="Tout va mal."),
        lambda: edit_point(actor=world.region_officer, point=point, titre="Autre"),
        lambda: decide(world, reunion),
    ):
        with pytest.raises(ValidationError, match="compte rendu est arrêté"):
            act()


def decide(world, reunion, **fields):
    return add_decision(
        **{
            "actor": world.region_officer,
            "reunion": reunion,
            "texte": "Partager la liste des CFA.",
            "partie": world.partie_region,
            "owner": "Service apprentissage",
            "due_on": None,
            **fields,
        }
    )


def test_decisions_are_numbered_in_their_meeting(world):
    reunion = held_now(world)

    assert [1, 2] == [decide(world, reunion).numero for _ in range(2)]


def test_a_decision_without_text_owner_or_a_date_to_come_is_refused_in_one_pass(world):
    with pytest.raises(ValidationError) as refusal:
        decide(world, held_now(world), texte=" ", owner="", partie=PartieFactory(), due_on=date(2025, 3, 19))

    assert 4 == len(refusal.value.messages), reasons(refusal)


def test_the_follow_up_of_a_decision_only_grows(world):
    decision = decide(world, held_now(world))
    follow_decision(actor=world.opco_officer, decision=decision, etat="faite", note="Fait.")
    follow_decision(actor=world.region_officer, decision=decision, etat="a_faire", note="Il manque un CFA.")

    assert ["faite", "a_faire"] == list(
        SuiviDecisionComite.objects.filter(decision_comite=decision).order_by("pk").values_list("etat", flat=True)
    )
    assert "a_faire" == DecisionComite.objects.get(pk=decision.pk).etat


def test_a_follow_up_says_something(world):
    decision = decide(world, held_now(world))

    with pytest.raises(ValidationError, match="dites en une phrase"):
        follow_decision(actor=world.opco_officer, decision=decision, etat="faite", note="")


def test_the_follow_up_goes_on_after_the_minutes_are_closed(world):
    reunion = held_now(world)
    decision = decide(world, reunion)
    write_minutes(actor=world.region_officer, reunion=reunion, text="Tout va bien.")
    close_minutes(actor=world.region_officer, reunion=reunion)

    follow_decision(actor=world.opco_officer, decision=decision, etat="abandonnee", note="Sans objet.")

    decision.refresh_from_db()
    assert "abandonnee" == decision.etat
