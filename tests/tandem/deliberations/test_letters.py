"""The letters of the real campaign: what they say, in pdf and docx, one by one and all at once."""

import csv
import hashlib
import io
import zipfile

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from tandem.actes.models import JournalEntry
from tandem.deliberations.actions import issue_letters, save_letter_template
from tandem.deliberations.enums import LetterKind
from tandem.deliberations.letters.batch import MANIFEST, BatchItem, batch_zip
from tandem.deliberations.letters.docx import letter_docx
from tandem.deliberations.letters.pdf import letter_pdf
from tandem.deliberations.letters.sources import mailing_of
from tandem.deliberations.letters.texts import DEFAULT_TEXTS, LetterText
from tandem.deliberations.letters.word_layout import default_layout
from tandem.deliberations.models import Letter, LetterTemplate
from tandem.organisations.enums import Role
from tandem.organisations.models import Organisation
from tests.tandem.deliberations.published import structure_of, tags_of
from tests.tandem.deliberations.voted import adopted_idf, member, voted_idf
from tests.tandem.printing.text import docx_text, pdf_text, plain

pytestmark = pytest.mark.django_db


def letter_of(mailing, slug="aftral", kind=LetterKind.NOTIFICATION):
    facts = next(one for one in mailing.recipients(kind) if one.slug == slug)
    return mailing.letter(kind, facts, on=timezone.localdate())


def text(**changes):
    default = DEFAULT_TEXTS[LetterKind.NOTIFICATION]
    words = {name: getattr(default, name) for name in LetterText.__slots__}
    return LetterText(**{**words, **changes})


def test_each_of_the_71_beneficiaries_has_its_letter():
    assert len(mailing_of(voted_idf().vote).recipients(LetterKind.NOTIFICATION)) == 71


def test_letter_tells_the_amount_its_parts_the_act_and_the_ways_to_contest():
    words = pdf_text(letter_pdf(letter_of(mailing_of(voted_idf().vote))))

    for expected in (
        "délibération n° CP 2023-247 du 5 juillet 2023",
        "AFTRAL reçoit à ce titre 268 822 € pour 188 contrats",
        "majoration exceptionnelle de 130 000 €",
        "138 822 €",
        "Voies et délais de recours",
        "R. 421-5 du code de justice administrative",
    ):
        assert expected in words


def test_letter_says_the_same_in_word():
    letter = letter_of(mailing_of(voted_idf().vote))
    words = docx_text(letter_docx(letter))

    for paragraph in (*letter.body, *letter.voies_recours, letter.subject, letter.recipient):
        assert plain(paragraph.split("\n")[0]) in words


def test_letter_is_a_tagged_french_pdf_with_its_own_title():
    with pikepdf.open(io.BytesIO(letter_pdf(letter_of(mailing_of(voted_idf().vote))))) as pdf:
        with pdf.open_metadata() as metadata:
            title = metadata["dc:title"]

        assert str(pdf.Root.Lang).lower().startswith("fr")
        assert "/H1" in tags_of(pdf)
        assert [str(one.S) for one in structure_of(pdf)].count("/Table") == 3
        assert title.endswith("– AFTRAL")


def test_steps_of_every_letter_add_up_to_the_voted_amount():
    world = voted_idf()
    mailing = mailing_of(world.vote)

    for facts in mailing.recipients(LetterKind.NOTIFICATION):
        amounts = {what: cents(amount) for what, _, amount in facts.steps}
        total = amounts.pop("Majoration des coûts contrats")
        parts = [
            value for what, value in amounts.items() if what not in {"Majoration exceptionnelle", "Majoration totale"}
        ]

        assert sum(parts) == total == facts.ligne.majoration * 100


def cents(written):
    return int(plain(written).replace(" ", "").replace("€", "").replace(",", "").replace("−", "-"))


def test_line_that_bears_the_residue_says_so():
    world = voted_idf()
    allocation = mailing_of(world.vote)
    cycle = next(
        one for one in allocation.recipients(LetterKind.NOTIFICATION) if one.nom.endswith("CYCLE ET MOTOCYCLE")
    )

    assert ("Ajustement d’arrondi", "−1,00 €") in [(what, plain(amount)) for what, _, amount in cycle.steps]


def test_capped_organisme_says_so():
    facts = mailing_of(voted_idf().vote).facts["CMA REGION IDF"]

    assert any(what == "Plafond de l’organisme" for what, _, _ in facts.steps)


def test_refusal_gives_rank_and_reason_of_each_formation():
    mailing = mailing_of(voted_idf(formations=True).vote)
    facts = mailing.recipients(LetterKind.REFUS)[0]
    words = pdf_text(letter_pdf(mailing.letter(LetterKind.REFUS, facts, on=timezone.localdate())))

    assert "Formations non retenues, rang et motif" in words
    for line in facts.others:
        assert plain(line.reason).split(" ")[0] in words
        assert plain(f"{line.rank:,}".replace(",", " ")) in words


