"""Receive a file, check it whole, validate it at once, undo it at once."""

import hashlib
import json
import logging

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from bareme.anomalies import Severity
from tandem.imports.enums import IMPORT_TRANSITIONS, ChangeAction, ImportStatus
from tandem.imports.importer import ANOMALIES_COLUMN, importer_for
from tandem.imports.models import ColumnMapping, FileImport, RememberedAnswer
from tandem.imports.perms import can_abandon, can_change, can_undo, can_validate

logger = logging.getLogger(__name__)

STALE_PREVIEW = (
    "Les données de la plateforme ont changé depuis l’aperçu : rien n’a été importé. "
    "L’aperçu ci-dessous est à jour ; relisez-le avant de valider."
)


def deposit(*, actor, importer, target, data, filename, options=None):
    """Keep a file as received and read it; the columns are confirmed by themselves when nothing is in doubt.

    `data` are the bytes, `options` what the importer asks besides the file. Raises PermissionDenied.
    """
    situation = importer.target_situation(target)
    _require(importer.may_import(actor, situation))
    file_import = FileImport(
        kind=importer.kind,
        organisation=target.organisation,
        context={**target.context, "options": options or {}},
        filename=filename[:255],
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        created_by=actor,
    )
    file_import.content.save(file_import.filename, ContentFile(data), save=False)
    with transaction.atomic():
        file_import.save()
        _read(file_import, importer)
    return file_import


@transaction.atomic
def choose_sheet(*, actor, file_import, sheet):
    """Read another sheet of the workbook."""
    file_import, importer, _ = _locked(file_import, actor, can_change)
    if sheet not in file_import.sheets:
        raise ValidationError(f"La feuille « {sheet} » n’existe pas dans ce classeur.")
    file_import.sheet = sheet
    file_import.mapping, file_import.answers = {}, {}
    _read(file_import, importer, sheet=sheet)
    return file_import


@transaction.atomic
def confirm_mapping(*, actor, file_import, mapping):
    """Say what each column is, remember it for the next file of the same headers, and check the whole file.

    `mapping` is {header: field code or None}. Raises ValidationError listing everything wrong with it.
    """
    file_import, importer, situation = _locked(file_import, actor, can_change)
    fields = importer.fields(situation)
    _check_mapping(mapping, file_import.headers, fields)
    file_import.mapping = mapping
    ColumnMapping.objects.update_or_create(
        organisation=file_import.organisation,
        kind=file_import.kind,
        signature=signature(file_import.headers),
        defaults={"mapping": mapping},
    )
    _check(file_import, importer, situation)
    return file_import


@transaction.atomic
def answer_questions(*, actor, file_import, answers):
    """Keep the answers given to the questions asked, then check the whole file again."""
    file_import, importer, situation = _locked(file_import, actor, can_change)
    offered = {
        question["key"]: {choice["value"] for choice in question["choices"]} for question in file_import.questions
    }
    unknown = [key for key, value in answers.items() if value not in offered.get(key, set())]
    if unknown:
        raise ValidationError("Une réponse ne fait pas partie des choix proposés : rechargez la page et recommencez.")
    file_import.answers = {**file_import.answers, **answers}
    _check(file_import, importer, situation)
    return file_import


@transaction.atomic
def check_again(*, actor, file_import):
    """Confront the file with the platform as it is now."""
    file_import, importer, situation = _locked(file_import, actor, can_change)
    if file_import.mapping:
        _check(file_import, importer, situation)
    return file_import


def validate(*, actor, file_import, fingerprint):
    """Write what the preview of this `fingerprint` showed, all of it or nothing, and journal it.

    When the rows changed since, the preview is renewed and ValidationError says so.
    """
    with transaction.atomic():
        file_import, importer, situation = _locked(file_import, actor, can_validate)
        importer.lock(situation)
        examination = _examine(file_import, importer, situation)
        preview = [change.as_json() for change in examination.changes]
        fresh = fingerprint_of(preview)
        is_stale = examination.has_errors or bool(_pending(examination, file_import)) or fresh != fingerprint
        if is_stale:
            _keep_report(file_import, examination, preview)
        else:
            file_import.undo_data = importer.apply(
                examination, file_import=file_import, situation=situation, actor=actor
            )
            file_import.validated_by, file_import.validated_at = actor, timezone.now()
            _move(file_import, ImportStatus.VALIDATED)
            file_import.save()
            _remember_answers(file_import)
            importer.record(
                "imports.valide",
                file_import=file_import,
                situation=situation,
                actor=actor,
                payload=_journal_payload(file_import),
            )
    if is_stale:
        raise ValidationError(STALE_PREVIEW, code="stale")
    logger.info("import %s validated: %s", file_import.pk, file_import.counters)
    return file_import


