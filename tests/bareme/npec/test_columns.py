"""Many contracts at once are given the same level, under the same rule, as one at a time."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

import polars as pl
from hypothesis import event, given, settings
from hypothesis import strategies as st

from bareme.npec import search
from bareme.npec.model import Request
from tests.bareme.npec.files import asked, day, reading_of, referentiel_of, succession_reading_of

FIRST = date(2023, 1, 1)
DAYS = st.sampled_from([FIRST + timedelta(days=90 * rank) for rank in range(8)])
SOMETIMES = st.one_of(st.none(), DAYS)
CERTIFICATIONS = st.sampled_from(["RNCP1", "2", "RNCP3"])
NAMED = [("7", ""), ("8", ""), ("09", "1404"), ("9", "10"), ("7", "20, 29"), ("8", "20"), ("", "1404"), ("", "30|31")]
BRANCHES = st.sampled_from([("", ""), ("", "9999"), *NAMED])
AMOUNTS = st.sampled_from(["4000", "5000,5", "6000.005", "NC", "7000"])
STATUTS = st.sampled_from(["CPNE", "R", "A", "carence", "", "NC"])


@st.composite
def rows(draw):
    (cpne, idcc), since, until = draw(BRANCHES), draw(SOMETIMES), draw(SOMETIMES)
    if since is not None and until is not None and until < since:
        since, until = until, since
    cells = (draw(CERTIFICATIONS), cpne, idcc, draw(AMOUNTS), draw(STATUTS), since, until, draw(SOMETIMES))
    return ";".join("" if cell is None else str(cell) for cell in cells)


@st.composite
def successions(draw):
    """A renewed certification has the higher code, so that none turns in a circle."""
    ends = draw(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=4, unique_by=lambda pair: pair[1]))
    return tuple(
        f"{ancien};{nouveau};{draw(st.sampled_from(['non', 'oui']))};{draw(SOMETIMES) or ''}"
        for ancien, nouveau in ends
        if ancien < nouveau
    )


CONTRATS = st.fixed_dictionaries(
    {
        "rncp": st.sampled_from(["RNCP1", "RNCP2", "3", "4", "RNCP77", "illisible", None]),
        "cpne": st.sampled_from(["7", "008", "9", "99", "NA", None]),
        "idcc": st.sampled_from(["1404", "0010", "20", "29", "30", "31", "9999", "555", "?", None]),
        "conclusion": st.one_of(
            DAYS, st.dates(FIRST - timedelta(days=5), FIRST + timedelta(days=700)), st.just(date(2098, 12, 31))
        ),
        "amorcage": st.sampled_from([547_000, 600_000, None]),
    }
)


def sound(folder, lines, followed):
    """The référentiel of these rows, less those that contradict or repeat another."""
    kept = list(lines)
    while kept:
        reading = reading_of(folder, *kept, successions=followed)
        wrong = [found for found in reading.anomalies if found.is_error]
        if not wrong:
            return reading.referentiel
        refused = {found.line - 2 for found in wrong if found.line}
        shared = {found.value for found in wrong if found.code == "idcc_partage"}
        assert refused or shared, [found.message for found in wrong]
        named = [row.split(";")[2].replace(" ", "").split(",") for row in kept]
        kept = [
            row
            for at, row in enumerate(kept)
            if at not in refused and (row.split(";")[1] == "" or shared.isdisjoint(named[at]))
        ]
    return None


@settings(deadline=None, max_examples=150)
@given(
    lines=st.lists(rows(), min_size=20, max_size=60),
    renewals=successions(),
    contrats=st.lists(CONTRATS, min_size=8, max_size=25),
    as_of=st.one_of(st.none(), DAYS),
)
def test_columns_and_one_at_a_time_agree(lines, renewals, contrats, as_of):
    with tempfile.TemporaryDirectory() as folder:
        followed = succession_reading_of(Path(folder), *renewals).successions if renewals else ()
        referentiel = sound(Path(folder), lines, followed)
    if referentiel is None:
        return
    known = None if as_of is None else day(str(as_of))
    texts = dict.fromkeys(("rncp", "cpne", "idcc"), pl.String)
    frame = pl.DataFrame(
        [{**contrat, "conclusion": day(str(contrat["conclusion"]))} for contrat in contrats],
        schema={**texts, "conclusion": pl.Int32, "amorcage": pl.Int64},
    )

    columns = referentiel.resolve_columns(frame, known)

    for contrat, answer in zip(frame.iter_rows(named=True), columns.iter_rows(named=True), strict=True):
        request = Request(contrat["rncp"], contrat["cpne"], contrat["idcc"], 6, contrat["conclusion"])
        found = referentiel.resolve(request, known, contrat["amorcage"])
        event(f"{found.rule} {found.decision is not None}")
        met = None if answer["row"] is None else referentiel.row_at(answer["row"])

        assert (found.npec, found.npec_initial, found.decision or 0, found.rule.value, found.row) == (
            answer["npec"], answer["npec_initial"], answer["decision"], answer["rule"], met,
        )  # fmt: skip


def test_more_contracts_than_a_block_are_answered_in_their_order(tmp_path, monkeypatch):
    monkeypatch.setattr(search, "_BLOCK", 3)
    rows = [f"RNCP{code};32;;{code};CPNE;;;" for code in range(1, 8)]
    referentiel = referentiel_of(tmp_path, *rows)
    wanted = [3, 1, 7, 7, 2, 5, 4, 6, 1, 3]
    frame = pl.DataFrame({"rncp": [str(code) for code in wanted], "cpne": "32", "conclusion": 20_000, "amorcage": 1})

    found = referentiel.resolve_columns(frame)

    assert [code * 100 for code in wanted] == found["npec"].to_list()


def test_no_contract_and_a_referentiel_of_nc_only_have_their_answers(tmp_path):
    referentiel = referentiel_of(tmp_path, "RNCP100;32;1404;NC;;;;")
    frame = pl.DataFrame({"rncp": ["100"], "conclusion": [20_000], "amorcage": pl.Series([None], dtype=pl.Int64)})

    assert [None] == referentiel.resolve_columns(frame)["npec"].to_list()
    assert 0 == referentiel.resolve_columns(frame.clear()).height
    assert referentiel.resolve(asked(cpne="32")).npec is None
