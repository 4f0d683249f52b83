"""The tables of the document screens."""

from django.utils.html import format_html

from tandem.deliberations.annexes.content import HEADERS, TOTAUX, Annexe
from tandem.deliberations.enums import LetterKind
from tandem.web.tables import Column, Filter, Kind, Options, Table


def annexe_table(request, place, annexe: Annexe, slugs=None) -> Table:
    """Return the lines of an annexe, their totals at the foot; each total leads to its explanation."""
    slugs = slugs or {}

    def why(ligne):
        return place.url("campagne_pourquoi", of_slug=slugs[ligne.nom]) if ligne.nom in slugs else None

    columns = (
        Column(key="nom", label=HEADERS[0], search=True, fixed=True),
        Column(key="majoration", label=HEADERS[1], kind=Kind.EURO, total=True),
        Column(key="dont_bonus_vert", label=HEADERS[2], kind=Kind.EURO, total=True),
        Column(key="exceptionnelle", label=HEADERS[3], kind=Kind.EURO, total=True),
        Column(key="totale", label=HEADERS[4], kind=Kind.EURO, total=True, link=why),
        Column(key="contrats", label=HEADERS[5], kind=Kind.INT, total=True),
    )
    return Table(
        request,
        "annexe",
        caption=annexe.title,
        columns=columns,
        rows=list(annexe.lignes),
        options=Options(
            noun=("bénéficiaire", "bénéficiaires"),
            total_label=TOTAUX,
            exports=False,
            note=annexe.green_note,
            search_label="Rechercher un OF-CFA",
        ),
    )


def letters_table(request, place, mailing, kept) -> Table:
    """Return one row per letter: to whom, of what kind, for how much, sent or not."""
    rows = [
        {
            "nom": facts.nom,
            "kind": kind.value,
            "totale": facts.ligne.totale if kind == LetterKind.NOTIFICATION else None,
            "formations": len(facts.retained if kind == LetterKind.NOTIFICATION else facts.others),
            "etat": "envoye" if (facts.slug, kind) in kept else "projet",
            "pdf": place.url("campagne_courrier", of_slug=facts.slug, kind=kind.value, extension="pdf"),
            "docx": place.url("campagne_courrier", of_slug=facts.slug, kind=kind.value, extension="docx"),
        }
        for kind in LetterKind
        for facts in mailing.recipients(kind)
    ]
    columns = (
        Column(key="nom", label="OF-CFA", search=True, fixed=True, link=lambda row: row["pdf"]),
        Column(
            key="kind",
            label="Courrier",
            kind=Kind.BADGE,
            choices=LetterKind.choices,
            filter=Filter.CHOICE,
            tone=lambda row: "success" if row["kind"] == LetterKind.NOTIFICATION else "neutral",
        ),
        Column(key="totale", label="Montant voté", kind=Kind.EURO, total=True),
        Column(key="formations", label="Formations", kind=Kind.INT),
        Column(
            key="etat",
            label="État",
            kind=Kind.BADGE,
            choices=(("projet", "Projet"), ("envoye", "Envoyé")),
            filter=Filter.CHOICE,
            tone=lambda row: "success" if row["etat"] == "envoye" else "warning",
        ),
        Column(
            key="docx",
            label="Word",
            kind=Kind.HTML,
            sortable=False,
            value=lambda row: format_html(
                '<a href="{}">Word<span class="sr-only"> – {}</span></a>', row["docx"], row["nom"]
            ),
        ),
    )
    return Table(
        request,
        "courriers",
        caption="Courriers de la campagne",
        columns=columns,
        rows=rows,
        options=Options(noun=("courrier", "courriers"), search_label="Rechercher un OF-CFA", file_name="courriers"),
    )