@transaction.atomic
def undo(*, actor, file_import, reason):
    """Restore exactly what the import changed; refused with every reason when rows were decided on since."""
    file_import, importer, situation = _locked(file_import, actor, can_undo)
    reason = reason.strip()
    if not reason:
        raise ValidationError("Indiquez le motif de l’annulation.")
    importer.lock(situation)
    importer.undo(file_import=file_import, situation=situation, actor=actor)
    file_import.undone_by, file_import.undone_at, file_import.undone_reason = actor, timezone.now(), reason
    _move(file_import, ImportStatus.UNDONE)
    file_import.save()
    file_import.remembered_answers.all().delete()
    payload = {**_journal_payload(file_import), "motif": reason}
    importer.record("imports.annule", file_import=file_import, situation=situation, actor=actor, payload=payload)
    return file_import


@transaction.atomic
def abandon(*, actor, file_import):
    """Set aside a file of which nothing was written."""
    file_import, _, _ = _locked(file_import, actor, can_abandon)
    _move(file_import, ImportStatus.ABANDONED)
    file_import.save(update_fields=["status"])
    return file_import


def table_of(file_import, importer=None):
    """Return the RawTable of a kept file, read again from its bytes."""
    importer = importer or importer_for(file_import.kind)
    with file_import.content.open("rb") as stream:
        return importer.read(stream.read(), file_import.filename, sheet=file_import.sheet or None)


def signature(headers):
    """Return the SHA-256 that recognises the same columns in another file, whatever their order and case."""
    folded = sorted({_folded(header) for header in headers} - {ANOMALIES_COLUMN})
    return hashlib.sha256(json.dumps(folded, ensure_ascii=False).encode()).hexdigest()


def _folded(header):
    return " ".join(header.casefold().split())


