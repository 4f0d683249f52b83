"""The bilans of a convention: the periods, one bilan as a page and as files, its writing, its publication."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tandem.conventions.actions import bilans as actions
from tandem.conventions.bilans.content import BilanContent, bilan_content, content_from
from tandem.conventions.bilans.docx import bilan_docx
from tandem.conventions.bilans.forms import sections_of
from tandem.conventions.bilans.parts import tiles_of
from tandem.conventions.bilans.pdf import bilan_pdf
from tandem.conventions.bilans.periods import BilanPeriod, asked_by, bilan_periods, period_at
from tandem.conventions.models import Bilan, ConventionChange
from tandem.conventions.perms import can_follow
from tandem.conventions.standing import require
from tandem.formats import long_date, number
from tandem.printing import PrintingError
from tandem.web.answers import attempt, show_errors
from tandem.web.conventions.access import Place, convention_context, place_of
from tandem.web.conventions.bilan_layout import page_of
from tandem.web.conventions.documents import TYPES
from tandem.web.documents.answers import file_response
from tandem.web.templatetags.components import Tone

WRITERS = {"pdf": bilan_pdf, "docx": bilan_docx}


@require_http_methods(["GET"])
def bilans(request, slug):
    """Every bilan that the convention calls for: to come, to write, published."""
    place = place_of(request, slug)
    convention, today = place.convention, timezone.localdate()
    known = {(one.annee, one.semestre): one for one in convention.bilans.select_related("published_by").order_by("pk")}
    obligations = list(convention.obligations.order_by("rank", "pk"))
    total = len(sections_of(convention))
    periods = bilan_periods(convention, today)
    context = convention_context(place, "convention_bilans") | {
        "rows": [
            _row(place, period, known.get((period.annee, period.semestre)), obligations, total=total, on=today)
            for period in sorted(periods, key=lambda one: (one.ends_on, one.semestre is None), reverse=True)
        ],
        "is_dated": convention.signed_on is not None,
        "ends": convention.end is not None,
    }
    return render(request, "conventions/bilans/liste.html", context)


def _row(place: Place, period: BilanPeriod, bilan: Bilan | None, obligations, *, total: int, on) -> dict:
    label, tone = state_of(period, bilan, on)
    written = sum(bool(text.strip()) for text in bilan.sections.values()) if bilan else 0
    return {
        "title": period.title,
        "url": place.url("convention_bilan", period.slug),
        "dates": f"du {long_date(period.starts_on)} au {long_date(period.ends_on)}",
        "label": label,
        "tone": tone.value,
        "written": f"{number(written)} sur {number(total)}",
        "asked_by": [str(one) for one in asked_by(obligations, period)] if period.annee else [],
        "edit_url": place.url("convention_bilan_edit", period.slug) if _may_write(place, bilan) else "",
    }


def state_of(period: BilanPeriod, bilan: Bilan | None, on) -> tuple[str, Tone]:
    """Return where a bilan stands, in words, and the tone of its badge."""
    if bilan is not None and bilan.published_at is not None:
        return "Publié", Tone.SUCCESS
    if period.is_over(on):
        return "À écrire", Tone.WARNING
    return ("À venir", Tone.NEUTRAL) if period.annee is None else ("Période en cours", Tone.INFO)


def _may_write(place: Place, bilan: Bilan | None) -> bool:
    is_open = bilan is None or bilan.published_at is None
    return is_open and bool(can_follow(place.standing, place.convention.etat))


def _found(place: Place, slug: str) -> tuple[BilanPeriod, Bilan | None]:
    period = period_at(place.convention, slug, timezone.localdate())
    if period is None:
        raise Http404("Cette convention n’a pas de bilan pour cette période.")
    rows = place.convention.bilans.select_related("published_by", "modified_by")
    return period, rows.filter(annee=period.annee, semestre=period.semestre).first()


def _content(request, place: Place, period: BilanPeriod, bilan: Bilan | None) -> BilanContent:
    """Return what was published, otherwise the bilan as it stands today."""
    if bilan is not None and bilan.contenu is not None:
        content = content_from(bilan.contenu)
    else:
        content = bilan_content(
            place.convention,
            period,
            on=timezone.localdate(),
            texts=bilan.sections if bilan else {},
            is_fictif=bilan.is_fictif if bilan else False,
        )
    request.shows_fiction = bool(content.fiction)
    return content


@require_http_methods(["GET"])
def bilan(request, slug, period):
    """One bilan, as a page."""
    place = place_of(request, slug)
    when, found = _found(place, period)
    return _shown(request, place, when, found)


def _shown(request, place: Place, period: BilanPeriod, found: Bilan | None, *, problem: str = "", status: int = 200):
    today = timezone.localdate()
    content = _content(request, place, period, found)
    label, tone = state_of(period, found, today)
    may_write = _may_write(place, found)
    obstacles = actions.publication_obstacles(place.convention, period, found, today) if may_write else []
    context = convention_context(place, "convention_bilans") | {
        "content": content,
        "page": page_of(content),
        "published_by": str(found.published_by or "") if found else "",
        "sha256": found.sha256 if found else "",
        "period": period,
        "label": label,
        "tone": tone.value,
        "problem": problem,
        "may_write": may_write,
        "obstacles": obstacles,
        "may_publish": may_write and not obstacles,
        "bilans_url": place.url("convention_bilans"),
        "files": {kind: place.url("convention_bilan_file", period.slug, kind) for kind in WRITERS},
    }
    return render(request, "conventions/bilans/bilan.html", context, status=status)


@require_http_methods(["GET"])
def file(request, slug, period, extension):
    """Give a bilan as a file: the frozen figures once it is published, a draft that says so before."""
    place = place_of(request, slug)
    when, found = _found(place, period)
    if extension not in WRITERS:
        raise Http404("Un bilan se télécharge en PDF ou en Word.")
    content = _content(request, place, when, found)
    sha256 = found.sha256 if found else ""
    try:
        written = WRITERS[extension](content, sha256=sha256)
    except PrintingError as error:
        return _shown(request, place, when, found, problem=str(error), status=409)
    draft = "" if sha256 else "-projet"
    filename = f"bilan-{place.convention.slug}-{when.slug}{draft}.{extension}"
    return file_response(written, filename=filename, content_type=TYPES[extension])


class SectionsForm(forms.Form):
    """The qualitative sections of a bilan, each with its hint."""

    def __init__(self, *args, sections, texts, authors, **kwargs):
        super().__init__(*args, **kwargs)
        for section in sections:
            self.fields[section.code] = forms.CharField(
                label=section.label,
                required=False,
                initial=texts.get(section.code, ""),
                widget=forms.Textarea(attrs={"rows": 7}),
                help_text=" ".join(filter(None, (section.hint, authors.get(section.code, "")))),
            )
            # A bilan is written in several times: what is empty waits, it is not optional.
            self.fields[section.code].may_wait = True


@require_http_methods(["GET", "POST"])
def edit(request, slug, period):
    """Write the qualitative sections, together with the other party."""
    place = place_of(request, slug)
    require(can_follow(place.standing, place.convention.etat))
    when, found = _found(place, period)
    if found is not None and found.published_at is not None:
        raise PermissionDenied("Ce bilan est publié : il ne change plus. Dites la suite dans le suivant.")
    sections = sections_of(place.convention)
    form = SectionsForm(
        request.POST or None, sections=sections, texts=found.sections if found else {}, authors=_authors(found)
    )
    if request.method == "POST" and form.is_valid() and _saved(request, place, when, form):
        messages.success(request, "Les textes du bilan sont enregistrés.")
        return redirect(place.url("convention_bilan", when.slug))
    context = convention_context(place, "convention_bilans") | {
        "form": form,
        "rows": [_writing_row(request, form, section, found) for section in sections],
        "period": when,
        "tiles": tiles_of(_content(request, place, when, found)),
        "bilans_url": place.url("convention_bilans"),
        "bilan_url": place.url("convention_bilan", when.slug),
    }
    return render(request, "conventions/bilans/ecrire.html", context, status=422 if form.errors else 200)


def _saved(request, place: Place, period: BilanPeriod, form: SectionsForm) -> bool:
    written = {
        code: actions.Written(texte, request.POST.get(f"seen_{code}", actions.text_digest("")))
        for code, texte in form.cleaned_data.items()
    }
    try:
        actions.write_sections(
            actor=request.user,
            convention=place.convention,
            annee=period.annee,
            semestre=period.semestre,
            sections=written,
        )
    except ValidationError as refusal:
        show_errors(form, refusal)
        return False
    return True


def _writing_row(request, form: SectionsForm, section, found: Bilan | None) -> dict:
    """Return a field, the text that its author starts from, and the other's text when both wrote."""
    theirs = actions.text_of(found, section.code)
    current = actions.text_digest(theirs)
    posted = request.POST.get(f"seen_{section.code}", current)
    has_conflict = bool(form.errors.get(section.code)) and posted != current
    # Once the other's text was shown, what is sent again was written knowing it.
    return {
        "field": form[section.code],
        "seen_name": f"seen_{section.code}",
        "seen": current if has_conflict else posted,
        "theirs": theirs if has_conflict else "",
    }


def _authors(found: Bilan | None) -> dict[str, str]:
    """Say who wrote each section last, from the history."""
    if found is None:
        return {}
    prefix = actions.subject_of(found, "")
    rows = (
        ConventionChange.objects.filter(convention=found.convention_id, subject__startswith=prefix)
        .select_related("actor", "organisation")
        .order_by("at", "pk")
    )
    return {
        row.subject.removeprefix(prefix): (
            f"Écrit en dernier par {row.actor}, {row.organisation}, le {long_date(timezone.localdate(row.at))}."
        )
        for row in rows
        if row.actor
    }


@require_http_methods(["POST"])
def publish(request, slug, period):
    """Publish a bilan: its texts and figures are frozen."""
    place = place_of(request, slug)
    require(can_follow(place.standing, place.convention.etat))
    when, found = _found(place, period)
    found = found or Bilan(convention=place.convention, annee=when.annee, semestre=when.semestre)
    return attempt(
        request,
        lambda: actions.publish_bilan(actor=request.user, bilan=found),
        done="Le bilan est publié : ses textes et ses chiffres ne changent plus.",
        back=place.url("convention_bilan", when.slug),
    )
