"""The words of the letters: what a Région may write, what is refused."""

import pytest

from tandem.deliberations.enums import LetterKind
from tandem.deliberations.letters.texts import DEFAULT_TEXTS, VARIABLES, filled, paragraphs, problems_of
from tests.tandem.printing.text import plain

VALUES = dict.fromkeys(VARIABLES, "x")


@pytest.mark.parametrize("kind", LetterKind)
def test_default_words_can_be_used(kind):
    text = DEFAULT_TEXTS[kind]
    parts = (text.subject, text.body, text.voies_recours)

    assert [] == [problem for part in parts for problem in problems_of(part, field="Texte")]


@pytest.mark.parametrize("text", ["[of_cfa.nom]", "[of_cfa|upper]", "[range(10)]", "[]", "[si inconnu]x[fin si]"])
def test_anything_but_a_known_variable_is_refused(text):
    assert any("n’existe pas" in problem for problem in problems_of(text, field="Corps"))


def test_every_unknown_variable_is_named_at_once():
    problems = [plain(problem) for problem in problems_of("[montant]\n[nom]", field="Corps")]

    assert len(problems) == 2
    assert problems[0].startswith("Corps, ligne 1 : la variable « montant » n’existe pas")
    assert problems[1].startswith("Corps, ligne 2 : la variable « nom » n’existe pas")


@pytest.mark.parametrize(
    "text,expected",
    [
        ("Bonjour,\n[region", "ligne 1 : un crochet est mal fermé"),
        ("a]", "un crochet est mal fermé"),
        ("x\n[si exceptionnelle] et", "ligne 2 : la condition n’est pas fermée"),
        ("x [fin si]", "[fin si] ne ferme aucune condition"),
    ],
)
def test_tag_left_open_is_refused_with_its_line(text, expected):
    assert expected in plain(problems_of(text, field="Corps")[0])


def test_condition_drops_its_sentence_when_the_value_is_empty():
    text = "Total.[si exceptionnelle] Dont [exceptionnelle].[fin si]"

    assert filled(text, VALUES | {"exceptionnelle": ""}) == "Total."
    assert filled(text, VALUES | {"exceptionnelle": "5 €"}) == "Total. Dont 5\u202f€."


def test_condition_inside_a_condition_needs_both():
    text = "[si exceptionnelle]A[si bonus_vert]B[fin si]C[fin si]"

    assert filled(text, VALUES | {"bonus_vert": ""}) == "AC"
    assert filled(text, VALUES | {"exceptionnelle": ""}) == ""


@pytest.mark.parametrize("name", ["[region]", "{{ region }}", "{% if region %}", "#strong[x]"])
def test_value_that_looks_like_a_tag_stays_text(name):
    assert plain(filled("À [of_cfa]", VALUES | {"of_cfa": name})).replace(" ", "") == f"À{name}".replace(" ", "")


def test_empty_lines_separate_paragraphs_and_single_breaks_stay():
    assert paragraphs("Un\r\ndeux\r\n\r\n\r\ntrois\n") == ["Un\ndeux", "trois"]
