from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tandem.conventions.actions.axes import add_axe, write_axe
from tandem.conventions.actions.fiche_writing import FicheConflictError
from tandem.conventions.actions.fiches import create_fiche, delete_draft, share_fiche, withdraw_fiche, write_fiche
from tandem.conventions.enums import EtatAction, EtatConvention
from tandem.conventions.fiche_content import next_numero, snapshot
from tandem.conventions.models import ConventionChange, Fiche
from tests.tandem.conventions.factories import (
    AxeFactory,
    FicheFactory,
    IndicateurFactory,
    ModeleFicheFactory,
    build_partners,
)

pytestmark = pytest.mark.django_db

SIGNED = {"etat": EtatConvention.EN_VIGUEUR, "signed_on": date(2023, 10, 12)}


@pytest.fixture
def partners():
    """A negotiation that both sides see, with one axis."""
    return with_axe(build_partners())


@pytest.fixture
def signed():
    """A convention in force, whose list of fiches is « prévisionnelle et non-exhaustive »."""
    return with_axe(build_partners(**SIGNED))


def with_axe(partners):
    partners.axe = AxeFactory(convention=partners.convention)
    partners.modele = ModeleFicheFactory()
    return partners


def opened(partners, *, actor=None, **more):
    """Open a fiche as the officer of the OPCO."""
    given = {"axe": partners.axe, "modele": partners.modele, "numero": "1.1", "titre": "Journées"}
    return create_fiche(actor=actor or partners.opco_officer, convention=partners.convention, **(given | more))


def shared(partners, **more):
    return FicheFactory(convention=partners.convention, axe=partners.axe, modele=partners.modele, **more)


def errors(call) -> dict:
    """Return, by field, what a call refuses."""
    with pytest.raises(ValidationError) as refusal:
        call()
    return refusal.value.message_dict if hasattr(refusal.value, "error_dict") else {"": refusal.value.messages}


# Opening, and drafts of one side.


def test_a_new_fiche_is_a_draft_of_its_author_s_side(partners):
    assert opened(partners).draft_of == partners.opco


def test_a_draft_is_invisible_to_the_other_side(partners):
    opened(partners)
    seen = [
        Fiche.objects.visible_to(user).count()
        for user in (partners.opco_officer, partners.opco_reader, partners.delegate, partners.region_chief)
    ]

    assert [1, 1, 1, 0] == seen


def test_the_history_of_a_draft_is_invisible_to_the_other_side(partners):
    write_fiche(actor=partners.opco_officer, fiche=opened(partners), values={"champ_contexte": "Un secret."})

    assert [] == list(ConventionChange.objects.visible_to(partners.region_chief))


def test_the_other_side_may_not_write_a_draft(partners):
    fiche = opened(partners)

    with pytest.raises(PermissionDenied, match="autre partie"):
        write_fiche(actor=partners.region_officer, fiche=fiche, values={"titre": "Pris"})


@pytest.mark.parametrize("name", ["region_reader", "opco_reader", "stranger"])
def test_whoever_may_not_write_opens_no_fiche(partners, name):
    with pytest.raises(PermissionDenied):
        opened(partners, actor=getattr(partners, name))


def test_each_side_may_draft_the_same_number_without_learning_of_the_other(partners):
    opened(partners)

    assert "1.1" == opened(partners, actor=partners.region_officer).numero


def test_sharing_a_number_moves_the_draft_of_the_other_side_to_the_next_one(partners):
    ours = opened(partners)
    theirs = opened(partners, actor=partners.region_officer)
    share_fiche(actor=partners.opco_officer, fiche=ours)
    theirs.refresh_from_db()

    assert "1.2" == theirs.numero


def test_the_side_whose_draft_is_renumbered_reads_why(partners):
    ours = opened(partners)
    opened(partners, actor=partners.region_officer)
    share_fiche(actor=partners.opco_officer, fiche=ours)
    told = ConventionChange.objects.visible_to(partners.region_officer).get(code="fiche.numero")

    assert "Votre brouillon 1.1 devient 1.2 : une fiche 1.1 vient d’être partagée." == told.sentence


def test_every_fault_of_a_new_fiche_is_told_at_once(partners):
    shared(partners, numero="2")

    assert {"numero", "titre", "nature"} == set(
        errors(lambda: opened(partners, numero="1/1", titre="  ", nature="danse", shared=True))
    )


