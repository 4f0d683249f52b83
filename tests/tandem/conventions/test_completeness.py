from datetime import date

import pytest

from tandem.conventions.completeness import gaps, numero_key, read_sources
from tandem.conventions.enums import EtatAction, NatureIndicateur
from tests.tandem.conventions.factories import (
    AxeFactory,
    FicheFactory,
    IndicateurFactory,
    ModeleFicheFactory,
    build_partners,
)
from tests.tandem.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def reader_of(convention):
    """Return a person of the first party of a convention."""
    user = UserFactory()
    first = convention.parties.order_by("rank").first()
    MembershipFactory(user=user, organisation=first.organisation, role="region_instruction")
    return user


def gaps_of(convention, user):
    return gaps(read_sources(convention, user))


def told(convention, user=None):
    """Return what each gap is about: (code, number of the fiche, number of the action)."""
    return [
        (gap.code, gap.fiche and gap.fiche.numero, gap.action and gap.action.numero)
        for gap in gaps_of(convention, user or reader_of(convention))
    ]


@pytest.fixture
def partners():
    return build_partners()


@pytest.fixture
def whole(partners):
    """A fiche that lacks nothing, alone in its convention."""
    fiche = FicheFactory(convention=partners.convention, numero="1.1", titre="Journées")
    fiche.porteurs.add(partners.opco)
    IndicateurFactory(convention=partners.convention, fiche=fiche)
    return fiche


def test_the_gaps_of_the_atlas_convention_are_those_that_its_text_leaves_open(real_conventions):
    found = told(real_conventions["atlas-idf-2023"])
    fiches = [
        "1.1",
        "1.2",
        "1.3",
        "2.1",
        "2.2",
        "2.3",
        "2.4",
        "2.5",
        "2.6",
        "3.1",
        "3.2",
        "3.3",
        "4.1",
        "4.2",
        "5.1",
        "5.2",
    ]
    others = [("axe_hors_article_1", None, None), ("a_evoquer", "4.1", None), ("a_evoquer", "5.2", None)]
    others += [("sans_calendrier", "5.2", None)]

    assert sorted([*(("sans_indicateur", numero, None) for numero in fiches), *others], key=str) == sorted(
        found, key=str
    )


def test_the_axis_that_article_1_of_atlas_does_not_name_is_its_fourth(real_conventions):
    convention = real_conventions["atlas-idf-2023"]
    sentences = [gap.sentence for gap in gaps_of(convention, reader_of(convention)) if gap.code == "axe_hors_article_1"]
    expected = (
        "Axe 4 « Formation des salariés » : l’article 1 ne le nomme pas. À mettre à l’ordre du jour : l’ajouter à "
        "l’article 1 par un avenant, ou rattacher ses fiches à un autre axe."
    )

    assert [expected] == sentences


def test_the_gaps_of_the_akto_convention_are_those_that_its_text_leaves_open(real_conventions):
    expected = [
        ("axe_sans_fiche", None, None),
        ("sans_calendrier", "2", None),
        ("champ_vide", "2", None),
        ("non_mesurable", "3", 5),
    ]

    assert expected == told(real_conventions["akto-idf-2023"])


def test_a_convention_without_article_1_has_no_axis_outside_it(real_conventions):
    codes = {code for code, _, _ in told(real_conventions["opco-sante-akto-2025"])}

    assert "axe_hors_article_1" not in codes


def test_a_whole_fiche_has_no_gap(whole):
    assert [] == told(whole.convention)


def test_a_stopped_fiche_has_no_gap_any_more(whole):
    whole.a_evoquer, whole.etat = "Sujet à évoquer.", EtatAction.ARRETEE
    whole.save()

    assert [] == told(whole.convention)


def test_a_fiche_without_porteur_is_said(whole):
    whole.porteurs.clear()

    assert [("sans_porteur", "1.1", None)] == told(whole.convention)


@pytest.mark.parametrize(
    "printed, expected",
    [
        ("OPCO d’essai", []),
        ("Région / OPCO d’essai", ["Région"]),
        ("OPCO d’essai et Mission locale du Bocage, etc.", ["Mission locale du Bocage"]),
    ],
)
def test_a_printed_porteur_that_is_no_organisation_is_said(whole, printed, expected):
    whole.contenu |= {"porteurs": printed}
    whole.save()
    sentences = [gap.sentence for gap in gaps_of(whole.convention, reader_of(whole.convention))]

    assert [
        f"Fiche 1.1 « Journées » : le porteur « {name} » n’est pas une organisation connue." for name in expected
    ] == [sentence.partition(" À mettre")[0] for sentence in sentences]


def test_an_unknown_acronym_asks_which_one_is_meant(whole):
    whole.titre = "Études (pour programmation PRFP)"
    whole.save()
    (gap,) = gaps_of(whole.convention, reader_of(whole.convention))

    assert gap.sentence == (
        "Fiche 1.1 « Études (pour programmation PRFP) » : « PRFP » n’est pas un sigle connu. À mettre à l’ordre du "
        "jour : s’agit-il de « PRFE » (programme régional de formation pour l’emploi) ?"
    )


