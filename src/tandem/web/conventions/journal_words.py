"""What the journal of decisions says of each legal act of a convention; the stored code never changes."""

from tandem.conventions.enums import EtatConvention

TITLES = {
    **{f"convention.{etat.value}": f"Convention\u202f: {etat.label.lower()}" for etat in EtatConvention},
    "bilan.publie": "Bilan de convention publié",
    "convention.avenant.signe": "Avenant signé",
    "convention.habilitation": "Habilitation à signer enregistrée",
    "convention.mise_en_demeure": "Mise en demeure envoyée",
    "convention.modele.depose": "Mise en page de document déposée",
    "convention.modele.publie": "Mise en page de document publiée",
    "convention.prolongee": "Convention prolongée",
    "convention.reception": "Réception d’une lettre recommandée",
    "convention.reponse": "Réponse à une mise en demeure",
    "document.exemplaire": "Exemplaire signé remis",
    "document.finalise": "Document finalisé",
    "document.retire": "Document retiré du circuit de signature",
    "document.signe": "Signature enregistrée",
}