@pytest.mark.parametrize("numero", ["1/1", "", "a", "../..", "1.", "12345678901", "1..2", "nouvelle"])
def test_a_number_that_is_no_address_is_refused(partners, numero):
    assert ["numero"] == list(errors(lambda: opened(partners, numero=numero)))


def test_a_number_already_seen_is_refused_with_the_first_free_one(partners):
    shared(partners, numero="1.1")

    assert "Le premier numéro libre est 1.2." in errors(lambda: opened(partners))["numero"][0]


def test_an_axis_of_another_convention_is_refused(partners):
    assert ["axe"] == list(errors(lambda: opened(partners, axe=AxeFactory())))


@pytest.mark.parametrize(
    "taken, expected", [([], "2.1"), (["2.1", "1.1"], "2.2"), (["1", "2", "3"], "4"), (["2.2"], "2.1")]
)
def test_the_next_number_is_written_as_the_others_are(taken, expected):
    assert expected == next_numero(taken, 2)


# Sharing, withdrawing.


def test_a_shared_fiche_is_written_by_both_sides(partners):
    fiche = share_fiche(actor=partners.opco_officer, fiche=opened(partners))
    write_fiche(actor=partners.region_officer, fiche=fiche, values={"champ_contexte": "À deux."})
    fiche.refresh_from_db()

    assert "À deux." == fiche.contenu["contexte"]


def test_a_fiche_is_shared_once(partners):
    fiche = share_fiche(actor=partners.opco_officer, fiche=opened(partners))

    assert "déjà partagée" in errors(lambda: share_fiche(actor=partners.opco_officer, fiche=fiche))[""][0]


def test_what_is_shared_is_told_whole_in_the_common_history(partners):
    fiche = opened(partners)
    write_fiche(actor=partners.opco_officer, fiche=fiche, values={"champ_contexte": "Le contexte."})
    share_fiche(actor=partners.opco_officer, fiche=fiche)
    told = ConventionChange.objects.visible_to(partners.region_officer).get(code="fiche.partagee")

    assert "Contexte : Le contexte." in told.after


def test_a_deleted_draft_leaves_its_text_to_its_side(partners):
    fiche = opened(partners)
    write_fiche(actor=partners.opco_officer, fiche=fiche, values={"champ_contexte": "Gardé."})
    delete_draft(actor=partners.opco_officer, fiche=fiche)
    told = ConventionChange.objects.visible_to(partners.opco_reader).get(code="fiche.retiree")

    assert ("Contexte : Gardé." in told.before, Fiche.objects.exists()) == (True, False)


def test_a_shared_fiche_is_not_deleted_as_a_draft(partners):
    assert "Retirez-la" in errors(lambda: delete_draft(actor=partners.opco_officer, fiche=shared(partners)))[""][0]


def test_a_shared_fiche_is_withdrawn_with_a_reason_before_the_vote(partners):
    fiche = shared(partners)
    withdraw_fiche(actor=partners.region_officer, fiche=fiche, reason="Fait double emploi.")

    assert not Fiche.objects.exists()


def test_a_fiche_is_not_withdrawn_without_a_reason(partners):
    fiche = shared(partners)

    assert ["reason"] == list(errors(lambda: withdraw_fiche(actor=partners.region_officer, fiche=fiche, reason=" ")))


def test_a_signed_fiche_is_stopped_rather_than_withdrawn(signed):
    fiche = shared(signed)
    refusal = errors(lambda: withdraw_fiche(actor=signed.region_officer, fiche=fiche, reason="Inutile."))

    assert "arrêtez-la" in refusal[""][0]


def test_a_fiche_that_has_values_is_kept(partners):
    indicateur = IndicateurFactory(convention=partners.convention, fiche=shared(partners))
    indicateur.valeurs.create(annee=2024, value=3, date=date(2024, 12, 31), partie=partners.partie_opco)
    refusal = errors(lambda: withdraw_fiche(actor=partners.region_officer, fiche=indicateur.fiche, reason="Non."))

    assert "elle ne se retire plus" in refusal[""][0]


# Writing: by field, all errors in one pass.


def test_what_changes_is_kept_with_before_after_author_and_field(partners):
    fiche = shared(partners)
    write_fiche(actor=partners.region_officer, fiche=fiche, values={"champ_contexte": "Nouveau."})
    told = ConventionChange.objects.get(code="fiche.ecrite")

    assert (f"{fiche} : Contexte.", "Un contexte.", "Nouveau.", partners.region_officer, f"fiche:{fiche.pk}") == (
        told.sentence,
        told.before,
        told.after,
        told.actor,
        told.subject,
    )


