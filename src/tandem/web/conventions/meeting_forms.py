"""Forms of the committees, of their meetings and of what these decide."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone

from bareme.display import typography
from tandem.conventions.enums import EtatDecisionComite, NatureComite, NatureObligation, RoleMembre
from tandem.conventions.models import Comite, Indicateur, Partie
from tandem.conventions.wording import clause_words
from tandem.organisations.enums import TypeOrganisation
from tandem.organisations.models import Organisation
from tandem.users.models import User
from tandem.web.widgets import DAY

HOUR = forms.TimeInput(attrs={"type": "time", "class": "input"}, format="%H:%M")
SEPARATOR = "|"


class ComiteForm(forms.Form):
    """A committee to set up."""

    nom = forms.CharField(label="Nom", max_length=255)
    nature = forms.ChoiceField(label="Nature", choices=NatureComite.choices)
    clause = forms.CharField(label="Article ou fiche qui le prévoit", max_length=60, required=False)
    quote = forms.CharField(
        label="Ce que dit le texte", widget=forms.Textarea(attrs={"rows": 3}), required=False, help_text="Mot pour mot."
    )
    host = forms.ModelChoiceField(
        label="Tenu par",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Les parties",
        help_text="Quand un autre organisme le réunit, et que les parties y participent.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["host"].queryset = Organisation.objects.filter(
            type__in=(TypeOrganisation.PARTENAIRE, TypeOrganisation.OBSERVATOIRE, TypeOrganisation.ETAT)
        ).order_by("nom")


class MembreForm(forms.Form):
    """Someone who sits: a person of the platform, or a qualité alone."""

    organisation = forms.ModelChoiceField(
        label="Organisation", queryset=Organisation.objects.none(), empty_label="Choisir…"
    )
    user = forms.ModelChoiceField(
        label="Personne",
        queryset=User.objects.none(),
        required=False,
        empty_label="Aucune : une qualité seule",
        help_text="Parmi les personnes des parties qui ont un compte.",
    )
    qualite = forms.CharField(
        label="Qualité",
        max_length=255,
        required=False,
        help_text="« Déléguée régionale », par exemple. Attendue si aucune personne n’est choisie.",
    )
    role = forms.ChoiceField(label="Rôle", choices=RoleMembre.choices, initial=RoleMembre.MEMBRE)
    starts_on = forms.DateField(label="Depuis le", widget=DAY)

    def __init__(self, *args, place, **kwargs):
        super().__init__(*args, **kwargs)
        parties = place.convention.parties
        own = [*parties.values_list("organisation", flat=True), *parties.values_list("delegation", flat=True)]
        around = {TypeOrganisation.PARTENAIRE, TypeOrganisation.OBSERVATOIRE, TypeOrganisation.ETAT}
        organisations = Organisation.objects.filter(pk__in=filter(None, own))
        self.fields["organisation"].queryset = (organisations | Organisation.objects.filter(type__in=around)).order_by(
            "nom"
        )
        self.fields["user"].queryset = (
            User.objects.filter(is_active=True, memberships__organisation__in=filter(None, own))
            .distinct()
            .order_by("last_name", "first_name", "pk")
        )


class ReunionForm(forms.Form):
    """A meeting to plan, or one that was held."""

    comite = forms.ModelChoiceField(label="Comité", queryset=Comite.objects.none(), empty_label="Choisir…")
    objet = forms.CharField(label="Objet", max_length=255)
    jour = forms.DateField(label="Date", widget=DAY)
    debut = forms.TimeField(label="De", widget=HOUR, help_text="Heure de Paris.")
    fin = forms.TimeField(label="À", widget=HOUR, help_text="Heure de Paris.")
    lieu = forms.CharField(label="Lieu ou lien", max_length=255, required=False)
    obligations = forms.MultipleChoiceField(
        label="Cette réunion compte pour",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Une même réunion peut tenir plusieurs obligations.",
    )
    is_held = forms.BooleanField(label="Cette réunion a déjà eu lieu", required=False)
    participants = forms.IntegerField(
        label="Participants", min_value=1, required=False, help_text="Si elle a eu lieu ; vide si vous l’ignorez."
    )

    def __init__(self, *args, place, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["comite"].queryset = place.convention.comites.order_by("nom")
        self.due = {obligation.pk: obligation for obligation in shared_obligations(place.convention)}
        self.fields["obligations"].choices = [
            (key_of(obligation, secteur), label_of(obligation, secteur))
            for obligation in self.due.values()
            for secteur in obligation.secteurs or ("",)
        ]

    def wanted(self) -> dict:
        """Return what the action takes."""
        data = self.cleaned_data
        return {
            "comite": data["comite"],
            **_times(data),
            "objet": data["objet"],
            "lieu": data["lieu"],
            "obligations": [self._pair(key) for key in data["obligations"]],
        }

    def _pair(self, key) -> tuple:
        pk, _, secteur = key.partition(SEPARATOR)
        return self.due[int(pk)], secteur


def _times(data) -> dict:
    """Return when a meeting starts, in Paris time, and how long it lasts."""
    start, end = (timezone.make_aware(datetime.combine(data["jour"], data[name])) for name in ("debut", "fin"))
    return {"starts_at": start, "minutes": (end - start) // timedelta(minutes=1)}


def shared_obligations(convention) -> list:
    """Return the meetings that the text makes due and that both sides see, in its order."""
    return list(
        convention.obligations.filter(nature=NatureObligation.REUNION)
        .exclude(fiche__draft_of__isnull=False)
        .select_related("fiche")
        .order_by("rank", "pk")
    )


def key_of(obligation, secteur) -> str:
    """Return the value of a checkbox: the obligation, and the sector for which the meeting counts."""
    return f"{obligation.pk}{SEPARATOR}{secteur}"


def label_of(obligation, secteur) -> str:
    """Return the words of a checkbox."""
    return typography(f"{obligation.libelle}{f', {secteur}' if secteur else ''} ({clause_words(obligation.clause)})")


class MoveForm(forms.Form):
    """Another date for a meeting."""

    prefix = "deplacer"
    jour = forms.DateField(label="Nouvelle date", widget=DAY)
    debut = forms.TimeField(label="De", widget=HOUR)
    fin = forms.TimeField(label="À", widget=HOUR)
    lieu = forms.CharField(label="Lieu ou lien", max_length=255, required=False)

    def wanted(self) -> dict:
        """Return what the action takes."""
        return _times(self.cleaned_data) | {"lieu": self.cleaned_data["lieu"]}


class HoldForm(forms.Form):
    """How many came."""

    prefix = "tenir"
    participants = forms.IntegerField(
        label="Participants", min_value=1, required=False, help_text="Laissez vide si vous l’ignorez."
    )


class PointForm(forms.Form):
    """An item of the agenda."""

    titre = forms.CharField(label="Point", max_length=500)
    detail = forms.CharField(label="Détail", widget=forms.Textarea(attrs={"rows": 2}), required=False)


class MinutesForm(forms.Form):
    """The minutes: one text, and what was said under each item of the agenda."""

    prefix = "cr"
    text = forms.CharField(
        label="Synthèse des échanges", widget=forms.Textarea(attrs={"rows": 8}), required=False, max_length=60_000
    )

    def __init__(self, *args, reunion, points, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].initial = reunion.compte_rendu
        self.points = points
        for point in points:
            self.fields[f"note_{point.pk}"] = forms.CharField(
                label=point.titre,
                widget=forms.Textarea(attrs={"rows": 3}),
                required=False,
                max_length=60_000,
                initial=point.notes,
            )
        for field in self.fields.values():
            field.may_wait = True

    @property
    def note_fields(self) -> list:
        """The fields of the items, in their order."""
        return [self[f"note_{point.pk}"] for point in self.points]

    def wanted(self) -> dict:
        """Return what the action takes."""
        notes = {point.pk: self.cleaned_data[f"note_{point.pk}"] for point in self.points}
        return {"text": self.cleaned_data["text"], "notes": notes}


class EvidenceForm(forms.Form):
    """The indicator that closed minutes prove."""

    indicateur = forms.ModelChoiceField(label="Indicateur", queryset=Indicateur.objects.none(), empty_label="Choisir…")

    def __init__(self, *args, provable, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["indicateur"].queryset = provable


class DecisionForm(forms.Form):
    """What the meeting decided."""

    prefix = "decision"
    texte = forms.CharField(label="Décision", widget=forms.Textarea(attrs={"rows": 3}))
    partie = forms.ModelChoiceField(
        label="Partie chargée de la suite", queryset=Partie.objects.none(), empty_label="Choisir…"
    )
    owner = forms.CharField(label="Responsable", max_length=255, help_text="Une qualité ou un service.")
    due_on = forms.DateField(label="Pour le", widget=DAY, required=False)

    def __init__(self, *args, place, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partie"].queryset = place.convention.parties.select_related("organisation").order_by("rank")
        self.fields["partie"].label_from_instance = lambda partie: str(partie.organisation)


class FollowForm(forms.Form):
    """One word on what became of a decision."""

    etat = forms.ChoiceField(label="État", choices=EtatDecisionComite.choices)
    note = forms.CharField(label="Ce qui a été fait", widget=forms.Textarea(attrs={"rows": 3}))


class FeedForm(forms.Form):
    """The name of an address of calendar."""

    nom = forms.CharField(
        label="Nom de l’adresse", max_length=60, help_text="Où elle servira : « Outlook du bureau », par exemple."
    )
