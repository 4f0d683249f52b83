"""The work of `bareme verify`, with Polars."""

from __future__ import annotations

import argparse
import json
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

import polars as pl

from bareme.anomalies import Anomalie, error
from bareme.cli.contrat_options import unknown_numero
from bareme.cli.files import CommandError, check_name, reason, whole_file, write_output
from bareme.cli.messages import tell, tell_anomalies
from bareme.contrats.findings import Finding
from bareme.contrats.reading import Reading, read_contrats
from bareme.display import counted, format_date, format_integer, typography
from bareme.tables.fields import FieldError, parse_date
from bareme.tables.writing import write_csv, write_csv_rows
from bareme.validite import Facts, Resultat, Verdict, verify
from bareme.validite.reading import COMMAND, REMUNERATIONS, facts_of, parse_remunerations

_DONE = 0
HEADERS = ("numero", "controle", "resultat", "article", "motif", "manque")
_BETWEEN = ","
_CSV = "csv"
_WIDTH = 80
_MOST_MISSING = 5
_PART = 1_000
_WORDS = {
    Resultat.OK: "conforme",
    Resultat.REFUSE: "refusé",
    Resultat.ALERTE: "alerte",
    Resultat.INDETERMINE: "indéterminé",
    Resultat.SANS_OBJET: "sans objet",
}


@dataclass(frozen=True, slots=True)
class Verified:
    """One contract and the answers of its checks."""

    facts: Facts
    verdicts: tuple[Verdict, ...]


@dataclass(slots=True)
class Count:
    """What the summary tells of contracts that are not kept."""

    contrats: int = 0
    refused: int = 0
    verdicts: Counter[Resultat] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)

    def over(self, verified: Iterable[Verified]) -> Iterator[Verified]:
        """The same contracts, counted as they pass."""
        for contract in verified:
            found = Counter(verdict.resultat for verdict in contract.verdicts)
            self.contrats += 1
            self.refused += found[Resultat.REFUSE] > 0
            self.verdicts += found
            self.missing.update(column for verdict in contract.verdicts for column in verdict.manque)
            yield contract


def run(arguments: argparse.Namespace) -> int:
    """Check and write. Raises CommandError; nothing is then written."""
    check_name(arguments.output, arguments.format)
    reading, frame, as_of = _inputs(arguments)
    contracts, count = map(facts_of, frame.iter_rows(named=True)), Count()
    _write(count.over(Verified(facts, verify(facts, as_of=as_of)) for facts in contracts), arguments)
    tell_anomalies(reading.anomalies, arguments.contrats.name)
    tell(_summary(count))
    return _DONE


def _write(verified: Iterator[Verified], arguments: argparse.Namespace) -> None:
    """A csv holds one part of the contracts at a time; the other forms are for a few."""
    output: Path | None = arguments.output
    if arguments.format != _CSV:
        write_output(_RENDERERS[arguments.format](list(verified)), output)
    elif output is None:
        for part in _csv_parts(verified):
            write_output(part, None)
    else:
        with whole_file(output) as temporary, temporary.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(_csv_parts(verified))


def _inputs(arguments: argparse.Namespace) -> tuple[Reading, pl.DataFrame, date | None]:
    """The contracts asked for; everything wrong in the file and the options, together."""
    found: dict[str, Sequence[Anomalie]] = {}
    as_of = _day(arguments.as_of, found)
    reading = _reading(arguments.contrats, found)
    frame = pl.DataFrame()
    if reading is not None:
        _check_remunerations(reading)
        frame = reading.frame
        if reading.has_errors:
            found[arguments.contrats.name] = reading.anomalies
        elif arguments.numero is not None:
            frame = _chosen(frame, arguments.numero, found)
    if reading is None or found:
        raise CommandError(found)
    return reading, frame, as_of


def _day(text: str | None, found: dict[str, Sequence[Anomalie]]) -> date | None:
    if text is None:
        return None
    try:
        return parse_date(text)
    except FieldError as refused:
        found["--as-of"] = [error(refused.code, refused.expected, refused.remedy, value=text)]
        return None


def _reading(path: Path, found: dict[str, Sequence[Anomalie]]) -> Reading | None:
    try:
        return read_contrats(path, COMMAND)
    except OSError as broken:
        found[str(path)] = [error("fichier_illisible", reason(broken), "Vérifiez son nom et vos droits")]
        return None


