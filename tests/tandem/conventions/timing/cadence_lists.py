"""The cadences of the sources, as requirements.md §1.2 lists them: meetings first, then what is sent or organised."""

from tandem.conventions.timing.cadences import Cadence

# Convention AKTO – Île-de-France, KF3, action 1: « chacun de[s] secteurs d'activité couverts par AKTO ».
SECTEURS = (
    "Sécurité", "Propreté", "HCRT", "Enseignement / formation", "Exploitation forestière", "Transport aérien"
)  # fmt: skip
ARTICLES = ("art-3-1", "art-3-3", "art-4", "art-5")


def articles(shares=frozenset()):
    """Articles 3 to 5, that the conventions of AKTO and of ATLAS share."""
    return (
        Cadence("art-3-1", "Point bilatéral annuel", shares=shares),
        Cadence("art-3-3", "Échange de programmation", minimum=2, shares=shares),
        Cadence("art-4", "Réunion de dialogue", maximum=2, mois_debut=6, mois_fin=7, shares=shares),
        Cadence("art-5", "Comité de pilotage", shares=shares),
        Cadence("art-5-ad-hoc", "Réunions techniques", minimum=0, unplanned=True),
    )


def akto(*, kf3_shared=False, articles_shared=False):
    """What AKTO and the Région meet for; whether meetings are shared is what the text leaves open."""
    together = frozenset({"kf3"}) if kf3_shared else frozenset()
    return (
        *articles(frozenset(ARTICLES) if articles_shared else frozenset()),
        Cadence("kf3-1", "Diagnostic des secteurs", par="semestre", secteurs=SECTEURS, shares=together),
        Cadence("kf3-2", "Complémentarité de l’offre", par="semestre", secteurs=SECTEURS, shares=together),
        Cadence("kf3-3", "Cofinancements", minimum=0, unplanned=True),
        Cadence("kf3-4", "Évènements communs", minimum=0, unplanned=True),
        Cadence("kf3-5", "Communication", minimum=0, unplanned=True),
    )


def atlas():
    """What ATLAS and the Région meet for."""
    return (
        *articles(),
        Cadence("tf1-1", "Réunion investissements", maximum=2),
        Cadence("tf1-2-atlas", "Atlas de l’alternance", mois_debut=10, mois_fin=11),
        Cadence("tf1-2-ateliers", "Ateliers du réseau CFAtlas", minimum=2),
        Cadence("tf1-3", "Coûts contrats"),
    )


def atlas_beside():
    """What ATLAS owes that is not a meeting with the Région: events and forecasts."""
    return (
        Cadence("tf2-5", "Cojobings", minimum=4),
        Cadence("tf3-2", "Prévisionnel POEC", par="trimestre"),
    )


COMITE_SUIVI = Cadence("comite-suivi", "Comité de suivi national", minimum=2)
