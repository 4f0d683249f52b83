"""Write and verify the journal of decisions.

Each entry holds the SHA-256 of its own canonical content and of the entry before it, so that
a row changed, removed or inserted behind the platform's back is found by `verify`.
"""

import hashlib
import json
import re
from datetime import UTC
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from tandem.actes.models import JournalEntry

GENESIS = "0" * 64
# Any constant does: it serialises the writers of the chain.
CHAIN_LOCK = 7_230_247


ANCHOR_HASH = re.compile(r"[0-9a-f]{64}")


class Break(NamedTuple):
    """Where the chain no longer holds, and why."""

    sequence: int
    reason: str


class Anchor(NamedTuple):
    """A link of the chain as noted on a day outside the database: on paper, in the minutes, in another archive."""

    sequence: int
    hash: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"


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


def head() -> Anchor | None:
    """Return the last link of the chain, to be kept outside the database; None for an empty journal."""
    last = JournalEntry.objects.order_by("-sequence").first()
    return Anchor(last.sequence, last.hash) if last else None


def parse_anchor(text: str) -> Anchor:
    """Read « 12:<64 hexadecimal digits> »; raises ValueError, in French, for anything else."""
    sequence, _, digest = text.strip().partition(":")
    if not sequence.isdigit() or not ANCHOR_HASH.fullmatch(digest):
        raise ValueError(
            f"Ancre « {text.strip()} » illisible : la forme attendue est un rang, deux-points et une empreinte de "
            "64 chiffres hexadécimaux, comme le journal l’imprime."
        )
    return Anchor(int(sequence), digest)


def verify(anchor: Anchor | None = None) -> list[Break]:
    """Read the whole chain; return every place where it no longer holds, in order.

    The chain alone cannot show that its last entries were cut off: `anchor`, a head noted earlier outside the
    database, does.
    """
    breaks = []
    previous_hash, expected_sequence = GENESIS, 1
    at_anchor = None
    for entry in JournalEntry.objects.order_by("sequence").iterator():
        if entry.sequence != expected_sequence:
            breaks.append(Break(entry.sequence, f"rang {expected_sequence} attendu : des décisions ont été ôtées"))
        if entry.previous_hash != previous_hash:
            breaks.append(Break(entry.sequence, "chaînage rompu avec la décision précédente"))
        if entry.hash != hashlib.sha256(canonical(entry)).hexdigest():
            breaks.append(Break(entry.sequence, "contenu modifié après coup"))
        if anchor is not None and entry.sequence == anchor.sequence:
            at_anchor = entry.hash
        previous_hash, expected_sequence = entry.hash, entry.sequence + 1
    if anchor is not None and at_anchor is None:
        breaks.append(Break(anchor.sequence, "décision notée à l’extérieur, absente : la fin du journal a été ôtée"))
    elif anchor is not None and at_anchor != anchor.hash:
        breaks.append(Break(anchor.sequence, "empreinte différente de celle notée à l’extérieur"))
    return breaks
