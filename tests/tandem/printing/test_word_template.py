"""A Word template that someone edits: usable, or refused with every reason; filled without running anything."""

import io
import time
import zipfile

import pytest
from docx import Document

from tandem.printing import PrintingError, word_template
from tandem.printing.word_template import Vocabulary, mark, problems_of, rendered, replace_mark
from tests.tandem.printing.archives import document_of, rewritten
from tests.tandem.printing.text import plain

VOCABULARY = Vocabulary(
    tags={"objet": "objet de la convention", "clauses": "clauses, une par une", "fiches": "tableaux des fiches"},
    required=("objet", "fiches"),
    sample={"objet": "Objet d’exemple", "clauses": ["Première clause.", "Seconde clause."]},
    marks=("fiches",),
)
GOOD = ("{{ objet }}", "{%p for clause in clauses %}", "{{ clause }}", "{%p endfor %}", "{{ fiches }}")


def problems(content):
    return " ".join(plain(problem) for problem in problems_of(content, VOCABULARY))


def with_paragraph(text):
    return document_of(*GOOD, text)


def words_of(document):
    return [paragraph.text for paragraph in document.paragraphs]


def test_template_with_its_tags_is_accepted():
    assert problems_of(document_of(*GOOD), VOCABULARY) == []


def test_template_is_filled_paragraph_by_paragraph():
    context = {"objet": "Développer", "clauses": ["Un", "Deux"], "fiches": mark("fiches")}
    document = rendered(document_of(*GOOD), context)

    assert words_of(document) == ["Développer", "Un", "Deux", mark("fiches")]


def test_values_are_escaped():
    document = rendered(document_of("{{ objet }}"), {"objet": "<w:br/> & {{ 7 }}"})

    assert words_of(document) == ["<w:br/> & {{ 7 }}"]


def test_tables_take_the_place_of_their_mark():
    document = rendered(document_of("{{ fiches }}", "Suite"), {"fiches": mark("fiches")})
    table = document.add_table(rows=1, cols=1)
    replace_mark(document, "fiches", [table._tbl])

    assert words_of(document) == ["Suite"]
    assert document.element.body[0] is table._tbl


def test_mark_that_a_condition_took_away_is_told():
    document = rendered(document_of("{% if objet %}{{ fiches }}{% endif %}"), {"objet": "", "fiches": mark("fiches")})

    with pytest.raises(PrintingError, match="doit être placée une seule fois"):
        replace_mark(document, "fiches", [])


@pytest.mark.parametrize(
    "changes",
    [{"required": ("autre",)}, {"marks": ("autre",)}, {"sample": {"objet": "x"}}],
    ids=["required", "marks", "sample"],
)
def test_vocabulary_that_contradicts_itself_is_refused(changes):
    given = {"tags": VOCABULARY.tags, "required": (), "sample": VOCABULARY.sample, "marks": ("fiches",)}

    with pytest.raises(ValueError, match="every tag"):
        Vocabulary(**{**given, **changes})


def test_unknown_tag_is_named_with_those_that_exist():
    assert "La balise « montant » n’existe pas. Les balises admises sont : objet, clauses, fiches." in problems(
        with_paragraph("{{ montant }}")
    )


def test_missing_tag_is_named_with_what_it_prints():
    assert "La balise « objet » (objet de la convention) manque" in problems(document_of("{{ fiches }}"))


def test_every_problem_of_the_tags_is_told_at_once():
    found = problems(document_of("{{ montant }}", "{{ clauses|upper }}"))

    assert all(words in found for words in ("« montant » n’existe pas", "« objet » (", "seules les balises simples"))


def test_dangers_and_tags_are_told_at_once():
    found = problems(rewritten(document_of("{{ fiches }}"), added={"word/vbaProject.bin": b"x"}))

    assert "une macro" in found
    assert "« objet »" in found


@pytest.mark.parametrize(
    "text",
    [
        "{{ objet.__class__ }}",
        "{{ cycler('a') }}",
        "{{ objet|upper }}",
        "{{ objet[0] }}",
        "{{ 9 * 9 }}",
        "{% set x = 1 %}",
        "{% include 'x' %}",
        "{% colspan objet %}",
        "{% cellbg objet %}",
    ],
)
def test_code_in_a_template_is_refused(text):
    assert "seules les balises simples sont admises" in problems(with_paragraph(text))


