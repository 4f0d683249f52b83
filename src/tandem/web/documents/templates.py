"""The words and the layout of the letters: read, tried, changed."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tandem.deliberations.actions import save_letter_template
from tandem.deliberations.annexes.files import WORD_TYPE
from tandem.deliberations.annexes.sources import vote_of
from tandem.deliberations.enums import LetterKind
from tandem.deliberations.fiction import ALL
from tandem.deliberations.letters.content import letter_content
from tandem.deliberations.letters.pdf import letter_pdf
from tandem.deliberations.letters.sample import SAMPLE_ACT, sample_facts
from tandem.deliberations.letters.sources import mailing_of, sender_of, text_of
from tandem.deliberations.letters.texts import VARIABLES
from tandem.deliberations.letters.word_layout import default_layout
from tandem.deliberations.models import LetterTemplate
from tandem.deliberations.perms import can_edit_letters
from tandem.printing import PrintingError
from tandem.web.classement.access import campagne_context, place_of, require
from tandem.web.documents.answers import file_response
from tandem.web.documents.forms import TEXT_FIELDS, LetterTemplateForm


@require_http_methods(["GET", "POST"])
def letter_template(request, region_slug, annee, kind):
    """Show the version in use; save a new one, or try the words in a preview that keeps nothing."""
    place, kind = _place_and_kind(request, region_slug, annee, kind)
    require(can_edit_letters(place.standing.roles))
    organisation = place.campagne.organisation
    template = LetterTemplate.objects.latest_of(organisation, kind)
    words = text_of(template, kind)
    form = LetterTemplateForm(
        request.POST or None,
        request.FILES or None,
        initial={name: getattr(words, name) for name in TEXT_FIELDS},
        kept_layout=bytes(template.word_layout) if template and template.word_layout else None,
        use_required_attribute=False,
    )
    if request.method == "POST" and form.is_valid():
        if request.POST.get("action") == "apercu":
            try:
                return _preview(place, kind, form.text)
            except PrintingError as error:
                form.add_error(None, str(error))
        else:
            save_letter_template(
                organisation=organisation, kind=kind, text=form.text, word_layout=form.layout, actor=request.user
            )
            messages.success(request, "Nouvelle version enregistrée : les prochains courriers l’utilisent.")
            return redirect(place.url("campagne_courriers"))
    context = campagne_context(request, place, "campagne_courriers") | {
        "kind": kind,
        "template": template,
        "has_layout": bool(template and template.word_layout),
        "form": form,
        "variables": VARIABLES,
        "layout_url": place.url("campagne_courrier_mise_en_page", kind=kind.value),
    }
    return render(request, "documents/modele.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET"])
def letter_layout(request, region_slug, annee, kind):
    """Give the Word layout in use, to be changed in Word and sent back."""
    place, kind = _place_and_kind(request, region_slug, annee, kind)
    require(can_edit_letters(place.standing.roles))
    template = LetterTemplate.objects.latest_of(place.campagne.organisation, kind)
    if template and template.word_layout:
        content = bytes(template.word_layout)
    else:
        content = default_layout(sender_of(place.campagne).couleur)
    return file_response(content, filename=f"mise-en-page-{kind.value}.docx", content_type=WORD_TYPE)


def _place_and_kind(request, region_slug, annee, kind):
    place = place_of(request, region_slug, annee)
    if kind not in LetterKind:
        raise Http404
    return place, LetterKind(kind)


def _preview(place, kind, text):
    """Return the letter that these words would make: the first real one after the vote, an invented one before."""
    vote = vote_of(place.campagne)
    sender, act, facts = replace(sender_of(place.campagne), fiction=ALL), SAMPLE_ACT, sample_facts()
    if vote is not None:
        mailing = mailing_of(vote)
        real = mailing.recipients(kind)
        if real:
            sender, act, facts = mailing.sender, mailing.act, real[0]
    letter = letter_content(kind, facts, text, sender=sender, act=act, on=timezone.localdate())
    return file_response(letter_pdf(letter), filename=f"apercu-{kind.value}.pdf", content_type="application/pdf")
