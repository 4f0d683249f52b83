"""The conventions of the sources, as data: every quote is in its source, and nothing of the source is left out."""

import re

import pytest

from tests.tandem.conventions.printed import (
    AKTO,
    ATLAS,
    CLAUSES,
    CONVENTIONS,
    MODELES,
    SLUGS,
    TEXTS,
    TYPES,
    clause_texts,
    left_out,
    missing_quotes,
    printed_in,
    quotes,
    read,
    text_of,
)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_convention_says_what_its_source_says_word_for_word(slug):
    convention = CONVENTIONS[slug]

    assert [] == missing_quotes(convention)
    assert len(list(quotes(convention))) > 10


@pytest.mark.parametrize("name", ["clauses", "organisations", "portefeuille-akto-2022"])
def test_clauses_and_organisations_are_quoted_word_for_word(name):
    data = read(f"{name}.yaml")

    assert [] == missing_quotes(data)
    assert list(quotes(data))


def test_a_word_changed_in_a_quote_would_be_found():
    source = TEXTS["Centre Inffo, 11 avril 2022"]

    assert printed_in("Pendant quatre mois", source)
    assert not printed_in("Pendant cinq mois", source)
    assert not printed_in("quatre mois […] a débuté le 7 avril un cycle", source)


def test_the_law_is_quoted_word_for_word():
    quoted = [
        text
        for row in TYPES.values()
        for key in ("references", "clauses_obligatoires", "obligations_legales")
        for item in row[key]
        for text in [item["quote"]]
    ]

    assert len(quoted) > 10
    assert [] == [text for text in quoted if not printed_in(text, TEXTS["loi"])]


def test_the_rest_of_the_types_is_quoted_from_its_own_source():
    types = [{**row, "references": [], "clauses_obligatoires": [], "obligations_legales": []} for row in TYPES.values()]

    assert [] == missing_quotes(types)
    assert 5 == len(list(quotes(types)))


@pytest.mark.parametrize("code", ["akto", "akto-actions", "atlas"])
def test_a_template_has_the_labels_of_its_source(code):
    modele = MODELES[code]
    labels = [field["label"] for field in [*modele["champs"], *modele["champs_action"]]]

    assert [] == [label for label in labels if not printed_in(label, text_of(modele["source"]))]


@pytest.mark.parametrize("slug, fiches", [
    ("akto-idf-2023", "Fiche action 1"), ("atlas-idf-2023", "Fiches actions – Annexe de la"),
])  # fmt: skip
def test_the_clauses_leave_nothing_of_the_convention_out_but_its_headings(slug, fiches):
    body = text_of(CONVENTIONS[slug]["source"]).split(fiches)[0]
    title, *headings = [words for words in left_out(clause_texts(slug), body) if words]
    printed = [v["titre"] for row in CLAUSES.values() for v in row["variantes"] if "titre" in v]
    unknown = [words for words in headings if not words.endswith(tuple(printed)) and words != "Préambule"]

    assert title.startswith(("CONVENTION", "Entre la Région"))
    assert 11 == len(headings)
    assert [] == unknown


def test_the_fiches_of_akto_leave_only_the_labels_of_their_templates_out():
    texts = []
    for fiche in CONVENTIONS["akto-idf-2023"]["fiches"]:
        fields = list(fiche["champs"].items())
        actions = [text for action in fiche["actions"] for text in (action["titre"], *action["champs"].values())]
        middle = 3 if actions else 0
        texts += [text for _code, text in fields[:middle]] + actions + [text for _code, text in fields[middle:]]
    rest = left_out(
        texts, TEXTS[AKTO].partition("Laurent BARTHELEMY, Vice-Président ")[2].partition("Fiche action 1")[2]
    )
    labels = {field["label"] for code in ("akto", "akto-actions") for field in MODELES[code]["champs"]}
    labels |= {f"{field['label']} :" for field in MODELES["akto-actions"]["champs_action"]}

    assert 47 == len(rest)
    assert [] == [w for w in rest if w and re.sub(r"^Fiche action \d ", "", w) not in labels and w[:9] != "Action N°"]


def test_the_fiches_of_atlas_leave_only_the_labels_of_their_template_out():
    fiches = CONVENTIONS["atlas-idf-2023"]["fiches"]
    texts = [text for fiche in fiches for text in (fiche["titre"], *fiche["champs"].values()) if text]
    rest = left_out(texts, TEXTS[ATLAS].partition("FICHES 1 - ")[2])
    label = re.compile(r"(?:.*?Fiche ?\d\.\d -|Contexte|Objectifs?|Mise en œuvre|Calendrier)")
    axes = {axe["titre"] for axe in CONVENTIONS["atlas-idf-2023"]["axes"]}
    headings = {re.sub(r"^FICHES \d(?: -)? | ?Fiche ?\d\.\d -$", "", words) for words in rest if "Fiche" in words}

    assert 80 == len(rest)
    assert [] == [words for words in rest if not label.fullmatch(words)]
    assert {"", *axes} == headings


def test_the_faults_of_the_source_are_kept():
    akto, atlas = (" ".join(clause_texts(slug)) for slug in ("akto-idf-2023", "atlas-idf-2023"))
    both = "(ou Elle est renouvelable par voie d’avenant)"

    assert [] == [mark for mark in ("Délégation Régionale de X (adresse)", "Mr/Mme X", "xxx", both) if mark not in akto]
    assert [] == [mark for mark in ("n° ….. du …..", "(ou régulièrement)", "Signataires", both) if mark not in atlas]
    assert [] == [mark for mark in ("grands familles", "relavant") if mark not in atlas]
    assert "couts contrats" in CONVENTIONS["akto-idf-2023"]["fiches"][0]["champs"]["indicateurs"]
