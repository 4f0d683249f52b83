"""Write the agenda of a meeting: what is due, drafted by the platform, and what people add and arrange."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from bareme.display import counted, typography
from tandem.conventions.actions.comites import held_by_writer
from tandem.conventions.actions.reunions import lock_reunion
from tandem.conventions.agenda import draft, template_of
from tandem.conventions.changes import note
from tandem.conventions.enums import EtatReunion, OriginePoint
from tandem.conventions.models import PointOrdreDuJour, Reunion


@transaction.atomic
def draft_agenda(*, actor, reunion: Reunion) -> list[PointOrdreDuJour]:
    """Add what is due and not on the agenda yet, after what is there; return what was added, nothing the second time.

    What people added or reworded, and the order they gave, stay as they are.
    """
    reunion = open_reunion(actor, reunion)
    # What is late on the day of the drafting, not what would be if nobody sent anything until the meeting.
    day = min(timezone.localdate(reunion.starts_at), timezone.localdate())
    convention = reunion.comite.convention
    here = set(reunion.points.exclude(reference="").values_list("origine", "reference"))
    items = [
        item
        for item in (*template_of(reunion.comite), *draft(convention, day, reader=actor, apart_from=reunion))
        if (item.origine, item.reference) not in here
    ]
    last = _last_rank(reunion)
    added = PointOrdreDuJour.objects.bulk_create(
        PointOrdreDuJour(
            reunion=reunion,
            rank=rank,
            titre=item.titre[:500],
            origine=item.origine,
            reference=item.reference,
            detail=item.detail,
        )
        for rank, item in enumerate(items, start=last + 1)
    )
    if added:
        note(
            convention=convention,
            actor=actor,
            code="ordre_du_jour.prepare",
            sentence=typography(f"« {reunion.objet} » : {counted(len(added), 'point')} à l’ordre du jour, d’office."),
            after="\n".join(item.titre for item in items),
        )
    return added


@transaction.atomic
def add_point(*, actor, reunion: Reunion, titre: str, detail: str = "") -> PointOrdreDuJour:
    """Add an item by hand, at the end."""
    reunion = open_reunion(actor, reunion)
    titre = _titled(titre)
    point = PointOrdreDuJour.objects.create(
        reunion=reunion, rank=_last_rank(reunion) + 1, titre=titre, detail=detail.strip(), origine=OriginePoint.LIBRE
    )
    _noted(actor, reunion, "ajoute", f"point ajouté, « {titre} »")
    return point


@transaction.atomic
def edit_point(*, actor, point: PointOrdreDuJour, titre: str, detail: str = "") -> None:
    """Reword an item; where it comes from stays known."""
    reunion = open_reunion(actor, point.reunion)
    point = _here(reunion, point)
    titre = _titled(titre)
    before = point.titre
    point.titre, point.detail = titre, detail.strip()
    point.save(update_fields=["titre", "detail"])
    _noted(actor, reunion, "modifie", f"point modifié, « {titre} »", before=before, after=titre)


@transaction.atomic
def move_point(*, actor, point: PointOrdreDuJour, up: bool) -> None:
    """Move an item one place up or down; at the end of the list, nothing happens."""
    reunion = open_reunion(actor, point.reunion)
    point = _here(reunion, point)
    points = list(reunion.points.order_by("rank", "pk"))
    place = points.index(point)
    target = place - 1 if up else place + 1
    if not 0 <= target < len(points):
        return
    points[place], points[target] = points[target], points[place]
    for rank, one in enumerate(points, start=1):
        one.rank = rank
    PointOrdreDuJour.objects.bulk_update(points, ["rank"])
    _noted(actor, reunion, "deplace", f"point {'monté' if up else 'descendu'}, « {point.titre} »")


@transaction.atomic
def remove_point(*, actor, point: PointOrdreDuJour) -> None:
    """Take an item off; one that is still due comes back with the next draft."""
    reunion = open_reunion(actor, point.reunion)
    point = _here(reunion, point)
    if point.notes:
        raise ValidationError("Ce point porte des notes du compte rendu : videz-les avant de le retirer.")
    titre = point.titre
    point.delete()
    _noted(actor, reunion, "retire", f"point retiré, « {titre} »")


def open_reunion(actor, reunion) -> Reunion:
    """Lock a meeting whose agenda and minutes may still be written; raises PermissionDenied or ValidationError."""
    held_by_writer(actor, reunion.comite.convention)
    reunion = lock_reunion(reunion)
    if reunion.etat == EtatReunion.ANNULEE:
        raise ValidationError("Cette réunion est annulée : planifiez-en une autre.")
    if reunion.compte_rendu_at is not None:
        raise ValidationError(
            "Le compte rendu est arrêté : l’ordre du jour, les notes et les décisions ne changent plus. "
            "Portez la suite à la réunion suivante."
        )
    return reunion


def _here(reunion, point) -> PointOrdreDuJour:
    """Return an item as it now stands; someone may have taken it off meanwhile."""
    found = reunion.points.filter(pk=point.pk).first()
    if found is None:
        raise ValidationError("Ce point vient d’être retiré de l’ordre du jour : rechargez la page.")
    return found


def _last_rank(reunion) -> int:
    return reunion.points.aggregate(last=Max("rank"))["last"] or 0


def _titled(titre) -> str:
    titre = " ".join(titre.split())
    if not titre:
        raise ValidationError("Le point n’a pas de titre : écrivez ce dont on parlera.")
    if len(titre) > 500:
        raise ValidationError("Le titre du point dépasse 500 caractères : gardez l’essentiel, le reste va au détail.")
    return titre


def _noted(actor, reunion, code, words, *, before="", after="") -> None:
    note(
        convention=reunion.comite.convention,
        actor=actor,
        code=f"ordre_du_jour.{code}",
        sentence=typography(f"« {reunion.objet} » : {words}."),
        before=before,
        after=after,
    )
