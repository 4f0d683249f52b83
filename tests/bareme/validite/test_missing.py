"""What is not told is never guessed: the check says which columns are missing."""

from dataclasses import fields, replace

import pytest

from bareme.contrats.schema import columns as schema_columns
from bareme.validite import Facts, Resultat, checks
from bareme.validite.facts import TYPES, columns
from tests.bareme.validite.dossiers import DOSSIERS, answers

OPTIONAL = tuple(known.name for known in fields(Facts) if known.default is None)


def bare(dossier):
    """The contract with the required columns only."""
    return replace(dossier, **{**dict.fromkeys(OPTIONAL), "niveau": dossier.niveau})


@pytest.mark.parametrize("dossier", DOSSIERS.values(), ids=DOSSIERS.keys())
def test_a_file_without_the_optional_columns_is_never_refused(dossier):
    for told in answers(bare(dossier)).values():
        assert told.resultat is not Resultat.REFUSE, told.phrase


@pytest.mark.parametrize("dossier", DOSSIERS.values(), ids=DOSSIERS.keys())
def test_every_unknown_names_its_columns_and_only_missing_ones(dossier):
    facts = bare(dossier)
    unknown = [told for told in answers(facts).values() if told.resultat is Resultat.INDETERMINE]

    assert len(unknown) > 5
    for told in unknown:
        assert told.manque
        assert set(told.manque) <= set(columns())
        assert facts.missing(*told.manque) == told.manque


@pytest.mark.parametrize("dossier", DOSSIERS.values(), ids=DOSSIERS.keys())
@pytest.mark.parametrize("column", OPTIONAL)
def test_a_check_that_becomes_unknown_names_the_column_that_was_removed(dossier, column):
    before, after = answers(dossier), answers(replace(dossier, **{column: None}))

    for name, told in after.items():
        if told.resultat is Resultat.INDETERMINE and before[name].resultat is not Resultat.INDETERMINE:
            assert column in told.manque, name


@pytest.mark.parametrize("dossier", DOSSIERS.values(), ids=DOSSIERS.keys())
def test_giving_what_is_missing_settles_every_check(dossier):
    """From the bare contract, the columns named are filled in from the sound one until nothing is missing."""
    facts = bare(dossier)
    for _ in OPTIONAL:
        named = {column for told in answers(facts).values() for column in told.manque}
        given = {column: value for column in named if (value := getattr(dossier, column)) is not None}
        if not given:
            break
        facts = replace(facts, **given)

    left = {told.manque for told in answers(facts).values() if told.resultat is Resultat.INDETERMINE}
    assert set() == left


def test_every_fact_is_a_column_of_the_schema_and_the_other_way_round():
    described = schema_columns("verify")

    assert set(columns()) <= set(described)
    assert {name for name, column in described.items() if column.commands == {"verify"}} <= set(columns())


@pytest.mark.parametrize("type_contrat", TYPES)
def test_checks_have_different_names(type_contrat):
    names = [check.controle for check in checks(type_contrat)]

    assert len(set(names)) == len(names)
