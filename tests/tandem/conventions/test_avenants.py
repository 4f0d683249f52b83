"""An avenant: a draft of one side, shared, given up, and what it changes once signed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from tandem.actes.models import JournalEntry
from tandem.conventions.actions.avenants import abandon_avenant, apply_avenant, create_avenant, share_avenant
from tandem.conventions.actions.modifications import (
    add_clause,
    add_fiche,
    change_clause,
    change_fiche,
    remove_clause,
    remove_fiche,
)
from tandem.conventions.enums import EtatAction, EtatAvenant, EtatConvention
from tandem.conventions.models import Avenant, Clause, Convention, ConventionChange, Fiche, ModificationAvenant
from tandem.organisations.enums import Role
from tests.tandem.conventions.amended import NEW, OLD, a_draft, build_amendable, closed, in_force, shared
from tests.tandem.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def world():
    return build_amendable()


def sentences(refused):
    return " ".join(refused.value.messages)


def texts(convention):
    return {clause.code: clause.texte for clause in convention.clauses.current()}


def state(convention):
    """Return all that an avenant could have changed."""
    return (
        list(convention.clauses.order_by("pk").values()),
        list(convention.fiches.order_by("pk").values()),
        list(convention.avenants.order_by("pk").values()),
        convention.changes.count(),
        JournalEntry.objects.count(),
    )


def test_an_avenant_opens_as_a_draft_of_its_side_without_a_number(world):
    avenant = create_avenant(actor=world.opco_officer, convention=world.convention, objet=" Durée ")

    assert (world.opco, None, "Durée", "Projet d’avenant – Durée") == (
        avenant.draft_of,
        avenant.numero,
        avenant.objet,
        str(avenant),
    )


def test_the_other_side_does_not_see_the_draft_nor_its_history(world):
    avenant = a_draft(world)

    assert not Avenant.objects.visible_to(world.opco_officer).filter(pk=avenant.pk).exists()
    assert not ConventionChange.objects.visible_to(world.opco_officer).filter(code__startswith="avenant").exists()
    assert ConventionChange.objects.visible_to(world.region_reader).filter(code__startswith="avenant").exists()


def test_the_delegation_sees_the_draft_of_its_opco(world):
    avenant = a_draft(world, actor=world.opco_officer)

    assert Avenant.objects.visible_to(world.delegate).filter(pk=avenant.pk).exists()


def test_the_other_side_cannot_write_in_a_draft_that_it_does_not_see(world):
    avenant = a_draft(world)

    with pytest.raises(PermissionDenied, match="n’a pas été partagé"):
        change_clause(actor=world.opco_officer, avenant=avenant, clause=world.clause_1, texte="Autre.")


def test_a_reader_cannot_open_an_avenant(world):
    with pytest.raises(PermissionDenied, match="rôle"):
        create_avenant(actor=world.region_reader, convention=world.convention, objet="Durée")


def test_sharing_numbers_avenants_in_the_order_of_their_sharing(world):
    first = a_draft(world, actor=world.opco_officer)
    second = shared(world)
    first = share_avenant(actor=world.opco_officer, avenant=first)

    assert (2, 1, None) == (first.numero, second.numero, first.draft_of)


def test_once_shared_the_other_side_writes_in_it_too(world):
    avenant = shared(world)
    change_clause(actor=world.opco_officer, avenant=avenant, clause=world.clause_1, texte="Autre objet.")

    assert {"article-1", "article-2"} == set(avenant.modifications.values_list("code", flat=True))


def test_an_avenant_that_changes_nothing_is_not_shared(world):
    avenant = create_avenant(actor=world.region_officer, convention=world.convention, objet="Durée")

    with pytest.raises(ValidationError, match="ne change rien encore"):
        share_avenant(actor=world.region_officer, avenant=avenant)


def test_an_avenant_without_an_object_is_refused(world):
    with pytest.raises(ValidationError, match="objet de l’avenant est attendu"):
        create_avenant(actor=world.region_officer, convention=world.convention, objet="  ")


def test_an_avenant_is_given_up_with_a_reason_only(world):
    avenant = shared(world)
    with pytest.raises(ValidationError, match="motivé"):
        abandon_avenant(actor=world.region_officer, avenant=avenant, reason=" ")
    abandoned = abandon_avenant(actor=world.opco_officer, avenant=avenant, reason="Accord oral suffisant")

    assert EtatAvenant.ABANDONNE == abandoned.etat


@pytest.mark.parametrize("etat", [EtatAvenant.FINALISE, EtatAvenant.ABANDONNE])
def test_the_lines_of_a_closed_avenant_no_longer_move(world, etat):
    avenant = shared(world)
    Avenant.objects.filter(pk=avenant.pk).update(etat=etat)

    with pytest.raises(ValidationError, match="ne se modifie plus"):
        change_clause(actor=world.region_officer, avenant=avenant, clause=world.clause_1, texte="Autre objet.")


def test_the_database_refuses_to_change_a_line_in_the_circuit_of_signature(world):
    avenant = closed(shared(world))

    with pytest.raises(DatabaseError, match="closed avenant"), transaction.atomic():
        ModificationAvenant.objects.filter(avenant=avenant).update(after={})


def test_a_convention_that_is_not_signed_has_no_avenant():
    world = build_amendable(etat=EtatConvention.PROJET, signed_on=None)

    with pytest.raises(ValidationError, match="se modifie directement"):
        create_avenant(actor=world.region_officer, convention=world.convention, objet="Durée")


def test_an_avenant_on_an_expired_convention_is_refused_and_changes_nothing():
    world = build_amendable(signed_on=TODAY() - timedelta(days=4 * 366))
    before = state(world.convention)
    with pytest.raises(ValidationError) as refused:
        create_avenant(actor=world.region_officer, convention=world.convention, objet="")

    assert before == state(world.convention)
    assert "est échue depuis le" in sentences(refused)
    assert "objet de l’avenant est attendu" in sentences(refused)


def test_an_avenant_signed_after_the_term_is_refused_and_changes_nothing(world):
    avenant = closed(shared(world))
    before = state(world.convention)
    with pytest.raises(ValidationError) as refused:
        apply_avenant(actor=world.region_chief, avenant=avenant, on=world.convention.term + timedelta(days=1))

    assert before == state(world.convention)
    assert "Concluez-en une autre" in sentences(refused)


def test_an_avenant_on_a_convention_ended_by_a_resiliation_is_refused(world):
    avenant = closed(shared(world))
    Convention.objects.filter(pk=world.convention.pk).update(etat=EtatConvention.RESILIEE, resiliation_on=TODAY())

    with pytest.raises(ValidationError, match="est résiliée depuis le"):
        apply_avenant(actor=world.region_chief, avenant=avenant, on=TODAY())


def test_an_avenant_before_the_signature_of_the_convention_is_refused(world):
    avenant = closed(shared(world))

    with pytest.raises(ValidationError, match="ne peut précéder la signature"):
        apply_avenant(actor=world.region_chief, avenant=avenant, on=world.convention.signed_on - timedelta(days=1))


def test_an_avenant_whose_document_is_not_closed_is_not_applied(world):
    avenant = shared(world)

    with pytest.raises(ValidationError, match="n’est pas finalisé"):
        apply_avenant(actor=world.region_chief, avenant=avenant, on=TODAY())


def test_applied_it_inserts_the_next_version_of_the_clause_and_keeps_the_one_before(world):
    avenant = apply_avenant(actor=world.region_chief, avenant=closed(shared(world)), on=TODAY())
    versions = world.convention.clauses.filter(code="article-2").order_by("version")

    assert [(1, OLD, None), (2, NEW, avenant.pk)] == list(versions.values_list("version", "texte", "avenant"))
    assert NEW == texts(world.convention)["article-2"]


def test_applied_it_is_signed_on_its_day_and_in_the_journal(world):
    avenant = apply_avenant(actor=world.region_chief, avenant=closed(shared(world)), on=TODAY())
    entry = JournalEntry.objects.get(code="convention.avenant.signe")

    assert (EtatAvenant.SIGNE, TODAY()) == (avenant.etat, avenant.signed_on)
    assert (world.region, [["clause", "changement", "article-2"]]) == (entry.organisation, entry.payload["lignes"])


def test_applied_twice_it_changes_nothing(world):
    avenant = apply_avenant(actor=world.region_chief, avenant=closed(shared(world)), on=TODAY())
    before = state(world.convention)
    apply_avenant(actor=world.region_chief, avenant=avenant, on=TODAY())

    assert before == state(world.convention)


def test_a_clause_of_a_signed_convention_is_never_updated_even_by_hand(world):
    with pytest.raises(DatabaseError, match="only an avenant changes it"), transaction.atomic():
        Clause.objects.filter(pk=world.clause_1.pk).update(texte="Autre.")


def test_a_clause_changed_since_its_line_was_written_stops_the_avenant(world):
    other = shared(world, a_draft(world, actor=world.region_officer))
    avenant = shared(world)
    apply_avenant(actor=world.region_chief, avenant=closed(other), on=TODAY())
    before = state(world.convention)
    with pytest.raises(ValidationError, match="a changé depuis que cette ligne a été écrite"):
        apply_avenant(actor=world.region_chief, avenant=closed(avenant), on=TODAY())
    closed(avenant)

    assert before[:2] == state(world.convention)[:2]


def test_a_clause_taken_away_keeps_its_text_in_the_history_of_versions(world):
    avenant = a_draft(world)
    remove_clause(actor=world.region_officer, avenant=avenant, clause=world.clause_3)
    apply_avenant(actor=world.region_chief, avenant=closed(shared(world, avenant)), on=TODAY())
    retired = world.convention.clauses.get(code="article-3", version=2)

    assert "article-3" not in texts(world.convention)
    assert (True, OLD) == (retired.is_retiree, retired.texte)


def test_a_clause_added_takes_its_place_after_the_one_it_follows_and_keeps_it(world):
    avenant = a_draft(world)
    add_clause(
        actor=world.region_officer, avenant=avenant, numero="1 bis", titre="Suite", texte="Ajout.", follows="article-1"
    )
    change_clause(actor=world.region_officer, avenant=avenant, clause=world.clause_1, texte="Autre objet.")
    apply_avenant(actor=world.region_chief, avenant=closed(shared(world, avenant)), on=TODAY())

    assert ["1", "1 bis", "2", "3"] == [clause.numero for clause in world.convention.clauses.current()]


def test_a_fiche_amended_says_so_with_the_number_of_the_avenant(world):
    avenant = a_draft(world)
    change_fiche(
        actor=world.region_officer,
        avenant=avenant,
        fiche=world.fiche,
        values={"contenu.contexte": "Un autre contexte.", "contenu.calendrier": "Septembre – Décembre"},
    )
    apply_avenant(actor=world.region_chief, avenant=closed(shared(world, avenant)), on=TODAY())
    fiche = Fiche.objects.get(pk=world.fiche.pk)

    assert (EtatAction.AMENDEE, "Un autre contexte.", 9, 12) == (
        fiche.etat,
        fiche.contenu["contexte"],
        fiche.mois_debut,
        fiche.mois_fin,
    )
    assert "Avenant n° 1 – Trois concertations par an" == fiche.transitions.get(action=None).reason


def test_a_numbered_action_is_amended_with_its_fiche(world):
    avenant = a_draft(world)
    change_fiche(
        actor=world.region_officer,
        avenant=avenant,
        fiche=world.fiche,
        values={"actions.1.contenu.objectifs": "Se voir chaque mois."},
    )
    apply_avenant(actor=world.region_chief, avenant=closed(shared(world, avenant)), on=TODAY())
    world.action.refresh_from_db()

    assert ("Se voir chaque mois.", EtatAction.AMENDEE) == (world.action.contenu["objectifs"], world.action.etat)


def test_a_fiche_that_moved_on_since_is_amended_all_the_same(world):
    avenant = a_draft(world)
    change_fiche(actor=world.region_officer, avenant=avenant, fiche=world.fiche, values={"titre": "Autre titre"})
    Fiche.objects.filter(pk=world.fiche.pk).update(etat=EtatAction.EN_COURS)
    apply_avenant(actor=world.region_chief, avenant=closed(shared(world, avenant)), on=TODAY())

    assert "Autre titre" == Fiche.objects.get(pk=world.fiche.pk).titre


def test_a_fiche_rewritten_or_finished_since_stops_the_avenant_with_every_reason(world):
    avenant = a_draft(world)
    change_fiche(actor=world.region_officer, avenant=avenant, fiche=world.fiche, values={"titre": "Autre titre"})
    Fiche.objects.filter(pk=world.fiche.pk).update(etat=EtatAction.TERMINEE, titre="Titre repris")
    with pytest.raises(ValidationError) as refused:
        apply_avenant(actor=world.region_chief, avenant=closed(shared(world, avenant)), on=TODAY())

    assert "a changé depuis que cette ligne a été écrite" in sentences(refused)
    assert "« Terminée »" in sentences(refused).replace("\u202f", " ")


def test_a_fiche_taken_away_is_stopped_and_keeps_its_text(world):
    avenant = a_draft(world)
    remove_fiche(actor=world.region_officer, avenant=avenant, fiche=world.fiche)
    apply_avenant(actor=world.region_chief, avenant=closed(shared(world, avenant)), on=TODAY())
    fiche = Fiche.objects.get(pk=world.fiche.pk)

    assert (EtatAction.ARRETEE, "Un contexte.") == (fiche.etat, fiche.contenu["contexte"])


def a_new_fiche(world, avenant, numero="1.2"):
    return add_fiche(
        actor=world.region_officer,
        avenant=avenant,
        numero=numero,
        axe=world.axe,
        modele=world.modele,
        values={"titre": "Une fiche de plus", "contenu.contexte": "Un contexte.", "contenu.calendrier": "Juin"},
    )


def test_a_fiche_added_enters_the_convention_with_its_calendar(world):
    avenant = a_draft(world)
    a_new_fiche(world, avenant)
    avenant = apply_avenant(actor=world.region_chief, avenant=closed(shared(world, avenant)), on=TODAY())
    fiche = world.convention.fiches.get(numero="1.2")

    assert (EtatAction.PREVUE, avenant, 6, None) == (fiche.etat, fiche.avenant, fiche.mois_debut, fiche.draft_of)


def test_a_fiche_number_taken_since_stops_the_avenant(world):
    avenant = a_draft(world)
    a_new_fiche(world, avenant)
    Fiche.objects.filter(pk=world.fiche.pk).update(numero="1.2")

    with pytest.raises(ValidationError, match="déjà celui de"):
        apply_avenant(actor=world.region_chief, avenant=closed(shared(world, avenant)), on=TODAY())


CHOSEN = "Elle est renouvelable par voie d’avenant."
OPEN = (
    "Elle peut être prolongée dans la limite de trois ans d’un commun accord par lettre recommandée entre chacune des "
    "parties (ou Elle est renouvelable par voie d’avenant)."
)


@pytest.mark.parametrize("slug", ["akto-idf-2023", "atlas-idf-2023"])
def test_a_real_convention_chooses_by_avenant_to_be_renewable_by_avenant(real_conventions, slug):
    convention = in_force(real_conventions[slug])
    actor = UserFactory()
    MembershipFactory(user=actor, organisation=convention.parties.get(rank=1).organisation, role=Role.REGION_VALIDATION)
    avenant = create_avenant(actor=actor, convention=convention, objet="Renouvellement par voie d’avenant")
    article = convention.clauses.current().get(code="article-5")
    change_clause(actor=actor, avenant=avenant, clause=article, texte=article.texte.replace(OPEN, CHOSEN))
    avenant = closed(share_avenant(actor=actor, avenant=avenant))
    apply_avenant(actor=actor, avenant=avenant, on=TODAY())

    assert CHOSEN in texts(convention)["article-5"]
    assert OPEN in convention.clauses.get(code="article-5", version=1).texte
