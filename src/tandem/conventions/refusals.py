"""Refuse an act with every reason at once: nothing is written, and the person reads them all."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError

from bareme.display import typography

Faults = list[str] | Mapping[str, str | list[str]]
"""French sentences, alone or by field; a field without a sentence has no fault."""


def refuse(faults: Faults) -> None:
    """Raise ValidationError with every fault, in French typography; nothing happens when there is none."""
    if isinstance(faults, list):
        told: list[str] | dict[str, list[str]] = [typography(fault) for fault in faults]
    else:
        told = {
            field: [typography(fault) for fault in ([found] if isinstance(found, str) else found)]
            for field, found in faults.items()
            if found
        }
    if told:
        raise ValidationError(told)
