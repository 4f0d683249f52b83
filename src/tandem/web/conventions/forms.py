"""Forms of the life of a convention and of its clauses."""

from django import forms

from tandem.conventions.actions.convention import EXPECTED_ROLES, Party
from tandem.conventions.enums import RolePartie, TypeConvention
from tandem.conventions.models import Convention
from tandem.organisations.enums import NatureRattachement, TypeOrganisation
from tandem.organisations.models import Instance, Organisation
from tandem.territoires.models import Region
from tandem.web.widgets import DAY

LONGEST_DUREE = 120
"""In months: a bound against a slip of the keyboard, no text gives one."""
LONGEST_REPONSE = 12
"""In months, to answer a mise en demeure: the same."""
LONGEST_PROLONGATION = 36
"""In months: « peut être prolongée dans la limite de trois ans » (article 5 of the conventions of Île-de-France)."""
ROLE_TYPES = {
    RolePartie.REGION: (TypeOrganisation.REGION,),
    RolePartie.OPCO: (TypeOrganisation.OPCO,),
    RolePartie.DELEGANT: (TypeOrganisation.OPCO,),
    RolePartie.DELEGATAIRE: (TypeOrganisation.OPCO,),
    RolePartie.PARTENAIRE: (TypeOrganisation.PARTENAIRE, TypeOrganisation.OBSERVATOIRE, TypeOrganisation.ETAT),
}
"""The kinds of organisation that may hold each role."""


