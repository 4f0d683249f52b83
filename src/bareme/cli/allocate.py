"""`bareme allocate`: candidatures and a règlement in, the annexe out."""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from bareme.anomalies import Anomalie, error, has_errors, quoted
from bareme.cli.files import CommandError, read_file, write_output
from bareme.cli.messages import tell, tell_anomalies
from bareme.cli.rendering import as_csv, as_json, as_table, base_line
from bareme.display import fold, typography
from bareme.majoration.allocation import Allocation, AllocationError, allocate
from bareme.majoration.candidatures import Candidature, read_candidatures
from bareme.majoration.explain import Explanation, explain_formation, explain_organisme
from bareme.majoration.reglement import Reglement, ReglementError, load_reglement
from bareme.majoration.solver import SolverRefusal
from bareme.tables import read_table
from bareme.tables.fields import FieldError, parse_euros

_DONE, _FAILED = 0, 2
_RENDERERS = {"csv": as_csv, "json": as_json, "table": as_table}


def register(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser(
        "allocate",
        help="répartit une enveloppe entre des candidatures",
        description="Répartit l’enveloppe d’un règlement entre des candidatures, à l’euro près.",
    )
    parser.add_argument(
        "candidatures", type=Path, metavar="CANDIDATURES", help="fichier .csv ou .xlsx des candidatures"
    )
    parser.add_argument(
        "--reglement", type=Path, required=True, metavar="REGLEMENT.yaml", help="règlement de la campagne"
    )
    parser.add_argument("--enveloppe", metavar="N", help="enveloppe en euros, hors majoration exceptionnelle")
    parser.add_argument("--format", choices=sorted(_RENDERERS), help="forme du résultat (csv par défaut)")
    parser.add_argument("-o", "--output", type=Path, metavar="FICHIER", help="fichier à écrire (sortie standard sinon)")
    parser.add_argument("--feuille", metavar="NOM", help="feuille du classeur (la première non vide sinon)")
    parser.add_argument("--explain", metavar="OF_CFA", help="explique le montant d’un organisme")
    parser.add_argument("--formation", metavar="FORMATION", help="avec --explain, la part d’une de ses formations")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command; every error of both files is listed before giving up."""
    try:
        allocation, text = _computed(arguments)
        write_output(text, arguments.output)
    except CommandError as failed:
        failed.tell()
        return _FAILED
    tell_anomalies(allocation.anomalies, arguments.candidatures.name)
    tell(typography(base_line(allocation)))
    return _DONE


def _computed(arguments: argparse.Namespace) -> tuple[Allocation, str]:
    if arguments.formation is not None and arguments.explain is None:
        raise CommandError.of("--formation", _formation_alone())
    if arguments.explain is not None and arguments.format == "csv":
        raise CommandError.of("--format", _explained_as_csv())
    reglement, candidatures, found = _inputs(arguments)
    name = arguments.candidatures.name
    try:
        allocation = allocate(candidatures, reglement)
    except AllocationError as refused:
        # A column that the refusal names needs no warning besides.
        named = {anomalie.column for anomalie in refused.anomalies}
        _tell_all(found, without=named)
        raise CommandError({name: refused.anomalies}) from refused
    except SolverRefusal as refused:
        _tell_all(found)
        raise CommandError.of(
            name, error(refused.code, refused.reason.removesuffix("."), "Rien n’a été écrit")
        ) from refused
    _tell_all(found)
    return allocation, _rendered(allocation, arguments)


def _tell_all(found: Mapping[str, list[Anomalie]], without: Collection[str | None] = ()) -> None:
    for source, anomalies in found.items():
        tell_anomalies((anomalie for anomalie in anomalies if anomalie.column not in without), source)


def _inputs(arguments: argparse.Namespace) -> tuple[Reglement, list[Candidature], dict[str, list[Anomalie]]]:
    """Both files and the envelope, and what was found in them; all their errors told together."""
    found: dict[str, list[Anomalie]] = {}
    reglement = _load_reglement(arguments, found)
    candidatures: list[Candidature] = []
    try:
        table = read_table(read_file(arguments.candidatures), arguments.candidatures.name, sheet=arguments.feuille)
    except CommandError as unread:
        found |= {source: list(anomalies) for source, anomalies in unread.found.items()}
    else:
        # Without a règlement classes and figures have no meaning; what is wrong with the rest can be said already.
        candidatures, anomalies = read_candidatures(table, reglement)
        found[arguments.candidatures.name] = anomalies
    if reglement is None or any(has_errors(anomalies) for anomalies in found.values()):
        raise CommandError(found)
    return reglement, candidatures, found


def _load_reglement(arguments: argparse.Namespace, found: dict[str, list[Anomalie]]) -> Reglement | None:
    """The règlement with the envelope of the command line."""
    overrides = {}
    if arguments.enveloppe is not None:
        try:
            overrides["enveloppe"] = parse_euros(arguments.enveloppe)
        except FieldError as refused:
            wrong = error(refused.code, refused.expected, refused.remedy, value=arguments.enveloppe)
            found["--enveloppe"] = [wrong]
    try:
        reglement = load_reglement(read_file(arguments.reglement))
        if reglement.anomalies:
            found[arguments.reglement.name] = list(reglement.anomalies)
        return reglement.with_overrides(overrides)[0] if overrides else reglement
    except ReglementError as refused:
        found[arguments.reglement.name] = list(refused.anomalies)
    except CommandError as unread:
        found |= {source: list(anomalies) for source, anomalies in unread.found.items()}
    return None


def _formation_alone() -> Anomalie:
    return error("option", "--explain OF_CFA était attendu avec --formation", "Ajoutez-le")


def _explained_as_csv() -> Anomalie:
    expected = "--explain donne un texte ou du JSON, pas un tableau csv : « table » ou « json » était attendu"
    return error("option", expected, "Changez de format, ou retirez --format", value="csv")


def _rendered(allocation: Allocation, arguments: argparse.Namespace) -> str:
    if arguments.explain is None:
        return _RENDERERS[arguments.format or "csv"](allocation)
    try:
        explanation = _explanation(allocation, arguments.explain, arguments.formation)
    except LookupError as unknown:
        raise CommandError.of(arguments.candidatures.name, unknown.args[0]) from unknown
    if arguments.format == "json":
        return json.dumps(explanation.as_data(), ensure_ascii=False, indent=2) + "\n"
    return typography(explanation.as_text()) + "\n"


def _explanation(allocation: Allocation, of_cfa: str, formation: str | None) -> Explanation:
    mine = allocation.formations_of(of_cfa)
    if not mine:
        raise LookupError(_unknown("of_cfa", of_cfa, sorted({line.of_cfa for line in allocation.formations})))
    if formation is None:
        if not any(line.of_cfa == of_cfa for line in allocation.organismes):
            reasons = " ; ".join(f"{line.formation} : {line.reason}" for line in mine)
            wrong = error(
                "sans_montant",
                f"un organisme qui a un montant était attendu ({reasons})",
                "Choisissez-en un autre",
                value=of_cfa,
            )
            raise LookupError(wrong)
        return explain_organisme(allocation, of_cfa)
    found = [line for line in mine if formation in {line.formation, line.reference}]
    if not found:
        raise LookupError(_unknown("formation", formation, sorted(line.formation for line in mine)))
    if len(found) > 1:
        choices = ", ".join(quoted(line.reference) for line in found)
        wrong = error(
            "formation_ambigue",
            f"une seule formation était attendue, {len(found)} portent ce nom",
            f"Donnez sa référence : {choices}",
            value=formation,
        )
        raise LookupError(wrong)
    return explain_formation(allocation, found[0].reference)


def _unknown(column: str, value: str, known: list[str]) -> Anomalie:
    folded: dict[str, list[str]] = {}
    for name in known:
        folded.setdefault(fold(name), []).append(name)
    matches = get_close_matches(fold(value), folded, n=3, cutoff=0.4)
    close = [name for match in matches for name in folded[match]][:3] or known[:3]
    hint = f"Vouliez-vous dire {' ou '.join(quoted(name) for name in close)} ?"
    return error("ligne_inconnue", "un nom présent dans le fichier était attendu", hint, column=column, value=value)
