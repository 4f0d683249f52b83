"""The published figures that the demonstration world must give back, recomputed from what the database holds."""

import datetime
import json
from fractions import Fraction

from django.db.models import F, Sum

from tandem.actes.journal import verify
from tandem.campagnes.models import AnnexePubliee, Candidature, LigneVotee, Vote
from tandem.campagnes.replay import replay
from tandem.cli.seed.check import Check
from tandem.cli.seed.conventions.checks import convention_checks
from tandem.cli.seed.people import IDF
from tandem.formats import euros, number, percentage, signed_euros
from tandem.organisations.models import KeyFigure, RattachementBranche

MOTOCYCLE = "INSTITUT NATIONAL DU CYCLE ET MOTOCYCLE"


def run_checks() -> list[Check]:
    """Return every check, in the order of the sources."""
    vote = Vote.objects.select_related("scenario", "campagne").get(
        campagne__organisation__slug=IDF, campagne__annee=2023
    )
    return [*_annexe(vote), *_campagne(vote), *_frozen(vote), *_references(), *convention_checks()]


def _annexe(vote) -> list[Check]:
    lignes = LigneVotee.objects.filter(vote=vote)
    totals = lignes.aggregate(
        majoration=Sum("majoration"),
        vert=Sum("dont_bonus_vert"),
        exceptionnelle=Sum("exceptionnelle"),
        totale=Sum("totale"),
        contrats=Sum("contrats"),
    )
    added_up = lignes.filter(totale=F("majoration") + F("exceptionnelle")).count()
    voted = {ligne.nom_source: (ligne.totale, ligne.dont_bonus_vert, ligne.contrats) for ligne in lignes}
    printed = {
        ligne["of_cfa"]: (int(ligne["totale"]), int(ligne["dont_bonus_vert"]), int(ligne["contrats"]))
        for ligne in AnnexePubliee.objects.get(campagne=vote.campagne).lignes
    }
    same = sum(voted.get(nom) == values for nom, values in printed.items())
    adjusted = [
        (line["of_cfa"], line["ajustement"])
        for line in json.loads(vote.scenario.resultat)["organismes"]
        if line["ajustement"]
    ]
    return [
        Check("Base résolue de la majoration 2023", "638,1097 €", euros(Fraction(vote.scenario.base), 4)),
        Check("Lignes égales à l’annexe publiée, à l’euro", "71 sur 71", f"{same} sur {len(printed)}"),
        Check("Ajustement d’arrondi visible", f"−1 € sur {MOTOCYCLE}", _told(adjusted)),
        Check("Majoration = somme des lignes", "20 140 000 €", euros(totals["majoration"])),
        Check("Dont bonus vert (total non imprimé)", "777 061 €", euros(totals["vert"])),
        Check("Majoration exceptionnelle", "130 000 €", euros(totals["exceptionnelle"])),
        Check("Majoration totale", "20 270 000 €", euros(totals["totale"])),
        Check("Contrats majorés", "30 118", number(totals["contrats"])),
        Check("Lignes où majoration + exceptionnelle = totale", "71", number(added_up)),
    ]


def _told(adjusted) -> str:
    return ", ".join(f"{signed_euros(euro)} sur {nom}" for nom, euro in adjusted) or "aucun"


def _campagne(vote) -> list[Check]:
    requested = Candidature.objects.filter(dossier__campagne=vote.campagne)
    contrats = requested.aggregate(total=Sum("contrats"))["total"]
    aftral = LigneVotee.objects.get(vote=vote, of_cfa__slug="aftral")
    return [
        Check("Formations demandées", "1 167", number(requested.count())),
        Check("Contrats demandés", "39 723", number(contrats)),
        Check("Part des contrats retenus", "75,82 %", percentage(Fraction(vote.scenario.contrats, contrats), 2)),
        Check("AFTRAL, majoration totale", "268 822 €", euros(aftral.totale)),
        Check(
            "AFTRAL, exceptionnelle par contrat", "691,49 €", euros(Fraction(aftral.exceptionnelle, aftral.contrats), 2)
        ),
    ]


def _frozen(vote) -> list[Check]:
    replayed = replay(vote)
    breaks = verify()
    return [
        Check(
            "Vote CP 2023-247 rejoué", "mêmes octets", "mêmes octets" if replayed.is_identical else replayed.breaks[0]
        ),
        Check("Journal des décisions", "chaîne intacte", "chaîne intacte" if not breaks else str(breaks[0])),
    ]


def _references() -> list[Check]:
    vote_day = datetime.date(2023, 7, 5)
    akto = RattachementBranche.objects.on(vote_day).filter(opco__slug="akto").count()
    atlas = RattachementBranche.objects.on(vote_day).filter(opco__slug="atlas").count()
    later = KeyFigure.objects.get(organisation__slug="akto", code="branches", date__year=2025)
    return [
        Check("Branches d’AKTO au 5 juillet 2023", "27", number(akto)),
        Check("Branches d’AKTO en 2025, les deux vraies à leur date", "21", number(later.value, 0)),
        Check("Branches d’ATLAS (4 + 6 + 2 + 1)", "13", number(atlas)),
    ]
