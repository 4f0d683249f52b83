"""Import of candidatures: a Région's file for many OF-CFA, or an OF-CFA's file for itself."""

import re
from dataclasses import replace

from bareme.anomalies import error
from bareme.display import fold
from bareme.majoration.candidatures import read_candidatures, suggest_mapping
from bareme.majoration.reglement.parts import IndicateurType
from bareme.tables import RawRow
from bareme.tables.fields import squeeze
from tandem.campagnes.enums import EtatCampagne
from tandem.campagnes.importers.organismes import Named, recognise, recognise_own
from tandem.campagnes.importers.planning import Planner
from tandem.campagnes.importers.rows import Row
from tandem.campagnes.importers.situation import CampagneImporter
from tandem.campagnes.importers.undoing import undo_candidatures
from tandem.campagnes.importers.writing import write
from tandem.campagnes.indicateurs import asked_figures, exact_text
from tandem.imports.correction_file import is_anomalies_column
from tandem.imports.importer import Examination, Field, Total
from tandem.territoires.models import Departement

OWN_NAME_COLUMN = "(votre organisme)"
REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
RNCP = re.compile(r"RNCP\d{1,6}")
# What the engine does not read by itself: who the organisme is, where the formation is, which candidature it is.
EXTRA_FIELDS = (
    Field(
        "siret",
        "SIRET de l’OF-CFA",
        "14 chiffres ; reconnaît l’organisme mieux que son nom.",
        "12345678200002",
        constraints={"pattern": r"^\d{14}$"},
    ),
    Field("uai", "UAI de l’OF-CFA", "7 chiffres et une lettre.", "0750001U", constraints={"pattern": r"^\d{7}[A-Z]$"}),
    Field(
        "rncp",
        "Code RNCP",
        "« RNCP » suivi du numéro de la fiche.",
        "RNCP38878",
        constraints={"pattern": r"^RNCP\d{1,6}$"},
    ),
    Field("departement", "Département du site", "Code officiel : 75, 2A, 971…", "93"),
    Field(
        "reference",
        "Référence",
        "Référence de la candidature ; laissez vide pour une nouvelle.",
        constraints={"maxLength": 40},
    ),
)
EXTRA_CODES = frozenset(field.code for field in EXTRA_FIELDS)
EXTRA_SYNONYMS = {
    "n siret": "siret",
    "numero siret": "siret",
    "code uai": "uai",
    "code rncp": "rncp",
    "departement du site": "departement",
    "code departement": "departement",
    "ref": "reference",
}
LONGEST_REFERENCE = 40
INDICATEUR_TYPES = {
    IndicateurType.EFFECTIF: ("integer", "Nombre entier."),
    IndicateurType.MONTANT: ("number", "Montant en euros."),
    IndicateurType.TAUX: ("string", "Taux : « 15 % » ou « 0,15 »."),
    IndicateurType.PART: ("string", "Part : « 15 % » ou « 0,15 »."),
    IndicateurType.BOOLEEN: ("string", "« oui » ou « non »."),
    IndicateurType.DATE: ("string", "Date : 01/09/2022 ou 2022-09-01."),
    IndicateurType.LISTE: ("string", "Une des valeurs de la liste du règlement."),
}


