"""The letters of a campaign: the list, one letter, all of them in one archive."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tandem import formats
from tandem.campagnes.engine import ReplayError
from tandem.deliberations.annexes.files import WORD_TYPE
from tandem.deliberations.annexes.sources import vote_of
from tandem.deliberations.enums import LetterKind
from tandem.deliberations.letters.batch import BatchItem, batch_zip
from tandem.deliberations.letters.docx import letter_docx
from tandem.deliberations.letters.pdf import letter_pdf
from tandem.deliberations.letters.sources import mailing_of
from tandem.deliberations.models import Letter, LetterTemplate
from tandem.deliberations.perms import can_edit_letters, can_read_letter, can_read_letters
from tandem.organisations.models import Organisation
from tandem.printing import PrintingError
from tandem.web.classement.access import campagne_context, place_of, require
from tandem.web.documents.answers import file_response
from tandem.web.documents.tables import letters_table
from tandem.web.tables import export_or_fragment

BATCHES = {
    "pdf": ("Tous les PDF", "une archive zip avec son manifeste"),
    "docx": ("Tous les documents Word", "une archive zip avec son manifeste"),
}


@require_http_methods(["GET"])
def letters(request, region_slug, annee):
    """List the letters, or say what to do before there is any."""
    place = place_of(request, region_slug, annee)
    require(can_read_letters(place.standing.roles))
    vote = vote_of(place.campagne)
    if vote is None:
        return render(request, "documents/courriers.html", _context(request, place))
    try:
        mailing = mailing_of(vote)
    except ReplayError as error:
        return _refused(request, place, str(error))
    table = letters_table(request, place, mailing, _kept(vote))
    context = _context(request, place) | {
        "vote": vote,
        "table": table,
        "batches": [
            {"label": label, "note": note, "url": place.url("campagne_courriers_lot", extension=extension)}
            for extension, (label, note) in BATCHES.items()
        ],
    }
    return export_or_fragment(request, table) or render(request, "documents/courriers.html", context)


@require_http_methods(["GET"])
def letter_file(request, region_slug, annee, *, of_slug, kind, extension):
    """Give the letter of one OF-CFA: the one that was sent, or how it would be written today."""
    place = place_of(request, region_slug, annee)
    of_cfa = get_object_or_404(Organisation.objects.visible_to(request.user), slug=of_slug)
    vote = vote_of(place.campagne)
    if vote is None or kind not in LetterKind or extension not in BATCHES:
        raise Http404
    kept = Letter.objects.filter(vote=vote, of_cfa=of_cfa, kind=kind).first()
    is_sent = vote.notifications.filter(of_cfa=of_cfa).exists()
    is_own = of_cfa.pk in place.standing.of_cfa
    require(can_read_letter(place.standing.roles, is_own=is_own, is_sent=is_sent))
    mailing = mailing_of(vote)
    facts = next((one for one in mailing.recipients(LetterKind(kind)) if one.slug == of_slug), None)
    if facts is None:
        raise Http404
    letter = mailing.letter(LetterKind(kind), facts, on=kept.on if kept else timezone.localdate())
    filename = f"{letter.filename}.{extension}"
    try:
        if extension == "docx":
            content = letter_docx(letter, mailing.layout(LetterKind(kind)))
            return file_response(content, filename=filename, content_type=WORD_TYPE)
        content = bytes(kept.pdf) if kept else letter_pdf(letter)
    except PrintingError as error:
        return _refused(request, place, str(error))
    return file_response(content, filename=filename, content_type="application/pdf")


@require_http_methods(["GET"])
def letters_batch(request, region_slug, annee, extension):
    """Give all the letters in one archive, with its manifest."""
    place = place_of(request, region_slug, annee)
    require(can_read_letters(place.standing.roles))
    vote = vote_of(place.campagne)
    if vote is None or extension not in BATCHES:
        raise Http404
    try:
        mailing = mailing_of(vote)
        archive = batch_zip(_items(mailing, _kept(vote), extension))
    except (ReplayError, PrintingError) as error:
        return _refused(request, place, str(error))
    filename = f"courriers-{place.campagne.annee}-{extension}.zip"
    return file_response(archive, filename=filename, content_type="application/zip")


def _items(mailing, kept, extension):
    """Yield every letter: the bytes that were sent when there are, else as it would be written today."""
    today = timezone.localdate()
    for kind in LetterKind:
        for facts in mailing.recipients(kind):
            sent = kept.get((facts.slug, kind))
            letter = mailing.letter(kind, facts, on=sent.on if sent else today)
            if extension == "docx":
                content = letter_docx(letter, mailing.layout(kind))
            else:
                content = bytes(sent.pdf) if sent else letter_pdf(letter)
            amount = facts.ligne.totale if kind == LetterKind.NOTIFICATION else None
            yield BatchItem(f"{kind}/{letter.filename}.{extension}", kind.label, facts.nom, amount, content)


def _kept(vote):
    """Return the letters already sent, by slug and kind."""
    return {(letter.of_cfa.slug, LetterKind(letter.kind)): letter for letter in vote.letters.select_related("of_cfa")}


def _models(place):
    found = []
    for kind in LetterKind:
        template = LetterTemplate.objects.latest_of(place.campagne.organisation, kind)
        state = (
            f"Version {template.version} du {formats.long_date(template.created_at)}"
            if template
            else "Texte par défaut"
        )
        found.append(
            {"label": kind.label, "state": state, "url": place.url("campagne_courrier_modele", kind=kind.value)}
        )
    return found


def _context(request, place):
    return campagne_context(request, place, "campagne_courriers") | {
        "models": _models(place),
        "can_edit": can_edit_letters(place.standing.roles),
        "vote": None,
        "problem": "",
    }


def _refused(request, place, problem: str):
    return render(request, "documents/courriers.html", {**_context(request, place), "problem": problem}, status=409)
