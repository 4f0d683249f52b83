"""Read the history that the database triggers keep: one line per field that changed, old and new."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils import timezone

from tandem.formats import euros, long_moment
from tandem.users.models import User

AUTOMATIC = "Plateforme"


class Change(NamedTuple):
    """One field of one row: when, who, from what to what, already written in French."""

    at: datetime
    actor: str
    label: str
    before: str
    after: str


def changes_of(model: type[Model], pk: int, *, skip: Iterable[str] = ()) -> list[Change]:
    """Return the changes of a tracked row, oldest first; its creation is not one."""
    events = list(model.pgh_event_model.objects.filter(pgh_obj_id=pk).select_related("pgh_context").order_by("pgh_id"))
    people = _people(events)
    skipped = set(skip)
    fields = [field for field in model._meta.concrete_fields if field.name not in skipped and not field.primary_key]
    found = []
    for before, after in pairwise(events):
        actor = people.get(_user_of(after), AUTOMATIC)
        for field in fields:
            old, new = getattr(before, field.attname), getattr(after, field.attname)
            if old != new:
                label = str(field.verbose_name)
                at = after.pgh_created_at
                found.append(Change(at, actor, label, _written(field, before, old), _written(field, after, new)))
    return found


def _user_of(event) -> int | None:
    return event.pgh_context.metadata.get("user") if event.pgh_context else None


def _people(events) -> dict[int, str]:
    wanted = {_user_of(event) for event in events} - {None}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=wanted)}


def _written(field, event, value: Any) -> str:
    if value is None or value == "":
        return "—"
    if field.is_relation:
        return str(getattr(event, field.name))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return long_moment(timezone.localtime(value))
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal):
        return euros(value) if value == int(value) else str(value).replace(".", ",")
    if isinstance(value, dict):
        return ", ".join(f"{key} : {'—' if item in {None, ''} else item}" for key, item in value.items())
    return str(value)
