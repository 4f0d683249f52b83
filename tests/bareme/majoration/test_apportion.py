from bareme.majoration.apportion import Rounded, largest_remainder, spread_residue


def line(name, tenths, *, lowest=0, highest=None):
    return Rounded(name, tenths, 10, lowest, highest)


def test_largest_remainder_sums_to_the_total():
    assert [34, 33, 33] == largest_remainder(100, [1, 1, 1])


def test_largest_remainder_follows_the_weights():
    # 7 × 1/6, 2/6, 3/6 = 1.17, 2.33, 3.5: the last unit goes to the last.
    assert [1, 2, 4] == largest_remainder(7, [1, 2, 3])


def test_a_weight_of_zero_gets_nothing():
    assert [0, 5] == largest_remainder(5, [0, 3])


def test_no_residue_moves_nobody():
    spread = spread_residue([line("A", 10), line("B", 20)], 3, ["A"])

    assert (0, {}, {"A": 1, "B": 2}) == (spread.residue, spread.moves, spread.amounts)


def test_the_euro_goes_to_the_line_rounded_down_the_most():
    spread = spread_residue([line("A", 11), line("B", 14), line("C", 13)], 4, [])

    assert ({"B": 1}, {"A": 1, "B": 2, "C": 1}) == (spread.moves, spread.amounts)


def test_a_line_at_its_cap_does_not_move():
    spread = spread_residue([line("A", 14, highest=1), line("B", 11)], 3, ["A"])

    assert {"B": 1} == spread.moves


def test_a_line_at_its_floor_does_not_move():
    spread = spread_residue([line("A", 20, lowest=2), line("B", 30)], 4, ["A"])

    assert {"B": -1} == spread.moves


def test_a_line_at_zero_does_not_become_negative():
    spread = spread_residue([line("A", 0), line("B", 30)], 2, ["A"])

    assert {"B": -1} == spread.moves
