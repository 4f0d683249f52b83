"""Organisations and their dated links."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from tandem.organisations.enums import NatureRattachement, TypeOrganisation
from tandem.organisations.identifiers import validate_siren, validate_siret, validate_uai


class OrganisationQuerySet(models.QuerySet):
    """Readings of organisations."""

    def visible_to(self, user):
        """Return what the person may see: public bodies for all, other OF-CFA for Région and OPCO only."""
        if not user.is_authenticated:
            return self.none()
        memberships = user.memberships.current()
        if memberships.filter(organisation__type__in=Organisation.PUBLIC_BODIES).exists():
            return self
        own = memberships.values("organisation")
        return self.filter(
            models.Q(type__in=Organisation.PUBLIC_BODIES) | models.Q(pk__in=own) | models.Q(parents__parent__in=own)
        ).distinct()

    def of_cfa(self):
        """Keep the OF-CFA gestionnaires."""
        return self.filter(type=TypeOrganisation.OF_CFA)

    def regions(self):
        """Keep the Régions, the tenants of the campaigns."""
        return self.filter(type=TypeOrganisation.REGION)


@pghistory.track()
class Organisation(models.Model):
    """An organisation; `nom` is shown, `nom_source` is what a source document printed (R116)."""

    PUBLIC_BODIES = (
        TypeOrganisation.REGION,
        TypeOrganisation.OPCO,
        TypeOrganisation.DELEGATION,
        TypeOrganisation.OBSERVATOIRE,
        TypeOrganisation.ETAT,
        TypeOrganisation.PARTENAIRE,
    )

    type = models.CharField("type", max_length=20, choices=TypeOrganisation)
    slug = models.SlugField("identifiant d’adresse", max_length=80, unique=True)
    nom = models.CharField("nom", max_length=255)
    nom_source = models.CharField("nom imprimé par la source", max_length=255, blank=True)
    sigle = models.CharField("sigle", max_length=50, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[validate_siren])
    siret = models.CharField("SIRET", max_length=14, blank=True, validators=[validate_siret])
    uai = models.CharField("UAI", max_length=8, blank=True, validators=[validate_uai])
    region = models.ForeignKey(
        "territoires.Region",
        on_delete=models.RESTRICT,
        related_name="organisations",
        verbose_name="région",
        null=True,
        blank=True,
    )
    departement = models.ForeignKey(
        "territoires.Departement",
        on_delete=models.RESTRICT,
        related_name="organisations",
        verbose_name="département",
        null=True,
        blank=True,
    )
    adresse = models.CharField("adresse du siège", max_length=255, blank=True)
    email = models.EmailField("adresse électronique de contact", blank=True)
    source = models.CharField("source", max_length=255, blank=True)
    is_fictif = models.BooleanField("données fictives", default=False)
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisations"
        ordering = ("nom", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["type", "siret"],
                condition=~models.Q(siret=""),
                name="organisation_siret_unique_by_type",
                violation_error_message="Une organisation de ce type porte déjà ce SIRET.",
            ),
            models.CheckConstraint(
                condition=~models.Q(type=TypeOrganisation.REGION) | models.Q(region__isnull=False),
                name="organisation_region_has_territory",
                violation_error_message="Une Région doit avoir un code de région (COG).",
            ),
            models.CheckConstraint(
                condition=models.Q(siret="") | models.Q(siret__startswith=models.F("siren")),
                name="organisation_siret_extends_siren",
                violation_error_message="Le SIRET doit commencer par le SIREN de l’organisation.",
            ),
        )

    def __str__(self):
        return self.nom


class ReferenceExterne(models.Model):
    """The name of an organisation in another system (« N° de tiers IRIS R3763 », R76): never our key."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="references_externes",
        verbose_name="organisation",
    )
    systeme = models.CharField("système", max_length=50)
    value = models.CharField("valeur", max_length=100)

    class Meta:
        verbose_name = "référence externe"
        verbose_name_plural = "références externes"
        ordering = ("systeme", "value")
        constraints = (
            models.UniqueConstraint(fields=["organisation", "systeme", "value"], name="reference_externe_unique"),
        )

    def __str__(self):
        return f"{self.systeme} {self.value}"


@pghistory.track()
class Rattachement(models.Model):
    """A link between two organisations, dated: an établissement to its gestionnaire (R10)…"""

    child = models.ForeignKey(Organisation, on_delete=models.RESTRICT, related_name="parents", verbose_name="rattachée")
    parent = models.ForeignKey(Organisation, on_delete=models.RESTRICT, related_name="children", verbose_name="à")
    nature = models.CharField("nature", max_length=20, choices=NatureRattachement)
    period = DateRangeField("période")

    class Meta:
        verbose_name = "rattachement"
        verbose_name_plural = "rattachements"
        ordering = ("child", "period")
        constraints = (
            ExclusionConstraint(
                name="rattachement_one_parent_at_a_time",
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    ("nature", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Cette organisation est déjà rattachée sur cette période.",
            ),
            models.CheckConstraint(
                condition=~models.Q(child=models.F("parent")),
                name="rattachement_not_to_itself",
                violation_error_message="Une organisation ne peut être rattachée à elle-même.",
            ),
        )

    def __str__(self):
        return f"{self.child} → {self.parent}"
