"""`bareme check`: what the parameters of the law lack, or contradict."""

from __future__ import annotations

import argparse
import json
import textwrap
from pathlib import Path
from typing import Any

from bareme.anomalies import Severity, error
from bareme.cli.files import CommandError, check_name, write_output
from bareme.cli.messages import tell
from bareme.display import THIN, counted, format_date, typography
from bareme.legislation import LAW_FIELDS
from bareme.parametres.checks import Finding, Review, review
from bareme.parametres.loading import ROOT
from bareme.tables.fields import FieldError, parse_date
from bareme.tables.writing import write_csv

_DONE, _FAILED = 0, 2
_HEADERS = ("cle", "gravite", "code", "ligne", "colonne", "valeur", "attendu", "remede")
_TITLE, _LINE = "Paramètre", "Ligne"
_WIDTH = 80
_SEVERITIES = {
    Severity.ERREUR: "erreur",
    Severity.AVERTISSEMENT: "avertissement",
    Severity.INFORMATION: "information",
}


def register(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser(
        "check",
        help="vérifie les paramètres de la loi",
        description="Signale les valeurs sans référence, non vérifiées depuis un an, ou qui se contredisent.",
    )
    parser.add_argument("--on", metavar="DATE", help="jour de la vérification (la plus récente des fichiers sinon)")
    parser.add_argument("--format", choices=sorted(_RENDERERS), default="table", help="forme du résultat (table)")
    parser.add_argument("--dossier", type=Path, metavar="DOSSIER", help="autres paramètres que ceux du moteur")
    parser.add_argument("-o", "--output", type=Path, metavar="FICHIER", help="fichier à écrire (sortie standard sinon)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command; exit code 2 when a parameter is wrong, 0 when the findings only inform."""
    try:
        check_name(arguments.output, arguments.format)
        found = _reviewed(arguments)
        write_output(_RENDERERS[arguments.format](found), arguments.output)
    except CommandError as failed:
        failed.tell()
        return _FAILED
    tell(_summary(found))
    return _FAILED if found.has_errors else _DONE


def _reviewed(arguments: argparse.Namespace) -> Review:
    day = None
    if arguments.on is not None:
        try:
            day = parse_date(arguments.on)
        except FieldError as refused:
            wrong = error(refused.code, refused.expected, refused.remedy, value=arguments.on)
            raise CommandError.of("--on", wrong) from refused
    if arguments.dossier is None:
        required = {field.key: not field.optional for field in LAW_FIELDS.values()}
        return review(required, on=day, root=ROOT)
    if not arguments.dossier.is_dir():
        wrong = error("dossier", "un dossier de paramètres était attendu", "Vérifiez son nom")
        raise CommandError.of(str(arguments.dossier), wrong)
    return review(on=day, root=arguments.dossier)


def _as_csv(found: Review) -> str:
    rows = [finding.as_row() for finding in found.findings]
    return write_csv(_HEADERS, ([row[header] for header in _HEADERS] for row in rows))


def _as_json(found: Review) -> str:
    data = {
        "le": found.on.isoformat() if found.on else None,
        "parametres": len(found.parametres),
        "hypotheses": sum(parametre.hypothese for parametre in found.parametres.values()),
        "constats": [finding.as_row() for finding in found.findings],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _as_table(found: Review) -> str:
    """Aligned columns under a title for each severity; a long sentence goes on below itself."""
    if not found.findings:
        return "Aucun constat.\n"
    keys = max(len(_TITLE), *(len(finding.key) for finding in found.findings))
    lines = []
    for severity in Severity:
        same = [finding for finding in found.findings if finding.anomalie.severity is severity]
        if same:
            title = counted(len(same), _SEVERITIES[severity])
            lines += ["", title, f"{_TITLE:<{keys}}  {_LINE:>{len(_LINE)}}  Constat", "─" * (keys + _WIDTH)]
            lines += [line for finding in same for line in _aligned(finding, keys)]
    return "\n".join(lines[1:]) + "\n"


def _aligned(finding: Finding, keys: int) -> list[str]:
    anomalie = finding.anomalie
    line = "" if anomalie.line is None else str(anomalie.line)
    said = anomalie.statement[0].upper() + anomalie.statement[1:]
    first, *rest = textwrap.wrap(said, _WIDTH, break_long_words=False, break_on_hyphens=False)
    margin = " " * (keys + len(_LINE) + 4)
    return [f"{finding.key:<{keys}}  {line:>{len(_LINE)}}  {first}", *(margin + more for more in rest)]


def _summary(found: Review) -> str:
    tally = dict.fromkeys(Severity, 0)
    for finding in found.findings:
        tally[finding.anomalie.severity] += 1
    counts = ", ".join(counted(number, _SEVERITIES[severity]) for severity, number in tally.items())
    day = f" au {format_date(found.on)}" if found.on else ""
    assumed = sum(parametre.hypothese for parametre in found.parametres.values())
    total = f"{counted(len(found.parametres), 'paramètre')}, dont {counted(assumed, 'hypothèse')}"
    return typography(f"{total}{day}{THIN}: {counts}.")


_RENDERERS = {"csv": _as_csv, "json": _as_json, "table": _as_table}
