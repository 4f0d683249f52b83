"""The Word layout of the letters: the one we give, and what the one that a Région sends back may place."""

from datetime import date
from functools import lru_cache

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from tandem.printing import word
from tandem.printing.word_template import Vocabulary

TABLES = "tables"
VOCABULARY = Vocabulary(
    tags={
        "organisation": "nom de la Région",
        "dateline": "lieu et date",
        "recipient": "OF-CFA destinataire",
        "subject": "objet",
        "body": "corps, paragraphe par paragraphe",
        "signatory": "qualité et nom du signataire",
        TABLES: "tableaux du montant, du calcul et des formations",
        "voies_recours": "voies et délais de recours",
    },
    required=("recipient", "subject", "body", TABLES, "voies_recours"),
    sample={
        "organisation": "Région d’exemple",
        "dateline": "Exempleville, le 1er janvier 2000",
        "recipient": "CFA D’EXEMPLE",
        "subject": "Objet du courrier",
        "body": ["Premier paragraphe.", "Second paragraphe."],
        "signatory": ["Qualité du signataire", "Nom du signataire"],
        "voies_recours": ["Voies de recours.", "Délais de recours."],
    },
    marks=(TABLES,),
)


@lru_cache(maxsize=32)
def default_layout(colour: str) -> bytes:
    """Return the layout that every Région starts from, to be edited in Word and sent back."""
    document = word.new_document(
        title="Modèle de courrier", author="Tandem", subject="Modèle de courrier", on=date(2023, 1, 1)
    )
    section = document.sections[0]
    section.left_margin = section.right_margin = Cm(2.3)
    word.heading(document, "{{ organisation }}", level=2, colour=colour)
    for tag in ("recipient", "dateline"):
        paragraph = document.add_paragraph("{{ " + tag + " }}")
        paragraph.paragraph_format.left_indent = Cm(8.5)
        paragraph.runs[0].bold = tag == "recipient"
        paragraph.paragraph_format.space_after = Pt(18)
    word.heading(document, "{{ subject }}", level=1, colour=colour)
    _repeated(document, "body", "paragraphe")
    _repeated(document, "signatory", "ligne", alignment=WD_ALIGN_PARAGRAPH.RIGHT)
    document.add_paragraph("{{ tables }}")
    word.heading(document, "Voies et délais de recours", level=2, colour=colour)
    _repeated(document, "voies_recours", "paragraphe", size=9)
    word.footer(document, "{{ organisation }} – {{ subject }} – {{ recipient }}")
    return word.saved(document)


def _repeated(document, tag: str, item: str, *, alignment=None, size: float | None = None) -> None:
    document.add_paragraph(f"{{%p for {item} in {tag} %}}")
    paragraph = document.add_paragraph("{{ " + item + " }}")
    paragraph.paragraph_format.space_after = Pt(8)
    if alignment is not None:
        paragraph.alignment = alignment
    if size is not None:
        paragraph.runs[0].font.size = Pt(size)
    document.add_paragraph("{%p endfor %}")
