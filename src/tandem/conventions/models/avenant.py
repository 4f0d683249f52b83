"""What changes a signed convention: avenants, prolongations, registered letters, shared productions."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tandem.conventions.enums import (
    AVENANT_TRANSITIONS,
    AvisProduction,
    EtatAvenant,
    NatureCourrier,
    NatureModification,
    NatureProduction,
    ObjetModification,
)
from tandem.conventions.models.convention import Convention, Partie, own_organisations
from tandem.conventions.models.guards import append_only, dated_once, frozen_when_closed
from tandem.organisations.models import Organisation


class AvenantQuerySet(models.QuerySet):
    """Readings of avenants."""

    def visible_to(self, user):
        """Keep the shared ones, and the drafts of the person's own side."""
        return self.filter(
            Q(draft_of__isnull=True) | Q(draft_of__in=own_organisations(user)),
            convention__in=Convention.objects.visible_to(user),
        )


@pghistory.track()
class Avenant(models.Model):
    """An amendment: lines that change clauses and fiches once every party has signed it (article 5)."""

    convention = models.ForeignKey(
        Convention, on_delete=models.RESTRICT, related_name="avenants", verbose_name="convention"
    )
    # Given when it is shared: the number of a draft would tell the other side that it exists.
    numero = models.PositiveSmallIntegerField("numéro", null=True, blank=True)
    objet = models.CharField("objet", max_length=500)
    etat = models.CharField("état", max_length=20, choices=EtatAvenant, default=EtatAvenant.PROJET)
    signed_on = models.DateField("signé le", null=True, blank=True)
    draft_of = models.ForeignKey(
        Organisation,
        on_delete=models.RESTRICT,
        related_name="draft_avenants",
        verbose_name="brouillon de",
        null=True,
        blank=True,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="avenants",
        verbose_name="préparé par",
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField("préparé le", default=timezone.now)
    is_fictif = models.BooleanField("données fictives", default=False)

    objects = AvenantQuerySet.as_manager()

    class Meta:
        verbose_name = "avenant"
        verbose_name_plural = "avenants"
        ordering = ("convention", "numero")
        constraints = (
            models.UniqueConstraint(fields=["convention", "numero"], name="avenant_numero_unique"),
            models.CheckConstraint(
                condition=Q(etat=EtatAvenant.SIGNE) ^ Q(signed_on__isnull=True),
                name="avenant_signe_iff_dated",
                violation_error_message="Un avenant signé porte la date de sa signature, et lui seul.",
            ),
            models.CheckConstraint(
                condition=Q(draft_of__isnull=True) ^ Q(numero__isnull=True),
                name="avenant_numbered_once_shared",
                violation_error_message="Un avenant reçoit son numéro quand il est partagé.",
            ),
        )
        triggers = (
            pgtrigger.FSM(
                name="avenant_etats",
                field="etat",
                transitions=[(a.value, b.value) for a, after in AVENANT_TRANSITIONS.items() for b in sorted(after)],
            ),
        )

    def __str__(self):
        return f"{self.name} – {self.objet}"

    @property
    def name(self):
        """« Avenant n° 1 »; a draft has no number yet."""
        return f"Avenant n° {self.numero}" if self.numero else "Projet d’avenant"


class ModificationAvenant(models.Model):
    """One change of an avenant: `before` and `after` hold the fields of the clause or of the fiche."""

    avenant = models.ForeignKey(Avenant, on_delete=models.CASCADE, related_name="modifications", verbose_name="avenant")
    rank = models.PositiveSmallIntegerField("rang")
    objet = models.CharField("objet", max_length=20, choices=ObjetModification)
    nature = models.CharField("nature", max_length=20, choices=NatureModification)
    code = models.CharField("clause ou fiche visée", max_length=60)
    before = models.JSONField("avant", default=dict, blank=True)
    after = models.JSONField("après", default=dict, blank=True)

    class Meta:
        verbose_name = "modification par avenant"
        verbose_name_plural = "modifications par avenant"
        ordering = ("avenant", "rank")
        constraints = (
            models.UniqueConstraint(
                fields=["avenant", "objet", "code"],
                name="modification_avenant_once",
                violation_error_message="Cet avenant modifie déjà cette clause ou cette fiche.",
            ),
        )
        triggers = (frozen_when_closed("modification_avenant_frozen_when_closed"),)

    def __str__(self):
        return f"{self.get_nature_display()} – {self.code}"


class Prolongation(models.Model):
    """An agreed prolongation: it counts once each party has sent its registered letter (R155)."""

    convention = models.ForeignKey(
        Convention, on_delete=models.RESTRICT, related_name="prolongations", verbose_name="convention"
    )
    duree_mois = models.PositiveSmallIntegerField("durée, en mois")
    agreed_on = models.DateField("accord du")
    motif = models.TextField("motif")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="prolongations",
        verbose_name="enregistrée par",
        null=True,
        blank=True,
    )
    at = models.DateTimeField("enregistrée le", default=timezone.now)
    is_fictif = models.BooleanField("données fictives", default=False)

    class Meta:
        verbose_name = "prolongation"
        verbose_name_plural = "prolongations"
        ordering = ("convention", "agreed_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(duree_mois__gt=0),
                name="prolongation_duree_positive",
                violation_error_message="Une prolongation est d’au moins un mois.",
            ),
        )
        triggers = (append_only("prolongation_append_only"),)

    def __str__(self):
        return f"{self.convention} – {self.duree_mois} mois"