class CandidaturesImporter(CampagneImporter):
    """Writes dossiers and candidatures: deposited when the Région imports, drafts when an OF-CFA does."""

    kind = "candidatures"
    label = "Candidatures à la majoration"
    description = "Une ligne par formation : contrats, contrats verts, classe de périmètre, indicateurs des critères."
    region_states = frozenset({EtatCampagne.OUVERTE, EtatCampagne.INSTRUCTION})
    cfa_may_import = True

    def fields(self, situation):
        classes = list(situation.reglement.complements.classes)
        base = (
            Field(
                "of_cfa",
                "OF-CFA",
                "Nom de l’organisme, tel que vos documents l’impriment.",
                "CFA EXEMPLE",
                required=situation.is_region,
            ),
            Field("formation", "Formation", "Intitulé de la formation.", "BTS MAINTENANCE DE VÉHICULES", required=True),
            Field(
                "contrats",
                "Contrats",
                "Nombre de contrats d’apprentissage, verts compris.",
                "42",
                required=True,
                type="integer",
                constraints={"minimum": 0},
            ),
            Field(
                "contrats_verts",
                "Dont contrats verts",
                "Nombre de contrats de la formation qui ouvrent le bonus vert.",
                "0",
                required=True,
                type="integer",
                constraints={"minimum": 0},
            ),
            Field(
                "complement",
                "Classe de périmètre financier",
                f"Une des classes du règlement : {', '.join(classes)}.",
                classes[0],
                required=True,
                constraints={"enum": classes},
            ),
            Field(
                "exceptionnelle",
                "Majoration exceptionnelle",
                "Montant en euros entiers, 0 ou vide sans majoration exceptionnelle (Région seulement).",
                "0",
                type="integer",
                constraints={"minimum": 0},
            ),
            Field("site", "Site", "Lieu de la formation, s’il y en a plusieurs.", "Saint-Denis"),
        )
        return (*base, *EXTRA_FIELDS, *self._indicateurs(situation))

    def suggest_mapping(self, headers, situation):
        known = {field.code for field in self.fields(situation)}
        suggested = suggest_mapping(headers, situation.reglement)
        own = {}
        for header in headers:
            code = _extra_code(header)
            if code and code not in own.values():
                own[header] = code
        merged = {header: own.get(header, suggested[header]) for header in headers}
        return {header: code if code in known else None for header, code in merged.items()}

    def examine(self, table, mapping, situation, answers):
        table, mapping = _with_own_name(table, mapping, situation)
        codes = {code for code in mapping.values() if code}
        candidatures, anomalies = _read(table, mapping, situation.reglement)
        cells = _Cells(table, mapping)
        lines_by_name = {}
        for raw in table.rows:
            named = cells.named(raw)
            if named.nom or named.siret or named.uai:
                lines_by_name.setdefault(named, []).append(raw.line)
        if situation.is_region:
            recognition = recognise(lines_by_name, answers)
        else:
            recognition = recognise_own(lines_by_name, situation.organisation)
        labels = {field.code: field.label for field in self.fields(situation)}
        by_line = {raw.line: raw for raw in table.rows}
        rows = [_row(candidature, by_line[candidature.line], cells, codes) for candidature in candidatures]
        doubles = {anomaly.line for anomaly in anomalies if anomaly.code == "doublon"}
        planner = Planner(situation, recognition, labels, told=doubles)
        plan = planner.build(rows, has_exceptionnelle="exceptionnelle" in codes)
        found = (*table.anomalies, *anomalies, *recognition.anomalies, *cells.anomalies(), *plan.anomalies)
        return Examination(
            rows=len(table.rows),
            anomalies=_once(found),
            questions=tuple(recognition.questions),
            changes=tuple(plan.changes),
            totals=_totals(rows, recognition),
            plan=plan,
        )

    def apply(self, examination, *, file_import, situation, actor):
        return write(examination.plan, file_import=file_import, situation=situation, actor=actor)

    def undo(self, *, file_import, situation, actor):
        undo_candidatures(file_import, situation, actor)

    def _indicateurs(self, situation):
        fields = []
        for code, label, kind in indicateurs_of(situation.reglement):
            type_, explanation = INDICATEUR_TYPES[kind]
            fields.append(Field(code, label, explanation, type=type_))
        return fields


def _extra_code(header):
    """Return the field of EXTRA_FIELDS that a title names, or None."""
    bare = " ".join("".join(letter if letter.isalnum() else " " for letter in fold(header)).split())
    return bare if bare in EXTRA_CODES else EXTRA_SYNONYMS.get(bare)


def _read(table, mapping, reglement):
    """Let the engine read the columns that it knows; the others are not « ignored », they are read here."""
    ours = {header for header, code in mapping.items() if code in EXTRA_CODES}
    engine_mapping = {header: None if header in ours else code for header, code in mapping.items()}
    candidatures, anomalies = read_candidatures(replace(table, anomalies=()), reglement, engine_mapping)
    kept = [
        anomaly
        for anomaly in anomalies
        if not (anomaly.code == "colonne_ignoree" and (anomaly.column in ours or is_anomalies_column(anomaly.column)))
    ]
    return candidatures, kept


def indicateurs_of(reglement):
    """Return (code, label, type) of every figure that a file may give; evaluated criteria have no column."""
    labels = {indicateur.code: indicateur.libelle for indicateur in reglement.indicateurs}
    labels |= {donnee.code: donnee.libelle for donnee in reglement.donnees}
    return [(code, labels[code], reglement.column_types[code]) for code in asked_figures(reglement)]


