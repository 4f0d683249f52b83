"""Annexe 1 as a tagged PDF/UA-1 file."""

from tandem import formats
from tandem.deliberations.annexes.content import HEADERS, Annexe
from tandem.deliberations.fiction import ALL
from tandem.deliberations.layouts import LAYOUTS
from tandem.printing.typesetting import typeset

RECTIFICATION_HEADERS = ("OF CFA", "Écart", "Majoration totale avant", "Majoration totale après", "Motif")


def annexe_pdf(annexe: Annexe) -> bytes:
    """Return the PDF; the same annexe gives the same bytes."""
    data = {
        "organisation": annexe.region,
        "couleur": annexe.couleur,
        "fiction": ALL if annexe.is_fictif else "",
        "title": annexe.title,
        "statement": annexe.statement,
        "running_title": annexe.running_title,
        "watermark": annexe.watermark,
        "sha256_note": annexe.sha256_note,
        "headers": HEADERS,
        "lignes": [ligne.printed() for ligne in annexe.lignes],
        "totaux": annexe.printed_totaux(),
        "rectification_headers": RECTIFICATION_HEADERS,
        "rectifications": [
            (
                one.nom,
                formats.signed_euros(one.ecart_majoration + one.ecart_exceptionnelle),
                formats.euros(one.totale_avant),
                formats.euros(one.totale_apres),
                one.motif,
            )
            for one in annexe.rectifications
        ],
        "notes": annexe.notes,
    }
    return typeset(LAYOUTS / "annexe.typ", data, on=annexe.date)
