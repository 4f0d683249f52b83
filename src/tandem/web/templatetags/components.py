"""Components of the design system as template tags; each is shown on /style/ and described in web/docs.md."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class Tone(StrEnum):
    """What a badge or an alert says; the colour never says it alone, an icon and words do."""

    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"
    INFO = "info"
    NEUTRAL = "neutral"
    BRAND = "brand"
    ACCENT = "accent"


TONE_ICONS = {
    Tone.SUCCESS: "circle-check",
    Tone.WARNING: "alert-triangle",
    Tone.DANGER: "alert-circle",
    Tone.INFO: "info-circle",
    Tone.NEUTRAL: "circle-dashed",
    Tone.BRAND: "flag",
    Tone.ACCENT: "star",
}
ALERT_WORDS = {
    Tone.SUCCESS: "Réussite",
    Tone.WARNING: "Attention",
    Tone.DANGER: "Erreur",
    Tone.INFO: "Information",
    Tone.NEUTRAL: "Remarque",
}
MESSAGE_TONES = {"debug": Tone.NEUTRAL, "info": Tone.INFO, "success": Tone.SUCCESS}
MESSAGE_TONES |= {"warning": Tone.WARNING, "error": Tone.DANGER}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a stepper; `state` is done, current or todo."""

    label: str
    state: str = "todo"
    note: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Event:
    """One entry of a history: what, when (written), who, and the change if there is one."""

    title: str
    moment: str
    actor: str = ""
    reason: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class ExplanationStep:
    """One step of « Pourquoi ce montant ? »: formula and value already written in French."""

    label: str
    value: str
    formula: str = ""
    clause: str = ""
    note: str = ""


@cache
def _icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("icons/sprite.svg"),
        name,
    )


@register.simple_tag
def icon(name):
    """{% icon "download" %}: decoration only, the words beside it carry the meaning."""
    return _icon(name)


@register.simple_tag
def badge(label, tone="neutral", icon_name=None):
    """{% badge "Retenue" "success" %}: a state, in words, with an icon and a colour."""
    tone = Tone(tone)
    return format_html(
        '<span class="badge tone-{}">{}{}</span>', tone.value, _icon(icon_name or TONE_ICONS[tone]), label
    )


@register.simple_tag
def fiction_badge(label="Données fictives"):
    """{% fiction_badge %}: marks a column, a card or a row whose figures are invented."""
    return format_html('<span class="badge tone-warning">{}{}</span>', _icon("test-pipe"), label)


@register.simple_block_tag
def alert(content, tone="info", title=""):
    """{% alert "warning" title="…" %}<p>…</p>{% endalert %}: a message inside the page."""
    tone = Tone(tone)
    heading = (
        format_html('<p class="alert-title">{}</p>', title)
        if title
        else format_html('<span class="sr-only">{} : </span>', ALERT_WORDS.get(tone, ""))
    )
    return format_html(
        '<div class="alert tone-{}">{}<div class="alert-body">{}{}</div></div>',
        tone.value,
        _icon(TONE_ICONS[tone]),
        heading,
        content,
    )


@register.filter
def message_tone(message):
    """Return the tone of a message of django.contrib.messages."""
    return MESSAGE_TONES.get(message.level_tag, Tone.INFO).value


@register.filter
def tone_icon(tone):
    """Return the name of the icon of a tone."""
    return TONE_ICONS[Tone(tone)]


@register.inclusion_tag("components/stat.html")
def stat(label, value, note="", *, lead=False):
    """{% stat "Contrats" total|nombre note="71 OF-CFA" %}: a key figure, exact, with its label."""
    return {"label": label, "value": value, "note": note, "lead": lead}


@register.inclusion_tag("components/stepper.html")
def stepper(steps, label="Étapes"):
    """{% stepper steps label="Étapes de la campagne" %} with a list of Step."""
    return {"steps": steps, "label": label}


@register.inclusion_tag("components/timeline.html")
def timeline(events):
    """{% timeline events %} with a list of Event, most recent first."""
    return {"events": events}


@register.inclusion_tag("components/tabs.html")
def tabs(items, label):
    """{% tabs items label="Vues" %} with dicts {label, url, current, count?}: links, one page each."""
    return {"items": [{"count": None, "current": False, **item} for item in items], "label": label}


