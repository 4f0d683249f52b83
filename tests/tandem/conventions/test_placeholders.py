"""What a text leaves open is found where it is, and only what is open may change after the vote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.conventions.placeholders import fills, placeholders_of


def kinds(text):
    return [(hole.kind, hole.printed) for hole in placeholders_of(text)]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Permanente Régionale n° ….. du …..,", [("points", "n° ….. du …..")]),
        ("représentée par Mr/Mme X, Déléguée", [("X", "Mr/Mme X")]),
        ("La Délégation Régionale de X (adresse) est", [("X", "X"), ("adresse", "(adresse)")]),
        ("xxx", [("xxx", "xxx")]),
        ("des parties (ou Elle est renouvelable par voie d’avenant).", [
            ("alternative", "(ou Elle est renouvelable par voie d’avenant)")
        ]),
        ("deux fois par an (ou régulièrement) sur", [("alternative", "(ou régulièrement)")]),
        ("les organismes (ou non) : une parenthèse", [("alternative", "(ou non)")]),
        ("Signataires", [("signataires", "Signataires")]),
        ("financement : [à compléter : montant].", [("à compléter", "[à compléter : montant]")]),
    ],
)  # fmt: skip
def test_every_opening_of_the_sources_is_found(text, expected):
    assert expected == kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "le nombre d’entreprises ayant recours à l’alternance…), ",
        "salons, speed dating …",
        "les dates de sessions…",
        "un fichier XML, la clause X.2, l’axe X-1",
        "les Signataires s’engagent",
    ],
)
def test_what_only_looks_like_a_blank_is_left_alone(text):
    assert [] == kinds(text)


def test_the_open_points_of_akto_are_those_of_its_text(real_conventions):
    found = {
        clause.code: [hole.printed for hole in placeholders_of(clause.texte)]
        for clause in real_conventions["akto-idf-2023"].clauses.current()
        if placeholders_of(clause.texte)
    }

    assert {
        "parties": ["X", "(adresse)", "Mr/Mme X", "X"],
        "article-5": ["(ou Elle est renouvelable par voie d’avenant)"],
        "signatures": ["xxx"],
    } == found


def test_the_open_points_of_atlas_are_those_of_its_text(real_conventions):
    found = {
        clause.code: [hole.printed for hole in placeholders_of(clause.texte)]
        for clause in real_conventions["atlas-idf-2023"].clauses.current()
        if placeholders_of(clause.texte)
    }

    assert {
        "parties": ["n° ….. du ….."],
        "article-3-3": ["(ou régulièrement)"],
        "article-5": ["(ou Elle est renouvelable par voie d’avenant)"],
        "signatures": ["Signataires"],
    } == found


TEXT = "La Région agit. Elle est représentée par Mr/Mme X. Elle signe (ou non). Fin du texte."


@pytest.mark.parametrize(
    "after, expected",
    [
        (TEXT, True),
        ("La Région agit. Elle est représentée par Mme Y. Elle signe. Fin du texte.", True),
        ("La Région agit. Elle ne signe pas. Fin du texte.", True),
        ("La Région agit. Fin du texte.", True),
        ("La Région s’abstient. Elle est représentée par Mme Y. Elle signe. Fin du texte.", False),
        ("La Région agit. Elle est représentée par Mme Y. Elle signe. Fin.", False),
        ("", False),
    ],
)
def test_filling_changes_the_open_sentences_and_no_other(after, expected):
    assert expected is fills(TEXT, after)


@given(st.text(), st.text())
def test_a_text_without_opening_admits_no_change(before, after):
    if not placeholders_of(before):
        assert fills(before, after) is (before == after)


@given(st.lists(st.sampled_from(["Un. ", "xxx ", "Mr/Mme X. ", "(ou non) ", "fin.\n"]), max_size=12))
def test_a_text_always_fills_itself(parts):
    text = "".join(parts)

    assert fills(text, text)


def test_a_text_of_nothing_but_blanks_is_read_in_a_blink():
    assert 15_000 == len(placeholders_of("xxx " * 15_000))
