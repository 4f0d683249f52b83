"""The tables of the imports: the files themselves, their anomalies, their lines, what they would change."""

from collections import Counter

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from bareme.display import typography
from tandem.imports.correction_file import marked_rows
from tandem.imports.enums import ChangeAction, ImportStatus
from tandem.imports.importer import importers
from tandem.web.tables import Column, Filter, Kind, Options, Table

PAGE_SIZE = 100
STATUS_TONES = {
    ImportStatus.DEPOSITED: "info",
    ImportStatus.FAULTY: "danger",
    ImportStatus.PENDING: "warning",
    ImportStatus.READY: "brand",
    ImportStatus.VALIDATED: "success",
    ImportStatus.UNDONE: "neutral",
    ImportStatus.REFUSED: "danger",
    ImportStatus.ABANDONED: "neutral",
}
SEVERITY_LABELS = {"erreur": "Erreur", "avertissement": "Avertissement", "information": "Information"}
SEVERITY_TONES = {"erreur": "danger", "avertissement": "warning", "information": "info"}
ACTION_TONES = {
    ChangeAction.NEW: "success",
    ChangeAction.CHANGED: "warning",
    ChangeAction.UNCHANGED: "neutral",
    ChangeAction.ABSENT: "info",
}
MISSING_MARK = mark_safe('<span class="missing">(vide)</span>')


def imports_table(request, queryset):
    """Return the list of files, the last one first."""
    kinds = {kind: importer.label for kind, importer in importers().items()}
    columns = [
        Column(
            key="filename",
            label="Fichier",
            search=True,
            fixed=True,
            link=lambda row: reverse("import_detail", args=[row.pk]),
        ),
        Column(key="pk", label="N°", kind=Kind.INT, sortable=True),
        Column(
            key="kind", label="Type", choices=kinds, value=lambda row: kinds.get(row.kind, row.kind), order_by="kind"
        ),
        Column(
            key="status",
            label="État",
            kind=Kind.BADGE,
            choices=ImportStatus.choices,
            filter=Filter.CHOICE,
            tone=lambda row: STATUS_TONES[ImportStatus(row.status)],
        ),
        Column(
            key="lines",
            label="Lignes",
            kind=Kind.INT,
            value=lambda row: row.counters.get("lignes"),
            sortable=False,
        ),
        Column(
            key="errors",
            label="Erreurs",
            kind=Kind.INT,
            value=lambda row: row.counters.get("erreurs"),
            sortable=False,
        ),
        Column(key="organisation", label="Organisation", path="organisation.nom", search=True),
        Column(
            key="author", label="Déposé par", value=lambda row: str(row.created_by), order_by="created_by__last_name"
        ),
        Column(key="created_at", label="Déposé le", kind=Kind.MOMENT),
    ]
    options = Options(noun=("import", "imports"), page_size=PAGE_SIZE, cards=True, file_name="imports", totals=None)
    return Table(
        request,
        "imports",
        caption="Fichiers importés",
        columns=columns,
        rows=queryset,
        default_sort="-created_at",
        options=options,
    )


def anomalies_table(request, file_import):
    """Return everything found in a file: where, what, what was expected, what to do."""
    columns = [
        Column(
            key="ligne",
            label="Ligne",
            kind=Kind.INT,
            value=lambda row: int(row["ligne"]) if row["ligne"] else None,
            fixed=True,
        ),
        Column(
            key="gravite",
            label="Gravité",
            kind=Kind.BADGE,
            choices=SEVERITY_LABELS,
            filter=Filter.CHOICE,
            tone=lambda row: SEVERITY_TONES[row["gravite"]],
            css="nowrap",
        ),
        Column(key="colonne", label="Colonne", filter=Filter.CHOICE),
        Column(key="valeur", label="Trouvé", search=True, css="text-long"),
        Column(
            key="attendu",
            label="Attendu",
            search=True,
            css="text-long",
            value=lambda row: _sentence(row["attendu"]),
        ),
        Column(key="remede", label="Que faire", css="text-long", value=lambda row: _sentence(row["remede"])),
        Column(key="code", label="Nature", filter=Filter.CHOICE, visible=False),
    ]
    options = Options(
        noun=("anomalie", "anomalies"),
        page_size=PAGE_SIZE,
        cards=True,
        row_class=lambda row: "row-error" if row["gravite"] == "erreur" else "",
        file_name=f"import-{file_import.pk}-anomalies",
        empty="Aucune anomalie : le fichier est entièrement lisible.",
    )
    return Table(
        request,
        "anomalies",
        caption="Anomalies du fichier",
        columns=columns,
        rows=file_import.anomalies,
        options=options,
    )


