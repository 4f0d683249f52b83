"""What the journal of decisions says of each legal act of a convention; the stored code never changes."""

from tandem.conventions.enums import EtatConvention

TITLES = {
    **{f"convention.{etat.value}": f"Convention\u202f: {etat.label.lower()}" for etat in EtatConvention},
    "bilan.publie": "Bilan de convention publié",
    "convention.avenant.signe": "Avenant signé",
    "convention.mise_en_demeure": "Mise en demeure envoyée",
    "convention.prolongee": "Convention prolongée",
    "document.exemplaire": "Exemplaire signé remis",
    "document.finalise": "Document finalisé",
    "document.retire": "Document retiré du circuit de signature",
    "document.signe": "Signature enregistrée",
}
