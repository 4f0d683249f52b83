from fractions import Fraction

from bareme.majoration.allocation import allocate
from bareme.majoration.compare import compare
from tests.bareme.majoration.samples import figures, one, small


def allocated(**overrides):
    reglement, _ = small().with_overrides({key.replace("__", "."): value for key, value in overrides.items()})
    items = [
        one("Un", 10, indicateurs=figures()),
        one("Deux", 10, 5, "B", indicateurs=figures(note=Fraction(4))),
        one("Trois", 20, indicateurs=figures(note=Fraction(3))),
    ]
    return allocate(items, reglement)


def test_an_allocation_compared_with_itself_changes_nothing():
    comparison = compare(allocated(), allocated())

    assert ((), (), (), (), 3, 0) == (
        comparison.winners,
        comparison.losers,
        comparison.formations_in,
        comparison.formations_out,
        len(comparison.unchanged),
        comparison.base_difference,
    )


def test_dropping_an_organisme_shares_its_part():
    after = allocated(organismes_ecartes=[{"of_cfa": "Trois", "motif": "essai"}])

    comparison = compare(allocated(), after)

    assert ["Deux", "Un"] == [line.of_cfa for line in comparison.winners]
    assert ["Trois"] == [line.of_cfa for line in comparison.losers]
    assert ["Trois"] == [line.of_cfa for line in comparison.formations_out]
    assert 0 == sum(line.totale_difference for line in comparison.organismes)
    assert comparison.losers[0].after is None


def test_a_formation_let_in_is_told():
    comparison = compare(allocated(coupure={"mode": "contrats", "valeur": 20}), allocated())

    assert ["Trois"] == [line.of_cfa for line in comparison.formations_in]
    assert 20 == comparison.organismes[1].contrats_difference


def test_unit_amounts_are_told_by_class_and_green():
    comparison = compare(allocated(), allocated(enveloppe=20_000))

    doubled = [unit for unit in comparison.unit_amounts if unit.after == 2 * unit.before]
    assert [("A", False), ("A", True), ("B", False), ("B", True)] == [(unit.complement, unit.green) for unit in doubled]


def test_a_class_that_exists_on_one_side_only_has_no_difference():
    comparison = compare(allocated(), allocated(complements__classes__C="5 %"))

    assert [None, None] == [unit.difference for unit in comparison.unit_amounts if unit.complement == "C"]
