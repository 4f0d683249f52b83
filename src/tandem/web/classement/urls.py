"""Addresses of the ranking, the solver, the scenarios, the explanations and the règlement of a campaign."""

from django.urls import path

from tandem.web.classement.views import classement, enveloppe, pourquoi, reglement, scenarios

CAMPAGNE = "<slug:region_slug>/<int:annee>"

urlpatterns = [
    path(f"{CAMPAGNE}/classement/", classement.classement, name="campagne_classement"),
    path(f"{CAMPAGNE}/enveloppe/", enveloppe.enveloppe, name="campagne_enveloppe"),
    path(f"{CAMPAGNE}/scenarios/", scenarios.scenarios, name="campagne_scenarios"),
    path(f"{CAMPAGNE}/scenarios/enregistrer/", scenarios.save, name="campagne_scenario_save"),
    path(f"{CAMPAGNE}/scenarios/comparer/", scenarios.compare, name="campagne_scenarios_compare"),
    path(f"{CAMPAGNE}/scenarios/<int:numero>/", scenarios.scenario, name="campagne_scenario"),
    path(f"{CAMPAGNE}/scenarios/<int:numero>/adopter/", scenarios.adopt, name="campagne_scenario_adopt"),
    path(f"{CAMPAGNE}/scenarios/<int:numero>/export.<str:kind>", scenarios.export, name="campagne_scenario_export"),
    path(f"{CAMPAGNE}/pourquoi/<slug:of_slug>/", pourquoi.pourquoi, name="campagne_pourquoi"),
    path(f"{CAMPAGNE}/reglement/", reglement.reglement, name="campagne_reglement"),
]
