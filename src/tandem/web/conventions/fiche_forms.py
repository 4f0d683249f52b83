"""Forms of the axes, of the fiches and of their actions; the fields of a fiche are those of its template."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, dumps, loads

from bareme.display import typography
from tandem.conventions.champs import INDICATEURS, LISTE, PERSONNES, calendar_champ
from tandem.conventions.enums import Cadence, NatureAction, NatureCalendrier, PublicCible
from tandem.conventions.fiche_content import (
    MAX_NUMERO,
    MAX_TEXT,
    MAX_TITLE,
    champ_key,
    champs_of_row,
    labels_of,
    schedule_of,
    schedule_value,
    snapshot,
    written_champs,
)
from tandem.conventions.models import Action, Axe, ModeleFiche
from tandem.conventions.timing.dates import MOIS
from tandem.conventions.timing.schedule import NEEDS, Schedule, read, words
from tandem.organisations.enums import TypeOrganisation
from tandem.organisations.models import Organisation
from tandem.web.widgets import DAY

SALT = "tandem.conventions.fiche"
TALL = {"rows": 9}
LOW = {"rows": 4}
PARTNER_TYPES = (TypeOrganisation.PARTENAIRE, TypeOrganisation.OBSERVATOIRE)
MONTHS = [("", "Choisir…"), *((rank, name.capitalize()) for rank, name in enumerate(MOIS, start=1))]
TO_READ = ("", "À lire dans le texte")


class ScheduleForm(forms.Form):
    """What a machine makes of a calendar; a field that its nature does not use is left out."""

    calendrier_nature = forms.ChoiceField(
        label="Ce que la plateforme en retient",
        choices=[TO_READ, *NatureCalendrier.choices],
        required=False,
        help_text="La plateforme lit le texte et propose ; vous confirmez en enregistrant.",
    )
    debut = forms.DateField(label="Début", widget=DAY, required=False)
    fin = forms.DateField(label="Fin", widget=DAY, required=False)
    mois_debut = forms.TypedChoiceField(label="Mois", choices=MONTHS, coerce=int, empty_value=None, required=False)
    mois_fin = forms.TypedChoiceField(label="Mois de fin", choices=MONTHS, coerce=int, empty_value=None, required=False)
    fois = forms.IntegerField(label="Nombre de fois", min_value=1, max_value=366, required=False)
    par = forms.ChoiceField(label="Période", choices=[("", "Choisir…"), *Cadence.choices], required=False)
    calendrier_lu = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # What the nature calls for is not optional, and what it does not is not shown.
        for name in ("calendrier_nature", "debut", "fin", "mois_debut", "mois_fin", "fois", "par"):
            self.fields[name].may_wait = True

    def schedule(self) -> Schedule:
        """Return the schedule of the fields that its nature uses."""
        cleaned = self.cleaned_data
        nature = cleaned.get("calendrier_nature") or NatureCalendrier.AUCUN
        return Schedule(nature=str(nature), **{name: cleaned.get(name) for name in NEEDS.get(nature, ())})

    def show(self, schedule: Schedule, text: str) -> None:
        """Fill the fields with a reading, for the person to confirm."""
        self.data = self.data.copy()
        for name, value in _initial(schedule).items():
            self.data[self.add_prefix(name)] = "" if value is None else value
        self.data[self.add_prefix("calendrier_lu")] = text


def _initial(schedule: Schedule) -> dict[str, Any]:
    names = ("debut", "fin", "mois_debut", "mois_fin", "fois", "par")
    return {"calendrier_nature": str(schedule.nature)} | {name: getattr(schedule, name) for name in names}


def read_form(text: str) -> tuple[ScheduleForm, str] | None:
    """Return the fields filled with what the text says, and the words of it; None when it cannot be read."""
    schedule = read(text)
    if schedule is None:
        return None
    return ScheduleForm(initial=_initial(schedule) | {"calendrier_lu": text}), words(schedule)


class WritingForm(ScheduleForm):
    """A fiche or one of its actions: the fields of its template, its calendar, and what the person had read."""

    titre = forms.CharField(label="Titre", max_length=MAX_TITLE, widget=forms.Textarea(attrs={"rows": 2}))
    nature = forms.ChoiceField(label="Nature", choices=NatureAction.choices)
    base = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, row, needs_reason: bool, calendar_url: str, **kwargs):
        self.row, self.base_values = row, snapshot(row)
        kwargs["initial"] = self._initial() | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.labels = labels_of(row)
        champs = champs_of_row(row)
        self.champ_keys = [champ_key(champ.code) for champ in written_champs(champs)]
        for champ in written_champs(champs):
            self.fields[champ_key(champ.code)] = _text_field(champ)
        self.fields["calendrier_texte"] = _calendar_field(calendar_champ(champs), calendar_url)
        if needs_reason:
            self.fields["reason"] = forms.CharField(
                label="Motif de l’amendement",
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text="La convention est signée : ce qui change est amendé, avec son motif et son auteur.",
            )
            self.fields["reason"].may_wait = True

    def _initial(self) -> dict[str, Any]:
        values = {key: value for key, value in self.base_values.items() if key != "calendrier"}
        schedule = self.row.schedule
        initial = values | _initial(schedule) | {"base": dumps(self.base_values, salt=SALT, compress=True)}
        is_unread = schedule.nature == NatureCalendrier.AUCUN and self.row.calendrier_texte
        return initial | ({"calendrier_nature": ""} if is_unread else {})

    @property
    def texts(self):
        """The fields of the template, in its order."""
        return [self[key] for key in self.champ_keys]

    @property
    def is_action(self) -> bool:
        return isinstance(self.row, Action)

    def clean_base(self):
        """Return what the person had read; a page that was tampered with is refused."""
        raw = self.cleaned_data["base"]
        if not raw:
            return None
        try:
            return loads(raw, salt=SALT)
        except BadSignature:
            raise ValidationError(
                "Cette page n’est plus valable. Copiez votre texte, rechargez la page, puis écrivez de nouveau ; "
                "rien n’a été écrit."
            ) from None

    def clean(self):
        """Read the calendar where the person left it to the platform, and have the reading confirmed."""
        cleaned = super().clean()
        text = cleaned.get("calendrier_texte", "").replace("\r\n", "\n").strip()
        chosen, reading = cleaned.get("calendrier_nature"), read(text)
        if self._is_confirmed(text, chosen, reading):
            return cleaned
        if reading is None:
            self.add_error(
                "calendrier_nature",
                typography(
                    f"« {text} » ne se lit pas tout seul. Choisissez vous-même ce que la plateforme en retient."
                ),
            )
        else:
            self.show(reading, text)
            self.add_error(
                "calendrier_nature",
                typography(f"Lu dans le texte : {words(reading)}. Vérifiez, corrigez au besoin, puis enregistrez."),
            )
        return cleaned

    def _is_confirmed(self, text, chosen, reading) -> bool:
        """Tell whether the person chose, or saw, what the platform makes of this text."""
        if not text and not chosen:
            self.cleaned_data["calendrier_nature"] = NatureCalendrier.AUCUN
            return True
        if not chosen:
            return False
        base = self.cleaned_data.get("base") or self.base_values
        is_same_text = text == base.get("calendrier_texte")
        is_seen = self.cleaned_data.get("calendrier_lu", "").replace("\r\n", "\n").strip() == text
        is_moved = schedule_value(self.schedule()) != base.get("calendrier")
        return is_same_text or is_seen or is_moved or reading in (None, self.schedule())

    def values(self) -> dict[str, Any]:
        """Return what the person wants, as the actions take it."""
        cleaned = self.cleaned_data
        values = {name: cleaned[name] for name in ("titre", "nature", "calendrier_texte", *self.champ_keys)}
        values["calendrier"] = schedule_value(self.schedule())
        if self.is_action:
            return values
        return values | {
            "axe": cleaned["axe"].pk,
            "a_evoquer": cleaned["a_evoquer"],
            "publics": sorted(cleaned["publics"]),
            "porteurs": sorted(one.pk for one in cleaned["porteurs"]),
            "partenaires": sorted(one.pk for one in cleaned["partenaires"]),
        }

    def renew(self, current: dict[str, Any]) -> None:
        """Take what is stored now as read, so that the next sending is knowing; what I had left alone follows it."""
        base, mine = self.cleaned_data["base"] or self.base_values, self.values()
        self.data = self.data.copy()
        self.data["base"] = dumps(current, salt=SALT, compress=True)
        for key in mine:
            if not mine[key] == base.get(key) != current[key]:
                continue
            if key == "calendrier":
                self.show(schedule_of(current[key]), self.data.get("calendrier_texte", ""))
            elif isinstance(current[key], list):
                self.data.setlist(key, current[key])
            else:
                self.data[key] = current[key]


class FicheForm(WritingForm):
    """A fiche: its axis, its publics, who bears it and who is associated."""

    axe = forms.ModelChoiceField(label="Axe", queryset=Axe.objects.none(), empty_label=None)
    a_evoquer = forms.CharField(
        label="Sujet à évoquer à la prochaine rencontre",
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Il ira de lui-même à l’ordre du jour du prochain comité ; videz-le quand le sujet est traité.",
    )
    publics = forms.MultipleChoiceField(
        label="Publics", choices=PublicCible.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    porteurs = forms.ModelMultipleChoiceField(
        label="Porteurs",
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Les organisations qui répondent de la fiche.",
    )
    partenaires = forms.ModelMultipleChoiceField(
        label="Partenaires associés",
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.fields["axe"].queryset = row.convention.axes.order_by("numero")
        candidates = bearers_of(row)
        self.fields["porteurs"].queryset = self.fields["partenaires"].queryset = candidates


def bearers_of(fiche):
    """Return the organisations that a fiche may name: the parties, their délégations, the partners, those it has."""
    convention = fiche.convention
    found = set(convention.parties.values_list("organisation", flat=True))
    found |= set(convention.parties.filter(delegation__isnull=False).values_list("delegation", flat=True))
    found |= {one.pk for name in ("porteurs", "partenaires") for one in getattr(fiche, name).all()}
    partners = Organisation.objects.filter(type__in=PARTNER_TYPES, is_fictif=convention.is_fictif)
    return (Organisation.objects.filter(pk__in=found) | partners).order_by("nom", "pk")


def _text_field(champ) -> forms.CharField:
    hints = {
        LISTE: "Le texte imprimé, une ligne par élément.",
        PERSONNES: "Le texte imprimé ; les organisations se choisissent plus bas.",
        INDICATEURS: "Le texte imprimé ; les indicateurs se définissent à leur page.",
    }
    field = forms.CharField(
        label=champ.label,
        required=False,
        max_length=MAX_TEXT,
        help_text=hints.get(champ.kind, ""),
        widget=forms.Textarea(attrs=LOW if champ.kind in hints else TALL),
    )
    field.may_wait = champ.required
    return field


def _calendar_field(champ, url) -> forms.CharField:
    htmx = {
        "hx-get": url,
        "hx-trigger": "input changed delay:500ms",
        "hx-target": "#calendrier-lu",
        "hx-swap": "outerHTML",
    }
    field = forms.CharField(
        label=champ.label if champ else "Calendrier, en toutes lettres",
        required=False,
        max_length=MAX_TEXT,
        help_text="Tel qu’il sera imprimé : « Septembre 2023 à Mars 2024 », « Juin », « Une fois par semestre »…",
        widget=forms.Textarea(attrs={"rows": 2, **htmx}),
    )
    field.may_wait = bool(champ and champ.required)
    return field


class NewFicheForm(forms.Form):
    """The heading of a fiche to open; its text comes next."""

    axe = forms.ModelChoiceField(label="Axe", queryset=Axe.objects.none(), empty_label=None)
    numero = forms.CharField(
        label="Numéro", max_length=MAX_NUMERO, help_text="Le numéro de la fiche dans la convention : « 1.4 » ou « 4 »."
    )
    titre = forms.CharField(label="Titre", max_length=MAX_TITLE, widget=forms.Textarea(attrs={"rows": 2}))
    modele = forms.ModelChoiceField(
        label="Modèle de fiche",
        queryset=ModeleFiche.objects.none(),
        empty_label=None,
        help_text="Le modèle donne les champs de la fiche et leurs libellés.",
    )
    nature = forms.ChoiceField(label="Nature", choices=NatureAction.choices)
    shared = forms.BooleanField(
        label="Partager tout de suite avec les autres parties",
        required=False,
        help_text="Sans cela, la fiche est un brouillon que votre partie seule voit.",
    )
    reason = forms.CharField(
        label="Motif de l’ajout",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Demandé si la convention est signée et la fiche partagée tout de suite.",
    )

    def __init__(self, *args, convention, is_signed, may_share, **kwargs):
        super().__init__(*args, **kwargs)
        organisations = convention.parties.values("organisation")
        modeles = ModeleFiche.objects.filter(organisation__in=organisations) | ModeleFiche.objects.filter(
            organisation__isnull=True
        )
        self.fields["axe"].queryset = convention.axes.order_by("numero")
        self.fields["modele"].queryset = modeles.order_by("nom")
        if not is_signed:
            del self.fields["reason"]
        if not may_share:
            del self.fields["shared"]


class NewActionForm(forms.Form):
    """The heading of an action to add."""

    titre = forms.CharField(label="Titre", max_length=MAX_TITLE, widget=forms.Textarea(attrs={"rows": 2}))
    nature = forms.ChoiceField(label="Nature", choices=NatureAction.choices)
    reason = forms.CharField(
        label="Motif de l’ajout",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="La convention est signée : un ajout a son motif.",
    )

    def __init__(self, *args, needs_reason, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].may_wait = True
        if not needs_reason:
            del self.fields["reason"]


class AxeForm(forms.Form):
    """An axis, and the domain of article 1 that it belongs to."""

    numero = forms.IntegerField(label="Numéro", min_value=1, max_value=99)
    titre = forms.CharField(label="Titre", max_length=MAX_TITLE, widget=forms.Textarea(attrs={"rows": 2}))
    domaine = forms.TypedChoiceField(
        label="Domaine de l’article 1",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Un axe que l’article 1 ne nomme pas est signalé comme une incohérence à traiter.",
    )

    def __init__(self, *args, convention, is_new, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["domaine"].choices = [("", "L’article 1 ne le nomme pas"), *enumerate(convention.domaines)]
        if not is_new:
            del self.fields["numero"]
