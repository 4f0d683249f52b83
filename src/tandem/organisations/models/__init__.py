"""Who exists, who belongs to whom and since when, who may act for whom."""

from tandem.organisations.models.branche import Branche, RattachementBranche
from tandem.organisations.models.charte import Charte
from tandem.organisations.models.competence import Competence
from tandem.organisations.models.instance import Agrement, DecisionInstance, Instance
from tandem.organisations.models.key_figure import KeyFigure
from tandem.organisations.models.key_ratio import KeyRatio
from tandem.organisations.models.membership import Membership
from tandem.organisations.models.organisation import Organisation, Rattachement, ReferenceExterne
from tandem.organisations.models.representant import Representant

__all__ = [
    "Agrement",
    "Branche",
    "Charte",
    "Competence",
    "DecisionInstance",
    "Instance",
    "KeyFigure",
    "KeyRatio",
    "Membership",
    "Organisation",
    "Rattachement",
    "RattachementBranche",
    "ReferenceExterne",
    "Representant",
]
