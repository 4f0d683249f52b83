"""Screens of the imports: bring a file, say what its columns are, read its errors, see its effect, validate, undo."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tandem.imports import actions
from tandem.imports.enums import ImportStatus
from tandem.imports.importer import importer_for
from tandem.imports.models import FileImport
from tandem.imports.perms import can_abandon, can_change, can_undo, can_validate
from tandem.web.imports import tables
from tandem.web.imports.access import chosen_target, offers
from tandem.web.imports.forms import UPLOAD_FORMS, MappingForm, QuestionsForm, SheetForm, UndoForm, UploadForm
from tandem.web.imports.results import result_url
from tandem.web.imports.steps import first_steps, steps_of
from tandem.web.tables import export_or_fragment, remember, table_response

SAMPLES = 3
SEPARATORS = {";": "point-virgule ( ; )", ",": "virgule ( , )", "\t": "tabulation"}
VIEWS = ("apercu", "anomalies", "lignes")


@require_http_methods(["GET"])
def imports(request):
    """List the files brought in by one's organisations."""
    visible = FileImport.objects.visible_to(request.user).light().select_related("organisation", "created_by")
    table = tables.imports_table(request, visible)
    can_start = bool(offers(request.user))
    return table_response(
        request, table, "imports/page.html", {"can_start": can_start, "is_empty": not table.whole_count}
    )


@require_http_methods(["GET"])
def new(request):
    """Choose what kind of file, and for what."""
    return render(request, "imports/new.html", {"offers": offers(request.user), "steps": first_steps()})


@require_http_methods(["GET", "POST"])
def upload(request, kind, target):
    """Bring the file."""
    importer, chosen = chosen_target(request.user, kind, target)
    situation = importer.target_situation(chosen)
    form = UPLOAD_FORMS.get(kind, UploadForm)(
        *_posted(request), importer=importer, situation=situation, request=request
    )
    if request.method == "POST" and form.is_valid():
        filename, data = form.received()
        file_import = actions.deposit(
            actor=request.user,
            importer=importer,
            target=chosen,
            data=data,
            filename=filename,
            options=form.options(),
        )
        return _next_page(file_import)
    context = {
        "form": form,
        "importer": importer,
        "target": chosen,
        "fields": importer.fields(situation),
        "steps": first_steps(),
    }
    return render(request, "imports/upload.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET"])
def detail(request, pk):
    """Show where a file stands: its report, its preview, or its receipt."""
    file_import, importer, situation = _found(request, pk)
    decision = importer.may_import(request.user, situation)
    view = _view(request, file_import)
    table = _table(request, file_import, importer, view)
    if table is not None:
        partial = export_or_fragment(request, table)
        if partial is not None:
            return partial
    context = {
        **_base(file_import, importer, situation),
        "view": view,
        "views": _tabs(request, file_import, view),
        "table": table,
        "natures": tables.natures(file_import),
        "only_errors": request.GET.get("toutes") != "oui",
        "may_validate": can_validate(file_import.status, decision),
        "may_undo": can_undo(file_import.status, decision),
        "may_abandon": can_abandon(file_import.status, decision),
        "may_change": can_change(file_import.status, decision),
        "result_url": result_url(file_import, situation),
        "same_files": _same_files(request, file_import),
    }
    response = render(request, "imports/detail.html", context)
    return remember(table, response) if table is not None else response


