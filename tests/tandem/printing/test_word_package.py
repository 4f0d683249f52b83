"""A Word file that someone sends: opened, or refused with a sentence for each danger."""

import io
import zipfile

import pytest

from tandem.printing import word_package
from tandem.printing.word_package import danger_problems, opening_problems
from tests.tandem.printing.archives import document_of, related, rewritten, with_xml
from tests.tandem.printing.text import plain

EXTERNAL = "TargetMode='External'"
FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{0}</w:instrText></w:r>'
    '<w:r><w:instrText>{1}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)


def problems(content):
    return " ".join(plain(problem) for problem in opening_problems(content) or danger_problems(content))


def archive_of(names):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


def test_ordinary_document_is_accepted():
    assert problems(document_of("Texte")) == ""


def test_link_to_be_followed_is_accepted():
    assert problems(related("hyperlink", "https://exemple.invalid", EXTERNAL)) == ""


def test_file_above_the_limit_is_refused():
    assert "dépasse 2 Mo" in problems(b"x" * (word_package.MAX_BYTES + 1))


@pytest.mark.parametrize("content", [b"", b"bonjour", b"PK\x03\x04"])
def test_file_that_is_not_a_word_document_is_refused(content):
    assert "n’est pas un document Word" in problems(content)


def test_archive_without_a_word_document_is_refused():
    assert "n’est pas un document Word" in problems(archive_of(["autre.txt"]))


def test_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (word_package.MAX_UNPACKED_BYTES + 1))

    assert "anormalement volumineux" in problems(bomb.getvalue())


def test_archive_of_too_many_parts_is_refused():
    names = [f"word/{rank}.xml" for rank in range(word_package.MAX_MEMBERS + 1)]

    assert "anormalement volumineux" in problems(archive_of(names))


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "word\\..\\..\\x", "C:/x"])
def test_path_that_leaves_the_archive_is_refused(name):
    assert "un chemin qui sort de son archive" in problems(rewritten(document_of("Texte"), added={name: b"x"}))


def test_relation_that_leaves_the_archive_is_refused():
    assert "un chemin qui sort de son archive" in problems(related("image", "../../../etc/passwd"))


def test_two_parts_of_one_name_are_refused():
    twice = rewritten(document_of("Texte"), added={"word/Document.xml": b"<x/>"})

    assert "deux parties du même nom" in problems(twice)


def test_encrypted_part_is_refused():
    content = bytearray(document_of("Texte"))
    start = content.rindex(b"PK\x01\x02")
    content[start + 8] |= 1

    assert "n’est pas un document Word lisible" in problems(bytes(content))


def test_damaged_part_is_refused():
    stored = rewritten(document_of("Texte"))

    assert "n’est pas un document Word lisible" in problems(stored.replace(b"Texte", b"Tixte"))


def test_part_that_is_not_xml_is_refused():
    broken = rewritten(document_of("Texte"), {"word/document.xml": lambda data: data[:200]})

    assert "n’est pas un document Word lisible" in problems(broken)


@pytest.mark.parametrize("definition", ["<!DOCTYPE x>", '<!DOCTYPE x [<!ENTITY a "aaaa">]>'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-7"])
@pytest.mark.parametrize("name", ["word/settings.xml", "word/media/image.png"])
def test_xml_definitions_are_refused_whatever_their_encoding(definition, encoding, name):
    part = f'<?xml version="1.0" encoding="{encoding}"?>{definition}<x/>'
    written = part.encode(encoding)
    if encoding == "utf-7":
        written = part.split("?>", 1)[0].encode() + b"?>" + f"{definition}<x/>".encode(encoding)
    content = rewritten(
        document_of("Texte"), {name: lambda _: written}, None if name == "word/settings.xml" else {name: written}
    )

    assert "définition XML inattendue" in problems(content)


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/vbaData.xml"])
def test_macro_is_refused(name):
    assert "contient une macro. Enregistrez-le sans macro" in problems(
        rewritten(document_of("Texte"), added={name: b"<x/>"})
    )


def test_document_declared_with_macros_is_refused():
    content = rewritten(
        document_of("Texte"),
        {
            "[Content_Types].xml": lambda data: data.replace(
                b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                b"application/vnd.ms-word.document.macroEnabled.main+xml",
            )
        },
    )

    assert "contient une macro. Enregistrez-le sans macro" in problems(content)


@pytest.mark.parametrize(
    "content",
    [
        rewritten(document_of("Texte"), added={"word/embeddings/classeur.xlsx": b"x"}),
        related("oleObject", "objet.dat"),
        with_xml('<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:o"/></w:object></w:r></w:p>'),
    ],
    ids=["part", "relation", "element"],
)
def test_embedded_object_is_refused(content):
    assert "contient un objet incorporé, comme un classeur" in problems(content)


def test_active_control_is_refused():
    content = rewritten(document_of("Texte"), added={"word/activeX/activeX1.bin": b"x"})

    assert "une macro ou un objet incorporé. Retirez-le" in problems(content)


@pytest.mark.parametrize("mode", [EXTERNAL, 'TargetMode="External"', "TargetMode = 'External'"])
def test_picture_fetched_from_elsewhere_is_refused(mode):
    assert "va chercher un modèle ou une image sur un autre ordinateur" in problems(
        related("image", "http://ailleurs.example/suivi.png", mode)
    )


def test_attached_template_is_refused():
    assert "est attaché à un modèle rangé ailleurs" in problems(
        related("attachedTemplate", "http://ailleurs.example/m.dotm", EXTERNAL)
    )


@pytest.mark.parametrize(
    "content", [related("aFChunk", "autre.html"), with_xml("<w:altChunk/>")], ids=["relation", "element"]
)
def test_whole_file_included_is_refused(content):
    assert "« altChunk »" in problems(content)


@pytest.mark.parametrize(
    "xml",
    [
        FIELD.format(" DDE", 'AUTO c:\\\\windows "x"'),
        '<w:p><w:fldSimple w:instr=" INCLUDETEXT &quot;http://x&quot;"/></w:p>',
    ],
    ids=["in runs", "simple"],
)
def test_field_that_fetches_is_refused(xml):
    assert "qui va chercher un contenu ailleurs" in problems(with_xml(xml))


def test_field_that_numbers_pages_is_accepted():
    assert problems(with_xml(FIELD.format(" PA", "GE "))) == ""


def test_all_the_dangers_are_told_at_once():
    content = related("attachedTemplate", "http://ailleurs.example/m.dotm", EXTERNAL, content=with_xml("<w:altChunk/>"))
    found = problems(rewritten(content, added={"word/vbaProject.bin": b"x"}))

    assert all(words in found for words in ("une macro", "« altChunk »", "attaché à un modèle"))
