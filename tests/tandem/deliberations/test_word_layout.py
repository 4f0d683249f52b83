"""The Word layout that a Région sends back: what it may place, and what it must."""

import io

from docx import Document

from tandem.deliberations.letters.word_layout import VOCABULARY, default_layout
from tandem.printing.word_template import problems_of
from tests.tandem.printing.text import plain


def problems(content):
    return " ".join(plain(problem) for problem in problems_of(content, VOCABULARY))


def changed(old, new):
    """Return the layout we give with a name replaced wherever it stands."""
    document = Document(io.BytesIO(default_layout("#1f4e5f")))
    for paragraph in document.paragraphs:
        if old in paragraph.text:
            paragraph.text = paragraph.text.replace(old, new)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_layout_we_give_is_accepted():
    assert problems(default_layout("#1f4e5f")) == ""


def test_unknown_tag_is_named_with_those_that_exist():
    assert "La balise « montant » n’existe pas. Les balises admises sont : organisation, dateline" in problems(
        changed("dateline", "montant")
    )


def test_missing_legal_part_is_named():
    assert "La balise « voies_recours » (voies et délais de recours) manque" in problems(
        changed("voies_recours", "body")
    )


def test_tables_that_nothing_could_replace_are_refused():
    assert "La balise « tables » doit être placée une seule fois" in problems(
        changed("{{ tables }}", "Voici le détail : {{ tables }}")
    )
