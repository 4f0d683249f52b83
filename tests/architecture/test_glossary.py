"""The glossary judges the French of the code: a word in a name is English and known, or a term of docs/glossaire.md."""

import importlib
import pkgutil
import re

import pytest
from django.db import models

import tandem
from tests.architecture.sources import ROOT, our_models

PAGE = ROOT / "docs" / "glossaire.md"
ENGLISH = ROOT / "tests" / "architecture" / "english_words.txt"
ROW = re.compile(r"^\| `([a-z0-9_]+)` \| ([^|]*) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)


def rows():
    return ROW.findall(PAGE.read_text(encoding="utf-8"))


def terms():
    """Every spelling that the glossary allows, as tuples of words: the term, its plural."""
    spellings = {spelling for term, plural, *_ in rows() for spelling in (term, plural.strip("` —")) if spelling}
    return {tuple(spelling.split("_")) for spelling in spellings}


def english_words():
    return set(ENGLISH.read_text(encoding="utf-8").split())


def words_of(name):
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return [word for word in re.split(r"[_0-9]+", snake) if word]


def unknown_words(name, known_terms, english):
    """Words of a name that are in no term (longest first) and are not known English."""
    words, unknown = words_of(name), []
    longest = max(map(len, known_terms), default=1)
    while words:
        size = next((n for n in range(longest, 0, -1) if tuple(words[:n]) in known_terms), 0)
        if not size and words[0] not in english:
            unknown.append(words[0])
        words = words[size or 1 :]
    return unknown


def names_of_models():
    for model in our_models():
        yield f"{model.__name__}", model.__name__
        for field in model._meta.get_fields():
            if field.concrete and not field.auto_created and field.model is model:
                yield f"{model.__name__}.{field.name}", field.name


def names_of_enums():
    for module in pkgutil.walk_packages(tandem.__path__, "tandem."):
        if module.name.rpartition(".")[2] != "enums":
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, type) and issubclass(value, models.Choices) and value.__name__ == name and len(value):
                yield f"{module.name}.{name}", name
                for member in value:
                    yield f"{name}.{member.name}", member.name


def test_every_french_word_of_a_name_is_in_the_glossary():
    known_terms, english = terms(), english_words()
    unknown = {
        place: words
        for place, name in [*names_of_models(), *names_of_enums()]
        if (words := unknown_words(name, known_terms, english))
    }

    assert {} == unknown


def test_no_name_is_a_synonym_that_the_glossary_refuses():
    refused = {synonym for *_row, forbidden in rows() for synonym in re.findall(r"`(\w+)`", forbidden)}
    names = {"_".join(words_of(name)) for _place, name in [*names_of_models(), *names_of_enums()]}

    assert set() == names & refused


def test_the_glossary_is_in_alphabetical_order_without_doubles():
    found = [term for term, *_ in rows()]

    assert sorted(set(found)) == found


def test_every_term_is_defined_and_sourced():
    bare = [
        term for term, _plural, definition, source, _forbidden in rows() if not definition.strip() or not source.strip()
    ]

    assert [] == bare


def test_no_word_is_both_english_and_french():
    single = {words[0] for words in terms() if len(words) == 1}

    assert set() == single & english_words()


def test_english_words_are_in_alphabetical_order_and_used():
    listed = ENGLISH.read_text(encoding="utf-8").split()
    used = {word for _place, name in [*names_of_models(), *names_of_enums()] for word in words_of(name)}

    assert sorted(set(listed)) == listed
    assert [] == [word for word in listed if word not in used]


@pytest.mark.parametrize(
    "name, expected",
    [
        ("of_cfa", []),
        ("OfCfa", []),
        ("dont_bonus_vert", []),
        ("enveloppe_amount", ["amount"]),
        ("montant_demande", ["montant", "demande"]),
    ],
)
def test_a_term_is_one_unbroken_block(name, expected):
    known = {("of", "cfa"), ("bonus", "vert"), ("dont", "bonus", "vert"), ("enveloppe",)}

    assert expected == unknown_words(name, known, set())
