"""What one side keeps to itself is neither shown nor given away to the other, and nobody acts for another party."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from tandem.actes.enums import Organe
from tandem.campagnes.actions.acts import Act
from tandem.conventions.actions.agenda import add_point, draft_agenda, edit_point, move_point, remove_point
from tandem.conventions.actions.avenants import apply_avenant
from tandem.conventions.actions.bilans import Written, write_sections
from tandem.conventions.actions.convention import (
    Party,
    change_terms,
    follow_the_calendar,
    open_convention,
    share_convention,
)
from tandem.conventions.actions.fiche_states import move_fiche
from tandem.conventions.actions.fiches import create_fiche, write_fiche
from tandem.conventions.actions.habilitations import record_board_decision, record_deliberation
from tandem.conventions.actions.indicateurs import add_indicateur
from tandem.conventions.actions.modifications import add_fiche, change_fiche
from tandem.conventions.actions.obligations import record_transmission
from tandem.conventions.actions.texte import write_clause
from tandem.conventions.actions.valeurs import type_value
from tandem.conventions.bilans.forms import sections_of
from tandem.conventions.enums import (
    EtatAction,
    EtatConvention,
    Formule,
    NatureIndicateur,
    NatureObligation,
    RolePartie,
    TypeConvention,
    UniteIndicateur,
)
from tandem.conventions.models import Convention, ConventionChange, PointOrdreDuJour, Reunion, Transmission
from tandem.conventions.series import series_of
from tandem.conventions.standing import standing_of
from tandem.organisations.enums import NatureRattachement, Role
from tandem.organisations.models import Rattachement
from tests.tandem.conventions.amended import build_amendable, closed, shared
from tests.tandem.conventions.factories import (
    ClauseFactory,
    ConventionFactory,
    FicheFactory,
    IndicateurFactory,
    ObligationFactory,
    PartieFactory,
    build_partners,
)
from tests.tandem.conventions.indicators import build_followed, computed, flow
from tests.tandem.conventions.meetings import TODAY, build_committee, now, planned
from tests.tandem.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_what_was_written_before_the_sharing_stays_with_its_author():
    world = build_partners(shared_at=None)
    clause = ClauseFactory(convention=world.convention)
    write_clause(actor=world.region_officer, clause=clause, texte="La Région apporte au plus 2 000 000 €.")
    write_clause(actor=world.region_officer, clause=clause, texte="La Région apporte 1 000 000 €.")
    share_convention(actor=world.region_officer, convention=world.convention)
    told = ConventionChange.objects.visible_to(world.opco_officer).filter(convention=world.convention)

    assert ["Négociation partagée."] == [change.sentence for change in told]


def test_its_author_still_reads_what_was_written_before_the_sharing():
    world = build_partners(shared_at=None)
    clause = ClauseFactory(convention=world.convention)
    write_clause(actor=world.region_officer, clause=clause, texte="La Région apporte 1 000 000 €.")
    share_convention(actor=world.region_officer, convention=world.convention)

    assert 2 == ConventionChange.objects.visible_to(world.region_reader).filter(convention=world.convention).count()


def test_the_code_of_a_shared_indicator_says_nothing_of_a_draft():
    world = build_partners(etat=EtatConvention.PROJET)
    draft = FicheFactory(convention=world.convention, draft_of=world.region)
    definition = {
        "libelle": "Nombre de salons",
        "nature": NatureIndicateur.SAISI,
        "unite": UniteIndicateur.ACTIONS,
        "responsable": world.partie_opco,
    }
    add_indicateur(actor=world.region_officer, convention=world.convention, fiche=draft, **definition)
    made = add_indicateur(actor=world.opco_officer, convention=world.convention, **definition)

    assert "nombre-de-salons" == made.code


def test_the_agenda_asks_for_a_value_that_is_typed_but_not_shared():
    world = build_committee()
    one = IndicateurFactory(convention=world.convention, responsable=world.partie_opco)
    with now(TODAY):
        for annee in (2023, 2024):
            type_value(actor=world.opco_officer, indicateur=one, annee=annee, value=12, is_shared=False)
        added = draft_agenda(actor=world.region_officer, reunion=planned(world))

    assert 1 == sum(one.libelle in point.detail for point in added)


def test_the_contracts_of_an_opco_are_not_read_before_it_signed():
    world = build_followed()
    flow(world, annee=2024)
    other = ConventionFactory(projet=True, proprietaire=world.region, created_at=datetime(2023, 1, 2, tzinfo=UTC))
    other.territoires.set(["11"])
    PartieFactory(convention=other, organisation=world.region, role=RolePartie.REGION, rank=1)
    partie = PartieFactory(convention=other, organisation=world.opco, rank=2)
    world.convention, world.partie_opco = other, partie
    one = computed(world, Formule.CONTRATS_PRISES_EN_CHARGE, UniteIndicateur.EUROS)
    (series,) = series_of(other, indicateurs=[one], on=date(2025, 2, 3))

    assert [
        (annee, None, "les contrats de l’OPCO se lisent une fois la convention signée")
        for annee in ("2023", "2024", "2025")
    ] == [(point.period.label, point.measure.value, point.measure.reason) for point in series.points]


def test_a_delegation_of_another_opco_cannot_be_given_to_a_party():
    world = build_partners()
    stranger = OrganisationFactory(delegation=True)
    parties = [Party(world.region, RolePartie.REGION), Party(world.opco, RolePartie.OPCO, delegation=stranger)]

    with pytest.raises(ValidationError, match="n’est pas une délégation"):
        open_convention(
            actor=world.region_officer,
            organisation=world.region,
            kind=TypeConvention.REGION_OPCO,
            titre="Convention nouvelle",
            parties=parties,
        )


def test_who_writes_for_one_party_and_reads_for_another_acts_for_the_first_alone():
    world = build_partners()
    MembershipFactory(user=world.opco_officer, organisation=world.region, role=Role.REGION_ELU)

    assert (world.partie_opco.pk,) == standing_of(world.opco_officer, world.convention).parties


def test_the_board_of_an_opco_is_not_told_by_the_region():
    world = build_partners(etat=EtatConvention.PROJET)

    with pytest.raises(PermissionDenied):
        record_board_decision(
            actor=world.region_chief, partie=world.partie_opco, instance=None, numero="CA 1", on=timezone.localdate()
        )


def test_the_deliberation_of_a_region_is_not_told_by_the_opco():
    world = build_partners(etat=EtatConvention.PROJET)
    act = Act("CP 2026-101", timezone.localdate(), Organe.COMMISSION_PERMANENTE, "Convention")

    with pytest.raises(PermissionDenied):
        record_deliberation(actor=world.opco_officer, partie=world.partie_region, act=act)


def test_a_voted_duration_no_longer_changes():
    world = build_partners(etat=EtatConvention.VOTEE)

    with pytest.raises(ValidationError, match="votée"):
        change_terms(actor=world.opco_officer, convention=world.convention, duree_mois=60)


def test_a_duration_left_blank_by_the_vote_is_filled():
    world = build_partners(etat=EtatConvention.VOTEE, duree_mois=None)

    assert 36 == change_terms(actor=world.opco_officer, convention=world.convention, duree_mois=36).duree_mois


def test_the_blanks_of_a_voted_title_are_filled():
    world = build_partners(etat=EtatConvention.VOTEE, titre="Convention n° …")

    assert (
        "Convention n° 12"
        == change_terms(actor=world.opco_officer, convention=world.convention, titre="Convention n° 12").titre
    )


def test_small_counts_cannot_be_opened_by_lowering_the_threshold():
    world = build_partners()

    with pytest.raises(ValidationError, match="11"):
        change_terms(actor=world.region_officer, convention=world.convention, seuil_petits_effectifs=1)


def with_a_fiche_in_signature():
    """Return a convention in force, an avenant in its circuit rewriting its fiche."""
    world = build_amendable()
    avenant = shared(world)
    change_fiche(
        actor=world.region_officer, avenant=avenant, fiche=world.fiche, values={"contenu.contexte": "Autre contexte."}
    )
    closed(avenant)
    return world


def test_a_fiche_named_by_an_avenant_in_signature_does_not_change():
    world = with_a_fiche_in_signature()

    with pytest.raises(ValidationError, match="en cours de signature"):
        write_fiche(actor=world.opco_officer, fiche=world.fiche, values={"champ_contexte": "Ailleurs."}, reason="Oui.")


def test_a_fiche_named_by_an_avenant_in_signature_is_not_stopped():
    world = with_a_fiche_in_signature()

    with pytest.raises(ValidationError, match="en cours de signature"):
        move_fiche(actor=world.opco_officer, fiche=world.fiche, to=EtatAction.ARRETEE, reason="Oui.")


def test_a_number_given_by_an_avenant_in_signature_is_taken():
    world = build_amendable()
    avenant = shared(world)
    add_fiche(
        actor=world.region_officer,
        avenant=avenant,
        numero="1.2",
        axe=world.axe,
        modele=world.modele,
        values={"titre": "Réunir encore"},
    )
    closed(avenant)

    with pytest.raises(ValidationError, match="en cours de signature"):
        create_fiche(
            actor=world.opco_officer,
            convention=world.convention,
            axe=world.axe,
            modele=world.modele,
            numero="1.2",
            titre="Une autre",
            shared=True,
            reason="Oui.",
        )


def test_what_an_invented_person_opens_is_invented():
    world = build_partners()
    world.region_officer.is_fictif = True
    world.region_officer.save()
    opened = open_convention(
        actor=world.region_officer,
        organisation=world.region,
        kind=TypeConvention.REGION_OPCO,
        titre="Convention nouvelle",
        parties=[Party(world.region, RolePartie.REGION), Party(world.opco, RolePartie.OPCO)],
    )

    assert opened.is_fictif


def test_what_an_invented_person_writes_in_a_bilan_is_invented():
    world = build_partners(etat=EtatConvention.EN_VIGUEUR, signed_on=timezone.localdate(), is_fictif=False)
    world.opco_officer.is_fictif = True
    world.opco_officer.save()
    section = sections_of(world.convention)[0]
    bilan = write_sections(
        actor=world.opco_officer,
        convention=world.convention,
        annee=timezone.localdate().year,
        semestre=None,
        sections={section.code: Written("Un texte.")},
    )

    assert bilan.is_fictif


def test_the_same_meeting_sent_twice_is_written_once():
    world = build_committee()
    with now(TODAY):
        planned(world)
        with pytest.raises(ValidationError, match="déjà"):
            planned(world)

    assert 1 == Reunion.objects.count()


def test_the_same_sending_recorded_twice_is_written_once():
    world = build_partners(etat=EtatConvention.EN_VIGUEUR, signed_on=timezone.localdate() - timedelta(days=9))
    obligation = ObligationFactory(
        convention=world.convention, nature=NatureObligation.TRANSMISSION, debiteur=world.partie_opco
    )
    sent = {"actor": world.opco_officer, "obligation": obligation, "date": timezone.localdate(), "note": "Liste."}
    record_transmission(**sent)
    with pytest.raises(ValidationError, match="déjà"):
        record_transmission(**sent)

    assert 1 == Transmission.objects.count()


def test_a_signed_convention_whose_source_prints_a_year_alone_does_not_stop_the_night():
    convention = ConventionFactory(etat=EtatConvention.SIGNEE, signed_year=2022)

    assert EtatConvention.SIGNEE == follow_the_calendar(convention=convention)


@pytest.mark.parametrize("act", [edit_point, move_point, remove_point])
def test_an_item_that_someone_took_off_meanwhile_is_told_gone(act):
    world = build_committee()
    with now(TODAY):
        point = add_point(actor=world.region_officer, reunion=planned(world), titre="Un point")
        remove_point(actor=world.opco_officer, point=PointOrdreDuJour.objects.get(pk=point.pk))
        more = {edit_point: {"titre": "Autre"}, move_point: {"up": True}, remove_point: {}}[act]
        with pytest.raises(ValidationError, match="vient d’être retiré"):
            act(actor=world.region_officer, point=point, **more)


def test_a_delegation_that_left_its_opco_reads_its_drafts_no_more():
    world = build_partners()
    left = OrganisationFactory(delegation=True)
    Rattachement.objects.create(
        child=left,
        parent=world.opco,
        nature=NatureRattachement.DELEGATION,
        period=DateRange(date(2020, 1, 1), date(2024, 1, 1)),
    )
    person = UserFactory()
    MembershipFactory(user=person, organisation=left, role=Role.OPCO_PARTENARIATS)

    assert not Convention.objects.visible_to(person).exists()


def test_a_draft_gives_its_number_to_the_fiche_that_an_avenant_adds():
    world = build_amendable()
    draft = FicheFactory(convention=world.convention, axe=world.axe, numero="1.2", draft_of=world.opco)
    avenant = shared(world)
    texts = {"titre": "Réunir encore"}
    place = {"numero": "1.2", "axe": world.axe, "modele": world.modele}
    add_fiche(actor=world.region_officer, avenant=avenant, values=texts, **place)
    apply_avenant(actor=world.region_chief, avenant=closed(avenant), on=timezone.localdate())
    draft.refresh_from_db()

    assert "1.3" == draft.numero