def natures(file_import):
    """Return the errors by nature, the most frequent first: [(expected, remedy, count, code)]."""
    errors = [row for row in file_import.anomalies if row["gravite"] == "erreur"]
    counts = Counter(row["code"] for row in errors)
    firsts = {}
    for row in errors:
        firsts.setdefault(row["code"], row)
    return [
        {"code": code, "count": count, "attendu": _sentence(firsts[code]["attendu"]), "column": firsts[code]["colonne"]}
        for code, count in counts.most_common()
    ]


def changes_table(request, file_import):
    """Return what validating would do, or did, row by row."""
    columns = [
        Column(key="label", label="Candidature ou ligne", search=True, fixed=True, css="text-long"),
        Column(
            key="action",
            label="Effet",
            kind=Kind.BADGE,
            choices=ChangeAction.choices,
            filter=Filter.CHOICE,
            tone=lambda row: ACTION_TONES[ChangeAction(row["action"])],
            css="nowrap",
        ),
        Column(key="line", label="Ligne du fichier", kind=Kind.INT),
        Column(
            key="differences",
            label="Valeurs",
            kind=Kind.HTML,
            value=differences_html,
            export=differences_text,
            sortable=False,
            css="text-long",
        ),
    ]
    options = Options(
        noun=("ligne", "lignes"),
        page_size=PAGE_SIZE,
        cards=True,
        row_class=lambda row: "row-changed" if row["action"] == ChangeAction.CHANGED else "",
        file_name=f"import-{file_import.pk}-changements",
        empty="Ce fichier ne changerait rien.",
    )
    return Table(
        request,
        "changements",
        caption="Ce que l’import change",
        columns=columns,
        rows=file_import.preview,
        options=options,
    )


def lines_table(request, file_import, table, *, only_errors):
    """Return the lines of the file as received, the faulty cells marked; those in error only when asked."""
    headers, rows = marked_rows(table, file_import.anomalies, file_import.mapping)
    shown = range(len(headers))
    if only_errors:
        rows = [row for row in rows if row.is_error]
        faulty = set().union(*(row.faulty for row in rows)) if rows else set()
        # The first two columns say which line it is, whatever the columns in error.
        shown = sorted(faulty | set(range(min(2, len(headers)))))
    columns = [
        Column(key="line", label="Ligne", kind=Kind.INT, fixed=True),
        *(
            Column(
                key=f"c{position}",
                label=headers[position] or f"Colonne {position + 1}",
                kind=Kind.HTML,
                value=lambda row, position=position: _cell_html(row, position),
                export=lambda row, position=position: row.cells[position],
                sortable=False,
            )
            for position in shown
        ),
        Column(
            key="reasons",
            label="Anomalies",
            kind=Kind.HTML,
            value=_reasons_html,
            export=lambda row: " | ".join(row.reasons),
            sortable=False,
            css="text-long",
        ),
    ]
    options = Options(
        noun=("ligne", "lignes"),
        page_size=PAGE_SIZE,
        row_class=lambda row: "row-error" if row.is_error else "",
        exports=False,
        empty="Aucune ligne en erreur.",
    )
    return Table(
        request,
        "lignes",
        caption="Lignes du fichier reçu",
        columns=columns,
        rows=rows,
        options=options,
    )


def differences_html(row):
    """Return the values of a change: old → new, or the values of a new row."""
    return format_html_join(
        "",
        '<span class="difference">{} : {}</span>',
        ((each["label"], _difference_html(row["action"], each)) for each in row["differences"]),
    )


def differences_text(row):
    """Return the same for a file."""
    return " ; ".join(
        f"{each['label']} : {each['new'] or '(vide)'}"
        if row["action"] == ChangeAction.NEW
        else f"{each['label']} : {each['old'] or '(vide)'} → {each['new'] or '(vide)'}"
        for each in row["differences"]
    )


def _difference_html(action, difference):
    new = difference["new"] or MISSING_MARK
    if action == ChangeAction.NEW:
        return format_html("{}", new)
    return format_html(
        '<del><span class="sr-only">avant : </span>{}</del> <span aria-hidden="true">→</span> '
        '<ins><span class="sr-only">après : </span>{}</ins>',
        difference["old"] or MISSING_MARK,
        new,
    )


def _cell_html(row, position):
    text = row.cells[position] or MISSING_MARK
    if position not in row.faulty:
        return format_html("{}", text)
    return format_html('<mark class="faulty"><span class="sr-only">en erreur : </span>{}</mark>', text)


def _reasons_html(row):
    return format_html_join(mark_safe("<br>"), "{}", ((reason,) for reason in row.reasons))


def _sentence(text):
    return typography(text[:1].upper() + text[1:])
