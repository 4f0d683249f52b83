"""The convention, its parties, what entitles them to sign, and the changes it went through."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tandem.conventions.enums import (
    CONVENTION_TRANSITIONS,
    LIVE,
    SIGNED,
    EtatConvention,
    RolePartie,
    TypeConvention,
)
from tandem.conventions.models.guards import append_only
from tandem.conventions.timing.durations import Prolongation, term
from tandem.organisations.enums import NatureRattachement
from tandem.organisations.models import Organisation


def own_organisations(user):
    """Return the primary keys of the organisations that the person acts for today, as a subquery.

    The people of a délégation act for its OPCO, as long as it is one of its own: they share its drafts.
    """
    held = user.memberships.current().values("organisation")
    whole = Q(
        children__child__in=held,
        children__nature=NatureRattachement.DELEGATION,
        children__period__contains=timezone.localdate(),
    )
    return Organisation.objects.filter(Q(pk__in=held) | whole).order_by().values("pk")


class ConventionQuerySet(models.QuerySet):
    """Readings of conventions."""

    def visible_to(self, user):
        """Keep those of the person's organisations: its own drafts, and what was shared with it."""
        if not user.is_authenticated:
            return self.none()
        own = own_organisations(user)
        is_party = Q(pk__in=Partie.objects.filter(Q(organisation__in=own) | Q(delegation__in=own)).values("convention"))
        return self.filter(is_party & (Q(shared_at__isnull=False) | Q(proprietaire__in=own)))

    def live(self):
        """Keep what binds its parties today: signed or in force."""
        return self.filter(etat__in=LIVE)

    def with_parties(self):
        """Read the parties with them, in their order."""
        return self.prefetch_related(
            models.Prefetch(
                "parties", queryset=Partie.objects.select_related("organisation", "delegation").order_by("rank")
            )
        )