def test_a_writing_that_changes_nothing_leaves_no_history(partners):
    fiche = shared(partners)
    write_fiche(actor=partners.region_officer, fiche=fiche, values=snapshot(fiche))

    assert not ConventionChange.objects.exists()


def test_the_calendar_field_of_the_template_and_the_calendar_are_one_text(partners):
    fiche = shared(partners)
    write_fiche(actor=partners.region_officer, fiche=fiche, values={"calendrier_texte": "Septembre"})
    fiche.refresh_from_db()

    assert ("Septembre", "Septembre") == (fiche.calendrier_texte, fiche.contenu["calendrier"])


def test_every_fault_of_a_writing_is_told_at_once_by_field(partners):
    fiche = shared(partners)
    values = {
        "titre": "",
        "champ_contexte": "x" * 20_001,
        "calendrier": {"nature": "intervalle", "debut": "2024-05-01", "fin": "2024-04-01"},
        "publics": ["martiens"],
        "porteurs": [999_999],
        "axe": 999_999,
        "nature": "danse",
    }
    write = errors(lambda: write_fiche(actor=partners.region_officer, fiche=fiche, values=values))

    assert set(values) == set(write)


def test_a_refused_writing_writes_nothing(partners):
    fiche = shared(partners)
    values = {"champ_contexte": "Bon.", "titre": ""}
    errors(lambda: write_fiche(actor=partners.region_officer, fiche=fiche, values=values))
    fiche.refresh_from_db()

    assert ("Un contexte.", 0) == (fiche.contenu["contexte"], ConventionChange.objects.count())


def test_a_field_that_the_template_does_not_have_is_refused(partners):
    fiche = shared(partners)
    refusal = errors(lambda: write_fiche(actor=partners.region_officer, fiche=fiche, values={"champ_couleur": "x"}))

    assert ["Champs inconnus de ce modèle de fiche : champ_couleur."] == refusal[""]


def test_porteurs_publics_and_partners_are_told_by_their_names(partners):
    fiche = shared(partners)
    values = {"porteurs": [partners.opco.pk], "publics": ["cfa", "apprentis"], "partenaires": [partners.region.pk]}
    write_fiche(actor=partners.region_officer, fiche=fiche, values=values)
    told = set(ConventionChange.objects.values_list("after", flat=True))

    assert {"OPCO d’essai", "CFA, Apprentis", "Région d’essai"} == told


# Two people at once.


def both_read(partners, **theirs):
    """Return a fiche that the Région changed after the OPCO had read it, and what the OPCO had read."""
    fiche = shared(partners)
    base = snapshot(fiche)
    write_fiche(actor=partners.region_officer, fiche=fiche, values=theirs, base=base)
    return fiche, base


def test_two_people_who_change_different_fields_both_keep_their_words(partners):
    fiche, base = both_read(partners, champ_contexte="De la Région.")
    written = write_fiche(actor=partners.opco_officer, fiche=fiche, values=base | {"titre": "De l’OPCO"}, base=base)
    fiche.refresh_from_db()

    assert ("De la Région.", "De l’OPCO", ["Contexte"]) == (fiche.contenu["contexte"], fiche.titre, written.kept)


def test_two_people_who_change_the_same_field_lose_nothing(partners):
    fiche, base = both_read(partners, champ_contexte="De la Région.")
    with pytest.raises(FicheConflictError) as refusal:
        write_fiche(actor=partners.opco_officer, fiche=fiche, values={"champ_contexte": "De l’OPCO."}, base=base)
    (conflict,) = refusal.value.conflicts

    assert ("Contexte", "De la Région.", "De l’OPCO.") == (conflict.label, conflict.theirs, conflict.mine)


def test_a_conflict_says_who_wrote_and_what_to_do(partners):
    fiche, base = both_read(partners, champ_contexte="De la Région.")
    said = errors(
        lambda: write_fiche(actor=partners.opco_officer, fiche=fiche, values={"champ_contexte": "Autre."}, base=base)
    )["champ_contexte"][0]

    assert (str(partners.region_officer) in said, "Votre texte est gardé ici" in said) == (True, True)