class _Cells:
    """The columns that the engine does not read: identifiers, RNCP, département."""

    def __init__(self, table, mapping):
        self.table = table
        self.index = {mapping[header]: i for i, header in enumerate(table.headers) if mapping.get(header)}
        self.headers = {code: table.headers[i] for code, i in self.index.items()}
        self.departements = set(Departement.objects.order_by().values_list("pk", flat=True))

    def text(self, raw, code):
        """Return a cell without its outer blanks; empty when the file has no such column."""
        return squeeze(raw.cells[self.index[code]]) if code in self.index else ""

    def named(self, raw):
        """Return the organisme as the line names it, digits of the identifiers brought together."""
        return Named(
            self.text(raw, "of_cfa"),
            self.text(raw, "siret").replace(" ", ""),
            self.text(raw, "uai").replace(" ", "").upper(),
        )

    def rncp(self, raw):
        """Return « RNCP38878 » from « RNCP 38878 », « rncp38878 » or « 38878 »."""
        compact = self.text(raw, "rncp").replace(" ", "").upper()
        return f"RNCP{compact}" if compact.isdigit() else compact

    def departement(self, raw):
        """Return the code of the département, « 1 » being « 01 »; None when it is not given."""
        code = self.text(raw, "departement").upper()
        return (code.zfill(2) if code.isdigit() else code) or None

    def anomalies(self):
        """Return what is wrong in these columns, line by line."""
        found = []
        remedy = "Corrigez le code, ou laissez la cellule vide"
        for raw in self.table.rows:
            rncp, departement = self.rncp(raw), self.departement(raw)
            if rncp and not RNCP.fullmatch(rncp):
                expected = "un code de la forme « RNCP38878 » était attendu"
                found.append(self._refused(raw, "rncp", expected, remedy))
            if departement and departement not in self.departements:
                expected = "un code de département du code officiel géographique était attendu (75, 2A, 971…)"
                found.append(self._refused(raw, "departement", expected, remedy))
        return found + self._wrong_references()

    def _wrong_references(self):
        found, seen = [], {}
        for raw in self.table.rows:
            reference = self.text(raw, "reference")
            if not reference:
                continue
            first = seen.setdefault(reference, raw.line)
            if first != raw.line:
                expected = f"une référence par candidature était attendue, déjà ligne {first}"
                found.append(self._refused(raw, "reference", expected, "Changez la référence, ou laissez-la vide"))
            elif not REFERENCE.fullmatch(reference):
                expected = f"au plus {LONGEST_REFERENCE} lettres, chiffres, points et tirets étaient attendus"
                found.append(self._refused(raw, "reference", expected, "Corrigez la référence, ou laissez-la vide"))
        return found

    def _refused(self, raw, code, expected, remedy):
        value = self.text(raw, code)
        return error(f"{code}_invalide", expected, remedy, line=raw.line, column=self.headers[code], value=value)


def _with_own_name(table, mapping, situation):
    """Add the column of the organisme to an OF-CFA's own file that has none: every line is its own."""
    if situation.is_region or "of_cfa" in mapping.values():
        return table, mapping
    nom = situation.organisation.nom_source or situation.organisation.nom
    rows = tuple(RawRow(raw.line, (*raw.cells, nom)) for raw in table.rows)
    named = replace(table, headers=(*table.headers, OWN_NAME_COLUMN), rows=rows)
    return named, {**mapping, OWN_NAME_COLUMN: "of_cfa"}


def _row(candidature, raw, cells, codes):
    values = {
        "formation": candidature.formation,
        "contrats": candidature.contrats,
        "contrats_verts": candidature.contrats_verts,
        "complement": candidature.complement,
    }
    if "site" in codes:
        values["site"] = candidature.site
    if "rncp" in codes:
        values["rncp"] = cells.rncp(raw)
    if "departement" in codes:
        values["departement_id"] = cells.departement(raw)
    return Row(
        line=candidature.line,
        named=cells.named(raw),
        reference=cells.text(raw, "reference"),
        values=values,
        indicateurs={code: exact_text(value) for code, value in candidature.indicateurs.items() if code in codes},
        exceptionnelle=candidature.exceptionnelle,
    )


def _totals(rows, recognition):
    organismes = {recognition.known.get(row.named, row.named) for row in rows}
    return (
        Total("OF-CFA", len(organismes)),
        Total("Candidatures", len(rows)),
        Total("Contrats", sum(row.values["contrats"] for row in rows)),
        Total("Dont contrats verts", sum(row.values["contrats_verts"] for row in rows)),
        Total("Majoration exceptionnelle demandée", sum(row.exceptionnelle for row in rows), "euros"),
    )


def _once(anomalies):
    """Return the anomalies without repetition, file ones first then by line."""
    return tuple(sorted(dict.fromkeys(anomalies), key=lambda anomaly: (anomaly.line or 0, anomaly.column or "")))