@require_http_methods(["GET", "POST"])
def columns(request, pk):
    """Say what each column of the file is."""
    file_import, importer, situation = _changeable(request, pk)
    table = actions.table_of(file_import, importer)
    form = MappingForm(
        *_posted(request)[:1],
        headers=file_import.headers,
        fields=importer.fields(situation),
        mapping=file_import.mapping,
        samples=_samples(table),
    )
    if request.method == "POST" and form.is_valid():
        try:
            file_import = actions.confirm_mapping(actor=request.user, file_import=file_import, mapping=form.mapping())
        except ValidationError as refusal:
            for message in refusal.messages:
                form.add_error(None, message)
        else:
            return _next_page(file_import)
    sheet_form = SheetForm(sheets=file_import.sheets, initial={"feuille": file_import.sheet})
    context = {
        **_base(file_import, importer, situation, current=1),
        "form": form,
        "sheet_form": sheet_form if len(file_import.sheets) > 1 else None,
    }
    return render(request, "imports/columns.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["POST"])
def sheet(request, pk):
    """Read another sheet of the workbook."""
    file_import, _, _ = _changeable(request, pk)
    form = SheetForm(request.POST, sheets=file_import.sheets)
    if not form.is_valid():
        messages.error(request, "Cette feuille n’existe pas dans le classeur : choisissez-en une de la liste.")
        return redirect("import_columns", pk=pk)
    file_import = actions.choose_sheet(actor=request.user, file_import=file_import, sheet=form.cleaned_data["feuille"])
    messages.success(request, f"La feuille « {file_import.sheet} » est lue.")
    return _next_page(file_import)


@require_http_methods(["GET", "POST"])
def questions(request, pk):
    """Say who each unknown name is: an organisme already there, or a new one."""
    file_import, importer, situation = _changeable(request, pk)
    if not file_import.questions:
        return redirect("import_detail", pk=pk)
    form = QuestionsForm(*_posted(request)[:1], questions=file_import.questions, answers=file_import.answers)
    if request.method == "POST" and form.is_valid():
        file_import = actions.answer_questions(actor=request.user, file_import=file_import, answers=form.answers())
        return _next_page(file_import)
    context = {
        **_base(file_import, importer, situation, current=2),
        "form": form,
        "count": len(file_import.questions),
    }
    return render(request, "imports/questions.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["POST"])
def check(request, pk):
    """Confront the file again with the platform as it is now."""
    file_import, _, _ = _changeable(request, pk)
    actions.check_again(actor=request.user, file_import=file_import)
    messages.success(request, "Le fichier a été contrôlé de nouveau.")
    return redirect("import_detail", pk=pk)


@require_http_methods(["POST"])
def validate(request, pk):
    """Write what the preview shows."""
    file_import, _, _ = _found(request, pk)
    fingerprint = request.POST.get("apercu", "")
    try:
        actions.validate(actor=request.user, file_import=file_import, fingerprint=fingerprint)
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
    else:
        messages.success(request, "L’import est validé.")
    return redirect("import_detail", pk=pk)


@require_http_methods(["GET", "POST"])
def undo(request, pk):
    """Undo a validated import, with a reason."""
    file_import, importer, situation = _found(request, pk)
    decision = can_undo(file_import.status, importer.may_import(request.user, situation))
    if not decision:
        raise PermissionDenied(decision.reason)
    form = UndoForm(*_posted(request)[:1])
    if request.method == "POST" and form.is_valid():
        try:
            actions.undo(actor=request.user, file_import=file_import, reason=form.cleaned_data["motif"])
        except ValidationError as refusal:
            for message in refusal.messages:
                form.add_error(None, message)
        else:
            messages.success(request, "L’import est annulé : les données sont revenues à leur état d’avant.")
            return redirect("import_detail", pk=pk)
    context = {**_base(file_import, importer, situation), "form": form}
    return render(request, "imports/undo.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["POST"])
def abandon(request, pk):
    """Set a file aside; nothing of it was written."""
    file_import, _, _ = _found(request, pk)
    actions.abandon(actor=request.user, file_import=file_import)
    messages.info(request, "L’import est abandonné : rien n’a été écrit. Le fichier reste consultable.")
    return redirect("imports")


def _posted(request):
    """Return the data and files of a form that was sent, even empty; (None, None) for a page that is only read."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _found(request, pk):
    queryset = FileImport.objects.visible_to(request.user).select_related("organisation", "created_by")
    file_import = get_object_or_404(queryset, pk=pk)
    importer = importer_for(file_import.kind)
    return file_import, importer, importer.situation(file_import)


def _changeable(request, pk):
    """Return the import when the person may still change it; PermissionDenied with the reason otherwise."""
    file_import, importer, situation = _found(request, pk)
    decision = can_change(file_import.status, importer.may_import(request.user, situation))
    if not decision:
        raise PermissionDenied(decision.reason)
    return file_import, importer, situation


def _next_page(file_import):
    pages = {ImportStatus.DEPOSITED: "import_columns", ImportStatus.PENDING: "import_questions"}
    return redirect(pages.get(file_import.status, "import_detail"), pk=file_import.pk)


def _base(file_import, importer, situation, current=None):
    return {
        "file_import": file_import,
        "counters": file_import.all_counters,
        "importer": importer,
        "target_label": importer.target_label(situation),
        "steps": steps_of(file_import, current),
        "separator_label": SEPARATORS.get(file_import.separator, file_import.separator),
        "upload_url": _upload_url(file_import, importer, situation),
        "tone": tables.STATUS_TONES[ImportStatus(file_import.status)],
    }


def _upload_url(file_import, importer, situation):
    """Return where the corrected file is to be brought: the same kind, for the same target."""
    return reverse("import_upload", args=[file_import.kind, importer.target_key(situation)])


def _view(request, file_import):
    """Return the view asked, or the one that matters at this state."""
    asked = request.GET.get("vue", "")
    if asked in VIEWS and (asked != "lignes" or file_import.headers):
        return asked
    if file_import.preview:
        return "apercu"
    return "anomalies"


def _tabs(request, file_import, view):
    counters = file_import.counters
    tabs = [{"label": "Anomalies", "count": len(file_import.anomalies), "vue": "anomalies"}]
    if file_import.preview:
        tabs.insert(0, {"label": "Ce que l’import change", "count": len(file_import.preview), "vue": "apercu"})
    if file_import.headers:
        tabs.append({"label": "Lignes du fichier", "count": counters.get("lignes", 0), "vue": "lignes"})
    return [{**tab, "url": f"{request.path}?vue={tab['vue']}", "current": tab["vue"] == view} for tab in tabs]


def _table(request, file_import, importer, view):
    if view == "apercu":
        return tables.changes_table(request, file_import)
    if view == "anomalies":
        return tables.anomalies_table(request, file_import) if file_import.anomalies else None
    only_errors = request.GET.get("toutes") != "oui"
    received = actions.table_of(file_import, importer)
    return tables.lines_table(request, file_import, received, only_errors=only_errors)


def _samples(table):
    """Return the first filled values of each column, to recognise it by its content."""
    samples = []
    for position in range(len(table.headers)):
        filled = [raw.cells[position] for raw in table.rows[:200] if raw.cells[position].strip()]
        samples.append(list(dict.fromkeys(filled))[:SAMPLES])
    return samples


def _same_files(request, file_import):
    """Return the validated imports of the very same bytes for the same target."""
    return (
        FileImport.objects.visible_to(request.user)
        .light()
        .filter(sha256=file_import.sha256, kind=file_import.kind, status=ImportStatus.VALIDATED)
        .filter(context__campagne=file_import.context.get("campagne"))
        .exclude(pk=file_import.pk)
        .order_by("-validated_at")
    )
