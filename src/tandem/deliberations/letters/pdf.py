"""A letter as a tagged PDF/UA-1 file."""

from tandem.deliberations.layouts import LAYOUTS
from tandem.deliberations.letters.content import LetterContent
from tandem.printing.typesetting import typeset


def letter_pdf(letter: LetterContent) -> bytes:
    """Return the PDF; the same letter gives the same bytes."""
    data = {
        "organisation": letter.sender.nom,
        "couleur": letter.sender.couleur,
        "fiction": letter.sender.fiction,
        "recipient": letter.recipient,
        "dateline": letter.dateline,
        "subject": letter.subject,
        "body": letter.body,
        "voies_recours": letter.voies_recours,
        "signatory": letter.signatory,
        "tables": [
            {
                "title": table.title,
                "headers": table.headers,
                "rows": table.rows,
                "numeric": table.numeric,
                "totals": table.totals,
            }
            for table in letter.tables
        ],
        "footer": f"{letter.sender.nom} – {letter.subject} – {letter.recipient}",
    }
    return typeset(LAYOUTS / "letter.typ", data, on=letter.on)
