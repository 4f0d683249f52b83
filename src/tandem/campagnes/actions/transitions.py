"""Changes of state: only along the tables of enums.py, each with its row (who, when, why)."""

from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError

from tandem.campagnes.enums import CAMPAGNE_TRANSITIONS, CANDIDATURE_TRANSITIONS, EtatCampagne, StatutCandidature
from tandem.campagnes.models import Campagne, CampagneTransition, Candidature, CandidatureTransition


def lock_campagne(campagne) -> Campagne:
    """Hold the campaign until the end of the transaction; return it as it stands in the database."""
    return (
        Campagne.objects.select_for_update(of=("self",)).select_related("organisation", "reglement").get(pk=campagne.pk)
    )


def lock_candidatures(queryset) -> list[Candidature]:
    """Hold these candidatures, always in the same order, and return them with their dossier and OF-CFA."""
    return list(
        queryset.order_by("pk").select_for_update(of=("self",)).select_related("dossier__of_cfa", "dossier__campagne")
    )


def move_campagne(campagne, to, *, actor, reason="") -> None:
    """Change the state of a campaign that the caller holds. Raises ValidationError outside the table."""
    start = EtatCampagne(campagne.etat)
    if to not in CAMPAGNE_TRANSITIONS[start]:
        raise ValidationError(f"Une campagne « {start.label} » ne peut pas passer à « {to.label} ».")
    CampagneTransition.objects.create(campagne=campagne, from_etat=start, to_etat=to, actor=actor, reason=reason)
    campagne.etat = to
    campagne.save(update_fields=["etat"])


def move_candidatures(
    candidatures: Collection[Candidature], to, *, actor, reasons: str | Mapping[int, str] = ""
) -> int:
    """Change the state of candidatures that the caller holds; return how many.

    `reasons` is one text for all, or a text by primary key. Raises ValidationError outside the table, and changes
    nothing then.
    """
    for start in {StatutCandidature(candidature.statut) for candidature in candidatures}:
        if to not in CANDIDATURE_TRANSITIONS[start]:
            raise ValidationError(f"Une candidature « {start.label} » ne peut pas passer à « {to.label} ».")
    CandidatureTransition.objects.bulk_create(
        CandidatureTransition(
            candidature=candidature,
            from_statut=candidature.statut,
            to_statut=to,
            actor=actor,
            reason=reasons if isinstance(reasons, str) else reasons.get(candidature.pk, ""),
        )
        for candidature in candidatures
    )
    Candidature.objects.filter(pk__in=[candidature.pk for candidature in candidatures]).update(statut=to)
    for candidature in candidatures:
        candidature.statut = to
    return len(candidatures)


def required_reason(reason, what) -> str:
    """Return the reason without its outer spaces; raise ValidationError when there is none."""
    text = (reason or "").strip()
    if not text:
        raise ValidationError(f"{what} doit être motivé : indiquez la raison.")
    return text