@pytest.mark.parametrize(
    "calendar, expected",
    [
        ({"calendrier_nature": "intervalle", "debut": date(2023, 9, 1), "fin": date(2024, 3, 31)}, []),
        ({"calendrier_nature": "intervalle", "debut": date(2022, 9, 1), "fin": date(2023, 3, 31)}, ["tombe jamais"]),
        (
            {"calendrier_nature": "intervalle", "debut": date(2026, 9, 1), "fin": date(2026, 12, 31)},
            ["dépasse le terme"],
        ),
        ({"calendrier_nature": "des", "debut": date(2027, 1, 1)}, ["tombe jamais"]),
        ({"calendrier_nature": "selon_besoins"}, []),
        ({"calendrier_nature": "tout_au_long"}, []),
        ({"calendrier_nature": "recurrence", "fois": 2, "par": "an"}, []),
    ],
)
def test_a_calendar_outside_the_term_of_the_convention_is_said(calendar, expected):
    partners = build_partners(etat="en_vigueur", signed_on=date(2023, 10, 12), duree_mois=36)
    fiche = FicheFactory(convention=partners.convention, mois_debut=None, **calendar)
    fiche.porteurs.add(partners.opco)
    IndicateurFactory(convention=partners.convention, fiche=fiche)
    sentences = [gap.sentence for gap in gaps_of(partners.convention, partners.region_officer)]

    assert [True] * len(expected) == [words in sentence for words, sentence in zip(expected, sentences, strict=True)]


def test_no_term_is_contradicted_before_the_signature(whole):
    whole.calendrier_nature, whole.mois_debut = "intervalle", None
    whole.debut, whole.fin = date(1999, 1, 1), date(1999, 2, 1)
    whole.save()

    assert [] == told(whole.convention)


def test_actions_that_have_their_own_calendar_spare_the_fiche_one(partners):
    modele = ModeleFicheFactory(code="a-actions", champs=[{"code": "texte", "label": "Texte"}])
    fiche = FicheFactory(
        convention=partners.convention,
        numero="1",
        modele=modele,
        calendrier_texte="",
        calendrier_nature="aucun",
        mois_debut=None,
    )
    fiche.porteurs.add(partners.opco)
    IndicateurFactory(convention=partners.convention, fiche=fiche)
    fiche.actions.create(numero=1, titre="Réunir", calendrier_texte="Juin", calendrier_nature="mois", mois_debut=6)
    fiche.actions.create(numero=2, titre="Écrire")

    assert [("sans_calendrier", "1", 2)] == told(partners.convention)


def test_a_text_that_gives_no_date_is_said(whole):
    whole.calendrier_texte, whole.calendrier_nature, whole.mois_debut = "Selon la lune", "aucun", None
    whole.save()

    assert [("calendrier_sans_dates", "1.1", None)] == told(whole.convention)


def test_an_indicator_read_in_the_text_does_not_count_as_printed(whole):
    whole.indicateurs.update(is_deduit=True)
    (gap,) = gaps_of(whole.convention, reader_of(whole.convention))

    assert "0 indicateur (1 indicateur se lit dans le texte)" in gap.sentence


def test_an_indicator_that_cannot_be_measured_is_said(whole):
    IndicateurFactory(convention=whole.convention, fiche=whole, nature=NatureIndicateur.NON_MESURABLE)

    assert [("non_mesurable", "1.1", None)] == told(whole.convention)


def test_an_axis_without_fiche_is_said_with_the_page_to_open(partners):
    AxeFactory(convention=partners.convention, numero=1)
    (gap,) = gaps_of(partners.convention, partners.region_officer)

    assert ("axe_sans_fiche", ("convention_fiches",)) == (gap.code, gap.url_target)


def test_the_gaps_of_a_draft_are_told_to_its_side_alone(partners, whole):
    FicheFactory(convention=partners.convention, axe=whole.axe, numero="1.2", draft_of=partners.opco)
    sides = (partners.region_officer, partners.opco_officer)

    assert ([], [("sans_indicateur", "1.2", None), ("sans_porteur", "1.2", None)]) == tuple(
        told(partners.convention, user) for user in sides
    )


def test_gaps_are_read_in_a_handful_of_queries(real_conventions, django_assert_max_num_queries):
    convention = real_conventions["atlas-idf-2023"]
    user = reader_of(convention)
    with django_assert_max_num_queries(10):
        found = gaps_of(convention, user)

    assert found


def test_fiche_1_10_comes_after_fiche_1_9():
    assert ["1.2", "1.9", "1.10", "2"] == sorted(["2", "1.10", "1.9", "1.2"], key=numero_key)


def test_a_gap_of_an_action_names_it_once(real_conventions):
    convention = real_conventions["akto-idf-2023"]
    (gap,) = [gap for gap in gaps_of(convention, reader_of(convention)) if gap.code == "non_mesurable"]

    assert (1, "l’indicateur « Démultiplier l’impact de la communication des signataires » ne se mesure pas.") == (
        gap.sentence.count("action 5"),
        gap.words.partition(" À mettre")[0],
    )
