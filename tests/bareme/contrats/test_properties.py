"""The same contracts give the same columns, however they are written."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from bareme.contrats.assembly import assemble
from bareme.contrats.cell_parsers import read_cell
from bareme.contrats.cells import type_columns
from bareme.contrats.findings import Findings
from bareme.contrats.reading import read_contrats
from bareme.contrats.schema import Kind, all_columns, columns
from bareme.tables.fields import FieldError

FLAGS = [name for name, column in columns("fund").items() if column.kind is Kind.OUI_NON]
TEXTS = st.text("ABCé ’;\",-=+'0123456789", max_size=8)
DAYS = st.dates(date(2019, 1, 1), date(2030, 1, 1))
EUROS = st.decimals(Decimal("0.01"), Decimal(1_000_000), places=2)
ISO, FRENCH = "%Y-%m-%d", "%d/%m/%Y"


@st.composite
def contract(draw):
    debut = draw(DAYS)
    fin = debut + timedelta(days=draw(st.integers(0, 1500)))
    return {
        "date_conclusion": draw(DAYS),
        "date_debut": debut,
        "date_fin": fin,
        "niveau": draw(st.integers(3, 8)),
        "npec": draw(EUROS),
        "date_rupture": draw(st.none() | st.dates(debut, fin)),
        "majoration_handicap": draw(st.none() | EUROS),
        "heures_formation": draw(st.decimals(0, 20_000, places=2)),
        "cfa": draw(st.none() | TEXTS),
        **{name: draw(st.none() | st.booleans()) for name in FLAGS},
    }


def cell(value, style):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return value.strftime(style)
    if isinstance(value, Decimal) and style is FRENCH:
        return str(value).replace(".", ",")
    return str(value)


def frames(contracts, style):
    """The contracts as texts and as typed columns."""
    rows = [{"numero": f"N{rank}", **given} for rank, given in enumerate(contracts)]
    dates = {name: pl.Date for name, column in columns("fund").items() if column.kind is Kind.DATE}
    types = dates | dict.fromkeys(FLAGS, pl.Boolean) | {"cfa": pl.String, "niveau": pl.Int8}
    types |= {
        "npec": pl.Decimal(12, 2),
        "majoration_handicap": pl.Decimal(12, 2),
        "heures_formation": pl.Decimal(12, 2),
    }
    typed = pl.DataFrame(rows, schema={"numero": pl.String} | {name: types[name] for name in rows[0] if name in types})
    texts = pl.DataFrame([{name: cell(value, style) for name, value in row.items()} for row in rows])
    return texts, typed


@settings(deadline=None, max_examples=60)
@given(st.lists(contract(), min_size=1, max_size=6), st.sampled_from([ISO, FRENCH]), st.sampled_from([";", ","]))
def test_a_csv_and_a_parquet_of_the_same_contracts_are_read_alike(tmp_path_factory, contracts, style, separator):
    folder = tmp_path_factory.mktemp("contrats")
    texts, typed = frames(contracts, style)
    texts.write_csv(folder / "c.csv", separator=separator)
    typed.write_parquet(folder / "c.parquet")

    from_csv, from_parquet = (read_contrats(folder / name) for name in ("c.csv", "c.parquet"))

    codes = [[anomalie.code for anomalie in reading.anomalies if anomalie.line] for reading in (from_csv, from_parquet)]
    assert codes[0] == codes[1]
    assert from_csv.frame.equals(from_parquet.frame)
    if not from_csv.has_errors:
        assert assemble(from_csv).columns.equals(assemble(from_parquet).columns)


SPELLINGS = st.one_of(
    TEXTS,
    st.text(max_size=6),
    st.from_regex(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}", fullmatch=True),
    st.from_regex(r"[+-]?[0-9 ]{1,12}[.,]?[0-9]{0,3}( ?€)?", fullmatch=True),
    st.sampled_from(["oui", "Non", "VRAI", "apprentissage", "Reconversion", "NaN", "1e5", "0x10", "\uff11\uff12"]),
)


NEAR_DATES = st.builds(
    lambda text, place, sign, kept: text[:place] + sign + text[place + kept :],
    st.sampled_from(["2025-07-01", "01/07/2025", "2024-02-29", "29/02/2025", "0001-01-01", "9999-12-31"]),
    st.integers(0, 10),
    st.sampled_from(["", "+", "-", "/", " ", "\t", "0", "\u202f", "\uff12", "+2", "\n"]),
    st.integers(0, 2),
)


@settings(deadline=None, max_examples=300)
@given(st.lists(NEAR_DATES | st.just("+2025-7-01"), min_size=1, max_size=12))
def test_columns_of_dates_are_read_as_cell_by_cell(spellings):
    compare_with_cells("date_rupture", spellings)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(sorted(all_columns())), st.lists(SPELLINGS, min_size=1, max_size=8))
def test_whole_columns_are_read_as_cell_by_cell(name, spellings):
    compare_with_cells(name, spellings)


def compare_with_cells(name, spellings):
    column = all_columns()[name]
    findings = Findings()

    typed = type_columns(pl.DataFrame({name: spellings}), {name: column}, findings)

    outside = {row for row, finding, _cell in findings._rows if finding.code == "hors_bornes"}
    read = [None if row in outside else value for row, value in enumerate(typed[name])]
    assert [None if row in outside else alone(column, cell) for row, cell in enumerate(spellings)] == read


def alone(column, spelling):
    try:
        return read_cell(column, spelling) if spelling else None
    except FieldError:
        return None
