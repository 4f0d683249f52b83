"""The summary of a campaign: one page, one département at hand, the same on paper."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tandem import formats
from tandem.campagnes.engine import ReplayError
from tandem.deliberations.annexes.content import AnnexeError
from tandem.deliberations.enums import EtatAnnexe
from tandem.deliberations.perms import can_read_summary
from tandem.deliberations.summaries import wording
from tandem.deliberations.summaries.charts import charts_of
from tandem.deliberations.summaries.pdf import summary_pdf
from tandem.deliberations.summaries.sources import summary_of
from tandem.printing import PrintingError
from tandem.web.charts import bar_chart
from tandem.web.classement.access import campagne_context, place_of, require
from tandem.web.documents.answers import file_response

TONES = {EtatAnnexe.PROPOSEE: "warning", EtatAnnexe.VOTEE: "success", EtatAnnexe.RECTIFIEE: "accent"}


@require_http_methods(["GET"])
def summary(request, region_slug, annee):
    """Show the summary; `?departement=` looks at one, the person's own without it."""
    place = _place(request, region_slug, annee)
    context = campagne_context(request, place, "campagne_synthese") | {"summary": None, "problem": ""}
    try:
        figures = summary_of(place.campagne)
    except AnnexeError:
        return render(request, "synthese/page.html", context)
    except ReplayError as error:
        return render(request, "synthese/page.html", {**context, "problem": str(error)}, status=409)
    code = _departement(request, place, figures)
    request.shows_fiction = bool(figures.fiction)
    return render(request, "synthese/page.html", {**context, **_shown(place, figures, code)})


@require_http_methods(["GET"])
def summary_file(request, region_slug, annee):
    """Give the summary as a PDF, for the same département."""
    place = _place(request, region_slug, annee)
    context = campagne_context(request, place, "campagne_synthese") | {"summary": None, "problem": ""}
    try:
        figures = summary_of(place.campagne)
        content = summary_pdf(figures, departement=_departement(request, place, figures))
    except AnnexeError:
        return render(request, "synthese/page.html", context, status=404)
    except (ReplayError, PrintingError) as error:
        return render(request, "synthese/page.html", {**context, "problem": str(error)}, status=409)
    filename = f"synthese-{region_slug}-{annee}.pdf"
    return file_response(content, filename=filename, content_type="application/pdf")


def _place(request, region_slug, annee):
    place = place_of(request, region_slug, annee)
    require(can_read_summary(place.standing.roles, is_published=place.campagne.publiee_le is not None))
    return place


def _departement(request, place, figures) -> str:
    """Return the code to look at: the one asked, else the person's own; empty for the whole Région."""
    codes = {line.place.code for line in figures.places}
    asked = request.GET.get("departement")
    if asked is not None:
        return asked if asked in codes else ""
    own = (
        request.user.memberships.current()
        .filter(organisation=place.campagne.organisation_id, departement__isnull=False)
        .order_by("pk")
        .values_list("departement", flat=True)
        .first()
    )
    return own if own in codes else ""


def _shown(place, figures, code: str) -> dict:
    line = figures.place(code) if code else None
    headers, rows = wording.publics_table(figures) if figures.publics else ((), ())
    return {
        "summary": figures,
        "tone": TONES[figures.annexe.etat],
        "changes": {name: wording.change_sentence(figures, name) for name in ("totale", "contrats", "beneficiaires")},
        "comparison": _comparison(figures),
        "ratios": [
            {"label": label, "share": share, "detail": detail}
            for label, share, detail in wording.ratio_sentences(figures)
        ],
        "departement": line,
        "departement_sentence": wording.place_sentence(line) if line else "",
        "beneficiaries": _beneficiaries(place, figures, code) if line else [],
        "places": [line for line in figures.places if line.place.code],
        "charts": [
            bar_chart(
                chart.title,
                chart.bars,
                value_label=chart.value_label,
                colour=figures.annexe.couleur,
                **chart.drawing,
            )
            for chart in charts_of(figures, departement=code)
        ],
        "publics_headers": headers,
        "publics_rows": rows,
        "publics_note": wording.publics_note(figures),
        "pdf_url": f"{place.url('campagne_synthese_pdf')}?departement={code}",
    }


def _comparison(figures) -> list[dict[str, str]]:
    """Return the rows of « cette année, l’année précédente, écart »; empty without a previous year."""
    previous = figures.previous
    if previous is None:
        return []
    rows = (
        ("Montant total", figures.totaux.totale, previous.totale, formats.euros, formats.signed_euros, "totale"),
        ("Contrats majorés", figures.totaux.contrats, previous.contrats, formats.number, wording.signed, "contrats"),
        (
            "OF-CFA bénéficiaires",
            figures.beneficiaires,
            previous.beneficiaires,
            formats.number,
            wording.signed,
            "beneficiaires",
        ),
    )
    return [
        {
            "label": label,
            "now": write(now),
            "before": write(before),
            "change": write_signed(figures.change(name)),
            "rate": "" if figures.change_rate(name) is None else wording.signed_percentage(figures.change_rate(name)),
        }
        for label, now, before, write, write_signed, name in rows
    ]


def _beneficiaries(place, figures, code: str) -> list[dict]:
    return [
        {
            "nom": one.nom,
            "url": place.url("campagne_pourquoi", of_slug=one.slug) if one.slug else "",
            "formations": formats.number(one.formations),
            "contrats": formats.number(one.contrats),
            "amount": formats.euros_from_centimes(one.amount),
        }
        for one in figures.beneficiaries.get(code, ())
    ]
