"""The words of the letters: what a Région may write, what is refused."""

import pytest

from tandem.deliberations.enums import LetterKind
from tandem.deliberations.letters.texts import DEFAULT_TEXTS, VARIABLES, filled, paragraphs, problems_of
from tests.tandem.deliberations.text import plain

VALUES = dict.fromkeys(VARIABLES, "x")


@pytest.mark.parametrize("kind", LetterKind)
def test_default_words_can_be_used(kind):
    text = DEFAULT_TEXTS[kind]
    parts = (text.subject, text.body, text.voies_recours)

    assert [] == [problem for part in parts for problem in problems_of(part, field="Texte")]


@pytest.mark.parametrize(
    "text",
    [
        "{{ of_cfa.__class__ }}",
        "{{ of_cfa|upper }}",
        "{{ range(10) }}",
        "{% for a in of_cfa %}x{% endfor %}",
        "{% set region = 1 %}",
        "{% include 'x' %}",
        "{{ ''.join }}",
    ],
)
def test_anything_but_a_variable_or_a_condition_is_refused(text):
    assert any("seules les variables" in problem for problem in problems_of(text, field="Corps"))


def test_every_unknown_variable_is_named_at_once():
    problems = [plain(problem) for problem in problems_of("{{ montant }} {{ nom }}", field="Corps")]

    assert ["« montant »" in problem or "« nom »" in problem for problem in problems] == [True, True]


def test_unclosed_tag_is_refused_with_its_line():
    assert "Corps, ligne 2" in problems_of("Bonjour,\n{{ region", field="Corps")[0]


def test_condition_drops_its_sentence_when_the_value_is_empty():
    text = "Total.{% if exceptionnelle %} Dont {{ exceptionnelle }}.{% endif %}"

    assert filled(text, VALUES | {"exceptionnelle": ""}) == "Total."
    assert filled(text, VALUES | {"exceptionnelle": "5 €"}) == "Total. Dont 5\u202f€."


def test_value_that_looks_like_a_tag_stays_text():
    assert filled("À {{ of_cfa }}", VALUES | {"of_cfa": "{{ region }}"}) == "À {{ region }}"


def test_empty_lines_separate_paragraphs_and_single_breaks_stay():
    assert paragraphs("Un\r\ndeux\r\n\r\n\r\ntrois\n") == ["Un\ndeux", "trois"]
