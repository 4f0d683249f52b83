"""Import of candidatures: a Région's file for many OF-CFA, or an OF-CFA's file for itself."""

import re
from dataclasses import replace
from datetime import date

from bareme.anomalies import error
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
from tandem.imports.importer import Examination, Field, Total
from tandem.territoires.models import Departement

OWN_NAME_COLUMN = "(votre organisme)"
RNCP = re.compile(r"RNCP\d{1,6}")
EXTRA_FIELDS = (
    Field("siret", "SIRET de l’OF-CFA", "14 chiffres ; reconnaît l’organisme mieux que son nom.", "35600000000048"),
    Field("uai", "UAI de l’OF-CFA", "7 chiffres et une lettre.", "0750001A"),
    Field("rncp", "Code RNCP", "« RNCP » suivi du numéro de la fiche.", "RNCP38878"),
    Field("departement", "Département du site", "Code officiel : 75, 2A, 971…", "93"),
)
INDICATEUR_TYPES = {
    IndicateurType.EFFECTIF: ("integer", "Nombre entier."),
    IndicateurType.MONTANT: ("number", "Montant en euros."),
    IndicateurType.TAUX: ("string", "Taux : « 15 % » ou « 0,15 »."),
    IndicateurType.PART: ("string", "Part : « 15 % » ou « 0,15 »."),
    IndicateurType.BOOLEEN: ("string", "« oui » ou « non »."),
    IndicateurType.DATE: ("string", "Date : 01/09/2022 ou 2022-09-01."),
    IndicateurType.LISTE: ("string", "Une des valeurs de la liste du règlement."),
}


class CandidaturesImporter(CampagneImporter):
    """Writes dossiers and candidatures: deposited when the Région imports, drafts when an OF-CFA does."""

    kind = "candidatures"
    label = "Candidatures à la majoration"
    description = "Une ligne par formation : contrats, contrats verts, classe de périmètre, indicateurs des critères."
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
                f"Une des classes du règlement : {', '.join(classes)}.",
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
            Field("reference", "Référence", "Référence de la candidature ; laissez vide pour une nouvelle.", ""),
        )
        return (*base, *EXTRA_FIELDS, *self._indicateurs(situation))

    def suggest_mapping(self, headers, situation):
        extra = {field.code for field in EXTRA_FIELDS}
        suggested = suggest_mapping(headers, situation.reglement)
        for header in headers:
            folded = squeeze(header).casefold()
            if suggested.get(header) is None and folded in extra:
                suggested[header] = folded
        return suggested

    def examine(self, table, mapping, situation, answers):
        table, mapping = _with_own_name(table, mapping, situation)
        extra = {field.code for field in EXTRA_FIELDS}
        candidatures, anomalies = read_candidatures(
            table, situation.reglement, {header: None if code in extra else code for header, code in mapping.items()}
        )
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
        anomalies = [*table.anomalies, *anomalies, *recognition.anomalies, *cells.anomalies()]
        labels = {field.code: field.label for field in self.fields(situation)}
        codes = {code for code in mapping.values() if code}
        by_line = {raw.line: raw for raw in table.rows}
        rows = [_row(candidature, by_line[candidature.line], cells, codes) for candidature in candidatures]
        plan = Planner(situation, recognition, labels).build(rows, has_exceptionnelle="exceptionnelle" in codes)
        return Examination(
            rows=len(table.rows),
            anomalies=_once([*anomalies, *plan.anomalies]),
            questions=tuple(recognition.questions),
            changes=tuple(plan.changes),
            totals=_totals(rows),
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


def indicateurs_of(reglement):
    """Return (code, label, type) of every figure that a file may give, evaluated criteria apart."""
    asked = {}
    for critere in reglement.criteres:
        for indicateur in critere.indicateurs:
            asked[indicateur.code] = (indicateur.code, indicateur.libelle, indicateur.type)
    for donnee in reglement.donnees:
        asked.setdefault(donnee.code, (donnee.code, donnee.libelle, donnee.type))
    return [figure for figure in asked.values() if figure[2] in INDICATEUR_TYPES]


def exact_text(value):
    """Return an indicator as the exact text that the database keeps: « 3/20 », « oui », « 2022-09-01 », None."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


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
                expected = "un code de la forme « RNCP38878 » était attendu"
                found.append(self._refused(raw, "rncp", expected, remedy))
            if departement and departement not in self.departements:
                expected = "un code de département du code officiel géographique était attendu (75, 2A, 971…)"
                found.append(self._refused(raw, "departement", expected, remedy))
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


def _totals(rows):
    organismes = {row.named for row in rows}
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
