"""The Word layout of a convention and of an avenant: the one we give, and what an organisation's own may place."""

from datetime import date
from functools import lru_cache

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from tandem.conventions.enums import NatureDocument
from tandem.printing import word
from tandem.printing.word_template import Vocabulary

PARTIES, CLAUSES, SIGNATURES, FICHES = "parties", "clauses", "signatures", "fiches"
MARKS = (PARTIES, CLAUSES, SIGNATURES, FICHES)
VOCABULARY = Vocabulary(
    tags={
        "titre": "titre du document",
        "organisation": "organisation qui l’a préparé",
        "etat": "état : projet, ou version finalisée et sa date",
        "donnees_fictives": "mention des données fictives, vide s’il n’y en a pas",
        PARTIES: "parties, telles que le texte les nomme",
        CLAUSES: "clauses dans leur ordre, avec leurs titres",
        SIGNATURES: "tableau des signataires",
        FICHES: "fiches actions par axe, en tableaux",
    },
    required=("titre", "etat", "donnees_fictives", *MARKS),
    sample={
        "titre": "Convention d’exemple",
        "organisation": "Région d’exemple",
        "etat": "Projet au 1er janvier 2000",
        "donnees_fictives": "Données fictives.",
    },
    marks=MARKS,
)
VOCABULARIES = {NatureDocument.CONVENTION: VOCABULARY, NatureDocument.AVENANT: VOCABULARY}
"""The documents whose Word layout an organisation may replace."""


@lru_cache(maxsize=32)
def default_layout(colour: str) -> bytes:
    """Return the layout that every organisation starts from, to be edited in Word and sent back."""
    document = word.new_document(
        title="Modèle de convention", author="Tandem", subject="Modèle de convention", on=date(2023, 1, 1)
    )
    normal = document.styles["Normal"].paragraph_format
    normal.space_after = Pt(6)
    word.heading(document, "{{ organisation }}", level=2, colour=colour)
    title = document.add_paragraph("{{ titre }}", style="Title")
    title.runs[0].font.name, title.runs[0].font.size = word.FONT, Pt(20)
    document.add_paragraph("{{ etat }}").runs[0].italic = True
    document.add_paragraph("{%p if donnees_fictives %}")
    document.add_paragraph("{{ donnees_fictives }}").runs[0].bold = True
    document.add_paragraph("{%p endif %}")
    for name in MARKS:
        paragraph = document.add_paragraph("{{ " + name + " }}")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    word.footer(document, "{{ titre }} – {{ etat }}")
    return word.saved(document)
