"""Small référentiels written to disk and read back, as a command would."""

from datetime import date

import polars as pl

from bareme.contrats.schema import day_number
from bareme.npec.model import Request
from bareme.npec.reading import read_referentiel
from bareme.npec.successions import read_successions

TITLES = "rncp;cpne;idcc;npec;statut;valide_du;valide_au;connu_le"
SUCCESSION_TITLES = "ancien;nouveau;substantielle;depuis"


def day(text):
    return day_number(date.fromisoformat(text))


def asked(rncp="RNCP100", cpne=None, idcc=None, on="2024-09-01"):
    return Request(rncp, cpne, idcc, 6, day(on))


def reading_of(folder, *rows, titles=TITLES, successions=()):
    path = folder / "npec.csv"
    path.write_text("\n".join((titles, *rows, "")), encoding="utf-8")
    return read_referentiel(path, successions)


def referentiel_of(folder, *rows, successions=()):
    """The référentiel of these rows and successions, which hold no error."""
    followed = succession_reading_of(folder, *successions).successions if successions else ()
    reading = reading_of(folder, *rows, successions=followed)
    assert [] == [anomalie.message for anomalie in reading.anomalies if anomalie.is_error]
    return reading.referentiel


def succession_reading_of(folder, *rows):
    path = folder / "successions.csv"
    path.write_text("\n".join((SUCCESSION_TITLES, *rows, "")), encoding="utf-8")
    return read_successions(path)


def told(reading):
    """What is wrong: (line, column, value, code) of each error."""
    return [(found.line, found.column, found.value, found.code) for found in reading.anomalies if found.is_error]


def resolved(referentiel, request, as_of=None, amorcage=None):
    """The level of one contract, after checking that the columns give the same."""
    found = referentiel.resolve(request, as_of, amorcage)
    columns = {
        "rncp": pl.Series([request.rncp], dtype=pl.String),
        "cpne": pl.Series([request.cpne], dtype=pl.String),
        "idcc": pl.Series([request.idcc], dtype=pl.String),
        "conclusion": pl.Series([request.conclusion], dtype=pl.Int32),
        "amorcage": pl.Series([amorcage], dtype=pl.Int64),
    }
    (answer,) = referentiel.resolve_columns(pl.DataFrame(columns), as_of).iter_rows(named=True)
    row = None if answer["row"] is None else referentiel.row_at(answer["row"])
    assert (found.npec, found.npec_initial, found.decision or 0, found.rule.value, found.row) == (
        answer["npec"], answer["npec_initial"], answer["decision"], answer["rule"], row,
    )  # fmt: skip
    return found