class NewConventionForm(forms.Form):
    """The negotiation to open: its type, its partner, its terms."""

    kind = forms.ChoiceField(label="Type de convention", choices=TypeConvention.choices)
    titre = forms.CharField(label="Titre", max_length=255, help_text="Tel qu’il paraîtra en tête du document.")
    partner = forms.ModelChoiceField(
        label="Partenaire", queryset=Organisation.objects.none(), required=False, empty_label="Aucun (plan d’un OPCO)"
    )
    is_delegant = forms.BooleanField(
        label="Mon organisation est l’OPCO délégant (délégation territoriale)", required=False, initial=True
    )
    delegation = forms.ModelChoiceField(
        label="Délégation régionale de l’OPCO",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Aucune",
    )
    territoires = forms.ModelMultipleChoiceField(
        label="Territoires",
        queryset=Region.objects.order_by("nom"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text="Plusieurs choix sont possibles.",
    )
    cadre = forms.ModelChoiceField(
        label="Décline la convention-cadre", queryset=Convention.objects.none(), required=False, empty_label="Aucune"
    )
    duree_mois = forms.IntegerField(
        label="Durée",
        min_value=1,
        max_value=LONGEST_DUREE,
        initial=36,
        help_text="En mois, à compter de la date de signature.",
    )
    prolongation_max_mois = forms.IntegerField(
        label="Prolongation possible",
        min_value=0,
        max_value=LONGEST_PROLONGATION,
        initial=LONGEST_PROLONGATION,
        help_text=f"En mois, {LONGEST_PROLONGATION} au plus.",
    )
    mise_en_demeure_mois = forms.IntegerField(
        label="Délai de réponse à une mise en demeure",
        min_value=1,
        max_value=LONGEST_REPONSE,
        initial=1,
        help_text="En mois.",
    )

    def __init__(self, *args, organisation, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        partners = Organisation.objects.visible_to(user).filter(type__in=Organisation.PUBLIC_BODIES)
        self.fields["partner"].queryset = partners.exclude(pk=organisation.pk).order_by("nom", "pk")
        self.fields["delegation"].queryset = Organisation.objects.filter(
            type=TypeOrganisation.DELEGATION, parents__nature=NatureRattachement.DELEGATION
        ).order_by("nom", "pk")
        self.fields["cadre"].queryset = (
            Convention.objects.visible_to(user).filter(type=TypeConvention.CADRE_NATIONAL).order_by("titre")
        )

    def clean(self):
        """Check that the two organisations can hold the roles of the type."""
        data = super().clean()
        kind, partner = data.get("kind"), data.get("partner")
        if not kind or self.errors:
            return data
        roles = EXPECTED_ROLES[TypeConvention(kind)][0]
        if len(roles) == 1:
            data["parties"] = [Party(self.organisation, roles[0])]
            return data
        if partner is None:
            self.add_error("partner", "Ce type de convention a deux parties : choisissez le partenaire.")
            return data
        own, other = self._roles(roles, is_delegant=data.get("is_delegant", False))
        if own is None or partner.type not in ROLE_TYPES[other]:
            wanted = " et ".join(f"« {RolePartie(role).label} »" for role in roles)
            self.add_error(
                "partner",
                f"Les parties d’une convention de ce type sont {wanted} ; vous avez choisi « {self.organisation} » "
                f"et « {partner} ».",
            )
            return data
        pair = {own: self.organisation, other: partner}
        data["parties"] = [
            Party(pair[role], role, delegation=data["delegation"] if role == RolePartie.OPCO else None)
            for role in roles
        ]
        return data

    def _roles(self, roles, *, is_delegant):
        """Return the role of one's own organisation, then of the partner."""
        possible = [role for role in roles if self.organisation.type in ROLE_TYPES[role]]
        if set(roles) == {RolePartie.DELEGANT, RolePartie.DELEGATAIRE} and possible:
            own = RolePartie.DELEGANT if is_delegant else RolePartie.DELEGATAIRE
        else:
            own = possible[0] if possible else None
        return own, next(role for role in roles if role != own)


class TermsForm(forms.ModelForm):
    """The terms that may change until the signature."""

    domaines = forms.CharField(
        label="Domaines énumérés par l’article 1",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text="Un par ligne.",
    )

    duree_mois = forms.IntegerField(label="Durée, en mois", min_value=1, max_value=LONGEST_DUREE, required=False)
    mise_en_demeure_mois = forms.IntegerField(
        label="Délai de réponse à une mise en demeure, en mois", min_value=1, max_value=LONGEST_REPONSE, required=False
    )
    prolongation_max_mois = forms.IntegerField(
        label="Prolongation possible, en mois",
        min_value=0,
        max_value=LONGEST_PROLONGATION,
        help_text=f"{LONGEST_PROLONGATION} au plus.",
    )

    class Meta:
        model = Convention
        fields = (
            "titre",
            "objet",
            "duree_mois",
            "prolongation_max_mois",
            "mise_en_demeure_mois",
            "seuil_petits_effectifs",
            "fiches_sans_avenant",
        )
        widgets = {"objet": forms.Textarea(attrs={"rows": 4})}
        labels = {
            "titre": "Titre",
            "objet": "Objet",
            "seuil_petits_effectifs": "Seuil des petits effectifs",
            "fiches_sans_avenant": "La liste des fiches est prévisionnelle : une fiche s’ajoute sans avenant",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["domaines"].initial = "\n".join(self.instance.domaines)

    def clean_domaines(self):
        """Return one label per line."""
        return [line.strip() for line in self.cleaned_data["domaines"].splitlines() if line.strip()]


class MoveForm(forms.Form):
    """A change of state: why, and for a vote on which day."""

    reason = forms.CharField(required=False)
    on = forms.DateField(
        label="Date du vote",
        widget=DAY,
        required=False,
        error_messages={"invalid": "Date du vote : une date est attendue, par exemple 05/07/2023."},
    )


class SeuilForm(forms.Form):
    """The count below which people are hidden."""

    seuil = forms.IntegerField(
        label="Seuil des petits effectifs",
        min_value=1,
        max_value=1000,
        help_text="Un compte de personnes plus petit n’est pas montré, ni ce qui permettrait de le retrouver.",
    )
    reason = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 3}))


class BoardActForm(forms.Form):
    """The decision of the board that entitles an OPCO to sign."""

    instance = forms.ModelChoiceField(
        label="Instance", queryset=Instance.objects.none(), required=False, empty_label="Conseil d’administration"
    )
    numero = forms.CharField(label="Numéro ou référence de la délibération", max_length=60)
    date = forms.DateField(label="Date de la délibération", widget=DAY)

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["instance"].queryset = Instance.objects.filter(organisation=organisation).order_by("nom")


class ClauseForm(forms.Form):
    """The words of a clause."""

    titre = forms.CharField(label="Titre", max_length=255, required=False)
    texte = forms.CharField(label="Texte", widget=forms.Textarea(attrs={"rows": 18}))