@pghistory.track()
class Convention(models.Model):
    """What two partners promised each other (art. L6211-3, R6523-2-4-1), from its negotiation to its term."""

    type = models.CharField("type", max_length=20, choices=TypeConvention)
    slug = models.SlugField("identifiant d’adresse", max_length=80, unique=True)
    titre = models.CharField("titre", max_length=255)
    objet = models.TextField("objet", blank=True)
    etat = models.CharField("état", max_length=20, choices=EtatConvention, default=EtatConvention.NEGOCIATION)
    proprietaire = models.ForeignKey(
        Organisation,
        on_delete=models.RESTRICT,
        related_name="conventions_ouvertes",
        verbose_name="organisation qui l’a ouverte",
    )
    shared_at = models.DateTimeField("partagée le", null=True, blank=True)
    cadre = models.ForeignKey(
        "self",
        on_delete=models.RESTRICT,
        related_name="declinaisons",
        verbose_name="décline la convention-cadre",
        null=True,
        blank=True,
    )
    territoires = models.ManyToManyField(
        "territoires.Region", related_name="conventions", verbose_name="territoires", blank=True
    )
    domaines = models.JSONField("domaines énumérés par l’article 1", default=list, blank=True)
    duree_mois = models.PositiveSmallIntegerField("durée, en mois", null=True, blank=True)
    prolongation_max_mois = models.PositiveSmallIntegerField("prolongation possible, en mois", default=0)
    mise_en_demeure_mois = models.PositiveSmallIntegerField(
        "délai de réponse à une mise en demeure, en mois", null=True, blank=True
    )
    fiches_sans_avenant = models.BooleanField("des fiches s’ajoutent sans avenant", default=False)
    signed_on = models.DateField("signée le", null=True, blank=True)
    signed_year = models.PositiveSmallIntegerField(
        "année de signature, quand la source n’imprime qu’elle", null=True, blank=True
    )
    resiliation_on = models.DateField("résiliée le", null=True, blank=True)
    seuil_petits_effectifs = models.PositiveSmallIntegerField("seuil des petits effectifs", default=11)
    source = models.CharField("source", max_length=255, blank=True)
    is_fictif = models.BooleanField("données fictives", default=False)
    is_suivi_fictif = models.BooleanField("texte réel, signature et suivi fictifs", default=False)
    created_at = models.DateTimeField("ouverte le", default=timezone.now)

    objects = ConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        verbose_name_plural = "conventions"
        ordering = ("titre", "pk")
        constraints = (
            models.CheckConstraint(
                # A source may say that a convention is signed without printing when (AKTO and the Agefiph).
                condition=(
                    Q(etat__in=SIGNED) & (Q(signed_on__isnull=False) | Q(signed_year__isnull=False) | ~Q(source=""))
                )
                | (~Q(etat__in=SIGNED) & Q(signed_on__isnull=True, signed_year__isnull=True)),
                name="convention_signed_iff_dated",
                violation_error_message="Une convention signée porte la date de sa signature, et elle seule.",
            ),
            models.CheckConstraint(
                condition=Q(resiliation_on__isnull=True) | Q(etat=EtatConvention.RESILIEE),
                name="convention_resiliee_iff_dated",
                violation_error_message="Seule une convention résiliée porte une date de résiliation.",
            ),
            models.CheckConstraint(
                condition=Q(resiliation_on__isnull=True)
                | Q(signed_on__isnull=True)
                | Q(resiliation_on__gte=models.F("signed_on")),
                name="convention_ends_after_signature",
                violation_error_message="La fin d’une convention ne peut précéder sa signature.",
            ),
            models.CheckConstraint(
                condition=Q(duree_mois__isnull=True) | Q(duree_mois__gt=0),
                name="convention_duree_positive",
                violation_error_message="La durée d’une convention est d’au moins un mois.",
            ),
            models.CheckConstraint(
                condition=Q(seuil_petits_effectifs__gte=1),
                name="convention_seuil_positive",
                violation_error_message="Le seuil des petits effectifs est d’au moins 1.",
            ),
            models.CheckConstraint(
                condition=Q(shared_at__isnull=False) | Q(etat=EtatConvention.NEGOCIATION),
                name="convention_shared_once_projet",
                violation_error_message="Un projet de convention est partagé avec les autres parties.",
            ),
        )
        triggers = (
            pgtrigger.FSM(
                name="convention_etats",
                field="etat",
                transitions=[(a.value, b.value) for a, after in CONVENTION_TRANSITIONS.items() for b in sorted(after)],
            ),
        )

    def __str__(self):
        return self.titre

    @property
    def is_signed(self):
        """Whether its text is closed: only an avenant changes it."""
        return self.etat in SIGNED

    @property
    def term(self):
        """Last day in force: signature + duration + prolongations (article 5); None when unsigned or undated."""
        if self.signed_on is None or self.duree_mois is None:
            return None
        return term(self.signed_on, self.duree_mois, self.agreed_prolongations)

    @property
    def agreed_prolongations(self) -> list[Prolongation]:
        """The prolongations agreed so far, for timing.durations."""
        return [Prolongation(item.agreed_on, item.duree_mois) for item in self.prolongations.all()]

    @property
    def end(self):
        """Last day that binds: the résiliation, or the term; None while it is not known."""
        return self.resiliation_on or self.term


class PartieQuerySet(models.QuerySet):
    """Readings of parties."""

    def of_user(self, user):
        """Keep the parties that the person acts for today, by the organisation or by its délégation."""
        own = own_organisations(user)
        return self.filter(Q(organisation__in=own) | Q(delegation__in=own))


