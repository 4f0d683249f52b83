"""Register a version of a règlement d'intervention."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction

from bareme.majoration.reglement import ReglementError, load_reglement
from tandem.actes.journal import record
from tandem.campagnes.models import Reglement
from tandem.campagnes.perms import Standing, can_add_reglement
from tandem.campagnes.standing import require
from tandem.organisations.enums import Role

MAX_SIZE = 512 * 1024
"""Octets of a règlement: the longest known has a few dozen kilobytes."""


@transaction.atomic
def save_reglement(*, actor, organisation, contenu: bytes) -> Reglement:
    """Check a YAML file whole and keep it as a new version; the same file twice gives the same version.

    Raises PermissionDenied, or ValidationError with every anomaly of the file.
    """
    roles = actor.memberships.current().filter(organisation=organisation).values_list("role", flat=True)
    require(can_add_reglement(Standing(user_id=actor.pk, roles=frozenset(Role(role) for role in roles))))
    if len(contenu) > MAX_SIZE:
        raise ValidationError(
            f"Un règlement de {MAX_SIZE // 1024} Ko au plus était attendu ; ce fichier pèse {len(contenu) // 1024} Ko."
        )
    try:
        parsed = load_reglement(contenu)
    except ReglementError as refusal:
        raise ValidationError([anomalie.message for anomalie in refusal.anomalies]) from refusal
    sha256 = hashlib.sha256(contenu).hexdigest()
    same_version = Reglement.objects.filter(organisation=organisation, code=parsed.code, version=parsed.version).first()
    if same_version:
        if same_version.sha256 == sha256:
            return same_version
        raise ValidationError(
            f"La version {parsed.version} du règlement « {parsed.code} » existe déjà avec un autre contenu : "
            f"une version ne se modifie pas. Écrivez « version: {next_version(organisation, parsed.code)} »."
        )
    reglement = Reglement(
        organisation=organisation,
        code=parsed.code,
        version=parsed.version,
        titre=parsed.titre,
        contenu=contenu.decode(),
        sha256=sha256,
    )
    reglement.full_clean()
    reglement.save(force_insert=True)
    record(
        actor=actor,
        code="campagne.reglement.enregistre",
        organisation=organisation,
        subject=reglement,
        payload={"code": parsed.code, "version": parsed.version, "sha256": sha256},
    )
    return reglement


def next_version(organisation, code) -> int:
    """Return the number that a new version of this règlement should bear."""
    last = Reglement.objects.filter(organisation=organisation, code=code).order_by("-version").first()
    return last.version + 1 if last else 1
