"""Import of the annexe that a délibération published: csv, xlsx, or the text copied from the PDF."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import RestrictedError
from django.utils import timezone

from bareme.display import fold
from bareme.majoration.annexe_publiee import FIELDS, AnnexeLine, read_annexe_table, text_table
from tandem.campagnes.enums import EtatCampagne
from tandem.campagnes.importers.organismes import Named, Recognition, create_organismes, recognise
from tandem.campagnes.importers.situation import CampagneImporter
from tandem.campagnes.models import AnnexePubliee
from tandem.formats import euros, number
from tandem.imports.enums import ChangeAction
from tandem.imports.importer import Change, Difference, Examination, Field, Total
from tandem.organisations.enums import Role
from tandem.organisations.models import Organisation

LABELS = {
    "majoration": "Majoration des coûts contrats",
    "dont_bonus_vert": "Dont bonus vert",
    "exceptionnelle": "Majoration exceptionnelle",
    "totale": "Majoration totale",
    "contrats": "Nombre de contrats",
}
SYNONYMS = {
    "of cfa beneficiaires": "of_cfa",
    "of-cfa beneficiaires": "of_cfa",
    "of-cfa": "of_cfa",
    "majoration des couts contrats": "majoration",
    "dont bonus vert": "dont_bonus_vert",
    "bonus vert": "dont_bonus_vert",
    "majoration exceptionnelle": "exceptionnelle",
    "majoration_exceptionnelle": "exceptionnelle",
    "majoration totale": "totale",
    "majoration_totale": "totale",
    "nombre de contrats": "contrats",
    "nombre_contrats": "contrats",
}
KEPT = ("source", "deliberation_id", "lignes", "sha256", "imported_at", "imported_by_id")


@dataclass
class AnnexePlan:
    """What `apply` will write: the lines in their printed order, and who each name is."""

    lines: tuple[AnnexeLine, ...]
    recognition: Recognition
    existing: AnnexePubliee | None


class AnnexePublieeImporter(CampagneImporter):
    """Writes the published annexe of a campaign, the reference that the computed one is compared with."""

    kind = "annexe_publiee"
    label = "Annexe publiée"
    description = "Le tableau annexé à la délibération : une ligne par OF-CFA et la ligne « TOTAUX »."
    extensions = (".csv", ".xlsx", ".txt")
    absent_effect = "retirées de l’annexe"
    line_errors = frozenset({"ligne_decalee", "ligne_illisible", "identite"})
    region_roles = frozenset({Role.REGION_INSTRUCTION, Role.REGION_VALIDATION})
    region_states = frozenset(EtatCampagne)

    def fields(self, situation):  # noqa: ARG002 - the same columns whatever the campaign
        amounts = {"required": True, "type": "integer", "constraints": {"minimum": 0}}
        return (
            Field(
                "of_cfa",
                "OF-CFA bénéficiaire",
                "Nom tel que l’annexe l’imprime.",
                "CFA EXEMPLE",
                required=True,
                constraints={"unique": True},
            ),
            Field("majoration", LABELS["majoration"], "Montant en euros entiers.", "15953", **amounts),
            Field(
                "dont_bonus_vert",
                LABELS["dont_bonus_vert"],
                "Compris dans la majoration.",
                "0",
                **amounts,
            ),
            Field("exceptionnelle", LABELS["exceptionnelle"], "« - € » vaut zéro.", "0", **amounts),
            Field("totale", LABELS["totale"], "Majoration + exceptionnelle.", "15953", **amounts),
            Field("contrats", LABELS["contrats"], "Contrats retenus.", "25", **amounts),
        )

    def suggest_mapping(self, headers, situation):  # noqa: ARG002 - the same columns whatever the campaign
        codes = {fold(code): code for code in FIELDS}
        suggested, taken = {}, set()
        for header in headers:
            code = codes.get(fold(header)) or SYNONYMS.get(fold(header))
            suggested[header] = None if code in taken else code
            taken.add(code)
        return suggested

    def read(self, data, filename, *, sheet=None):
        if filename.lower().endswith(".txt"):
            return text_table(data, filename)
        return super().read(data, filename, sheet=sheet)

    def examine(self, table, mapping, situation, answers):
        headers = tuple(mapping.get(header) or f"({header})" for header in table.headers)
        annexe = read_annexe_table(replace(table, headers=headers, anomalies=()))
        lines_by_name = {}
        for line in annexe.lines:
            lines_by_name.setdefault(Named(line.of_cfa), []).append(line.line)
        recognition = recognise(lines_by_name, answers)
        existing = AnnexePubliee.objects.filter(campagne=situation.campagne).first()
        anomalies = dict.fromkeys((*table.anomalies, *annexe.anomalies, *recognition.anomalies))
        return Examination(
            rows=len(table.rows),
            anomalies=tuple(sorted(anomalies, key=lambda anomaly: (anomaly.line or 0, anomaly.column or ""))),
            questions=tuple(recognition.questions),
            changes=tuple(_changes(annexe.lines, existing, situation)),
            totals=_totals(annexe.lines),
            plan=AnnexePlan(annexe.lines, recognition, existing),
        )

    def apply(self, examination, *, file_import, situation, actor):
        plan = examination.plan
        created = create_organismes(
            plan.recognition.to_create,
            region=situation.campagne.organisation.region,
            source=f"Import n° {file_import.pk} – {situation.options.get('source', file_import.filename)}",
            is_fictif=situation.campagne.is_fictif,
        )
        before = _snapshot(plan.existing) if plan.existing else None
        annexe = plan.existing or AnnexePubliee(campagne=situation.campagne)
        annexe.source = situation.options["source"]
        annexe.deliberation_id = situation.options.get("deliberation")
        annexe.lignes = [_ligne(line, plan.recognition.known | created) for line in plan.lines]
        annexe.sha256 = file_import.sha256
        annexe.imported_by = actor
        annexe.save()
        if before:
            # auto_now_add only dates the first import; a replacement has its own date.
            AnnexePubliee.objects.filter(pk=annexe.pk).update(imported_at=timezone.now())
        return {
            "organisations": sorted(organisation.pk for organisation in created.values()),
            "before": before,
            "after": _fingerprint(annexe),
        }

    def undo(self, *, file_import, situation, actor):  # noqa: ARG002 - no row keeps who undid: the journal does
        undo = file_import.undo_data
        annexe = AnnexePubliee.objects.filter(campagne=situation.campagne).first()
        if annexe is None or _fingerprint(annexe) != undo["after"]:
            raise ValidationError("Cet import ne peut plus être annulé : l’annexe a été remplacée depuis.")
        if undo["before"]:
            imported_at = datetime.fromisoformat(undo["before"]["imported_at"])
            AnnexePubliee.objects.filter(pk=annexe.pk).update(**{**undo["before"], "imported_at": imported_at})
        else:
            annexe.delete()
        try:
            Organisation.objects.filter(pk__in=undo["organisations"]).delete()
        except RestrictedError as used:
            names = sorted({str(row) for row in used.restricted_objects})[:20]
            raise ValidationError(["Des organismes créés par l’import servent maintenant ailleurs.", *names]) from used


def _ligne(line: AnnexeLine, organisations) -> dict[str, Any]:
    """Return a line as it is kept: whole euros, in the names of the source, with the organisation that it is."""
    figures = {name: getattr(line, name) for name in LABELS}
    return {"of_cfa": line.of_cfa, **figures, "organisation": organisations[Named(line.of_cfa)].pk}


def _changes(lines, existing, situation):
    """Compare the lines with those of the annexe already there, by printed name."""
    old = {ligne["of_cfa"]: ligne for ligne in existing.lignes} if existing else {}
    if existing and situation.options.get("source") not in {None, existing.source}:
        shown = Difference("Source", existing.source, situation.options["source"])
        yield Change(ChangeAction.CHANGED, "Annexe publiée", None, (shown,))
    for line in lines:
        before = old.pop(line.of_cfa, None)
        if before is None:
            values = tuple(Difference(LABELS[name], None, _text(name, getattr(line, name))) for name in LABELS)
            yield Change(ChangeAction.NEW, line.of_cfa, line.line, values)
            continue
        changed = tuple(
            Difference(LABELS[name], _text(name, before[name]), _text(name, getattr(line, name)))
            for name in LABELS
            if before[name] != getattr(line, name)
        )
        action = ChangeAction.CHANGED if changed else ChangeAction.UNCHANGED
        yield Change(action, line.of_cfa, line.line, changed)
    for name in old:
        yield Change(ChangeAction.ABSENT, name)


def _totals(lines):
    sums = {name: sum(getattr(line, name) or 0 for line in lines) for name in LABELS}
    return (
        Total("Lignes", len(lines)),
        Total("Contrats", sums["contrats"]),
        Total("Majoration", sums["majoration"], "euros"),
        Total("Dont bonus vert", sums["dont_bonus_vert"], "euros"),
        Total("Majoration exceptionnelle", sums["exceptionnelle"], "euros"),
        Total("Majoration totale", sums["totale"], "euros"),
    )


def _text(name, value):
    if value is None:
        return None
    return number(value) if name == "contrats" else euros(value)


def _snapshot(annexe):
    values = {name: getattr(annexe, name) for name in KEPT}
    return {**values, "imported_at": annexe.imported_at.isoformat()}


def _fingerprint(annexe):
    """Return what recognises the annexe that an import wrote."""
    content = [annexe.sha256, annexe.source, annexe.deliberation_id, annexe.lignes]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
