"""What a document says when some of its data are invented, so that nobody takes it for a real act."""

from tandem.campagnes.models import Campagne, Candidature

ALL = "Données fictives : ce document n’a aucune valeur."
FORMATIONS = "Formations fictives : leur détail sert à la démonstration et n’a aucune valeur."


def fiction_of(campagne: Campagne) -> str:
    """Return the sentence to print on what shows formations; empty when everything is real."""
    if campagne.is_fictif:
        return ALL
    return FORMATIONS if Candidature.objects.filter(dossier__campagne=campagne, is_fictif=True).exists() else ""