@pghistory.track()
class Partie(models.Model):
    """An organisation bound by the convention, under the name that the text gives it (« la Région »)."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="parties", verbose_name="convention"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.RESTRICT, related_name="parties", verbose_name="organisation"
    )
    delegation = models.ForeignKey(
        Organisation,
        on_delete=models.RESTRICT,
        related_name="parties_deleguees",
        verbose_name="délégation régionale",
        null=True,
        blank=True,
    )
    role = models.CharField("rôle", max_length=20, choices=RolePartie)
    rank = models.PositiveSmallIntegerField("rang")
    designation = models.CharField("désignée dans le texte", max_length=120)

    objects = PartieQuerySet.as_manager()

    class Meta:
        verbose_name = "partie"
        verbose_name_plural = "parties"
        ordering = ("convention", "rank")
        constraints = (
            models.UniqueConstraint(
                fields=["convention", "organisation"],
                name="partie_once",
                violation_error_message="Cette organisation est déjà partie à la convention.",
            ),
            models.UniqueConstraint(fields=["convention", "rank"], name="partie_rang_unique"),
        )

    def __str__(self):
        return self.designation


class Habilitation(models.Model):
    """The act by which the body of a party authorises the signature (« dûment habilitée par délibération n° … »).

    A délibération of a Région, or the decision of the board of an OPCO (art. R6523-2-4-1, 3e alinéa).
    """

    partie = models.ForeignKey(Partie, on_delete=models.CASCADE, related_name="habilitations", verbose_name="partie")
    deliberation = models.ForeignKey(
        "actes.Deliberation",
        on_delete=models.RESTRICT,
        related_name="habilitations",
        verbose_name="délibération",
        null=True,
        blank=True,
    )
    instance = models.ForeignKey(
        "organisations.Instance",
        on_delete=models.RESTRICT,
        related_name="habilitations",
        verbose_name="instance",
        null=True,
        blank=True,
    )
    numero = models.CharField("numéro ou référence", max_length=60, blank=True)
    date = models.DateField("date")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="habilitations",
        verbose_name="enregistrée par",
        null=True,
        blank=True,
    )
    at = models.DateTimeField("enregistrée le", default=timezone.now)
    source = models.CharField("source", max_length=255, blank=True)

    class Meta:
        verbose_name = "habilitation à signer"
        verbose_name_plural = "habilitations à signer"
        ordering = ("partie", "date", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(deliberation__isnull=False, instance__isnull=True)
                | Q(deliberation__isnull=True, instance__isnull=False),
                name="habilitation_one_act",
                violation_error_message="Une habilitation est une délibération, ou la décision d’une instance.",
            ),
        )
        triggers = (append_only("habilitation_append_only"),)

    def __str__(self):
        return f"{self.partie} – {self.numero} du {self.date:%d/%m/%Y}"


class ConventionTransition(models.Model):
    """One change of state: who, when, why; no actor when a date alone decides."""

    convention = models.ForeignKey(
        Convention, on_delete=models.RESTRICT, related_name="transitions", verbose_name="convention"
    )
    from_etat = models.CharField("de", max_length=20, choices=EtatConvention)
    to_etat = models.CharField("à", max_length=20, choices=EtatConvention)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="convention_transitions",
        verbose_name="par",
        null=True,
        blank=True,
    )
    date = models.DateField("date d’effet")
    at = models.DateTimeField("enregistré le", default=timezone.now)
    reason = models.TextField("motif", blank=True)

    class Meta:
        verbose_name = "changement d’état de convention"
        verbose_name_plural = "changements d’état de convention"
        ordering = ("at", "pk")
        triggers = (append_only("convention_transition_append_only"),)

    def __str__(self):
        return f"{self.convention} : {self.from_etat} → {self.to_etat}"


class ConventionChangeQuerySet(models.QuerySet):
    """Readings of the history of conventions."""

    def visible_to(self, user):
        """Keep what is common, and the drafts of the person's own side."""
        return self.filter(
            Q(draft_of__isnull=True) | Q(draft_of__in=own_organisations(user)),
            convention__in=Convention.objects.visible_to(user),
        )


class ConventionChange(models.Model):
    """One thing that someone did to a convention: the sentence that its history shows, and the values around it."""

    convention = models.ForeignKey(
        Convention, on_delete=models.RESTRICT, related_name="changes", verbose_name="convention"
    )
    code = models.CharField("code", max_length=60)
    subject = models.CharField("ce qui a changé", max_length=60, blank=True)
    sentence = models.CharField("ce qui a été fait", max_length=500)
    before = models.TextField("avant", blank=True)
    after = models.TextField("après", blank=True)
    reason = models.TextField("motif", blank=True)
    draft_of = models.ForeignKey(
        Organisation,
        on_delete=models.RESTRICT,
        related_name="draft_changes",
        verbose_name="brouillon de",
        null=True,
        blank=True,
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="convention_changes",
        verbose_name="par",
        null=True,
        blank=True,
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.RESTRICT,
        related_name="convention_changes",
        verbose_name="pour",
        null=True,
        blank=True,
    )
    at = models.DateTimeField("le", default=timezone.now)

    objects = ConventionChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "modification de convention"
        verbose_name_plural = "modifications de convention"
        ordering = ("-at", "-pk")
        triggers = (append_only("convention_change_append_only"),)

    def __str__(self):
        return self.sentence
