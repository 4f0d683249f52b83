"""Two partners write one bilan; once published, neither its texts nor its figures move."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.utils import ProgrammingError

from tandem.actes.models import JournalEntry
from tandem.conventions.actions.bilans import Written, publish_bilan, text_digest, write_sections
from tandem.conventions.bilans.content import content_from
from tandem.conventions.bilans.facts import digest
from tandem.conventions.bilans.forms import sections_of
from tandem.conventions.enums import EtatConvention
from tandem.conventions.models import Bilan, ConventionChange
from tests.tandem.conventions.bilans.lives import carried, moment, people_of, typed
from tests.tandem.conventions.factories import IndicateurFactory, ObligationFactory, ReunionFactory, build_partners

SECTIONS = ("faits_marquants", "reussites", "difficultes", "perspectives")
NOW = moment(2025, 2, 3, 9)


@pytest.fixture
def world(db):
    """Partners of a convention in force since October 2023, read in February 2025."""
    with time_machine.travel(NOW, tick=False):
        yield build_partners(etat=EtatConvention.EN_VIGUEUR, signed_on=date(2023, 10, 12))


def written(world, actor, annee=2024, semestre=None, **texts):
    """Write sections that nobody wrote before."""
    return write_sections(
        actor=actor,
        convention=world.convention,
        annee=annee,
        semestre=semestre,
        sections={code: Written(text) for code, text in texts.items()},
    )


def whole(world, **options):
    """Write every section of a bilan."""
    return written(world, world.region_officer, **dict.fromkeys(SECTIONS, "Un texte."), **options)


def refusal_of(action):
    """Return the sentences of a refusal."""
    with pytest.raises(ValidationError) as refusal:
        action()
    return refusal.value


def test_two_partners_write_in_the_same_place(world):
    written(world, world.region_officer, faits_marquants="Dit par la Région.")
    written(world, world.opco_officer, reussites="Dit par l’OPCO.")

    assert [{"faits_marquants": "Dit par la Région.", "reussites": "Dit par l’OPCO."}] == list(
        Bilan.objects.values_list("sections", flat=True)
    )


def test_every_text_keeps_its_author_in_the_history(world):
    bilan = written(world, world.opco_officer, reussites="Dit par l’OPCO.")
    change = ConventionChange.objects.get(code="bilan.section")

    assert (world.opco_officer, world.opco, f"bilan:{bilan.pk}:reussites", "", "Dit par l’OPCO.") == (
        change.actor,
        change.organisation,
        change.subject,
        change.before,
        change.after,
    )


def test_a_text_that_someone_else_changed_meanwhile_is_given_back_and_nothing_is_written(world):
    written(world, world.region_officer, faits_marquants="Le premier texte.")
    refusal = refusal_of(
        lambda: written(world, world.opco_officer, faits_marquants="Un autre texte.", reussites="Tout va bien.")
    )

    assert ["faits_marquants"] == list(refusal.message_dict)
    assert [{"faits_marquants": "Le premier texte."}] == list(Bilan.objects.values_list("sections", flat=True))


def test_a_text_left_as_it_was_seen_keeps_what_the_other_wrote(world):
    written(world, world.region_officer, faits_marquants="Le premier texte.")
    bilan = written(world, world.opco_officer, faits_marquants="", reussites="Tout va bien.")

    assert {"faits_marquants": "Le premier texte.", "reussites": "Tout va bien."} == bilan.sections


def test_a_text_rewritten_from_the_one_seen_replaces_it(world):
    written(world, world.region_officer, faits_marquants="Le premier texte.")
    sections = {"faits_marquants": Written("Le second.", text_digest("Le premier texte."))}
    bilan = write_sections(
        actor=world.opco_officer, convention=world.convention, annee=2024, semestre=None, sections=sections
    )

    assert "Le second." == bilan.sections["faits_marquants"]


def test_line_ends_of_browsers_change_nothing(world):
    written(world, world.region_officer, faits_marquants="Un.\nDeux.")
    sections = {"faits_marquants": Written("Un.\r\nDeux.\r\n", text_digest("Un.\nDeux."))}
    write_sections(actor=world.opco_officer, convention=world.convention, annee=2024, semestre=None, sections=sections)

    assert 1 == ConventionChange.objects.filter(code="bilan.section").count()


@pytest.mark.parametrize("who", ["region_reader", "opco_reader", "stranger"])
def test_whoever_may_not_follow_the_convention_writes_nothing(world, who):
    with pytest.raises(PermissionDenied):
        written(world, getattr(world, who), faits_marquants="Un texte.")

    assert not Bilan.objects.exists()


def test_a_convention_that_is_not_signed_has_no_bilan_to_write(db):
    world = build_partners()
    with pytest.raises(PermissionDenied) as refusal:
        written(world, world.region_officer, faits_marquants="Un texte.")

    assert "En négociation" in str(refusal.value)


@pytest.mark.parametrize(
    "annee, semestre, found", [(2022, None, "2022"), (2026, None, "2026"), (2024, 1, "semestre 1 de 2024")]
)
def test_a_period_that_the_convention_does_not_have_is_refused(world, annee, semestre, found):
    refusal = refusal_of(
        lambda: written(world, world.region_officer, annee=annee, semestre=semestre, faits_marquants="Un texte.")
    )

    assert found in refusal.messages[0]


def test_every_fault_of_a_writing_is_said_at_once(world):
    refusal = refusal_of(lambda: written(world, world.region_officer, inconnue="Un texte.", reussites="a" * 20_001))

    assert {"inconnue", "reussites"} == set(refusal.message_dict)


def test_publication_is_refused_with_the_whole_list_of_what_is_missing(world):
    bilan = written(world, world.region_officer, annee=2025, reussites="Tout va bien.")
    refusal = refusal_of(lambda: publish_bilan(actor=world.region_officer, bilan=bilan))

    assert [
        (
            "La période court jusqu’au 31 décembre 2025\u202f: le bilan se publie ensuite. "
            "Ses textes peuvent déjà s’écrire."
        ),
        "La section «\u202fFaits marquants\u202f» est vide\u202f: écrivez-la.",
        "La section «\u202fDifficultés\u202f» est vide\u202f: écrivez-la.",
        "La section «\u202fPerspectives\u202f» est vide\u202f: écrivez-la.",
    ] == refusal.messages


def test_a_refused_publication_freezes_nothing(world):
    bilan = written(world, world.region_officer, reussites="Tout va bien.")
    refusal_of(lambda: publish_bilan(actor=world.region_officer, bilan=bilan))
    bilan.refresh_from_db()

    assert (None, None, "") == (bilan.contenu, bilan.published_at, bilan.sha256)


@pytest.mark.parametrize("who", ["region_reader", "opco_reader", "stranger"])
def test_whoever_may_not_follow_the_convention_publishes_nothing(world, who):
    bilan = whole(world)
    with pytest.raises(PermissionDenied):
        publish_bilan(actor=getattr(world, who), bilan=bilan)

    assert not Bilan.objects.filter(published_at__isnull=False).exists()


def test_the_hash_of_a_published_bilan_is_that_of_its_content(world):
    bilan = publish_bilan(actor=world.opco_officer, bilan=whole(world))
    bilan.refresh_from_db()

    assert digest(bilan.contenu) == bilan.sha256
    assert digest(content_from(bilan.contenu).as_json()) == bilan.sha256


def test_a_publication_is_in_the_history_and_in_the_journal(world):
    bilan = publish_bilan(actor=world.opco_officer, bilan=whole(world))

    assert 1 == ConventionChange.objects.filter(code="bilan.publie", actor=world.opco_officer).count()
    assert {"convention": "convention-essai", "periode": "2024", "sha256": bilan.sha256} == JournalEntry.objects.get(
        code="bilan.publie"
    ).payload


def test_a_published_bilan_takes_no_more_text(world):
    publish_bilan(actor=world.opco_officer, bilan=whole(world))
    refusal = refusal_of(lambda: written(world, world.region_officer, reussites="Encore."))

    assert "publié depuis le 3 février 2025" in refusal.messages[0]


def test_a_bilan_is_published_once(world):
    bilan = publish_bilan(actor=world.opco_officer, bilan=whole(world))
    refusal = refusal_of(lambda: publish_bilan(actor=world.region_officer, bilan=bilan))

    assert "ne change plus" in refusal.messages[0]


@pytest.mark.parametrize("field", ["sections", "contenu", "sha256"])
def test_the_database_itself_refuses_to_change_a_published_bilan(world, field):
    bilan = publish_bilan(actor=world.opco_officer, bilan=whole(world))
    changed = {"sections": {}, "contenu": {}, "sha256": "0" * 64}[field]

    with pytest.raises(ProgrammingError), transaction.atomic():
        Bilan.objects.filter(pk=bilan.pk).update(**{field: changed})


def test_what_changes_afterwards_does_not_move_what_was_published(world):
    obligation = ObligationFactory(convention=world.convention)
    indicateur = IndicateurFactory(convention=world.convention, responsable=world.partie_opco)
    bilan = publish_bilan(actor=world.opco_officer, bilan=whole(world))
    before = content_from(bilan.contenu)
    ReunionFactory(
        comite__convention=world.convention, starts_at=moment(2024, 6, 12, 10), etat="tenue"
    ).satisfait.create(obligation=obligation)
    typed(world.convention, indicateur.code, 2024, 12)
    world.convention.titre = "Un autre titre"
    world.convention.save(update_fields=["titre"])
    bilan.refresh_from_db()

    assert before == content_from(bilan.contenu)
    assert (0, "Convention d’essai") == (before.owed[0].done, before.identity.titre)


def test_a_bilan_at_term_is_written_during_the_convention_and_published_after_it(world):
    bilan = whole(world, annee=None)
    with time_machine.travel(moment(2026, 10, 13, 9), tick=False):
        bilan = publish_bilan(actor=world.opco_officer, bilan=bilan)

    assert ("terme", "2023-10-12", "2026-10-12") == (
        bilan.contenu["period"],
        bilan.contenu["starts_on"],
        bilan.contenu["ends_on"],
    )


def test_both_conventions_of_ile_de_france_and_that_of_opco_sante_publish_their_bilan(real_conventions):
    with time_machine.travel(moment(2026, 7, 20, 9), tick=False):
        published = [
            _published(real_conventions["akto-idf-2023"], 2024, None),
            _published(real_conventions["atlas-idf-2023"], 2025, None),
            _published(real_conventions["opco-sante-akto-2025"], 2026, 1),
        ]

    assert [one.convention.indicateurs.count() for one in published] == [
        len(one.contenu["measured"]) for one in published
    ]
    assert all(digest(one.contenu) == one.sha256 for one in published)


def _published(convention, annee, semestre):
    carried(convention)
    people = people_of(convention)
    sections = {section.code: Written("Un texte.") for section in sections_of(convention)}
    bilan = write_sections(actor=people.first, convention=convention, annee=annee, semestre=semestre, sections=sections)
    return publish_bilan(actor=people.second, bilan=bilan)


def test_a_year_that_lacks_everything_is_published_as_such(world):
    ObligationFactory(convention=world.convention)
    bilan = publish_bilan(actor=world.opco_officer, bilan=whole(world))

    assert ("manquante", 1) == (bilan.contenu["owed"][0]["etat"], bilan.contenu["owed"][0]["missing"])
