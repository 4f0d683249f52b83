"""Annexe 1 and letters: the Région at any stage, a CFA only its own letter or a published annexe."""

from tests.web.access import REGION, Row, grants, signed_in
from tests.web.voted import published, voted
from tests.web.world import CAMPAGNE

UNPUBLISHED = grants(*REGION, refused=404, cfa=403, autre_cfa=403)
REGION_ONLY = UNPUBLISHED
WRITERS = grants(
    "region_instruction",
    "region_validation",
    refused=404,
    **dict.fromkeys(("region_budget", "region_elu", "region_lecture", "region_admin", "cfa", "autre_cfa"), 403),
)
FILE = CAMPAGNE | {"version": "votee", "extension": "csv"}
MODEL = CAMPAGNE | {"kind": "notification"}
LETTER = CAMPAGNE | {"of_slug": "cfa-essai", "kind": "notification", "extension": "pdf"}
WORDS = {
    "subject": "Objet [annee]",
    "body": "Bonjour [of_cfa]",
    "voies_recours": "Deux mois.",
    "signatory_quality": "La présidente",
    "action": "enregistrer",
}

ROWS = [
    Row("campagne_annexe", CAMPAGNE, "GET", UNPUBLISHED),
    Row("campagne_annexe", CAMPAGNE, "GET", UNPUBLISHED, setup=voted, query="?version=votee"),
    Row("campagne_annexe", CAMPAGNE, "GET", signed_in(), setup=published, query="?publiee=oui"),
    Row("campagne_annexe_fichier", FILE, "GET", UNPUBLISHED, setup=voted),
    Row("campagne_annexe_fichier", FILE, "GET", signed_in(), setup=published, query="?publiee=oui"),
    Row("campagne_courriers", CAMPAGNE, "GET", REGION_ONLY, setup=voted),
    Row("campagne_courriers_lot", CAMPAGNE | {"extension": "pdf"}, "GET", REGION_ONLY, setup=voted),
    Row("campagne_courrier_modele", MODEL, "GET", WRITERS),
    Row(
        "campagne_courrier_modele",
        MODEL,
        "POST",
        {**WRITERS, "region_instruction": 302, "region_validation": 302},
        data=WORDS,
    ),
    Row("campagne_courrier_mise_en_page", MODEL, "GET", WRITERS),
    # Nothing is sent yet: not even the OF-CFA it is for may read its letter.
    Row("campagne_courrier", LETTER, "GET", grants(*REGION, refused=404, cfa=403), setup=voted),
]