def fingerprint_of(preview):
    """Return the SHA-256 of a preview: two equal ones would write the same thing over the same values."""
    return hashlib.sha256(json.dumps(preview, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _locked(file_import, actor, predicate):
    """Return the row locked and read afresh, its importer and situation, once the person may do it."""
    locked = FileImport.objects.select_for_update(of=("self",)).get(pk=file_import.pk)
    importer = importer_for(locked.kind)
    situation = importer.situation(locked)
    _require(predicate(locked.status, importer.may_import(actor, situation)))
    return locked, importer, situation


def _require(decision):
    if not decision:
        raise PermissionDenied(decision.reason)


def _move(file_import, status):
    if status not in IMPORT_TRANSITIONS[ImportStatus(file_import.status)]:
        raise ValidationError(f"Cet import est à l’état « {file_import.get_status_display()} » : il ne change plus.")
    file_import.status = status


def _read(file_import, importer, sheet=None):
    """Read the file, keep what was detected, then map and check as far as nothing is in doubt."""
    with file_import.content.open("rb") as stream:
        table = importer.read(stream.read(), file_import.filename, sheet=sheet)
    file_import.encoding = table.encoding or ""
    file_import.separator = table.separator or ""
    file_import.sheet, file_import.sheets = table.sheet or "", list(table.sheets)
    file_import.headers = list(table.headers)
    if _is_unreadable(table, importer):
        file_import.anomalies = [anomaly.as_row() for anomaly in table.anomalies]
        file_import.counters = _severities(table.anomalies) | {"lignes": len(table.rows)}
        file_import.preview, file_import.questions, file_import.fingerprint = [], [], ""
        _move(file_import, ImportStatus.REFUSED)
        file_import.save()
        return
    situation = importer.situation(file_import)
    remembered = ColumnMapping.objects.filter(
        organisation=file_import.organisation, kind=file_import.kind, signature=signature(table.headers)
    ).first()
    fields = importer.fields(situation)
    mapping = _remembered_mapping(remembered, table.headers, fields)
    exact = {field.code for field in fields} >= {_folded(header) for header in table.headers} - {ANOMALIES_COLUMN}
    file_import.mapping = mapping or importer.suggest_mapping(table.headers, situation)
    file_import.answers = dict(
        RememberedAnswer.objects.filter(organisation=file_import.organisation, kind=file_import.kind)
        .order_by("key")
        .values_list("key", "value")
    )
    is_complete = not mapping_errors(file_import.mapping, table.headers, fields)
    if is_complete and (mapping or exact):
        _check(file_import, importer, situation, table=table)
        return
    file_import.anomalies = [anomaly.as_row() for anomaly in table.anomalies]
    file_import.counters = _severities(table.anomalies) | {"lignes": len(table.rows)}
    file_import.preview, file_import.questions, file_import.fingerprint = [], [], ""
    _move(file_import, ImportStatus.DEPOSITED)
    file_import.save()


def _is_unreadable(table, importer):
    """Whether nothing can be said of the lines: a wrong line is only one more error, a wrong file is the end."""
    return any(anomaly.is_error and anomaly.code not in importer.line_errors for anomaly in table.anomalies)


def _remembered_mapping(remembered, headers, fields):
    """Return the mapping kept for these headers, in this file's own spelling of them; None when there is none."""
    if remembered is None:
        return None
    known = {field.code for field in fields}
    folded = {_folded(header): code for header, code in remembered.mapping.items()}
    mapping = {header: folded.get(_folded(header)) for header in headers}
    return {header: code if code in known else None for header, code in mapping.items()}


def mapping_errors(mapping, headers, fields):
    """Return, in French, everything wrong with a mapping: required columns missing, fields given twice."""
    labels = {field.code: field.label for field in fields}
    chosen = [code for header, code in mapping.items() if code and header in headers]
    errors = [
        f"Aucune colonne ne donne « {field.label} », qui est nécessaire."
        for field in fields
        if field.required and field.code not in chosen
    ]
    errors += [
        f"« {labels[code]} » est donné par plusieurs colonnes : n’en gardez qu’une."
        for code in labels
        if chosen.count(code) > 1
    ]
    errors += [f"La colonne « {code} » n’existe pas dans ce format." for code in chosen if code not in labels]
    return errors


def _check_mapping(mapping, headers, fields):
    errors = mapping_errors(mapping, headers, fields)
    if errors:
        raise ValidationError(errors)


def _examine(file_import, importer, situation, table=None):
    table = table or table_of(file_import, importer)
    return importer.examine(table, file_import.mapping, situation, file_import.answers)


def _check(file_import, importer, situation, table=None):
    """Examine the whole file and keep the report and the preview."""
    examination = _examine(file_import, importer, situation, table)
    _keep_report(file_import, examination, [change.as_json() for change in examination.changes])


def _keep_report(file_import, examination, preview):
    asked = {question.key for question in examination.questions}
    file_import.answers = {key: value for key, value in file_import.answers.items() if key in asked}
    pending = _pending(examination, file_import)
    titles = {code: header for header, code in file_import.mapping.items() if code}
    file_import.anomalies = [_titled(anomaly.as_row(), titles) for anomaly in examination.anomalies]
    file_import.questions = [question.as_json() for question in examination.questions]
    file_import.preview = [] if examination.has_errors else preview
    file_import.fingerprint = fingerprint_of(preview) if not examination.has_errors else ""
    file_import.counters = {
        **_severities(examination.anomalies),
        **{action.value: sum(change.action == action for change in examination.changes) for action in ChangeAction},
        "lignes": examination.rows,
        "lignes_en_erreur": len({anomaly.line for anomaly in examination.anomalies if anomaly.is_error} - {None}),
        "a_reconnaitre": len(pending),
        "totaux": [total.as_json() for total in examination.totals],
    }
    status = ImportStatus.READY
    if pending:
        status = ImportStatus.PENDING
    if examination.has_errors:
        status = ImportStatus.FAULTY
    _move(file_import, status)
    file_import.save()


def _remember_answers(file_import):
    """Keep for the next file the answers that the data do not hold by themselves."""
    for question in file_import.questions:
        value = file_import.answers[question["key"]]
        if any(choice["value"] == value and choice["lasting"] for choice in question["choices"]):
            RememberedAnswer.objects.update_or_create(
                organisation=file_import.organisation,
                kind=file_import.kind,
                key=question["key"],
                defaults={"value": value, "file_import": file_import},
            )


def _titled(row, titles):
    """Name the column as the file does, whatever an importer called it."""
    return {**row, "colonne": titles.get(row["colonne"], row["colonne"])}


def _pending(examination, file_import):
    """Return the questions that still wait for an answer."""
    return [question for question in examination.questions if not file_import.answers.get(question.key)]


def _severities(anomalies):
    return {f"{severity.value}s": sum(anomaly.severity is severity for anomaly in anomalies) for severity in Severity}


def _journal_payload(file_import):
    return {
        "fichier": file_import.filename,
        "sha256": file_import.sha256,
        "type": file_import.kind,
        "apercu": file_import.fingerprint,
        **{action.value: file_import.counters.get(action.value, 0) for action in ChangeAction},
    }