@register.inclusion_tag("components/gauge.html")
def gauge(label, used, total, text):
    """{% gauge "Enveloppe consommée" used total text="…" %}: exact figures in `text`, the bar is decoration."""
    share = Fraction(used) / Fraction(total) if total else Fraction(0)
    width = min(max(share, Fraction(0)), Fraction(1)) * 1000
    return {"label": label, "width": int(width), "is_over": used > total, "text": text}


@register.inclusion_tag("components/explanation.html")
def explanation(steps, total, total_label="Montant"):
    """{% explanation steps total="268 822 €" %} with a list of ExplanationStep."""
    return {"steps": steps, "total": total, "total_label": total_label}


@register.inclusion_tag("components/empty.html")
def empty_state(title, text, url="", action="", *, icon_name="clipboard-list"):
    """{% empty_state "Aucune candidature" "…what to do first…" url action="Importer un fichier" %}."""
    return {"title": title, "text": text, "url": url, "action": action, "icon_name": icon_name}


@register.inclusion_tag("components/breadcrumb.html", takes_context=True)
def breadcrumb(context, *parts):
    """{% breadcrumb "Campagnes" url "2023" url "Classement" %}: label and address in turn, the page itself last."""
    *links, current = parts
    crumbs = [{"label": label, "url": url} for label, url in zip(links[::2], links[1::2], strict=True)]
    return {"home_url": context["frame"].home_url, "crumbs": crumbs, "current": current}


@register.inclusion_tag("components/pagination.html")
def pagination(page, base_url):
    """{% pagination page base_url %} with a Django Page; `base_url` ends with « page= »."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": list(numbers), "base_url": base_url, "gap": page.paginator.ELLIPSIS}


@register.inclusion_tag("components/field.html")
def field(bound_field, unit=""):
    """{% field form.montant unit="€" %}: label, hint, control and errors, linked to one another."""
    widget = bound_field.field.widget
    input_type = getattr(widget, "input_type", "")
    return {
        "field": bound_field,
        "errors": [str(error) for error in bound_field.errors],
        "described_by": bound_field.aria_describedby or "",
        "unit": unit,
        # A field of a draft may wait without being optional.
        "optional": not bound_field.field.required and not getattr(bound_field.field, "may_wait", False),
        "is_group": widget.use_fieldset,
        "is_checkbox": input_type == "checkbox" and not widget.use_fieldset,
        "is_file": input_type == "file",
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(form):
    """{% error_summary form %}: every error at the top, each a link to its field; nothing when there is none."""
    links = [
        {"id": _first_control(bound), "label": bound.label, "message": str(message)}
        for bound in form
        for message in bound.errors
    ]
    general = [str(message) for message in form.non_field_errors()]
    return {"links": links, "general": general, "count": len(links) + len(general)}


def _first_control(bound) -> str:
    """Return the id of what receives the focus: the field, or the first choice of a group."""
    return f"{bound.auto_id}_0" if bound.field.widget.use_fieldset else bound.auto_id


@register.simple_tag
def open_dialog(dialog_id):
    """<button {% open_dialog "adopter" %}>: the attributes of a button that opens a dialog."""
    return format_html('type="button" data-dialog-open="{0}" aria-haspopup="dialog" aria-controls="{0}"', dialog_id)


@register.simple_block_tag
def dialog(content, dialog_id, title):
    """{% dialog "adopter" "Adopter ce scénario" %}<form>…</form>{% enddialog %}: a confirmation."""
    return format_html(
        '<dialog id="{0}" aria-labelledby="{0}-title" data-dialog><h2 id="{0}-title">{1}</h2>{2}</dialog>',
        dialog_id,
        title,
        content,
    )


@register.simple_block_tag
def disclosure(content, label):
    """{% disclosure "Les données du graphique" %}…{% enddisclosure %}: opens on demand."""
    return format_html(
        '<details class="disclosure"><summary><span class="chevron">{}</span>{}</summary>'
        '<div class="disclosure-body">{}</div></details>',
        _icon("chevron-right"),
        label,
        content,
    )


@register.filter
def euro_text(text):
    """Keep a written amount on one line."""
    return format_html('<span class="amount">{}</span>', text) if text else mark_safe("")