def test_shares_of_the_formations_add_up_to_the_voted_amount():
    mailing = mailing_of(voted_idf(formations=True).vote)

    for facts in mailing.recipients(LetterKind.NOTIFICATION):
        assert sum(line.amount for line in facts.retained) == facts.ligne.majoration * 100


def test_batch_holds_every_letter_and_a_manifest_of_fingerprints():
    items = [
        BatchItem("notification/a.pdf", "Notification", "CFA A", 10, b"un"),
        BatchItem("refus/b.pdf", "Refus", "=CFA()", None, b"deux"),
    ]
    archive = zipfile.ZipFile(io.BytesIO(batch_zip(items)))
    rows = list(csv.DictReader(archive.read(MANIFEST).decode("utf-8-sig").splitlines(), delimiter=";"))

    assert archive.namelist() == ["notification/a.pdf", "refus/b.pdf", MANIFEST]
    assert rows[0]["sha256"] == hashlib.sha256(b"un").hexdigest()
    assert rows[1]["of_cfa"] == "'=CFA()"
    assert batch_zip(items) == batch_zip(items)


def test_issued_letters_are_kept_with_their_fingerprint_and_journalled():
    world = voted_idf()
    chosen = list(Organisation.objects.filter(slug__in=["aftral", "audreco-formation"]).order_by("slug"))
    fingerprints = issue_letters(vote=world.vote, of_cfas=chosen, actor=world.valideur)
    kept = {letter.of_cfa_id: letter for letter in Letter.objects.order_by("pk")}

    assert set(fingerprints) == {one.pk for one in chosen}
    assert {pk: hashlib.sha256(bytes(letter.pdf)).hexdigest() for pk, letter in kept.items()} == fingerprints
    assert JournalEntry.objects.filter(code="courrier.produit").count() == 1


def test_letter_issued_twice_is_the_same_letter():
    world = voted_idf()
    chosen = list(Organisation.objects.filter(slug="aftral"))
    first = issue_letters(vote=world.vote, of_cfas=chosen, actor=world.valideur)

    assert issue_letters(vote=world.vote, of_cfas=chosen, actor=world.valideur) == first
    assert Letter.objects.count() == 1


def test_kept_letter_cannot_be_changed():
    world = voted_idf()
    issue_letters(vote=world.vote, of_cfas=list(Organisation.objects.filter(slug="aftral")), actor=world.valideur)

    with pytest.raises(DatabaseError), transaction.atomic():
        Letter.objects.update(sha256="0" * 64)


def test_letters_need_the_validation_role():
    world = voted_idf()

    with pytest.raises(PermissionDenied, match="Région – validation"):
        issue_letters(vote=world.vote, of_cfas=[], actor=world.instructeur)


def test_new_words_make_a_new_version_and_reach_the_next_letters():
    world = voted_idf()
    for body in ("Premier texte pour [of_cfa].", "Second texte pour [of_cfa]."):
        save_letter_template(
            organisation=world.region,
            kind=LetterKind.NOTIFICATION,
            text=text(body=body),
            word_layout=None,
            actor=world.instructeur,
        )

    assert [one.version for one in LetterTemplate.objects.order_by("version")] == [1, 2]
    assert "Second texte pour AFTRAL." in pdf_text(letter_pdf(letter_of(mailing_of(world.vote))))


def test_every_problem_of_a_template_is_told_at_once_by_field():
    world = adopted_idf()

    with pytest.raises(ValidationError) as refusal:
        save_letter_template(
            organisation=world.region,
            kind=LetterKind.REFUS,
            text=text(subject="", body="[inconnu]"),
            word_layout=b"autre chose",
            actor=world.instructeur,
        )

    assert set(refusal.value.message_dict) == {"subject", "body", "word_layout"}
    assert LetterTemplate.objects.count() == 0


def test_reader_of_the_region_cannot_change_the_letters():
    world = adopted_idf()

    with pytest.raises(PermissionDenied, match="Région – instruction"):
        save_letter_template(
            organisation=world.region,
            kind=LetterKind.REFUS,
            text=text(),
            word_layout=None,
            actor=member(world.region, Role.REGION_ELU),
        )


def test_layout_of_the_region_dresses_the_word_letter():
    letter = letter_of(mailing_of(voted_idf().vote))
    layout = default_layout("#8a4b08")

    assert docx_text(letter_docx(letter, layout)) == docx_text(letter_docx(letter))
    assert letter_docx(letter, layout) == letter_docx(letter, layout)


def test_letter_about_invented_formations_says_so():
    invented = mailing_of(voted_idf(formations=True).vote)

    assert "Formations fictives : leur détail sert à la démonstration" in pdf_text(letter_pdf(letter_of(invented)))
    assert "Formations fictives" in docx_text(letter_docx(letter_of(invented)))


def test_letter_about_real_data_bears_no_such_mark():
    assert "fictives" not in pdf_text(letter_pdf(letter_of(mailing_of(voted_idf().vote))))
