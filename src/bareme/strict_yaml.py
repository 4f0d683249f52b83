"""YAML without surprises: no duplicate key, no float, no alias, no tag; every value knows its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import yaml

from bareme.anomalies import Anomalie, error, quoted

Path = tuple[str | int, ...]
_LARGEST_BYTES = 1024 * 1024
_DEEPEST = 20
_PLAIN_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_PLAIN_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_TAG = "tag:yaml.org,2002:"


@dataclass(slots=True)
class Document:
    """A parsed file: its data, the line of each path, and what was wrong with it."""

    data: object = None
    decimals: bool = False
    lines: dict[Path, int] = field(default_factory=dict)
    anomalies: list[Anomalie] = field(default_factory=list)

    def line_of(self, path: Path) -> int | None:
        """The line of a path, or of its closest parent that exists in the file."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None


def dotted(path: Path) -> str:
    return ".".join(str(part) for part in path)


def read_yaml(data: bytes, *, decimals: bool = False) -> Document:
    """Read one YAML document. Never raises: everything wrong is in `anomalies`, with its line.

    With `decimals`, a decimal number (-2.5) is kept as its text, exactly; without, it must be between quotes.
    """
    document = Document(decimals=decimals)
    text = _decode(data, document)
    if text is None:
        return document
    try:
        _refuse_traps(text, document)
        node = None if document.anomalies else yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as broken:
        document.anomalies.append(_syntax_anomalie(broken))
        return document
    if document.anomalies:
        return document
    if node is None:
        document.anomalies.append(
            error("yaml_vide", "un contenu était attendu, le fichier est vide", "Choisissez un autre fichier")
        )
        return document
    document.data = _build(node, (), document)
    return document


def _decode(data: bytes, document: Document) -> str | None:
    if len(data) > _LARGEST_BYTES:
        document.anomalies.append(
            error(
                "fichier_trop_gros", "un fichier YAML d’au plus 1 Mo était attendu", "Vérifiez que c’est le bon fichier"
            )
        )
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        line = data[: broken.start].count(b"\n") + 1
        document.anomalies.append(
            error("encodage", "un texte encodé en UTF-8 était attendu", "Enregistrez le fichier en UTF-8", line=line)
        )
        return None


def _refuse_traps(text: str, document: Document) -> None:
    """Aliases and depth, seen event by event: the rest of a trapped file is never read.

    An alias repeats a part of the file by reference, and a few lines of them expand to gigabytes; a hundred thousand
    brackets would exhaust the parser.
    """
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent):
            expected = "aucun renvoi (« & » ou « * ») n’est accepté"
            document.anomalies.append(error("yaml_alias", expected, "Recopiez la valeur", line=line))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            expected = f"au plus {_DEEPEST} niveaux d’imbrication étaient attendus"
            document.anomalies.append(error("yaml_profond", expected, "Simplifiez le fichier", line=line))
            return


def _syntax_anomalie(broken: yaml.YAMLError) -> Anomalie:
    mark = getattr(broken, "problem_mark", None)
    problem = str(getattr(broken, "problem", None) or broken)
    return error(
        "yaml_syntaxe",
        f"un fichier YAML bien formé était attendu (analyseur : {problem})",
        "Vérifiez l’alignement des lignes, les deux-points et les guillemets à cet endroit",
        line=mark.line + 1 if mark is not None else None,
    )


def _build(node: yaml.Node, path: Path, document: Document) -> object:
    document.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _build_mapping(node, path, document)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, index), document) for index, item in enumerate(node.value)]
    return _build_scalar(node, path, document)


def _build_mapping(node: yaml.MappingNode, path: Path, document: Document) -> Mapping[str, object]:
    data: dict[str, object] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            document.anomalies.append(
                error("yaml_cle", "une clé en texte simple était attendue", "Corrigez la clé", line=line)
            )
            continue
        key = str(key_node.value)
        if key in data:
            first = document.lines[(*path, key)]
            document.anomalies.append(
                error(
                    "cle_en_double",
                    f"une seule clé {quoted(key)} était attendue, une autre est déjà ligne {first}",
                    "Gardez-en une seule",
                    line=line,
                    column=dotted((*path, key)),
                )
            )
            continue
        data[key] = _build(value_node, (*path, key), document)
        document.lines[(*path, key)] = line
    return data


def _build_scalar(node: yaml.Node, path: Path, document: Document) -> object:
    text, tag, line = str(node.value), node.tag.removeprefix(_TAG), node.start_mark.line + 1
    if tag == "str" or (tag == "float" and document.decimals and _PLAIN_DECIMAL.fullmatch(text)):
        return text
    if tag == "null":
        return None
    if tag == "bool":
        return text.lower() in {"true", "yes", "on"}
    if tag == "int" and _PLAIN_INTEGER.fullmatch(text):
        return int(text)
    if tag == "timestamp":
        return _build_date(text, path, line, document)
    expected = "un nombre entier, un texte, une date AAAA-MM-JJ ou vrai/faux (true/false) étaient attendus"
    remedy = 'Écrivez un nombre à virgule entre guillemets, par exemple "0,15", "15 %" ou "3/20"'
    document.anomalies.append(error("yaml_valeur", expected, remedy, line=line, column=dotted(path), value=text))
    return None


def _build_date(text: str, path: Path, line: int, document: Document) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        document.anomalies.append(
            error(
                "date",
                "une date AAAA-MM-JJ était attendue",
                "Corrigez la date",
                line=line,
                column=dotted(path),
                value=text,
            )
        )
        return None
