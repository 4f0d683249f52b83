import pytest
from django.core.exceptions import ValidationError

from tandem.conventions.documents.content import sheet_of
from tandem.conventions.models import ModeleFiche
from tests.tandem.conventions.factories import FicheFactory, ModeleFicheFactory

THIRD = [
    {"code": "constat", "label": "Constat partagé", "kind": "texte", "required": True},
    {"code": "quand", "label": "Échéance", "kind": "calendrier"},
]


@pytest.mark.django_db
def test_the_document_prints_a_third_template_without_any_code():
    modele = ModeleFicheFactory(
        code="troisieme", champs=THIRD, champs_action=[{"code": "livrable", "label": "Livrable"}]
    )
    fiche = FicheFactory(modele=modele, contenu={"constat": "On manque de tuteurs."}, calendrier_texte="Juin")
    fiche.actions.create(numero=1, titre="Écrire un guide", contenu={"livrable": "Un guide"})
    sheet = sheet_of(fiche)

    assert (["Constat partagé", "Échéance"], ["Livrable"]) == (
        [row.label for row in sheet.rows],
        [row.label for row in sheet.actions[0].rows],
    )


@pytest.mark.parametrize(
    "champs, expected",
    [
        (THIRD, 0),
        ("Constat", 1),
        (["Constat"], 1),
        ([{"label": "Constat"}], 1),
        ([{"code": "Constat partagé", "label": "Constat"}], 1),
        ([{"code": "constat", "label": " "}], 1),
        ([{"code": "constat", "label": "Constat", "kind": "danse"}], 1),
        ([{"code": "constat", "label": "Constat"}, {"code": "constat", "label": "Autre"}], 1),
        ([{"code": "9", "label": "", "kind": "danse"}], 3),
        ([{"code": ["constat"], "label": None}], 2),
    ],
)
def test_a_template_that_no_form_could_show_is_refused_with_every_fault(champs, expected):
    modele = ModeleFiche(code="troisieme", nom="Troisième", champs=champs)
    try:
        modele.clean()
        faults = []
    except ValidationError as refusal:
        faults = refusal.messages

    assert expected == len(faults)
