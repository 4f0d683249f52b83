"""From a raw table to candidatures: every cell read exactly, every error of the file in one pass."""

from __future__ import annotations

from collections.abc import Mapping

from bareme.anomalies import Anomalie, error, information, quoted, warning
from bareme.display import fold, format_integer
from bareme.majoration.candidature import Candidature
from bareme.majoration.candidature_cells import CellReader
from bareme.majoration.mapping import suggest_mapping
from bareme.majoration.reglement.model import Reglement
from bareme.majoration.reglement.parts import IndicateurType
from bareme.tables.fields import FieldError, parse_number
from bareme.tables.raw import RawRow, RawTable

__all__ = ["Candidature", "read_candidatures", "suggest_mapping"]

_REQUIRED = ("of_cfa", "formation", "contrats", "contrats_verts")
_SUMMED = ("contrats", "contrats_verts", "exceptionnelle")


def read_candidatures(
    table: RawTable, reglement: Reglement | None, mapping: Mapping[str, str | None] | None = None
) -> tuple[list[Candidature], list[Anomalie]]:
    """The candidatures of a table, and everything found on the way (the table's own anomalies included).

    `mapping` says which field each title is (by default `suggest_mapping`). The class column may be left out when the
    règlement has only one class. Without a règlement only what needs none is checked: neither classes nor figures.
    Then, or with an error among the anomalies, the list holds only the lines that could be read, and is not to be
    computed.
    """
    anomalies = list(table.anomalies)
    if table.has_errors:
        return [], anomalies
    chosen = suggest_mapping(table.headers, reglement) if mapping is None else mapping
    anomalies += _check_columns(table, reglement, chosen)
    columns = {
        field: table.headers.index(header) for header, field in chosen.items() if field and header in table.headers
    }
    if not set(required_columns(reglement)) <= set(columns):
        return [], anomalies
    reader = CellReader(table.headers, columns, reglement)
    candidatures = []
    for row in table.rows:
        candidature = reader.candidature(row)
        if candidature is not None:
            candidatures.append(candidature)
    anomalies += reader.anomalies
    anomalies += _check_duplicates(candidatures)
    anomalies += _check_names(candidatures)
    anomalies += _check_exceptionnelle(candidatures)
    for total in table.totals:
        anomalies += _check_total(total, candidatures, columns, table.headers)
    if not table.rows:
        anomalies.append(
            error("aucune_ligne", "au moins une candidature était attendue sous les titres", "Complétez le fichier")
        )
    return candidatures, anomalies


def required_columns(reglement: Reglement | None) -> tuple[str, ...]:
    """The columns that every file must hold: that of the classes only when there are several."""
    several = reglement is not None and len(reglement.complements.classes) > 1
    return (*_REQUIRED, "complement") if several else _REQUIRED


def _check_columns(table: RawTable, reglement: Reglement | None, chosen: Mapping[str, str | None]) -> list[Anomalie]:
    fields = [field for field in chosen.values() if field]
    line = table.header_line
    found = [
        error(
            "colonne_absente",
            f"une colonne {quoted(name)} était attendue",
            "Ajoutez-la, ou dites laquelle la porte",
            line=line,
            column=name,
        )
        for name in required_columns(reglement)
        if name not in fields
    ]
    found += [
        error(
            "colonne_en_double",
            "une seule colonne pour ce champ était attendue",
            "Retirez l’une des deux",
            line=line,
            column=name,
        )
        for name in sorted({name for name in fields if fields.count(name) > 1})
    ]
    if reglement is None:
        return found
    found += [
        error(
            "champ_inconnu",
            "un champ de candidature ou un critère du règlement était attendu",
            "Corrigez la correspondance",
            line=line,
            column=name,
        )
        for name in sorted(set(fields) - set(reglement.candidature_columns))
    ]
    found += [
        information(
            "colonne_ignoree", "cette colonne ne correspond à aucun champ", "Elle est ignorée", line=line, column=header
        )
        for header in table.headers
        if header and not chosen.get(header)
    ]
    return found + _check_criteria_columns(reglement, fields, line)


