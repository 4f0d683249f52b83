"""The role a person holds in an organisation, from a date to a date."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils import timezone

from tandem.organisations.enums import Role
from tandem.organisations.models.organisation import Organisation


class MembershipQuerySet(models.QuerySet):
    """Readings of memberships."""

    def current(self):
        """Keep the memberships in force today."""
        today = timezone.localdate()
        return self.filter(starts_on__lte=today).filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=today))

    def roles_in(self, organisation):
        """Return the set of roles that these memberships give in an organisation."""
        return {Role(role) for role in self.filter(organisation=organisation).values_list("role", flat=True)}


@pghistory.track()
class Membership(models.Model):
    """One role in one organisation; a person may hold several."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="memberships",
        verbose_name="personne",
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.RESTRICT,
        related_name="memberships",
        verbose_name="organisation",
    )
    role = models.CharField("rôle", max_length=30, choices=Role)
    departement = models.ForeignKey(
        "territoires.Departement",
        on_delete=models.RESTRICT,
        related_name="memberships",
        verbose_name="département d’élection ou de suivi",
        null=True,
        blank=True,
    )
    starts_on = models.DateField("depuis le")
    ends_on = models.DateField("jusqu’au", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "rôle"
        verbose_name_plural = "rôles"
        ordering = ("organisation", "user", "role")
        constraints = (
            ExclusionConstraint(
                name="membership_same_role_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        models.Func(
                            models.F("starts_on"),
                            models.F("ends_on"),
                            models.Value("[]"),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Cette personne a déjà ce rôle dans l’organisation sur cette période.",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_start",
                violation_error_message="La fin d’un rôle ne peut précéder son début.",
            ),
        )

        triggers = (
            pgtrigger.ReadOnly(name="membership_identity", fields=["user", "organisation", "role", "starts_on"]),
            pgtrigger.Protect(
                name="membership_past_is_closed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.ends_on < CURRENT_DATE"),
            ),
            pgtrigger.Protect(name="membership_never_removed", operation=pgtrigger.Delete),
        )

    def __str__(self):
        return f"{self.user} – {self.get_role_display()} – {self.organisation}"
