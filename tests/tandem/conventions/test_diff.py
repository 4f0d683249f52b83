"""The readable difference of two texts loses nothing, reads well, and answers in bounded time."""

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.conventions.diff import Change, Segment, differences, passages

SPACES = "\u202f\u00a0"
PIECES = st.sampled_from(
    ["le", "la ", " Région", "«\u202fGroupe X\u202f»", "\n", "\n\n", " ", "\t", ".", " ;", "é", "\r"]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join))


def rebuilt(segments, *kinds):
    return "".join(segment.text for segment in segments if segment.kind in kinds)


@given(TEXTS, TEXTS)
def test_both_texts_are_rebuilt_exactly_from_the_segments(before, after):
    segments = differences(before, after)

    assert (before, after) == (
        rebuilt(segments, Change.SAME, Change.REMOVED),
        rebuilt(segments, Change.SAME, Change.ADDED),
    )


@given(TEXTS, st.data())
def test_a_text_changed_by_a_few_words_is_rebuilt_too(before, data):
    place = data.draw(st.integers(0, len(before)))
    after = before[:place] + data.draw(TEXTS) + before[data.draw(st.integers(place, len(before))) :]
    segments = differences(before, after)

    assert (before, after) == (
        rebuilt(segments, Change.SAME, Change.REMOVED),
        rebuilt(segments, Change.SAME, Change.ADDED),
    )


@given(TEXTS, TEXTS)
def test_no_segment_is_empty_and_what_goes_comes_before_what_comes(before, after):
    kinds = [segment.kind for segment in differences(before, after)]
    followed = itertools.pairwise(kinds)

    assert all(segment.text for segment in differences(before, after))
    assert not {(Change.SAME, Change.SAME), (Change.ADDED, Change.REMOVED)} & set(followed)


def test_one_word_replaced_is_shown_alone():
    segments = differences("Les parties se voient deux fois par an.", "Les parties se voient trois fois par an.")

    assert [
        Segment(Change.SAME, "Les parties se voient"),
        Segment(Change.REMOVED, " deux"),
        Segment(Change.ADDED, " trois"),
        Segment(Change.SAME, " fois par an."),
    ] == segments


def test_the_no_break_space_and_the_guillemet_stay_with_their_word():
    segments = differences("Le «\u202fGroupe\u202f» agit.", "Le «\u202fComité\u202f» agit.")

    assert [
        Segment(Change.REMOVED, " «\u202fGroupe\u202f»"),
        Segment(Change.ADDED, " «\u202fComité\u202f»"),
    ] == segments[1:3]


def test_a_paragraph_added_at_the_end_is_only_an_addition():
    segments = differences("Un premier alinéa.\n", "Un premier alinéa.\nUn second alinéa.\n")

    assert [Change.SAME, Change.ADDED] == [segment.kind for segment in segments]


def test_a_passage_rewritten_nearly_whole_is_told_before_then_after():
    segments = differences("Elle peut être prolongée de trois ans.", "La Région décide chaque année de sa suite.")

    assert [Change.REMOVED, Change.ADDED] == [segment.kind for segment in segments]


def test_the_same_text_is_one_segment_without_change():
    assert [Segment(Change.SAME, "Un texte.\nDeux alinéas.")] == differences(
        "Un texte.\nDeux alinéas.", "Un texte.\nDeux alinéas."
    )


def test_paragraphs_without_change_are_counted_together():
    before = "Un.\nDeux.\nTrois.\nQuatre mots qui changent ici.\nCinq."
    after = before.replace("changent", "restent")

    assert [(True, 3), (False, 1), (True, 1)] == [(one.is_same, one.paragraphs) for one in passages(before, after)]


LONG = [f"mot{number % 700}" for number in range(9_000)]
MIXED = sorted(LONG, key=lambda word: word[::-1])
HARD = {
    "empty lines": ("\n" * 60_000, "\n" * 59_999 + "a"),
    "one word repeated": ("le " * 20_000, "la " + "le " * 19_000 + "la"),
    "two words in turn": ("a b " * 15_000, "b a a " * 10_000),
    "words in another order": (" ".join(LONG), " ".join(MIXED)),
    "paragraphs in another order": ("\n".join(LONG), "\n".join(MIXED)),
    "one letter per paragraph": ("a\nb\n" * 15_000, "b\na\na\n" * 10_000),
    "one enormous word": ("a" * 60_000, "b" * 60_000),
    "nothing before": ("", "mot " * 15_000),
}


@pytest.mark.parametrize("kind", sorted(HARD))
def test_sixty_thousand_characters_are_compared_in_bounded_time(kind):
    before, after = HARD[kind]
    start = time.perf_counter()
    segments = differences(before, after)
    seconds = time.perf_counter() - start

    assert after == rebuilt(segments, Change.SAME, Change.ADDED)
    assert seconds < 5


def test_a_paragraph_taken_away_does_not_run_into_the_next_one():
    found = passages("Un.\nDeux.\nTrois.\n", "Un.\nTrois.\n")

    assert [["Un.\n"], ["Deux.\n"], ["Trois.\n"]] == [[part.text for part in one.segments] for one in found]