def test_the_same_words_written_twice_are_no_conflict(partners):
    fiche, base = both_read(partners, champ_contexte="Pareil.")

    assert (
        []
        == write_fiche(
            actor=partners.opco_officer, fiche=fiche, values=base | {"champ_contexte": "Pareil."}, base=base
        ).changed
    )


# After the vote and after the signature (article 4).


def test_a_fiche_may_be_added_to_a_signed_convention_whose_list_is_not_exhaustive(signed):
    assert opened(signed, shared=True, reason="Un besoin nouveau.").pk


def test_a_fiche_shared_after_the_signature_wants_a_reason(signed):
    assert ["reason"] == list(errors(lambda: share_fiche(actor=signed.opco_officer, fiche=opened(signed))))


def test_a_signed_convention_whose_list_is_closed_wants_an_avenant():
    closed = with_axe(build_partners(**SIGNED, fiches_sans_avenant=False))

    with pytest.raises(PermissionDenied, match="Préparez un avenant"):
        opened(closed)


def test_a_signed_fiche_changes_with_a_reason_and_becomes_amended(signed):
    fiche = shared(signed)
    write_fiche(actor=signed.opco_officer, fiche=fiche, values={"champ_contexte": "Amendé."}, reason="Besoin nouveau.")
    fiche.refresh_from_db()
    transition = fiche.transitions.get()

    assert (EtatAction.AMENDEE, "Besoin nouveau.") == (fiche.etat, transition.reason)


def test_a_signed_fiche_does_not_change_without_a_reason(signed):
    fiche = shared(signed)
    refusal = errors(lambda: write_fiche(actor=signed.opco_officer, fiche=fiche, values={"champ_contexte": "Amendé."}))

    assert ["La convention est signée : un amendement doit être motivé. Indiquez la raison."] == refusal["reason"]


def test_reading_the_calendar_of_a_signed_fiche_again_is_no_amendment(signed):
    fiche = shared(signed)
    values = {"calendrier": {"nature": "fenetre_mois", "mois_debut": 6, "mois_fin": 7}}
    write_fiche(actor=signed.opco_officer, fiche=fiche, values=values)
    fiche.refresh_from_db()

    assert (EtatAction.PREVUE, 7) == (fiche.etat, fiche.mois_fin)


@pytest.mark.parametrize("etat", [EtatAction.ARRETEE, EtatAction.TERMINEE])
def test_a_closed_fiche_changes_no_more(signed, etat):
    fiche = shared(signed, etat=etat)
    values = {"champ_contexte": "Trop tard."}
    refusal = errors(lambda: write_fiche(actor=signed.opco_officer, fiche=fiche, values=values, reason="Si."))

    assert "son texte ne change plus" in refusal["reason"][0]


def test_a_draft_is_written_freely_after_the_signature(signed):
    fiche = opened(signed)
    write_fiche(actor=signed.opco_officer, fiche=fiche, values={"champ_contexte": "Brouillon."})
    fiche.refresh_from_db()

    assert EtatAction.PREVUE == fiche.etat


def test_the_fiches_of_a_voted_convention_are_closed():
    voted = with_axe(build_partners(etat=EtatConvention.VOTEE))
    fiche = shared(voted)

    with pytest.raises(PermissionDenied, match="votée avec ses fiches"):
        write_fiche(actor=voted.opco_officer, fiche=fiche, values={"champ_contexte": "Non."})


# Axes.


def test_an_axis_is_added_with_its_domain_of_article_1(partners):
    axe = add_axe(actor=partners.region_officer, convention=partners.convention, numero=2, titre="Orienter", domaine=1)

    assert (2, 1) == (axe.numero, axe.domaine)


def test_every_fault_of_an_axis_is_told_at_once(partners):
    assert {"numero", "titre", "domaine"} == set(
        errors(
            lambda: add_axe(
                actor=partners.region_officer, convention=partners.convention, numero=1, titre=" ", domaine=7
            )
        )
    )


def test_an_axis_of_a_signed_convention_wants_an_avenant(signed):
    with pytest.raises(PermissionDenied, match="préparez un avenant"):
        write_axe(actor=signed.region_officer, axe=signed.axe, titre="Autre", domaine=0)


def test_a_rewritten_axis_keeps_what_it_was_in_the_history(partners):
    write_axe(actor=partners.region_officer, axe=partners.axe, titre="Former", domaine=None)
    told = ConventionChange.objects.get(code="axe.ecrit")

    assert "Former (article 1 ne le nomme pas)" == told.after
