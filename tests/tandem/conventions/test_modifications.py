"""The lines of an avenant: what they keep, what they refuse."""

import pytest
from django.core.exceptions import ValidationError

from tandem.conventions.actions.modifications import (
    add_clause,
    add_fiche,
    change_clause,
    change_fiche,
    drop_change,
    remove_clause,
    remove_fiche,
)
from tandem.conventions.enums import EtatAction, NatureModification, TypeConvention
from tandem.conventions.models import Axe, Fiche, ModeleFiche
from tandem.conventions.snapshots import changes_of
from tests.tandem.conventions.amended import NEW, OLD, a_draft, build_amendable
from tests.tandem.conventions.factories import AxeFactory, ClauseFactory, FicheFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    found = build_amendable()
    found.avenant = a_draft(found)
    found.who = {"actor": found.region_officer, "avenant": found.avenant}
    return found


def test_a_line_keeps_the_words_before_and_after(world):
    line = world.avenant.modifications.get()

    assert ("article-2", NatureModification.CHANGEMENT) == (line.code, line.nature)
    assert ({"numero": "2", "titre": "Suivi", "texte": OLD}, NEW) == (line.before, line.after["texte"])


def test_written_again_a_line_takes_the_place_of_the_one_before(world):
    change_clause(**world.who, clause=world.clause_1, texte="Autre objet.")
    change_clause(**world.who, clause=world.clause_2, texte="Encore un autre suivi.")

    assert [("article-2", 1), ("article-1", 2)] == list(
        world.avenant.modifications.order_by("rank").values_list("code", "rank")
    )


def test_an_unchanged_clause_is_refused(world):
    with pytest.raises(ValidationError, match="Rien n’a changé"):
        change_clause(**world.who, clause=world.clause_1, texte=f"{OLD}\r\n")


def test_an_empty_and_too_long_clause_gives_every_fault(world):
    with pytest.raises(ValidationError) as refused:
        change_clause(**world.who, clause=world.clause_1, texte=" ", titre="t" * 256)

    assert {"texte", "titre"} == set(refused.value.message_dict)


def test_a_clause_of_another_convention_is_refused(world):
    with pytest.raises(ValidationError, match="n’est pas dans la convention"):
        change_clause(**world.who, clause=ClauseFactory(), texte="Autre.")


def test_a_new_clause_with_the_number_of_another_is_refused_with_every_fault(world):
    with pytest.raises(ValidationError) as refused:
        add_clause(**world.who, titre="", texte="", numero="2", follows="article-9")

    assert {"titre", "texte", "numero", "follows"} == set(refused.value.message_dict)


def test_a_new_clause_is_written_again_under_its_code(world):
    line = add_clause(**world.who, titre="Suite", texte="Un texte.", numero="4")
    again = add_clause(**world.who, titre="Suite", texte="Un autre texte.", numero="4", code=line.code)

    assert (line.pk, "article-4", "Un autre texte.") == (again.pk, again.code, again.after["texte"])


def test_two_new_clauses_never_share_a_code(world):
    first = add_clause(**world.who, titre="Suite", texte="Un texte.")
    second = add_clause(**world.who, titre="Suite", texte="Un texte.")

    assert ("suite", "suite-2") == (first.code, second.code)


@pytest.mark.parametrize("titre", ["Ajouter", "Nouvelle"])
def test_a_new_clause_named_as_a_page_takes_another_code(world, titre):
    assert f"{titre.lower()}-2" == add_clause(**world.who, titre=titre, texte="Un texte.").code


def test_a_clause_that_the_law_demands_is_not_taken_away():
    world = build_amendable(type=TypeConvention.OPCO_OPCO)
    clause = ClauseFactory(convention=world.convention, code="orientations", rank=9)

    with pytest.raises(ValidationError, match="obligatoire"):
        remove_clause(actor=world.region_officer, avenant=a_draft(world), clause=clause)


def test_a_line_taken_out_leaves_the_avenant_without_it(world):
    drop_change(**world.who, objet="clause", code="article-2")

    assert not world.avenant.modifications.exists()


