"""All the letters of a vote in one zip archive, with the manifest that lists and fingerprints them."""

import hashlib
import io
import zipfile
from collections.abc import Iterable
from typing import NamedTuple

from bareme.tables.writing import write_csv
from tandem.printing.word import ZIP_EPOCH

MANIFEST = "manifeste.csv"
MANIFEST_HEADERS = ("fichier", "nature", "of_cfa", "montant_total", "octets", "sha256")


class BatchItem(NamedTuple):
    """One file of the batch; `amount` in whole euros, None when nothing was retained."""

    filename: str
    kind: str
    of_cfa: str
    amount: int | None
    content: bytes


def batch_zip(items: Iterable[BatchItem]) -> bytes:
    """Return the archive; the same letters give the same bytes."""
    target = io.BytesIO()
    rows = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for item in items:
            _add(archive, item.filename, item.content)
            amount = "" if item.amount is None else item.amount
            digest = hashlib.sha256(item.content).hexdigest()
            rows.append((item.filename, item.kind, item.of_cfa, amount, len(item.content), digest))
        _add(archive, MANIFEST, _manifest(rows))
    return target.getvalue()


def _manifest(rows: list[tuple]) -> bytes:
    return ("\ufeff" + write_csv(MANIFEST_HEADERS, rows)).encode()


def _add(archive: zipfile.ZipFile, filename: str, content: bytes) -> None:
    info = zipfile.ZipInfo(filename, ZIP_EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content)
