from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.conventions.timing.schedule import Schedule, problems, read, words
from tests.tandem.conventions.timing.strategies import sound

RANGE = Schedule("intervalle", debut=date(2023, 9, 1), fin=date(2024, 3, 31))
AUTUMN = Schedule("fenetre_mois", mois_debut=9, mois_fin=12)
TWICE = Schedule("recurrence", fois=2, par="an")


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Septembre 2023 à Mars 2024", RANGE),
        ("Septembre – Décembre. ", AUTUMN),
        ("Juin ", Schedule("mois", mois_debut=6)),
        ("Tout au long de l’année. ", Schedule("tout_au_long")),
        ("Dès octobre 2023  ", Schedule("des", debut=date(2023, 10, 1))),
        ("En cours d’année en fonction de la remontée des besoins. ", Schedule("en_cours_annee")),
        ("En cours d’année", Schedule("en_cours_annee")),
        ("En fonction des nécessités, des besoins et des opportunités. ", Schedule("selon_besoins")),
        ("En fonction des besoins et opportunités", Schedule("selon_besoins")),
        ("Autant que de besoin", Schedule("selon_besoins")),
        ("Une fois par semestre", Schedule("recurrence", fois=1, par="semestre")),
        ("1 à 2 réunions par an en fonction du calendrier des AAP. ", Schedule("recurrence", fois=1, par="an")),
        ("1 réunion par an + transmissions ad hoc ", Schedule("recurrence", fois=1, par="an")),
        ("2 ateliers par an.", TWICE),
        ("4 cojobings sont organisés par an", Schedule("recurrence", fois=4, par="an")),
        ("se réunira deux fois par an", TWICE),
        ("une à deux fois dans l’année une réunion de dialogue", Schedule("recurrence", fois=1, par="an")),
        ("échangent à minima deux fois par an (ou régulièrement)", TWICE),
        ("établit son prévisionnel sur une base trimestrielle", Schedule("recurrence", fois=1, par="trimestre")),
        (
            "- Une fois par semestre pour ce qui est de l’achat \n- Autant que de besoin quant aux actions",
            Schedule("recurrence", fois=1, par="semestre"),
        ),
        ("point bilatéral annuel", Schedule("recurrence", fois=1, par="an")),
        ("début de l’été", Schedule("fenetre_mois", mois_debut=6, mois_fin=7)),
        ("", Schedule()),
        ("   ", Schedule()),
    ],
)
def test_the_calendars_of_the_sources_are_read(text, expected):
    assert expected == read(text)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("septembre 2023-mars 2024", RANGE),
        ("De septembre à mars 2024", RANGE),
        ("Septembre 2023 à mars", RANGE),
        ("du 1er septembre 2023 au 31 mars 2024", RANGE),
        ("SEPTEMBRE À DÉCEMBRE", AUTUMN),
        ("entre septembre et décembre", AUTUMN),
        ("octobre/ novembre", Schedule("fenetre_mois", mois_debut=10, mois_fin=11)),
        ("octobre à février", Schedule("fenetre_mois", mois_debut=10, mois_fin=2)),
        ("décembre et janvier", Schedule("fenetre_mois", mois_debut=12, mois_fin=1)),
        ("juin 2024", Schedule("intervalle", debut=date(2024, 6, 1), fin=date(2024, 6, 30))),
        ("à partir d’octobre 2023", Schedule("des", debut=date(2023, 10, 1))),
        ("à compter du 12 octobre 2023", Schedule("des", debut=date(2023, 10, 12))),
        ("tous les ans", Schedule("recurrence", fois=1, par="an")),
        ("chaque trimestre", Schedule("recurrence", fois=1, par="trimestre")),
        ("réunion mensuelle", Schedule("recurrence", fois=12, par="an")),
        ("deux fois par mois", Schedule("recurrence", fois=24, par="an")),
    ],
)
def test_close_ways_of_writing_are_read(text, expected):
    assert expected == read(text)


@pytest.mark.parametrize(
    "text",
    [
        "Atlas de l’alternance octobre/ novembre. \n2 ateliers par an. ",
        "2 réunions par an, en juin et en novembre",
        "octobre et mars",
        "Dès octobre",
        "31 février 2024",
        "mars 2024 à septembre 2023",
        "Sujet à évoquer à l’occasion d’une prochaine rencontre",
        "?",
    ],
)
def test_what_says_something_else_or_two_things_is_left_to_the_person(text):
    assert read(text) is None


@given(sound())
@settings(max_examples=300, deadline=None)
def test_the_words_of_a_schedule_are_read_back(schedule):
    assert schedule == read(words(schedule))


@given(st.text(max_size=80) | st.text("0123456789 àdesfoisparanjuin/-–.", max_size=60))
@settings(max_examples=400, deadline=None)
def test_no_text_breaks_the_reading_and_what_is_read_is_sound_but_for_its_year(text):
    found = read(text)
    assert found is None or all("une année de" in problem for problem in problems(found))
