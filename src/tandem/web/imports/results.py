"""Where the rows that an import wrote are shown."""

from django.urls import NoReverseMatch, reverse

RESULT_PAGES = {
    ("candidatures", True): "campagne_candidatures",
    ("candidatures", False): "mon_dossier",
    ("annexe_publiee", True): "campagne",
}


def result_url(file_import, situation):
    """Return the address of the rows written, or nothing while their screen is not installed."""
    name = RESULT_PAGES.get((file_import.kind, situation.is_region))
    campagne = situation.campagne
    try:
        return reverse(name, args=[campagne.organisation.slug, campagne.annee]) if name else ""
    except NoReverseMatch:
        return ""
