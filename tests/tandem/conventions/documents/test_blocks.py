"""The text of a clause is read as paragraphs and lists, and not a word of it changes."""

import json

from tandem.conventions.documents.blocks import Block, Item, blocks_from, blocks_of


def test_an_empty_line_parts_two_paragraphs_and_a_broken_line_stays_in_its_own():
    assert blocks_of("Vu la loi ;\nVu le code ;\n\nIl a été convenu") == (
        Block(lines=("Vu la loi ;", "Vu le code ;")),
        Block(lines=("Il a été convenu",)),
    )


def test_each_of_the_three_marks_of_the_sources_makes_a_list():
    for mark in "•▪-":
        assert blocks_of(f"Domaines :\n\n{mark} un ;\n{mark} deux.") == (
            Block(lines=("Domaines :",)),
            Block(items=(Item("un ;"), Item("deux."))),
        )


def test_another_mark_under_a_mark_makes_a_deeper_list_that_the_first_mark_closes():
    assert blocks_of("▪ un :\n• a ;\n• b ;\n▪ deux") == (
        Block(items=(Item("un :", (Item("a ;"), Item("b ;"))), Item("deux"))),
    )


def test_a_dash_inside_a_line_and_a_figure_before_a_slash_are_words():
    text = "Région - Oriane/AKTO\n1/ Une offre de services\n-sans espace"

    assert blocks_of(text) == (Block(lines=tuple(text.split("\n"))),)


def test_double_spaces_and_faults_of_the_source_stay():
    assert blocks_of("donnera accès sur  Oriane.info,  aux  couts contrats")[0].lines == (
        "donnera accès sur  Oriane.info,  aux  couts contrats",
    )


def test_a_list_may_continue_after_an_empty_line():
    assert blocks_of("• un\n\n• deux") == (Block(items=(Item("un"), Item("deux"))),)


def test_blocks_come_back_from_json_as_they_were():
    blocks = blocks_of("Texte\n\n▪ un :\n• a\n▪ deux")

    assert blocks == blocks_from(json.loads(json.dumps(blocks)))
