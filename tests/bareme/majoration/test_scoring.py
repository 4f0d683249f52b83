from fractions import Fraction

import pytest

from bareme.majoration.allocation import AllocationError, allocate
from bareme.majoration.batch_scoring import score_all
from bareme.majoration.reglement.parts import Lineaire, Paliers, Valeurs
from bareme.majoration.scoring import Scorer, points_of
from tests.bareme.majoration.samples import figures, one, rules, small

STEPS = Paliers(((Fraction(0), Fraction(1)), (Fraction(5), Fraction(3)), (Fraction(10), Fraction(7))))
LINE = Lineaire(Fraction(0), Fraction(1, 2), Fraction(0), Fraction(4))
FALLING = Lineaire(Fraction(0), Fraction(3, 10), Fraction(6), Fraction(0))
LIST = Valeurs({"oui": Fraction(2), "non": Fraction(0)})


@pytest.mark.parametrize(
    "bareme, value, expected",
    [
        (STEPS, Fraction(0), 1),
        (STEPS, Fraction(49, 10), 1),
        (STEPS, Fraction(5), 3),
        (STEPS, Fraction(99), 7),
        (LINE, Fraction(1, 4), 2),
        (LINE, Fraction(1, 3), Fraction(8, 3)),
        (LINE, Fraction(9, 10), 4),
        (FALLING, Fraction(1, 10), 4),
        (LIST, True, 2),
        (LIST, False, 0),
        (LIST, "oui", 2),
    ],
)
def test_points_follow_the_scale(bareme, value, expected):
    assert expected == points_of(bareme, value)


def test_a_missing_value_has_no_points_at_all():
    assert points_of(STEPS, None) is None


def test_a_complete_candidature_can_reach_the_maximum():
    score = Scorer(small(), {}).detail(one("A", 10, indicateurs=figures()))

    assert (Fraction(100), True) == (score.total, score.complete)


def test_each_criterion_weighs_what_the_reglement_says():
    # filière: 60 × (0 + 2) / 6 = 20; publics: 30 × (0 + 1.5) / 6 = 7.5; innovation: 10 × 3 / 5 = 6.
    given = figures(tension=False, qpv=Fraction(4), femmes=Fraction(1, 4), note=Fraction(3))

    score = Scorer(small(), {}).detail(one("A", 10, indicateurs=given))

    assert [Fraction(20), Fraction(15, 2), Fraction(6)] == [critere.note for critere in score.criteres]
    assert Fraction(67, 2) == score.total


def test_the_step_reached_is_kept_as_evidence():
    score = Scorer(small(), {}).detail(one("A", 10, indicateurs=figures(qpv=Fraction(7))))

    step = score.criteres[1].indicateurs[0]
    assert (Fraction(7), Fraction(5), Fraction(3)) == (step.value, step.threshold, step.points)


def test_a_criterion_with_a_missing_figure_is_not_noted():
    score = Scorer(small(), {}).detail(one("A", 10, indicateurs=figures(qpv=None)))

    assert score.criteres[1].note is None
    assert ("qpv",) == score.missing
    assert Fraction(70) == score.total


def test_an_evaluation_replaces_the_note_of_the_file():
    item = one("A", 10, indicateurs=figures(note=Fraction(0)))

    score = Scorer(small(), {(item.reference, "innovation"): Fraction(5, 2)}).detail(item)

    assert Fraction(5) == score.criteres[2].note


def test_the_scores_of_a_list_are_the_detailed_ones():
    items = [
        one(
            f"A{number}",
            10,
            indicateurs=figures(femmes=Fraction(number, 7), qpv=None if number == 3 else Fraction(number)),
        )
        for number in range(8)
    ]

    scores, anomalies = score_all(items, small(), {})

    assert [] == anomalies
    for item in items:
        detail, notes = Scorer(small(), {}).detail(item), scores.notes[item.reference]
        assert detail.total * scores.scale == notes.total
        assert detail.missing == notes.missing
        assert [critere.note for critere in detail.criteres] == [
            None if note is None else Fraction(note) / scores.scale for note in notes.by_critere
        ]


@pytest.mark.parametrize(
    "changed",
    [
        {"besoin": "énorme"},
        {"qpv": Fraction(-1)},
        {"note": Fraction(6)},
        {"tension": "peut-être"},
        {"femmes": "beaucoup"},
    ],
)
def test_a_value_off_its_scale_is_refused(changed):
    (column,) = changed

    with pytest.raises(AllocationError) as refused:
        allocate([one("A", 10, indicateurs=figures(**changed))], rules())

    assert [column] == [anomalie.column for anomalie in refused.value.anomalies]


@pytest.mark.parametrize(
    "key, points",
    [(("inconnue", "innovation"), 1), (("A · Formation · A", "filiere"), 1), (("A · Formation · A", "innovation"), 6)],
)
def test_an_evaluation_that_does_not_fit_is_refused(key, points):
    with pytest.raises(AllocationError):
        allocate([one("A", 10, indicateurs=figures())], rules(), {key: points})


def test_an_evaluation_given_as_a_float_is_refused():
    with pytest.raises(TypeError):
        allocate([one("A", 10, indicateurs=figures())], rules(), {("A · Formation · A", "innovation"): 2.5})