def _check_remunerations(reading: Reading) -> None:
    """The one column whose cells the reader of contracts leaves as they are: what is wrong is told with the rest."""
    for position, cell in enumerate(reading.frame[REMUNERATIONS]):
        try:
            if cell is not None:
                parse_remunerations(cell)
        except FieldError as refused:
            finding = Finding(refused.code, REMUNERATIONS, refused.expected, refused.remedy)
            reading.findings.add_row(finding, position, cell)


def _chosen(frame: pl.DataFrame, numero: str, found: dict[str, Sequence[Anomalie]]) -> pl.DataFrame:
    chosen = frame.filter(pl.col("numero") == numero)
    if chosen.is_empty():
        found |= unknown_numero(numero, frame["numero"].to_list()).found
    return chosen


def _csv_parts(verified: Iterator[Verified]) -> Iterator[str]:
    yield write_csv(HEADERS, ())
    while part := list(islice(verified, _PART)):
        yield write_csv_rows(row for contract in part for row in _rows(contract))


def _rows(contract: Verified) -> Iterator[tuple[str, ...]]:
    for verdict in contract.verdicts:
        missing = _BETWEEN.join(verdict.manque)
        yield (
            contract.facts.numero, verdict.controle, verdict.resultat.value, verdict.article, verdict.reason, missing
        )  # fmt: skip


def _as_json(verified: Iterable[Verified]) -> str:
    data = [
        {
            "numero": contract.facts.numero,
            "type": contract.facts.type,
            "resultats": {name.value: number for name, number in _tally([contract]).items()},
            "controles": [_verdict_as_data(verdict) for verdict in contract.verdicts],
        }
        for contract in verified
    ]
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _verdict_as_data(verdict: Verdict) -> dict[str, object]:
    return {
        "controle": verdict.controle,
        "titre": verdict.titre,
        "resultat": verdict.resultat.value,
        "article": verdict.article,
        "motif": verdict.motif,
        "phrase": verdict.phrase,
        "manque": list(verdict.manque),
        "chiffres": dict(verdict.figures),
        "parametres": [
            {
                "cle": used.key,
                "depuis": None if used.since is None else used.since.isoformat(),
                "valeur": str(used.amount),
            }
            for used in verdict.parametres
        ],
    }


def _as_table(verified: Sequence[Verified]) -> str:
    """A title for each contract, then its checks: result, title, article, and the sentence below."""
    lines: list[str] = []
    for contract in verified:
        facts = contract.facts
        period = f"du {format_date(facts.date_debut)} au {format_date(facts.date_fin)}"
        lines += ["", f"Contrat {facts.numero} – {facts.type}, {period} : {_told(_tally([contract]))}"]
        for verdict in contract.verdicts:
            lines += _told_verdict(verdict)
    return typography("\n".join(lines[1:])) + "\n"


_RESULT_WIDTH = max(len(word) for word in _WORDS.values())


def _told_verdict(verdict: Verdict) -> list[str]:
    margin = " " * (_RESULT_WIDTH + 4)
    head = f"  {_WORDS[verdict.resultat]:<{_RESULT_WIDTH}}  {verdict.titre} ({verdict.article})"
    told = textwrap.wrap(verdict.reason, _WIDTH, break_long_words=False, break_on_hyphens=False)
    if verdict.manque:
        told.append(f"À renseigner : {', '.join(verdict.manque)}")
    return [head, *(margin + line for line in told)]


def _tally(verified: Iterable[Verified]) -> Mapping[Resultat, int]:
    counts = Counter(verdict.resultat for contract in verified for verdict in contract.verdicts)
    return {resultat: counts[resultat] for resultat in Resultat}


def _told(tally: Mapping[Resultat, int]) -> str:
    parts = [
        counted(number, _WORDS[resultat])
        if resultat is not Resultat.SANS_OBJET
        else f"{format_integer(number)} sans objet"
        for resultat, number in tally.items()
        if number
    ]
    return ", ".join(parts)


def _summary(count: Count) -> str:
    checks = {resultat: count.verdicts[resultat] for resultat in Resultat}
    told = (
        f"{counted(count.contrats, 'contrat')}, dont {counted(count.refused, 'refusé')} ; "
        f"{counted(sum(checks.values()), 'contrôle')} : {_told(checks)}."
    )
    if count.missing:
        first = ", ".join(column for column, _times in count.missing.most_common(_MOST_MISSING))
        told += f" Colonnes qui manquent le plus : {first}."
    return typography(told)


_RENDERERS: Mapping[str, Callable[[Sequence[Verified]], str]] = {"json": _as_json, "table": _as_table}
