from datetime import date

import pytest

from bareme.strict_yaml import read_yaml


def codes(text):
    data = text if isinstance(text, bytes) else text.encode()
    return [(item.code, item.line) for item in read_yaml(data).anomalies]


def test_plain_values_are_read_exactly():
    document = read_yaml(b'a: 12\nb: "0,15"\nc: 2022-09-01\nd: true\ne:\nf: [x, 15 %]\n')

    assert [] == document.anomalies
    assert {"a": 12, "b": "0,15", "c": date(2022, 9, 1), "d": True, "e": None, "f": ["x", "15 %"]} == document.data


def test_every_value_knows_its_line():
    document = read_yaml(b"a: 1\nb:\n  c: 2\n  d:\n    - 3\n    - 4\n")

    assert (1, 3, 6) == (document.line_of(("a",)), document.line_of(("b", "c")), document.line_of(("b", "d", 1)))


def test_an_absent_path_takes_the_line_of_its_parent():
    assert 2 == read_yaml(b"a: 1\nb: {c: 2}\n").line_of(("b", "z", 4))


@pytest.mark.parametrize(
    "text, expected",
    [
        ("a: 1\nb: 2\na: 3\n", [("cle_en_double", 3)]),
        ("a: 1\nb: 0.15\n", [("yaml_valeur", 2)]),
        ("a: 1_000\nb: 0x1F\nc: 1:30\n", [("yaml_valeur", 1), ("yaml_valeur", 2), ("yaml_valeur", 3)]),
        ("a: &x 1\nb: *x\n", [("yaml_alias", 2)]),
        ("a: !!python/object:os.system x\n", [("yaml_valeur", 1)]),
        ("a: !!float 3\n", [("yaml_valeur", 1)]),
        ("a: 2022-13-45\n", [("date", 1)]),
        ("a: [1\nb: 2\n", [("yaml_syntaxe", 2)]),
        ("a: 1\n---\nb: 2\n", [("yaml_syntaxe", 2)]),
        ("? [a, b]\n: 1\n", [("yaml_cle", 1)]),
        ("", [("yaml_vide", None)]),
        ("# rien\n", [("yaml_vide", None)]),
        (b"a: 1\nb: caf\xe9\n", [("encodage", 2)]),
        (b"a: " + b"x" * (1024 * 1024), [("fichier_trop_gros", None)]),
        ("[" * 30 + "1" + "]" * 30, [("yaml_profond", 1)]),
    ],
)
def test_what_surprises_is_refused_with_its_line(text, expected):
    assert expected == codes(text)


def test_a_tower_of_brackets_is_refused_without_falling():
    assert [("yaml_profond", 1)] == codes("[" * 100_000)


def test_all_duplicates_are_told_at_once():
    assert [("cle_en_double", 2), ("cle_en_double", 4)] == codes("a: 1\na: 2\nb: 1\nb: 2\n")
