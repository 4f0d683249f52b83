from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tandem.conventions.actions.fiche_actions import add_action, remove_action, write_action
from tandem.conventions.actions.fiche_states import move_action, move_fiche
from tandem.conventions.actions.fiche_writing import FicheConflictError
from tandem.conventions.enums import ACTION_TRANSITIONS, EtatAction, EtatConvention
from tandem.conventions.fiche_content import snapshot
from tandem.conventions.models import Action, ConventionChange, EtatFicheTransition
from tests.tandem.conventions.factories import FicheFactory, ModeleFicheFactory, build_partners

pytestmark = pytest.mark.django_db

SIGNED = {"etat": EtatConvention.EN_VIGUEUR, "signed_on": date(2023, 10, 12)}
FIELDS = (
    {"code": "objectifs", "label": "Objectifs"},
    {"code": "temporalite", "label": "Temporalité", "kind": "calendrier"},
)


def with_fiche(partners, **fiche):
    modele = ModeleFicheFactory(code="actions", champs_action=FIELDS)
    partners.fiche = FicheFactory(convention=partners.convention, numero="3", modele=modele, **fiche)
    return partners


@pytest.fixture
def partners():
    return with_fiche(build_partners())


@pytest.fixture
def signed():
    return with_fiche(build_partners(**SIGNED))


def refused(call) -> dict:
    with pytest.raises(ValidationError) as refusal:
        call()
    return refusal.value.message_dict if hasattr(refusal.value, "error_dict") else {"": refusal.value.messages}


def test_actions_are_numbered_in_the_order_of_their_coming(partners):
    titles = ("Partager un diagnostic", "Travailler à une complémentarité")
    numbers = [add_action(actor=partners.opco_officer, fiche=partners.fiche, titre=titre).numero for titre in titles]

    assert [1, 2] == numbers


def test_an_action_is_written_under_the_fields_of_its_template(partners):
    action = add_action(actor=partners.opco_officer, fiche=partners.fiche, titre="Partager")
    values = {
        "champ_objectifs": "Adapter l’offre",
        "calendrier_texte": "Une fois par semestre",
        "calendrier": {"nature": "recurrence", "fois": 1, "par": "semestre"},
    }
    write_action(actor=partners.region_officer, action=action, values=values)
    action.refresh_from_db()

    assert {"objectifs": "Adapter l’offre", "temporalite": "Une fois par semestre"} == action.contenu


def test_two_people_who_change_the_same_action_lose_nothing(partners):
    action = add_action(actor=partners.opco_officer, fiche=partners.fiche, titre="Partager")
    base = snapshot(action)
    write_action(actor=partners.region_officer, action=action, values={"titre": "Étudier"}, base=base)

    with pytest.raises(FicheConflictError, match="pendant que vous écriviez"):
        write_action(actor=partners.opco_officer, action=action, values={"titre": "Publier"}, base=base)


def test_the_history_of_an_action_is_found_with_its_fiche(partners):
    action = add_action(actor=partners.opco_officer, fiche=partners.fiche, titre="Partager")
    write_action(actor=partners.opco_officer, action=action, values={"titre": "Étudier"})

    assert 2 == ConventionChange.objects.filter(subject=f"fiche:{partners.fiche.pk}").count()


def test_an_action_added_to_a_signed_fiche_wants_a_reason(signed):
    assert ["reason"] == list(
        refused(lambda: add_action(actor=signed.opco_officer, fiche=signed.fiche, titre="Publier"))
    )


def test_an_action_is_added_to_a_signed_fiche_with_its_reason(signed):
    add_action(actor=signed.opco_officer, fiche=signed.fiche, titre="Publier", reason="Décidé en comité.")

    assert "Décidé en comité." == ConventionChange.objects.get(code="action.ajoutee").reason


def test_a_written_action_of_a_signed_fiche_is_amended_and_its_fiche_is_not(signed):
    action = add_action(actor=signed.opco_officer, fiche=signed.fiche, titre="Publier", reason="Comité.")
    write_action(actor=signed.opco_officer, action=action, values={"titre": "Diffuser"}, reason="Précision.")
    action.refresh_from_db()
    signed.fiche.refresh_from_db()

    assert (EtatAction.AMENDEE, EtatAction.PREVUE) == (action.etat, signed.fiche.etat)