def _check_criteria_columns(reglement: Reglement, fields: list[str], line: int | None) -> list[Anomalie]:
    scored = {indicateur.code: indicateur for indicateur in reglement.indicateurs}
    if scored.keys().isdisjoint(fields):
        return []
    found = []
    for code, indicateur in scored.items():
        if code in fields:
            continue
        if indicateur.type is IndicateurType.QUALITATIF:
            remedy = "Donnez la note dans une évaluation, ou ajoutez la colonne"
            found.append(
                information(
                    "note_absente", "une note était attendue dans cette colonne", remedy, line=line, column=code
                )
            )
        else:
            remedy = "Ajoutez-la : sans elle, toutes les candidatures sont incomplètes"
            expected = f"la colonne {quoted(indicateur.libelle)} était attendue"
            found.append(warning("critere_absent", expected, remedy, line=line, column=code))
    return found


def _check_duplicates(candidatures: list[Candidature]) -> list[Anomalie]:
    found = []
    by_key: dict[tuple[str, str, str], Candidature] = {}
    references: dict[str, Candidature] = {}
    for item in candidatures:
        key = (fold(item.of_cfa), fold(item.formation), fold(item.site))
        first = by_key.setdefault(key, item)
        namesake = references.setdefault(item.reference, item)
        if first is not item and first.complement == item.complement:
            expected = f"une seule ligne par organisme, formation et site était attendue, déjà ligne {first.line}"
            remedy = "Retirez le doublon, ou distinguez les deux lignes par leur formation ou leur site"
            found.append(error("doublon", expected, remedy, line=item.line, column="formation", value=item.formation))
        elif first is not item:
            expected = f"la même formation est déjà ligne {first.line}, dans la classe {quoted(first.complement)}"
            remedy = "Les deux lignes sont gardées ; vérifiez la classe de périmètre financier"
            found.append(
                warning("deux_classes", expected, remedy, line=item.line, column="complement", value=item.complement)
            )
        elif namesake is not item:
            expected = f"une référence par candidature était attendue, déjà ligne {namesake.line}"
            found.append(
                error(
                    "doublon",
                    expected,
                    "Changez la référence",
                    line=item.line,
                    column="reference",
                    value=item.reference,
                )
            )
    return found


def _check_names(candidatures: list[Candidature]) -> list[Anomalie]:
    """Two spellings of what may be one organisme are two organismes: never merged, always said."""
    found = []
    spellings: dict[str, Candidature] = {}
    told: set[str] = set()
    for item in candidatures:
        first = spellings.setdefault(fold(item.of_cfa), item)
        if first.of_cfa != item.of_cfa and item.of_cfa not in told:
            told.add(item.of_cfa)
            expected = f"le nom ressemble à {quoted(first.of_cfa)} (ligne {first.line}), mais n’est pas le même"
            remedy = "Ils sont traités comme deux organismes ; harmonisez l’orthographe s’il s’agit du même"
            found.append(warning("nom_voisin", expected, remedy, line=item.line, column="of_cfa", value=item.of_cfa))
    return found


def _check_exceptionnelle(candidatures: list[Candidature]) -> list[Anomalie]:
    found = []
    seen: dict[tuple[str, int], Candidature] = {}
    for item in candidatures:
        if not item.exceptionnelle:
            continue
        place = {"line": item.line, "column": "exceptionnelle", "value": str(item.exceptionnelle)}
        first = seen.setdefault((item.of_cfa, item.exceptionnelle), item)
        if first is not item:
            expected = (
                f"le même montant figure déjà ligne {first.line} pour cet organisme, et les lignes s’additionnent"
            )
            remedy = "Si la majoration exceptionnelle est unique, ne la laissez que sur une ligne"
            found.append(warning("exceptionnelle_repetee", expected, remedy, **place))
        if not item.contrats:
            expected = "une majoration exceptionnelle porte sur une ligne sans contrat"
            found.append(warning("exceptionnelle_sans_contrat", expected, "Vérifiez le nombre de contrats", **place))
    return found


def _check_total(
    total: RawRow, candidatures: list[Candidature], columns: Mapping[str, int], headers: tuple[str, ...]
) -> list[Anomalie]:
    """The file's own TOTAUX line must be the sum of its lines."""
    found = []
    for name in _SUMMED:
        text = total.cells[columns[name]] if name in columns else ""
        try:
            written = parse_number(text) if text.strip() else None
        except FieldError:
            written = None
        computed = sum(getattr(item, name) for item in candidatures)
        if written is not None and written != computed:
            expected = f"la somme des lignes est {format_integer(computed)}"
            remedy = "Vérifiez qu’il ne manque pas de ligne"
            place = {"line": total.line, "column": headers[columns[name]], "value": text}
            found.append(warning("total_different", expected, remedy, **place))
    return found