def test_a_line_that_is_not_there_is_not_taken_out(world):
    with pytest.raises(ValidationError, match="n’est plus dans l’avenant"):
        drop_change(**world.who, objet="fiche", code="article-2")


def test_an_unchanged_fiche_is_refused(world):
    with pytest.raises(ValidationError, match="Rien n’a changé"):
        change_fiche(**world.who, fiche=world.fiche, values={"titre": world.fiche.titre})


def test_a_fiche_change_tells_each_field_under_the_label_of_its_template(world):
    line = change_fiche(**world.who, fiche=world.fiche, values={"contenu.contexte": "Autre contexte."})
    changed = [change for change in changes_of(line, {"essai": world.modele}) if change.is_changed]

    assert [("Contexte", "Un contexte.", "Autre contexte.")] == [
        (change.label, change.before, change.after) for change in changed
    ]


def test_the_field_that_prints_the_calendar_moves_the_calendar(world):
    line = change_fiche(**world.who, fiche=world.fiche, values={"contenu.calendrier": "Tout au long de l’année"})

    assert "Tout au long de l’année" == line.after["calendrier"] == line.after["contenu"]["calendrier"]


def test_a_template_without_calendar_field_still_lets_the_calendar_change(world):
    ModeleFiche.objects.filter(pk=world.modele.pk).update(
        champs=[{"code": "contexte", "label": "Contexte", "kind": "texte", "required": True}]
    )
    line = change_fiche(**world.who, fiche=world.fiche, values={"calendrier": "Septembre"})

    assert "Septembre" == line.after["calendrier"]


def test_an_empty_title_and_an_unknown_field_are_refused_together(world):
    with pytest.raises(ValidationError) as refused:
        change_fiche(**world.who, fiche=world.fiche, values={"titre": " ", "contenu.autre": "Texte"})

    assert {"titre", "contenu.autre"} == set(refused.value.message_dict)


def test_the_draft_fiche_of_a_side_is_not_changed_by_avenant(world):
    draft = FicheFactory(convention=world.convention, axe=world.axe, draft_of=world.region)

    with pytest.raises(ValidationError, match="fiche partagée"):
        change_fiche(**world.who, fiche=draft, values={"titre": "Autre"})


@pytest.mark.parametrize("etat", [EtatAction.TERMINEE, EtatAction.ARRETEE])
def test_a_finished_or_stopped_fiche_is_neither_changed_nor_stopped(world, etat):
    Fiche.objects.filter(pk=world.fiche.pk).update(etat=etat)
    with pytest.raises(ValidationError, match="par avenant"):
        change_fiche(**world.who, fiche=world.fiche, values={"titre": "Autre"})
    with pytest.raises(ValidationError, match="par avenant"):
        remove_fiche(**world.who, fiche=world.fiche)

    assert 1 == world.avenant.modifications.count()


def test_a_new_fiche_with_a_taken_number_and_no_title_gives_every_fault(world):
    with pytest.raises(ValidationError) as refused:
        add_fiche(**world.who, numero="1.1", axe=AxeFactory(numero=7), modele=world.modele, values={})

    assert {"titre", "numero", "axe"} == set(refused.value.message_dict)


@pytest.mark.parametrize("numero", ["", "nouvelle", "A1", "1..2"])
def test_a_new_fiche_is_numbered_as_the_others_are(world, numero):
    with pytest.raises(ValidationError) as refused:
        add_fiche(**world.who, numero=numero, axe=world.axe, modele=world.modele, values={"titre": "Une fiche"})

    assert ["numero"] == list(refused.value.message_dict)


def test_the_number_of_a_draft_of_the_other_side_is_free_for_a_new_fiche(world):
    FicheFactory(convention=world.convention, axe=world.axe, numero="1.9", draft_of=world.opco)
    line = add_fiche(
        **world.who, numero="1.9", axe=Axe.objects.get(), modele=world.modele, values={"titre": "Une fiche de plus"}
    )

    assert "1.9" == line.code
