"""The summary as a tagged PDF/UA-1 file: one page to read, the tables of its charts after it."""

from tandem import formats
from tandem.deliberations.layouts import LAYOUTS
from tandem.deliberations.summaries import wording
from tandem.deliberations.summaries.charts import charts_of
from tandem.deliberations.summaries.figures import Summary
from tandem.printing.typesetting import typeset

SHOWN_BENEFICIARIES = 8


def summary_pdf(summary: Summary, *, departement: str = "") -> bytes:
    """Return the PDF of a summary, looking at one département when its code is given."""
    annexe = summary.annexe
    data = {
        "organisation": annexe.region,
        "couleur": annexe.couleur,
        "fiction": summary.fiction,
        "title": f"Majoration des coûts contrats {annexe.annee}\u202f: synthèse",
        "statement": annexe.statement,
        "watermark": annexe.watermark,
        "sha256_note": annexe.sha256_note,
        "stats": _stats(summary),
        "place": _place(summary, departement),
        "charts": [
            {
                "title": chart.title,
                "alternative": chart.alternative,
                "svg": chart.svg,
                "headers": chart.headers,
                "rows": chart.rows,
            }
            for chart in charts_of(summary, departement=departement)
        ],
        "publics": _publics(summary),
        "footer": f"{annexe.region} – majoration des coûts contrats {annexe.annee} – {annexe.etat.label.lower()}",
    }
    return typeset(LAYOUTS / "summary.typ", data, on=annexe.date)


def _stats(summary: Summary) -> list[dict[str, str]]:
    totaux = summary.totaux
    stats = [
        ("Montant total", formats.euros(totaux.totale), wording.change_sentence(summary, "totale")),
        ("Contrats majorés", formats.number(totaux.contrats), wording.change_sentence(summary, "contrats")),
        (
            "OF-CFA bénéficiaires",
            formats.number(summary.beneficiaires),
            wording.change_sentence(summary, "beneficiaires"),
        ),
        ("Montant moyen par contrat", formats.euros(summary.mean, 2), "hors majoration exceptionnelle"),
        ("Majoration exceptionnelle", formats.euros(totaux.exceptionnelle), "comprise dans le montant total"),
        ("Bonus vert", formats.euros(totaux.dont_bonus_vert), "compris dans la majoration"),
    ]
    stats += list(wording.ratio_sentences(summary))
    return [{"label": label, "value": value, "note": note} for label, value, note in stats]


def _place(summary: Summary, departement: str) -> dict | None:
    line = summary.place(departement) if departement else None
    if line is None:
        return None
    found = summary.beneficiaries.get(departement, ())
    left = len(found) - SHOWN_BENEFICIARIES
    return {
        "title": f"Dans le département\u202f: {line.place.nom}",
        "sentence": wording.place_sentence(line),
        "headers": ("OF-CFA", "Formations", "Contrats", "Majoration"),
        "rows": [
            (
                one.nom,
                formats.number(one.formations),
                formats.number(one.contrats),
                formats.euros_from_centimes(one.amount),
            )
            for one in found[:SHOWN_BENEFICIARIES]
        ],
        "note": f"et {left} autre{'s' if left > 1 else ''}, sur la page en ligne." if left > 0 else "",
    }


def _publics(summary: Summary) -> dict | None:
    if not summary.publics:
        return None
    headers, rows = wording.publics_table(summary)
    return {"headers": headers, "rows": rows, "note": wording.publics_note(summary)}