class Courrier(models.Model):
    """A registered letter of a party (R58): an agreement to prolong, a mise en demeure, an answer."""

    convention = models.ForeignKey(
        Convention, on_delete=models.RESTRICT, related_name="courriers", verbose_name="convention"
    )
    nature = models.CharField("nature", max_length=20, choices=NatureCourrier)
    partie = models.ForeignKey(Partie, on_delete=models.RESTRICT, related_name="courriers", verbose_name="envoyé par")
    sent_on = models.DateField("envoyé le")
    received_on = models.DateField("reçu le", null=True, blank=True)
    reference = models.CharField("référence de l’avis de réception", max_length=60)
    texte = models.TextField("objet et motif")
    prolongation = models.ForeignKey(
        Prolongation,
        on_delete=models.RESTRICT,
        related_name="courriers",
        verbose_name="prolongation",
        null=True,
        blank=True,
    )
    answers = models.ForeignKey(
        "self",
        on_delete=models.RESTRICT,
        related_name="reponses",
        verbose_name="répond au courrier",
        null=True,
        blank=True,
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="courriers",
        verbose_name="enregistré par",
        null=True,
        blank=True,
    )
    at = models.DateTimeField("enregistré le", default=timezone.now)
    is_fictif = models.BooleanField("données fictives", default=False)

    class Meta:
        verbose_name = "lettre recommandée"
        verbose_name_plural = "lettres recommandées"
        ordering = ("convention", "sent_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(received_on__gte=models.F("sent_on")),
                name="courrier_received_after_sent",
                violation_error_message="Un courrier ne peut être reçu avant d’être envoyé.",
            ),
            models.CheckConstraint(
                condition=Q(nature=NatureCourrier.REPONSE) ^ Q(answers__isnull=True),
                name="courrier_reponse_answers",
                violation_error_message="Une réponse nomme la mise en demeure à laquelle elle répond.",
            ),
            models.CheckConstraint(
                condition=Q(nature=NatureCourrier.PROLONGATION) ^ Q(prolongation__isnull=True),
                name="courrier_prolongation_named",
                violation_error_message="Un accord de prolongation nomme la prolongation.",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="courrier_never_removed", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="courrier_kept_as_sent", exclude=["received_on"]),
            dated_once("courrier_received_once", "received_on"),
        )

    def __str__(self):
        return f"{self.get_nature_display()} du {self.sent_on:%d/%m/%Y}"


class Production(models.Model):
    """Something the parties made or say together: whose it is, and who validates it before it goes out (R65, R157)."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="productions", verbose_name="convention"
    )
    fiche = models.ForeignKey(
        "conventions.Fiche",
        on_delete=models.CASCADE,
        related_name="productions",
        verbose_name="fiche",
        null=True,
        blank=True,
    )
    nature = models.CharField("nature", max_length=20, choices=NatureProduction)
    titre = models.CharField("titre", max_length=255)
    texte = models.TextField("contenu ou adresse")
    piece = models.FileField("fichier", upload_to="conventions/productions", max_length=255, blank=True)
    piece_nom = models.CharField("nom du fichier", max_length=255, blank=True)
    piece_sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True)
    owners = models.ManyToManyField(Organisation, related_name="productions", verbose_name="propriétaires", blank=True)
    published_at = models.DateTimeField("publiée le", null=True, blank=True)
    is_fictif = models.BooleanField("données fictives", default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="productions",
        verbose_name="proposée par",
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField("proposée le", default=timezone.now)

    class Meta:
        verbose_name = "production commune"
        verbose_name_plural = "productions communes"
        ordering = ("convention", "-created_at", "pk")
        triggers = (
            # What was validated is what is published.
            pgtrigger.ReadOnly(
                name="production_kept_as_proposed",
                fields=["convention", "fiche", "nature", "titre", "texte", "piece", "piece_sha256", "created_by"],
            ),
        )

    def __str__(self):
        return self.titre


class ValidationProduction(models.Model):
    """The word of one party on a production: validated or refused, by whom, when, why; the last one counts."""

    production = models.ForeignKey(
        Production, on_delete=models.CASCADE, related_name="validations", verbose_name="production"
    )
    partie = models.ForeignKey(
        Partie, on_delete=models.RESTRICT, related_name="validations_production", verbose_name="partie"
    )
    avis = models.CharField("avis", max_length=20, choices=AvisProduction)
    motif = models.TextField("motif", blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="validations_production",
        verbose_name="par",
        null=True,
        blank=True,
    )
    at = models.DateTimeField("le", default=timezone.now)

    class Meta:
        verbose_name = "validation de production"
        verbose_name_plural = "validations de production"
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(avis=AvisProduction.VALIDEE) | ~Q(motif=""),
                name="validation_production_refus_has_a_motif",
                violation_error_message="Un refus doit être motivé.",
            ),
        )
        triggers = (append_only("validation_production_append_only"),)

    def __str__(self):
        return f"{self.partie} : {self.get_avis_display()}"
