"""What a dossier still lacks, told to its OF-CFA before and after the deposit."""

from collections.abc import Collection
from typing import NamedTuple

from tandem.campagnes.engine import reglement_for
from tandem.campagnes.indicateurs import asked_figures
from tandem.campagnes.recevabilite import missing_figures, missing_pieces


class Missing(NamedTuple):
    """One thing to do: where (« formations », « pieces », or the reference of a formation), a French sentence.

    `is_blocking` when nothing can be deposited without it; otherwise the règlement leaves time to complete.
    """

    place: str
    label: str
    is_blocking: bool


def missing(dossier) -> list[Missing]:
    """Return everything that a dossier lacks, in the order in which it is filled."""
    reglement = reglement_for(dossier.campagne)
    rows = [row for row in dossier.candidatures.order_by("reference") if row.statut != "retiree"]
    found = []
    if not rows:
        found.append(Missing("formations", "Ajoutez au moins une formation.", is_blocking=True))
    for row in rows:
        labels = missing_figures(reglement, row.indicateurs)
        if labels:
            plural = "s" if len(labels) > 1 else ""
            found.append(
                Missing(
                    row.reference,
                    f"{row.formation} : {len(labels)} donnée{plural} à compléter ({_first(labels)}).",
                    is_blocking=False,
                )
            )
        if row.contrats == 0:
            found.append(Missing(row.reference, f"{row.formation} : aucun contrat n’est déclaré.", is_blocking=False))
    present = dossier.pieces.filter(withdrawn_at__isnull=True).values_list("nature", flat=True)
    found += [
        Missing("pieces", f"Pièce à joindre : {label}.", is_blocking=False)
        for label in missing_pieces(reglement, present)
    ]
    return found


def _first(labels, most: int = 3) -> str:
    """The first labels, and how many others."""
    shown = ", ".join(label[0].lower() + label[1:] for label in labels[:most])
    others = len(labels) - most
    return shown if others <= 0 else f"{shown}, et {others} autre{'s' if others > 1 else ''}"


def missing_to_deposit(dossier, drafts: Collection) -> list[Missing]:
    """Return what forbids the deposit itself: nothing to deposit, or a lack that can no longer be made good."""
    found = [item for item in missing(dossier) if item.is_blocking]
    if not drafts and not found:
        found.append(Missing("formations", "Aucune formation en brouillon n’est à déposer.", is_blocking=True))
    return found


def share_filled(reglement, indicateurs) -> tuple[int, int]:
    """Return how many figures are given, and how many are asked."""
    codes = asked_figures(reglement)
    return sum(indicateurs.get(code) not in {None, ""} for code in codes), len(codes)