def test_code_written_with_character_references_is_refused():
    hidden = rewritten(
        with_paragraph("CACHE"),
        {"word/document.xml": lambda data: data.replace(b"CACHE", b"&#123;&#123; objet.__class__ &#125;&#125;")},
    )

    assert "seules les balises simples sont admises" in problems(hidden)


def test_code_in_a_header_of_any_name_is_refused():
    document = Document(io.BytesIO(document_of(*GOOD)))
    document.sections[0].header.paragraphs[0].text = "{{ objet.__class__ }}"
    target = io.BytesIO()
    document.save(target)
    renamed = io.BytesIO()
    with zipfile.ZipFile(target) as source, zipfile.ZipFile(renamed, "w") as copy:
        for name in source.namelist():
            data = source.read(name).replace(b"header1.xml", b"autre1.xml")
            copy.writestr(name.replace("header1.xml", "autre1.xml"), data)

    assert "seules les balises simples sont admises" in problems(renamed.getvalue())


def test_code_in_the_properties_is_refused():
    document = Document(io.BytesIO(document_of(*GOOD)))
    document.core_properties.title = "{{ objet.__class__ }}"
    target = io.BytesIO()
    document.save(target)

    assert "seules les balises simples sont admises" in problems(target.getvalue())


def test_code_is_refused_again_when_a_template_is_filled():
    with pytest.raises(PrintingError, match="ne peut être rempli"):
        rendered(document_of("{{ objet|upper }}"), {"objet": "x"})


def test_nested_loops_are_refused():
    loops = "{% for a in clauses %}{% for b in clauses %}x{% endfor %}{% endfor %}"

    assert "boucle double" in problems(with_paragraph(loops))


def test_unclosed_tag_is_refused():
    assert "mal fermée" in problems(with_paragraph("{% if objet %}"))


def test_conditions_nested_without_end_are_refused():
    text = "{% if objet %}" * 140 + "x" + "{% endif %}" * 140

    assert "ne peut être rempli" in problems(with_paragraph(text))


def test_expression_nested_without_end_is_refused():
    assert "trop imbriquées" in problems(with_paragraph("{{ " + "(" * 5_000 + "objet" + ")" * 5_000 + " }}"))


def test_loop_over_a_number_is_refused():
    assert "ne peut être rempli" in problems(with_paragraph("{% for a in 3 %}x{% endfor %}"))


def test_loop_that_would_print_without_end_is_refused():
    loop = "{% for a in '" + "x" * 20_000 + "' %}" + "Longue phrase. " * 100 + "{% endfor %}"

    assert "serait démesuré" in problems(with_paragraph(loop))


def test_values_that_would_print_without_end_are_refused():
    with pytest.raises(PrintingError, match="serait démesuré"):
        rendered(document_of("{{ objet }}" * 100), {"objet": "x" * 100_000})


def test_too_many_tags_are_refused():
    assert "trop de balises" in problems(with_paragraph("{{ objet }}" * (word_template.MAX_TAGS + 1)))


def test_text_without_end_is_refused():
    assert "trop long" in problems(with_paragraph("x" * word_template.MAX_PART_CHARACTERS))


@pytest.mark.parametrize(
    "text",
    [
        "{% colspan" + " " * 20_000 + "%x",
        ("{{" + "x" * 3_000) * 290,
        ("{%r " + "x" * 3_000) * 290,
    ],
    ids=["colspan", "unclosed values", "unclosed blocks"],
)
def test_tags_made_to_be_read_forever_are_refused_in_time(text):
    start = time.process_time()
    found = problems(with_paragraph(text))

    assert found
    assert time.process_time() - start < 30


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("{{ objet }}", "Avant {{ fiches }}"),
        ("{{ objet }}", "{{ fiches }}", "{{ fiches }}"),
        ("{{ objet }}", "{% for a in clauses %}", "{{ fiches }}", "{% endfor %}"),
        ("{{ objet }}", "{% if not objet %}{{ fiches }}{% endif %}"),
    ],
    ids=["beside words", "twice", "in a loop", "in a condition"],
)
def test_mark_that_tables_cannot_replace_is_refused(paragraphs):
    assert "« fiches » doit être placée une seule fois, seule sur sa ligne" in problems(document_of(*paragraphs))
