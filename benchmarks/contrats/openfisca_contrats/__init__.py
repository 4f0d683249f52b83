"""A country package of OpenFisca that holds the common rule (../regle.md)."""

from pathlib import Path

from openfisca_core.entities import build_entity
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from .variables import variables

CONTRAT = build_entity(key="contrat", plural="contrats", label="Contrat d’apprentissage", is_person=True)


class ContratsTaxBenefitSystem(TaxBenefitSystem):
    def __init__(self):
        super().__init__([CONTRAT])
        for variable in variables(CONTRAT):
            self.add_variable(variable)
        self.load_parameters(str(Path(__file__).parent / "parameters"))
