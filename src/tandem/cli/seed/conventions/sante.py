"""The convention between OPCO Santé and AKTO: signed as its announcement says, then an invented year and a half."""

from datetime import date

from tandem.cli.seed.conventions.scenes import conclude, hold, plan, send, take_stock, type_all
from tandem.conventions.actions.convention import follow_the_calendar
from tandem.conventions.enums import EtatConvention
from tandem.conventions.models import Convention

COMMITTEE = "comite-de-suivi-national"


def live_opco_sante(users, convention) -> None:
    """Two committees a year, the delegate's reports, the first figures."""
    akto, sante = users["partenariats@akto.example"], users["partenariats@opco-sante.example"]
    Convention.objects.filter(pk=convention.pk).update(is_suivi_fictif=True)
    if follow_the_calendar(convention=convention) != EtatConvention.EN_VIGUEUR:
        return
    convention.refresh_from_db()
    committee = convention.comites.get(code=COMMITTEE)
    delegant, delegataire = convention.parties.order_by("rank")
    for day in (date(2025, 11, 20), date(2026, 5, 21)):
        due = date(day.year, 12, 15)
        reunion = hold(committee, day, actor=sante, objet="Comité de suivi national", codes=[COMMITTEE], people=9)
        conclude(
            reunion,
            day,
            actor=sante,
            text="Pilotage coordonné, suivi des indicateurs d’activité, ajustement des actions.",
            decisions=[
                ("Rencontrer les entreprises de Mayotte non contactées.", delegataire, "AKTO Mayotte", due),
                ("Partager le calendrier des formations prioritaires.", delegant, "OPCO Santé", due),
            ],
            done=1,
        )
    plan(committee, 16, actor=sante, objet="Comité de suivi national", codes=[COMMITTEE])
    send(convention, "loi-compte-rendu-activite", date(2026, 3, 26), actor=akto, content="Activité de l’année 2025.")
    type_all(
        akto,
        convention,
        2025,
        {"entreprises-accompagnees": "21", "salaries-montee-competences": "164"},
        on=date(2026, 3, 26),
    )
    take_stock(sante, convention, date(2026, 2, 12), annee=2025, semestre=2)
