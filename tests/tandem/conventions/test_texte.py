"""Clauses come from the library, are written until the vote, filled until the signature, then closed."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction

from tandem.conventions.actions.texte import add_clause, choose_variante, remove_clause, write_clause
from tandem.conventions.models import Clause, Convention, ConventionChange, ModeleClause, VarianteClause
from tests.tandem.conventions.factories import ClauseFactory, build_partners


@pytest.fixture
def partners(db):
    return build_partners()


def in_state(world, etat, **fields):
    """Return a clause of the convention of `world`, then in this state (the database lets no shortcut)."""
    clause = ClauseFactory(convention=world.convention, **fields)
    for step in ("projet", "votee")[: ("negociation", "projet", "votee").index(etat)]:
        Convention.objects.filter(pk=world.convention.pk).update(etat=step)
    return clause


def variants(real_conventions, code):
    return {one.code: one for one in VarianteClause.objects.filter(modele__code=code).select_related("modele")}


def test_the_same_article_commits_akto_and_atlas_differently(real_conventions):
    commitments = {code: one.engagement for code, one in variants(real_conventions, "article-3-3").items()}

    assert (2, True) == (len(set(commitments.values())), set(commitments) == {"akto", "atlas"})


def test_a_clause_of_the_library_keeps_its_variant_and_its_source(real_conventions, partners):
    variante = variants(real_conventions, "article-3-3")["atlas"]
    clause = add_clause(actor=partners.region_officer, convention=partners.convention, variante=variante)

    assert (variante, variante.texte, variante.texte) == (clause.variante, clause.texte, clause.texte_source)


def test_a_clause_is_added_once(real_conventions, partners):
    variante = variants(real_conventions, "article-5")["commune"]
    add_clause(actor=partners.region_officer, convention=partners.convention, variante=variante)

    with pytest.raises(ValidationError, match="déjà dans la convention"):
        add_clause(actor=partners.region_officer, convention=partners.convention, variante=variante)


def test_a_clause_of_another_type_of_convention_is_refused(real_conventions, partners):
    variante = VarianteClause.objects.get(modele__code="financement")

    with pytest.raises(ValidationError, match="n’est pas prévue"):
        add_clause(actor=partners.region_officer, convention=partners.convention, variante=variante)


def test_another_variant_replaces_the_words(real_conventions, partners):
    both = variants(real_conventions, "article-3-3")
    clause = add_clause(actor=partners.region_officer, convention=partners.convention, variante=both["atlas"])
    choose_variante(actor=partners.opco_officer, clause=clause, variante=both["akto"])

    assert both["akto"].texte == Clause.objects.get(pk=clause.pk).texte


def test_the_history_holds_the_words_of_before_and_after_and_whose_they_are(partners):
    clause = in_state(partners, "negociation", texte="Deux fois par an.")
    write_clause(actor=partners.opco_officer, clause=clause, texte="Trois fois par an.")
    change = ConventionChange.objects.get(code="clause.ecrite")

    assert ("Deux fois par an.", "Trois fois par an.", partners.opco_officer, partners.opco) == (
        change.before,
        change.after,
        change.actor,
        change.organisation,
    )


def test_writing_the_same_words_leaves_no_trace(partners):
    clause = in_state(partners, "negociation", texte="Deux fois par an.")
    write_clause(actor=partners.opco_officer, clause=clause, texte="Deux fois par an.")

    assert 0 == ConventionChange.objects.count()


def test_after_the_vote_a_blank_is_filled(partners):
    clause = in_state(partners, "votee", texte="La Région agit. Elle est représentée par Mr/Mme X.")
    write_clause(actor=partners.region_officer, clause=clause, texte="La Région agit. Elle est représentée par Mme Y.")

    assert "La Région agit. Elle est représentée par Mme Y." == Clause.objects.get(pk=clause.pk).texte


def test_after_the_vote_the_rest_of_the_text_and_the_title_do_not_change(partners):
    clause = in_state(partners, "votee", texte="La Région agit. Elle est représentée par Mr/Mme X.")

    with pytest.raises(ValidationError) as refusal:
        write_clause(actor=partners.region_officer, clause=clause, texte="La Région paie.", titre="Autre")

    assert {"texte", "titre"} == set(refusal.value.error_dict)


def test_after_the_vote_no_clause_comes_or_goes(partners):
    clause = in_state(partners, "votee")

    with pytest.raises(ValidationError, match="voté"):
        remove_clause(actor=partners.region_officer, clause=clause, reason="Doublon.")


def test_once_signed_only_an_avenant_changes_a_clause(db):
    world = build_partners(en_vigueur=True)
    clause = ClauseFactory(convention=world.convention)

    with pytest.raises(PermissionDenied, match="avenant"):
        write_clause(actor=world.region_officer, clause=clause, texte="Autre texte.")


@pytest.mark.parametrize("write", ["update", "delete"])
def test_the_database_itself_closes_the_text_of_a_signed_convention(db, write):
    world = build_partners(en_vigueur=True)
    found = Clause.objects.filter(pk=ClauseFactory(convention=world.convention).pk)

    with pytest.raises(ProgrammingError, match="only an avenant changes it"), transaction.atomic():
        found.update(texte="Autre.") if write == "update" else found.delete()


def test_an_empty_or_endless_text_is_refused(partners):
    clause = in_state(partners, "negociation")

    with pytest.raises(ValidationError, match="est attendu"):
        write_clause(actor=partners.region_officer, clause=clause, texte="  ")
    with pytest.raises(ValidationError, match="60000 au plus"):
        write_clause(actor=partners.region_officer, clause=clause, texte="a" * 60_001)


def test_a_clause_is_removed_with_a_reason_and_stays_in_the_history(partners):
    clause = in_state(partners, "negociation", texte="Doublon.")
    remove_clause(actor=partners.region_officer, clause=clause, reason="Déjà dit à l’article 4.")
    change = ConventionChange.objects.get(code="clause.retiree")

    assert (0, "Doublon.", "Déjà dit à l’article 4.") == (Clause.objects.count(), change.before, change.reason)


def test_the_mandatory_clauses_of_a_delegation_are_in_the_library_with_their_article(real_conventions):
    found = ModeleClause.objects.filter(types__contains=["opco_opco"]).exclude(reference="")

    assert {
        "orientations",
        "priorites_formation",
        "decisions_gestion",
        "conditions_prise_en_charge",
        "financement",
        "compte_rendu",
    } == set(found.values_list("code", flat=True))
