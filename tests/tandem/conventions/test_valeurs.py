"""Type, share and correct values: by their party, with their evidence, and nothing is ever erased."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InternalError, ProgrammingError, transaction

from tandem.conventions.actions.valeurs import correct_value, share_value, type_value, type_values
from tandem.conventions.enums import NatureIndicateur, PeriodeIndicateur, PublicCible, UniteIndicateur
from tandem.conventions.evidence import SentFile
from tandem.conventions.models import ConventionChange, Valeur
from tandem.territoires.models import Departement
from tests.tandem.conventions.indicators import ON, build_followed, typed

pytestmark = pytest.mark.django_db
PDF = SentFile("bilan 2024.pdf", b"%PDF-1.7 essai")


@pytest.fixture
def followed():
    with time_machine.travel(ON, tick=False):
        yield build_followed()


def fill(world, indicateur, annee=2024, value="30", **fields):
    value = None if value is None else Decimal(value)
    actor = fields.pop("actor", world.opco_officer)
    return type_value(actor=actor, indicateur=indicateur, annee=annee, value=value, **fields)


def faults(world, indicateur, annee=2024, value="30", **fields):
    with pytest.raises(ValidationError) as refused:
        fill(world, indicateur, annee, value, **fields)
    return refused.value.message_dict if hasattr(refused.value, "error_dict") else refused.value.messages


def test_a_value_keeps_its_author_its_party_its_day_and_the_hash_of_its_evidence(followed):
    found = fill(followed, typed(followed), date=date(2025, 1, 15), file=PDF)
    with Valeur.objects.get(pk=found.pk).piece.open() as kept:
        content = kept.read()

    assert (followed.opco_officer, followed.partie_opco, date(2025, 1, 15)) == (found.actor, found.partie, found.date)
    assert ("bilan 2024.pdf", 64) == (found.piece_nom, len(found.piece_sha256))
    assert PDF.data == content


def test_the_other_party_types_nothing(followed):
    with pytest.raises(PermissionDenied, match="Une autre partie renseigne cet indicateur"):
        fill(followed, typed(followed), actor=followed.region_officer)


@pytest.mark.parametrize("annee", [2022, 2026])
def test_a_year_before_the_signature_or_in_the_future_is_refused(followed, annee):
    assert f"Une année de 2023, celle de la signature, à 2025 est attendue, trouvé {annee}." in str(
        faults(followed, typed(followed), annee)["annee"]
    )


def test_a_period_that_has_not_begun_is_refused(followed):
    with time_machine.travel(date(2025, 3, 1), tick=False):
        found = faults(followed, typed(followed, periode=PeriodeIndicateur.SEMESTRE), 2025, semestre=2)

    assert "2e semestre 2025 commence le 1er juillet 2025" in found["annee"][0]


@pytest.mark.parametrize("periode, semestre", [(PeriodeIndicateur.SEMESTRE, None), (PeriodeIndicateur.EXERCICE, 1)])
def test_a_semester_is_given_when_and_only_when_the_indicator_counts_by_semester(followed, periode, semestre):
    assert "semestre" in faults(followed, typed(followed, periode=periode), semestre=semestre)


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2023, 12, 31)])
def test_a_day_in_the_future_or_before_the_period_is_refused(followed, day):
    assert "date" in faults(followed, typed(followed), date=day)


@pytest.mark.parametrize(
    "unite, value", [("personnes", "12.5"), ("personnes", "-1"), ("pourcentage", "101"), ("euros", "1.005")]
)
def test_a_number_that_the_unit_does_not_take_is_refused(followed, unite, value):
    assert "value" in faults(followed, typed(followed, unite=unite), value=value)


def test_without_a_number_nothing_is_typed_and_the_value_stays_missing(followed):
    assert "la valeur reste manquante" in faults(followed, typed(followed), value=None)["value"][0]


def test_every_fault_is_told_at_once(followed):
    indicateur = typed(followed, by_territoire=False, by_public=False)
    found = faults(
        followed,
        indicateur,
        2022,
        "-3",
        departement=Departement.objects.get(pk="76"),
        public="martiens",
        file=SentFile("virus.exe", b"MZ\x90"),
    )

    assert {"annee", "value", "departement", "public", "file"} == set(found)
    assert not Valeur.objects.exists()


def test_a_departement_outside_the_convention_is_refused(followed):
    found = faults(followed, typed(followed), departement=Departement.objects.get(pk="76"))

    assert "n’est pas dans les territoires de la convention" in found["departement"][0]


def test_a_value_is_split_by_territory_or_by_public_and_not_by_both(followed):
    found = faults(followed, typed(followed), departement=Departement.objects.get(pk="93"), public=PublicCible.JEUNES)

    assert "pas par les deux à la fois" in found["public"][0]


def test_a_cell_already_filled_is_corrected_and_not_typed_again(followed):
    indicateur = typed(followed)
    fill(followed, indicateur)

    assert "corrigez-la" in faults(followed, indicateur)["value"][0]


@pytest.mark.parametrize(
    "nature, said",
    [(NatureIndicateur.CALCULE, "se calcule lui-même"), (NatureIndicateur.NON_MESURABLE, "reformulez-le")],
)
def test_what_computes_itself_or_is_not_measurable_is_not_typed(followed, nature, said):
    formule = "contrats.apprentis" if nature == NatureIndicateur.CALCULE else ""

    assert said in faults(followed, typed(followed, nature=nature, formule=formule))[0]


def test_a_document_is_joined_or_told_in_words(followed):
    indicateur = typed(followed, nature=NatureIndicateur.DOCUMENT, unite=UniteIndicateur.DOCUMENT, is_sensible=False)

    assert "file" in faults(followed, indicateur, value=None)
    assert fill(followed, indicateur, value=None, texte="Synthèse remise en séance.").pk


def test_a_hostile_evidence_is_refused_with_what_was_expected(followed):
    found = faults(followed, typed(followed), file=SentFile("bilan.pdf", b"<script>alert(1)</script>"))

    assert "Un fichier pdf, docx, xlsx" in found["file"][0]


def test_a_correction_is_a_new_row_with_its_reason_and_the_first_stays(followed):
    first = fill(followed, typed(followed), file=PDF)
    second = correct_value(actor=followed.opco_officer, valeur=first, value=Decimal(45), motif="Un atelier oublié.")

    assert (30, 45) == (Valeur.objects.get(pk=first.pk).value, second.value)
    assert (first, "Un atelier oublié.", first.piece.name) == (second.corrige, second.motif, second.piece.name)


def test_a_correction_without_a_reason_or_without_a_change_is_refused(followed):
    first = fill(followed, typed(followed))
    with pytest.raises(ValidationError) as refused:
        correct_value(actor=followed.opco_officer, valeur=first, value=Decimal(30), motif=" ")

    assert {"motif", "value"} == set(refused.value.message_dict)


def test_a_value_is_corrected_once_then_its_correction_is(followed):
    first = fill(followed, typed(followed))
    correct_value(actor=followed.opco_officer, valeur=first, value=Decimal(45), motif="Oubli.")

    with pytest.raises(ValidationError, match="reprenez la dernière"):
        correct_value(actor=followed.opco_officer, valeur=first, value=Decimal(46), motif="Oubli.")


def test_the_other_party_corrects_nothing(followed):
    first = fill(followed, typed(followed))

    with pytest.raises(PermissionDenied):
        correct_value(actor=followed.region_officer, valeur=first, value=Decimal(45), motif="Faux.")


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_rewrite_a_value(followed, change):
    found = Valeur.objects.filter(pk=fill(followed, typed(followed)).pk)

    with pytest.raises((InternalError, ProgrammingError), match="append_only"), transaction.atomic():
        found.update(value=Decimal(99)) if change == "update" else found.delete()


def test_a_value_not_shared_is_seen_by_its_side_only_until_it_is(followed):
    first = fill(followed, typed(followed), is_shared=False)
    before = Valeur.objects.visible_to(followed.region_officer).exists()
    second = share_value(actor=followed.opco_officer, valeur=first)

    assert not before
    assert [second] == list(Valeur.objects.visible_to(followed.region_officer).order_by("pk"))


def test_a_shared_value_is_not_shared_twice(followed):
    with pytest.raises(ValidationError, match="déjà partagée"):
        share_value(actor=followed.opco_officer, valeur=fill(followed, typed(followed)))


def test_the_history_of_a_value_not_shared_is_read_by_its_side_only(followed):
    fill(followed, typed(followed), is_shared=False)

    assert ConventionChange.objects.visible_to(followed.opco_officer).filter(code="valeur.saisie").exists()
    assert not ConventionChange.objects.visible_to(followed.region_officer).filter(code="valeur.saisie").exists()


def test_the_history_never_tells_a_count_of_people(followed):
    first = fill(followed, typed(followed), value="7")
    correct_value(actor=followed.opco_officer, valeur=first, value=Decimal(8), motif="Oubli.")

    assert {("", "")} == set(ConventionChange.objects.values_list("before", "after").order_by("pk"))


def test_what_an_invented_person_types_is_invented(followed):
    assert fill(followed, typed(followed)).is_fictif


def test_a_whole_and_its_detail_are_typed_at_once_with_one_line_of_history(followed):
    paris, autre = (Departement.objects.get(pk=code) for code in ("75", "93"))
    rows = type_values(
        actor=followed.opco_officer,
        indicateur=typed(followed),
        annee=2024,
        value=Decimal(60),
        territoires={paris: Decimal(20), autre: Decimal(40)},
        publics={PublicCible.JEUNES: Decimal(35)},
        file=PDF,
    )

    assert [("", ""), ("75", ""), ("93", ""), ("", "jeunes")] == [(r.departement_id or "", r.public) for r in rows]
    assert [True, False, False, False] == [bool(row.piece) for row in rows]
    assert 1 == ConventionChange.objects.filter(code="valeur.saisie").count()


def test_each_faulty_part_is_told_under_its_own_field_and_nothing_is_written(followed):
    paris, elsewhere = (Departement.objects.get(pk=code) for code in ("75", "76"))
    with pytest.raises(ValidationError) as refused:
        type_values(
            actor=followed.opco_officer,
            indicateur=typed(followed),
            annee=2024,
            value=Decimal("1.5"),
            territoires={paris: Decimal(-2), elsewhere: Decimal(4)},
            publics={"martiens": Decimal(3)},
        )

    assert {"value", "departement_75", "departement_76", "public_martiens"} == set(refused.value.message_dict)
    assert not Valeur.objects.exists()


def test_without_any_number_a_value_is_asked(followed):
    with pytest.raises(ValidationError) as refused:
        type_values(actor=followed.opco_officer, indicateur=typed(followed), annee=2024)

    assert ["value"] == list(refused.value.message_dict)
