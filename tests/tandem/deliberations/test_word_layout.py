"""The Word layout that a Région sends back: usable, or refused with every reason."""

import io
import zipfile

import pytest
from docx import Document

from tandem.deliberations.letters import word_layout
from tandem.deliberations.letters.word_layout import default_layout, layout_problems
from tests.tandem.deliberations.text import plain


def rewritten(content, changes=None, added=None):
    """Return the archive with some members replaced (by a function of their bytes) or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            data = source.read(name)
            copy.writestr(name, changes[name](data) if changes and name in changes else data)
        for name, data in (added or {}).items():
            copy.writestr(name, data)
    return target.getvalue()


def with_paragraph(text):
    document = Document(io.BytesIO(default_layout("#1f4e5f")))
    document.add_paragraph(text)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def problems(content):
    return " ".join(plain(problem) for problem in layout_problems(content))


def test_layout_we_give_is_accepted():
    assert layout_problems(default_layout("#1f4e5f")) == []


def test_unknown_tag_is_named_with_those_that_exist():
    assert "La balise « montant » n’existe pas. Les balises admises sont : organisation" in problems(
        with_paragraph("{{ montant }}")
    )


def test_missing_legal_part_is_named():
    document = Document(io.BytesIO(default_layout("#1f4e5f")))
    for paragraph in document.paragraphs:
        if "voies_recours" in paragraph.text:
            paragraph.text = paragraph.text.replace("voies_recours", "body")
    target = io.BytesIO()
    document.save(target)

    assert "La balise « voies_recours »" in problems(target.getvalue())


@pytest.mark.parametrize(
    "text", ["{{ subject.__class__ }}", "{{ cycler('a') }}", "{{ subject|upper }}", "{{ subject[0] }}"]
)
def test_code_in_a_layout_is_refused(text):
    assert "seules les balises simples sont admises" in problems(with_paragraph(text))


def test_nested_loops_are_refused():
    loops = "{% for a in body %}{% for b in body %}x{% endfor %}{% endfor %}"

    assert "boucle double" in problems(with_paragraph(loops))


def test_unclosed_tag_is_refused():
    assert "mal fermée" in problems(with_paragraph("{% if subject %}"))


def test_macro_is_refused():
    assert "macro" in problems(rewritten(default_layout("#1f4e5f"), added={"word/vbaProject.bin": b"x"}))


def test_template_fetched_from_elsewhere_is_refused():
    link = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'attachedTemplate" Target="http://ailleurs.example/m.dotm" TargetMode="External"/></Relationships>'
    )
    changed = rewritten(
        default_layout("#1f4e5f"),
        {"word/_rels/document.xml.rels": lambda data: data.replace(b"</Relationships>", link)},
    )

    assert "va chercher un modèle ou une image sur un autre ordinateur" in problems(changed)


def test_xml_entities_are_refused():
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    changed = rewritten(
        default_layout("#1f4e5f"),
        {"word/settings.xml": lambda data: entity + data.split(b"?>", 1)[1]},
    )

    assert "définition XML inattendue" in problems(changed)


def test_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (word_layout.MAX_UNPACKED_BYTES + 1))

    assert "anormalement volumineux" in problems(bomb.getvalue())


def test_file_above_the_limit_is_refused():
    assert "dépasse 2 Mo" in problems(b"x" * (word_layout.MAX_BYTES + 1))


@pytest.mark.parametrize("content", [b"", b"bonjour", b"PK\x03\x04"])
def test_file_that_is_not_a_word_document_is_refused(content):
    assert "n’est pas un document Word" in problems(content)


def test_archive_without_a_word_document_is_refused():
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("autre.txt", "x")

    assert "n’est pas un document Word" in problems(other.getvalue())


def test_broken_word_document_is_refused():
    changed = rewritten(default_layout("#1f4e5f"), {"word/document.xml": lambda data: data[:200]})

    assert "n’est pas un document Word lisible" in problems(changed)
