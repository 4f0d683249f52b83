from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from tandem.actes.models import JournalEntry
from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.campagnes.models import Candidature, CandidatureTransition, Dossier, MajorationExceptionnelle
from tandem.imports import actions
from tandem.imports.enums import ImportStatus
from tandem.organisations.enums import Role
from tandem.organisations.models import Organisation
from tests.tandem.campagnes.importing import accept, bring, csv_of, region_campaign, statuts, target_of, world
from tests.tandem.factories import (
    CampagneFactory,
    CandidatureFactory,
    DeclarationInteretFactory,
    DossierFactory,
    MajorationExceptionnelleFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

IDF = Path(__file__).parents[3] / "examples" / "idf-2023" / "candidatures.csv"
SIRET_HEADERS = "of_cfa;siret;formation;contrats;contrats_verts;complement"
ONE_LINE = "CFA ALPHA;BTS Électrotechnique;12;3;A;0"


def codes(file_import, severity="erreur"):
    return sorted(row["code"] for row in file_import.anomalies if row["gravite"] == severity)


def totals(file_import):
    return {total["label"]: total["value"] for total in file_import.counters["totaux"]}


def candidature_of(campagne, nom, **kwargs):
    of_cfa = OrganisationFactory(nom=nom, nom_source=nom)
    return CandidatureFactory(dossier=DossierFactory(campagne=campagne, of_cfa=of_cfa), **kwargs)


def cfa_campaign(**kwargs):
    campagne = CampagneFactory(idf=True, etat=EtatCampagne.OUVERTE)
    of_cfa = OrganisationFactory(nom="CFA ALPHA", **kwargs)
    user = MembershipFactory(organisation=of_cfa, role=Role.CFA_GESTION).user
    return campagne, of_cfa, user


def test_the_candidatures_of_idf_2023_are_imported_whole():
    campagne, user = region_campaign()

    file_import = accept(bring(campagne, user, IDF.read_bytes()), user)

    assert {"erreurs": 0, "OF-CFA": 71, "Contrats": 30_118} == {
        "erreurs": file_import.counters["erreurs"],
        "OF-CFA": totals(file_import)["OF-CFA"],
        "Contrats": totals(file_import)["Contrats"],
    }
    assert {StatutCandidature.DEPOSEE: 72} == statuts()


def test_nothing_is_written_before_the_import_is_validated():
    campagne, user = region_campaign()
    organisations = Organisation.objects.count()

    file_import = bring(campagne, user, IDF.read_bytes())

    assert ImportStatus.READY == file_import.status
    assert (([], []), organisations) == (world(), Organisation.objects.count())


def test_a_second_import_of_the_same_file_changes_nothing():
    campagne, user = region_campaign()
    accept(bring(campagne, user, IDF.read_bytes()), user)
    before = world()

    again = accept(bring(campagne, user, IDF.read_bytes()), user)

    assert (0, 0, 73) == tuple(again.counters[action] for action in ("nouveau", "modifie", "inchange"))
    assert before == world()


def test_a_region_deposits_what_it_imports_on_the_day_it_received_it():
    campagne, user = region_campaign()
    received = timezone.localdate(campagne.cloture) - timedelta(days=3)

    file_import = bring(campagne, user, csv_of(ONE_LINE), options={"recu_le": received.isoformat()})
    accept(file_import, user)

    dossier = Dossier.objects.get()
    transition = CandidatureTransition.objects.get()
    assert (received, user, False) == (timezone.localdate(dossier.depose_le), dossier.depose_par, dossier.is_late)
    assert ("brouillon", "deposee", user) == (transition.from_statut, transition.to_statut, transition.actor)


def test_a_dossier_received_after_the_closing_is_late():
    campagne, user = region_campaign()
    received = timezone.localdate(campagne.cloture) + timedelta(days=1)

    accept(bring(campagne, user, csv_of(ONE_LINE), options={"recu_le": received.isoformat()}), user)

    assert Dossier.objects.get().is_late


def test_a_changed_line_is_shown_old_and_new_then_written():
    campagne, user = region_campaign()
    accept(bring(campagne, user, csv_of(ONE_LINE)), user)

    file_import = bring(campagne, user, csv_of("CFA ALPHA;BTS Électrotechnique;15;3;B;0"))
    accept(file_import, user)

    shown = {each["label"]: (each["old"], each["new"]) for each in file_import.preview[0]["differences"]}
    candidature = Candidature.objects.get()
    assert {"Contrats": ("12", "15"), "Classe de périmètre financier": ("A", "B")} == shown
    assert (15, "B") == (candidature.contrats, candidature.complement)


def test_the_draft_of_an_of_cfa_is_deposited_by_the_import_of_the_region():
    campagne, user = region_campaign()
    draft = candidature_of(campagne, "CFA ALPHA", formation="BTS Électrotechnique")

    accept(bring(campagne, user, csv_of(ONE_LINE)), user)

    draft.refresh_from_db()
    assert (StatutCandidature.DEPOSEE, 12) == (draft.statut, draft.contrats)
    assert user == draft.dossier.depose_par


def test_a_candidature_already_judged_is_not_changed_by_a_file():
    campagne, user = region_campaign()
    candidature_of(campagne, "CFA ALPHA", formation="BTS Électrotechnique", recevable=True)

    file_import = bring(campagne, user, csv_of(ONE_LINE))

    assert (ImportStatus.FAULTY, ["deja_instruite"]) == (file_import.status, codes(file_import))


def test_what_the_file_does_not_hold_is_listed_and_kept():
    campagne, user = region_campaign()
    candidature_of(campagne, "CFA ALPHA", formation="CAP Fleuriste", deposee=True)
    candidature_of(campagne, "CFA SANS LIGNE", formation="CAP Fleuriste", deposee=True)

    file_import = accept(bring(campagne, user, csv_of(ONE_LINE)), user)

    absent = [row["label"] for row in file_import.preview if row["action"] == "absent"]
    assert ["CFA ALPHA – CAP Fleuriste"] == absent
    assert 3 == Candidature.objects.count()


def test_every_error_of_the_file_is_found_in_one_pass():
    campagne, user = region_campaign()
    lines = [
        ONE_LINE,
        ONE_LINE,
        "CFA BETA;Bac pro cuisine;dix;3;A;0",
        "CFA BETA;CAP Pâtissier;5;30;Z;0",
        ";CAP Fleuriste;5;3;A;0",
        "CFA GAMMA;CAP Fleuriste;-5;3;A;12,5",
    ]

    file_import = bring(campagne, user, csv_of(*lines))

    found = ["classe_inconnue", "doublon", "euros_entiers", "negatif", "nom_vide", "nombre", "verts_en_trop"]
    assert found == codes(file_import)
    assert ([], "") == (file_import.preview, file_import.fingerprint)


def test_two_lines_of_one_formation_in_two_classes_are_a_double():
    campagne, user = region_campaign()

    file_import = bring(campagne, user, csv_of(ONE_LINE, "CFA ALPHA;BTS Électrotechnique;12;3;B;0"))

    assert ["doublon"] == codes(file_import)


def test_a_near_name_is_only_ever_a_question():
    campagne, user = region_campaign()
    known = OrganisationFactory(nom="CFA ALPHA ÎLE-DE-FRANCE")

    file_import = bring(campagne, user, csv_of("CFA ALPHA ILE DE FRANCE;CAP Fleuriste;5;0;A;0"), create=False)

    assert ImportStatus.PENDING == file_import.status
    assert [str(known.pk), "creer"] == [choice["value"] for choice in file_import.questions[0]["choices"]]
    assert "" == file_import.questions[0]["default"]


def test_an_answer_is_given_once_and_remembered():
    campagne, user = region_campaign()
    known = OrganisationFactory(nom="CFA ALPHA ÎLE-DE-FRANCE")
    lines = csv_of("CFA ALPHA ILE DE FRANCE;CAP Fleuriste;5;0;A;0")
    first = bring(campagne, user, lines, create=False)
    answers = {first.questions[0]["key"]: str(known.pk)}
    accept(actions.answer_questions(actor=user, file_import=first, answers=answers), user)

    second = bring(campagne, user, lines, create=False)

    assert (ImportStatus.READY, 1) == (second.status, second.counters["inchange"])
    assert ["organisme_reconnu_par_reponse"] == codes(second, "information")
    assert known == Dossier.objects.get().of_cfa


def test_an_answer_outside_the_choices_is_refused():
    campagne, user = region_campaign()
    file_import = bring(campagne, user, csv_of(ONE_LINE), create=False)
    other = OrganisationFactory(nom="TOUT AUTRE NOM")

    with pytest.raises(ValidationError, match="choix proposés"):
        actions.answer_questions(
            actor=user, file_import=file_import, answers={file_import.questions[0]["key"]: str(other.pk)}
        )


def test_a_siret_recognises_an_organisme_under_another_name():
    campagne, user = region_campaign()
    known = OrganisationFactory(nom="NOM ENREGISTRÉ", siret="35600000000048")
    data = csv_of(
        "AUTRE ÉCRITURE;356 000 000 00048;CAP;5;0;A",
        headers=SIRET_HEADERS,
    )

    accept(bring(campagne, user, data), user)

    assert known == Dossier.objects.get().of_cfa


def test_an_identifier_and_a_name_of_two_organismes_are_an_error():
    campagne, user = region_campaign()
    OrganisationFactory(nom="CFA ALPHA", siret="35600000000048")
    OrganisationFactory(nom="CFA BETA")
    data = csv_of("CFA BETA;35600000000048;CAP;5;0;A", headers=SIRET_HEADERS)

    assert ["organisme_contradictoire"] == codes(bring(campagne, user, data))


def test_a_wrong_identifier_is_reported_on_each_of_its_lines():
    campagne, user = region_campaign()
    data = csv_of(
        "CFA ALPHA;12345678900011;CAP;5;0;A",
        "CFA ALPHA;12345678900011;BTS;5;0;A",
        headers=SIRET_HEADERS,
    )

    assert ["siret_invalide", "siret_invalide"] == codes(bring(campagne, user, data))


def test_rncp_and_departement_are_read_checked_and_kept():
    campagne, user = region_campaign()
    headers = "of_cfa;formation;contrats;contrats_verts;complement;rncp;departement;site"
    good = bring(campagne, user, csv_of("CFA ALPHA;CAP;5;0;A;38878;93;Saint-Denis", headers=headers))
    accept(good, user)

    bad = bring(campagne, user, csv_of("CFA ALPHA;BTS;5;0;A;RNCP-1;999;Saint-Denis", headers=headers))

    candidature = Candidature.objects.get()
    assert ("RNCP38878", "93", "Saint-Denis") == (candidature.rncp, candidature.departement_id, candidature.site)
    assert ["departement_invalide", "rncp_invalide"] == codes(bad)


def test_the_figures_behind_the_criteria_are_kept_as_exact_texts():
    campagne, user = region_campaign()
    headers = "of_cfa;formation;contrats;contrats_verts;complement;taux_femmes;metier_en_tension;jeunes_qpv"

    accept(bring(campagne, user, csv_of("CFA ALPHA;CAP;5;0;A;12,5 %;oui;7", headers=headers)), user)

    assert {
        "taux_femmes": "1/8",
        "metier_en_tension": "oui",
        "jeunes_qpv": "7",
    } == Candidature.objects.get().indicateurs


def test_references_are_given_in_order_and_a_file_may_name_them():
    campagne, user = region_campaign()
    accept(bring(campagne, user, csv_of(ONE_LINE, "CFA ALPHA;CAP;5;0;A;0")), user)
    headers = "reference;of_cfa;formation;contrats;contrats_verts;complement"

    renamed = bring(campagne, user, csv_of("2023-0002;CFA ALPHA;CAP Fleuriste;5;0;A", headers=headers))

    assert ["2023-0001", "2023-0002"] == sorted(Candidature.objects.values_list("reference", flat=True))
    difference = {"label": "Formation", "old": "CAP", "new": "CAP Fleuriste"}
    assert [difference] == renamed.preview[0]["differences"]


def test_a_given_reference_is_never_given_again():
    campagne, user = region_campaign()
    headers = "reference;of_cfa;formation;contrats;contrats_verts;complement"
    lines = ["2023-0002;CFA ALPHA;CAP;5;0;A", ";CFA ALPHA;BTS;5;0;A", ";CFA ALPHA;Titre;5;0;A"]

    accept(bring(campagne, user, csv_of(*lines, headers=headers)), user)

    given = dict(Candidature.objects.values_list("formation", "reference"))
    assert {"CAP": "2023-0002", "BTS": "2023-0001", "Titre": "2023-0003"} == given


def test_a_reference_of_another_organisme_is_refused():
    campagne, user = region_campaign()
    accept(bring(campagne, user, csv_of(ONE_LINE)), user)
    headers = "reference;of_cfa;formation;contrats;contrats_verts;complement"

    assert ["reference_prise"] == codes(bring(campagne, user, csv_of("2023-0001;CFA BETA;CAP;5;0;A", headers=headers)))


def test_an_exceptional_amount_becomes_a_proposal_without_motive_nor_validation():
    campagne, user = region_campaign()

    accept(bring(campagne, user, csv_of("CFA ALPHA;CAP;5;0;A;130 000 €")), user)

    proposal = MajorationExceptionnelle.objects.get()
    assert (130_000, [], "", user, None) == (
        proposal.montant,
        proposal.motifs,
        proposal.texte,
        proposal.proposee_par,
        proposal.validee_par,
    )


def test_an_exceptional_amount_already_validated_is_not_changed_by_a_file():
    campagne, user = region_campaign()
    of_cfa = OrganisationFactory(nom="CFA ALPHA")
    MajorationExceptionnelleFactory(campagne=campagne, of_cfa=of_cfa, montant=100, validee_par=UserFactory())

    assert ["exceptionnelle_validee"] == codes(bring(campagne, user, csv_of("CFA ALPHA;CAP;5;0;A;200")))


def test_a_proposal_that_the_file_does_not_hold_is_kept_with_a_warning():
    campagne, user = region_campaign()
    MajorationExceptionnelleFactory(campagne=campagne, of_cfa=OrganisationFactory(nom="CFA ALPHA"))

    file_import = accept(bring(campagne, user, csv_of(ONE_LINE)), user)

    assert ["exceptionnelle_conservee"] == codes(file_import, "avertissement")
    assert 1 == MajorationExceptionnelle.objects.count()


def test_a_declared_interest_bars_from_proposing_an_exceptional_amount_by_a_file():
    campagne, user = region_campaign()
    DeclarationInteretFactory(campagne=campagne, user=user, of_cfa=OrganisationFactory(nom="CFA ALPHA"))
    file_import = bring(campagne, user, csv_of("CFA ALPHA;CAP;5;0;A;200"))

    with pytest.raises(PermissionDenied):
        accept(file_import, user)

    assert 0 == Candidature.objects.count()


def test_an_of_cfa_imports_drafts_for_itself():
    campagne, of_cfa, user = cfa_campaign()

    accept(bring(campagne, user, csv_of(ONE_LINE)), user)

    candidature = Candidature.objects.get()
    assert (of_cfa, StatutCandidature.BROUILLON, None) == (
        candidature.dossier.of_cfa,
        candidature.statut,
        candidature.dossier.depose_le,
    )


def test_the_file_of_an_of_cfa_needs_no_column_for_its_name():
    campagne, of_cfa, user = cfa_campaign()

    accept(bring(campagne, user, csv_of("CAP;5;0;A", headers="formation;contrats;contrats_verts;complement")), user)

    assert of_cfa == Dossier.objects.get().of_cfa


def test_an_of_cfa_cannot_import_the_line_of_another():
    campagne, _, user = cfa_campaign()
    OrganisationFactory(nom="CFA BETA")

    file_import = bring(campagne, user, csv_of(ONE_LINE, "CFA BETA;CAP;5;0;A;0"))

    assert (["autre_organisme"], []) == (codes(file_import), file_import.questions)


def test_an_of_cfa_cannot_ask_for_an_exceptional_amount_by_its_file():
    campagne, _, user = cfa_campaign()

    assert ["exceptionnelle_reservee"] == codes(bring(campagne, user, csv_of("CFA ALPHA;CAP;5;0;A;500")))


def test_an_of_cfa_cannot_change_what_it_deposited():
    campagne, of_cfa, user = cfa_campaign()
    dossier = DossierFactory(campagne=campagne, of_cfa=of_cfa, depose=True)
    CandidatureFactory(dossier=dossier, formation="BTS Électrotechnique", deposee=True)

    assert ["deja_instruite"] == codes(bring(campagne, user, csv_of(ONE_LINE)))


def test_an_of_cfa_adds_nothing_to_a_deposited_dossier():
    campagne, of_cfa, user = cfa_campaign()
    DossierFactory(campagne=campagne, of_cfa=of_cfa, depose=True)

    assert ["dossier_depose"] == codes(bring(campagne, user, csv_of(ONE_LINE)))


def test_a_person_without_the_role_cannot_deposit_a_file():
    campagne, user = region_campaign()
    importer, target = target_of(campagne, user)
    reader = MembershipFactory(organisation=campagne.organisation, role=Role.REGION_LECTURE).user

    with pytest.raises(PermissionDenied, match="Région – instruction"):
        actions.deposit(actor=reader, importer=importer, target=target, data=csv_of(ONE_LINE), filename="a.csv")


def test_a_ranked_campaign_receives_no_more_candidatures():
    campagne, user = region_campaign()
    file_import = bring(campagne, user, csv_of(ONE_LINE))
    type(campagne).objects.filter(pk=campagne.pk).update(etat=EtatCampagne.CLASSEE)

    with pytest.raises(PermissionDenied, match="Classée"):
        accept(file_import, user)


def test_a_preview_that_the_data_overtook_is_renewed_instead_of_written():
    campagne, user = region_campaign()
    file_import = bring(campagne, user, csv_of(ONE_LINE))
    seen = file_import.fingerprint
    accept(bring(campagne, user, csv_of("CFA ALPHA;BTS Électrotechnique;1;0;A;0"), filename="autre.csv"), user)

    with pytest.raises(ValidationError, match="ont changé depuis l’aperçu"):
        actions.validate(actor=user, file_import=file_import, fingerprint=seen)

    file_import.refresh_from_db()
    assert (1, ImportStatus.READY, 1) == (
        Candidature.objects.get().contrats,
        file_import.status,
        file_import.counters["modifie"],
    )


def test_a_validated_import_cannot_be_validated_again():
    campagne, user = region_campaign()
    file_import = accept(bring(campagne, user, csv_of(ONE_LINE)), user)

    with pytest.raises(PermissionDenied, match="déjà validé"):
        accept(file_import, user)


def test_validating_and_undoing_are_in_the_journal():
    campagne, user = region_campaign()
    file_import = accept(bring(campagne, user, csv_of(ONE_LINE)), user)
    actions.undo(actor=user, file_import=file_import, reason="Mauvais fichier")

    entries = JournalEntry.objects.order_by("sequence")
    assert ["imports.valide", "imports.annule"] == [entry.code for entry in entries]
    assert (file_import.sha256, "Mauvais fichier") == (entries[0].payload["sha256"], entries[1].payload["motif"])