def test_an_action_is_removed_before_the_vote_with_a_reason(partners):
    action = add_action(actor=partners.opco_officer, fiche=partners.fiche, titre="Publier")
    remove_action(actor=partners.opco_officer, action=action, reason="Doublon.")

    assert not Action.objects.exists()


def test_an_action_is_not_removed_without_a_reason(partners):
    action = add_action(actor=partners.opco_officer, fiche=partners.fiche, titre="Publier")

    assert ["reason"] == list(refused(lambda: remove_action(actor=partners.opco_officer, action=action)))


def test_a_signed_action_is_stopped_rather_than_removed(signed):
    action = add_action(actor=signed.opco_officer, fiche=signed.fiche, titre="Publier", reason="Comité.")
    refusal = refused(lambda: remove_action(actor=signed.opco_officer, action=action, reason="Inutile."))

    assert "arrêtez-la" in refusal[""][0]


def test_an_action_of_a_draft_is_removed_without_a_reason(signed):
    signed.fiche.draft_of = signed.opco
    signed.fiche.save()
    action = add_action(actor=signed.opco_officer, fiche=signed.fiche, titre="Publier")
    remove_action(actor=signed.opco_officer, action=action)

    assert not Action.objects.exists()


@pytest.mark.parametrize(
    "start, end", [(start, end) for start in EtatAction for end in EtatAction if end not in ACTION_TRANSITIONS[start]]
)
def test_a_state_moves_only_along_its_table(signed, start, end):
    signed.fiche.etat = start
    signed.fiche.save()

    assert "to" in refused(lambda: move_fiche(actor=signed.opco_officer, fiche=signed.fiche, to=end, reason="Si."))


@pytest.mark.parametrize(
    "start, end", [(start, end) for start, ends in ACTION_TRANSITIONS.items() for end in sorted(ends)]
)
def test_each_move_of_the_table_leaves_its_author_its_date_and_its_reason(signed, start, end):
    signed.fiche.etat = start
    signed.fiche.save()
    move_fiche(actor=signed.opco_officer, fiche=signed.fiche, to=end, reason="Décidé en comité.")
    move = EtatFicheTransition.objects.get()

    assert (start, end, signed.opco_officer, "Décidé en comité.", True) == (
        move.from_etat,
        move.to_etat,
        move.actor,
        move.reason,
        move.at is not None,
    )


@pytest.mark.parametrize("end", [EtatAction.AMENDEE, EtatAction.ARRETEE])
def test_amending_and_stopping_want_a_reason(signed, end):
    assert ["reason"] == list(refused(lambda: move_fiche(actor=signed.opco_officer, fiche=signed.fiche, to=end)))


def test_an_action_moves_alone(signed):
    action = add_action(actor=signed.opco_officer, fiche=signed.fiche, titre="Publier", reason="Comité.")
    move_action(actor=signed.region_officer, action=action, to=EtatAction.EN_COURS)
    action.refresh_from_db()
    signed.fiche.refresh_from_db()

    assert (EtatAction.EN_COURS, EtatAction.PREVUE) == (action.etat, signed.fiche.etat)


def test_an_unknown_state_is_refused(signed):
    refusal = refused(lambda: move_fiche(actor=signed.opco_officer, fiche=signed.fiche, to="oubliee"))

    assert "trouvé « oubliee »" in refusal["to"][0]


def test_a_fiche_does_not_move_before_the_signature(partners):
    with pytest.raises(PermissionDenied):
        move_fiche(actor=partners.opco_officer, fiche=partners.fiche, to=EtatAction.EN_COURS)


def test_a_draft_does_not_move(signed):
    signed.fiche.draft_of = signed.opco
    signed.fiche.save()
    refusal = refused(lambda: move_fiche(actor=signed.opco_officer, fiche=signed.fiche, to=EtatAction.EN_COURS))

    assert "partagez-le d’abord" in refusal["to"][0]


def test_a_closed_convention_is_not_amended_without_an_avenant():
    closed = with_fiche(build_partners(**SIGNED, fiches_sans_avenant=False))
    move = {"to": EtatAction.AMENDEE, "reason": "Besoin."}

    assert (
        "Préparez un avenant"
        in refused(lambda: move_fiche(actor=closed.opco_officer, fiche=closed.fiche, **move))["to"][0]
    )


def test_a_reader_moves_nothing(signed):
    with pytest.raises(PermissionDenied):
        move_fiche(actor=signed.opco_reader, fiche=signed.fiche, to=EtatAction.EN_COURS)
