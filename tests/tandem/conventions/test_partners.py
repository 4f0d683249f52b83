"""Who the conventions name: bodies that decide, observatories, délégations, agréments, and where they bind."""

from datetime import date

import pytest

from tandem.conventions.enums import EtatConvention, RolePartie, TypeConvention
from tandem.conventions.models import VarianteClause
from tandem.organisations.enums import NatureInstance, TypeOrganisation
from tandem.organisations.models import Agrement, Instance, Organisation, Representant


@pytest.mark.parametrize(
    "slug, nature, decided",
    [
        ("akto", NatureInstance.CONSEIL_ADMINISTRATION, "le CA d’AKTO ne prévoit pas de financement de projet"),
        ("akto", NatureInstance.SECTION_PARITAIRE, "une majorité des Sections Paritaires Professionnelles"),
        ("atlas", NatureInstance.INSTANCE_PARITAIRE, "les membres des instances paritaires décisionnaires"),
    ],
)
def test_each_body_that_decides_is_kept_with_the_words_of_its_decision(real_conventions, slug, nature, decided):
    body = Instance.objects.get(organisation__slug=slug, nature=nature)

    assert decided in body.decisions.get().texte


def test_the_four_observatories_of_the_sources_are_organisations_under_their_printed_name(real_conventions):
    found = Organisation.objects.filter(type=TypeOrganisation.OBSERVATOIRE)

    assert {
        "8 observatoires des branches ATLAS",
        "Observatoires de branche",
        "l’OREF",
        "observatoires prospectifs des métiers et des qualifications OPMQ",
    } == {one.nom_source for one in found}


def test_the_agrement_of_atlas_has_its_date_and_its_act(real_conventions):
    found = Agrement.objects.get(organisation__slug="atlas")

    assert (date(2019, 3, 29), "arrêté ministériel") == (found.date, found.acte)
    assert "agréé le 29 mars 2019 par arrêté ministériel" in found.quote


def test_an_agrement_without_a_printed_act_has_none(real_conventions):
    assert (date(2019, 4, 1), "") == Agrement.objects.values_list("date", "acte").get(organisation__slug="opco-sante")


def test_the_delegation_of_atlas_is_represented_and_does_not_sign(real_conventions):
    partie = real_conventions["atlas-idf-2023"].parties.get(role=RolePartie.OPCO)
    speaking = Representant.objects.filter(organisation=partie.delegation)

    assert [("Agnès DOMENECH", False)] == [(one.nom, one.is_signataire) for one in speaking.order_by("pk")]


def test_opco_sante_delegates_to_akto_in_mayotte_saint_barthelemy_and_saint_martin(real_conventions):
    convention = real_conventions["opco-sante-akto-2025"]

    assert TypeConvention.OPCO_OPCO == convention.type
    assert ["Mayotte", "Saint-Barthélemy", "Saint-Martin"] == sorted(one.nom for one in convention.territoires.all())
    assert [("opco-sante", "delegant"), ("akto", "delegataire")] == [
        (one.organisation.slug, one.role) for one in convention.parties.select_related("organisation").order_by("rank")
    ]


def test_the_convention_of_normandie_has_its_three_axes_and_its_date_of_signature(real_conventions):
    convention = real_conventions["akto-normandie-2022"]

    assert (EtatConvention.SIGNEE, date(2022, 5, 9)) == (convention.etat, convention.signed_on)
    assert ["l’orientation et la cohérence", "la qualité des formations", "l’accessibilité de l’apprentissage"] == [
        " ".join(axe.titre.split()[:words])
        for axe, words in zip(convention.axes.order_by("numero"), (4, 4, 3), strict=True)
    ]


@pytest.mark.parametrize(
    "code, variante, words",
    [
        ("article-2", "atlas", "la période d’amortissement sera supérieure ou égale à 3 ans (L6332-14"),
        ("article-2", "atlas", "« Inventer les CFA de demain », lance chaque année1 un appel à projet"),
        ("article-3-1", "akto", "Articulation des actions en matière d’investissements, visant à optimiser"),
        ("article-3-1", "akto", "étudier les complémentarités de financement en direction des CFA"),
        ("article-3-1", "atlas", "Articulation des actions en matière d’investissements, visant à optimiser"),
    ],
)
def test_a_clause_of_the_library_keeps_the_words_of_its_source(real_conventions, code, variante, words):
    texte = VarianteClause.objects.get(modele__code=code, code=variante).texte

    assert words in " ".join(texte.split()).replace("'", "’")
