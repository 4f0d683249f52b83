"""The délibération that a decision of the campaign rests on: found under its number, or registered with its séance."""

from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone

from tandem.actes.enums import EtatDeliberation, Organe
from tandem.actes.models import Deliberation, Seance
from tandem.formats import long_date


class Act(NamedTuple):
    """The act as the minutes give it: « CP 2023-247 », its date, the body that voted it, its object."""

    numero: str
    date: date
    organe: Organe
    objet: str


def deliberation_for(organisation, act: Act, *, modifie=None) -> Deliberation:
    """Return the voted délibération of this Région, registered with its séance when it is not yet known.

    `modifie` is the délibération that it amends. Raises ValidationError with every error.
    """
    numero = " ".join(act.numero.split())
    errors = _faults(numero, act)
    known = (
        Deliberation.objects.select_for_update(of=("self",)).filter(organisation=organisation, numero=numero).first()
    )
    if known and known.date != act.date:
        errors["date"] = f"La délibération {numero} est enregistrée au {long_date(known.date)}."
    if errors:
        raise ValidationError(errors)
    seance, _ = Seance.objects.get_or_create(organisation=organisation, organe=act.organe, date=act.date)
    deliberation = known or Deliberation(
        organisation=organisation, numero=numero, date=act.date, objet=act.objet.strip(), modifie=modifie
    )
    deliberation.seance = seance
    if deliberation.etat == EtatDeliberation.PROJET:
        deliberation.etat = EtatDeliberation.VOTEE
    deliberation.full_clean()
    deliberation.save()
    return deliberation


def _faults(numero: str, act: Act) -> dict[str, str]:
    errors = {}
    if not numero.startswith(f"{Organe(act.organe).value} "):
        errors["numero"] = (
            f"Un numéro de la {Organe(act.organe).label.lower()} commence par « {Organe(act.organe).value} », "
            f"« {numero} » a été saisi."
        )
    if act.date > timezone.localdate():
        errors["date"] = "La séance n’a pas encore eu lieu : un vote s’enregistre après la séance."
    if not act.objet.strip():
        errors["objet"] = "L’objet de la délibération est attendu."
    return errors
