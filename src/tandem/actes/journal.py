"""Write and verify the journal of decisions.

Each entry holds the SHA-256 of its own canonical content and of the entry before it, so that
a row changed, removed or inserted behind the platform's back is found by `verify`.
"""

import hashlib
import json
from datetime import UTC
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from tandem.actes.models import JournalEntry

GENESIS = "0" * 64
# Any constant does: it serialises the writers of the chain.
CHAIN_LOCK = 7_230_247


class Break(NamedTuple):
    """Where the chain no longer holds, and why."""

    sequence: int
    reason: str


def canonical(entry: JournalEntry) -> bytes:
    """Return the bytes that the hash of an entry covers."""
    content = {
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "organisation": entry.organisation_id,
        "code": entry.code,
        "subject": [entry.subject_type, entry.subject_id],
        "payload": entry.payload,
        "previous": entry.previous_hash,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@transaction.atomic
def record(*, actor, code, organisation, subject, payload) -> JournalEntry:
    """Append a decision to the chain, in the transaction of the decision itself.

    `code` is a stable dotted code (« campagne.scenario.adopte »), `subject` a saved model
    instance, `payload` JSON-ready data with amounts as strings.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = JournalEntry.objects.order_by("-sequence").first()
    entry = JournalEntry(
        sequence=last.sequence + 1 if last else 1,
        at=timezone.now(),
        actor=actor,
        organisation=organisation,
        code=code,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        payload=json.loads(json.dumps(payload)),
        previous_hash=last.hash if last else GENESIS,
    )
    entry.hash = hashlib.sha256(canonical(entry)).hexdigest()
    entry.save(force_insert=True)
    return entry


def verify() -> list[Break]:
    """Read the whole chain; return every place where it no longer holds, in order."""
    breaks = []
    previous_hash, expected_sequence = GENESIS, 1
    for entry in JournalEntry.objects.order_by("sequence").iterator():
        if entry.sequence != expected_sequence:
            breaks.append(Break(entry.sequence, f"rang {expected_sequence} attendu"))
        if entry.previous_hash != previous_hash:
            breaks.append(Break(entry.sequence, "chaînage rompu avec la décision précédente"))
        if entry.hash != hashlib.sha256(canonical(entry)).hexdigest():
            breaks.append(Break(entry.sequence, "contenu modifié après coup"))
        previous_hash, expected_sequence = entry.hash, entry.sequence + 1
    return breaks
