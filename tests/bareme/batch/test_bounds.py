"""No 64-bit figure can overflow: the bounds are checked, and the rules are run at the extremes on watched integers."""

from itertools import product

import polars as pl
import pytest

from bareme.batch import BatchError, schedule, summaries
from bareme.batch.bounds import (
    FIRST_DAY,
    HIGHEST_RATE,
    LAST_DAY,
    LONGEST,
    MOST_CENTIMES,
    MOST_HOURS,
    computable,
    faults,
    law_faults,
)
from bareme.contrats.contrats import FIELDS
from bareme.contrats.schema import all_columns
from bareme.legislation import law_table
from bareme.rules.contrat import NEVER, Contrat
from bareme.rules.funding import MAX_LINES, Sink, summarise, write_lines
from tests.bareme.batch.plainly import batch_csv, funded, laws_met, plain_csv
from tests.bareme.batch.population import population

FIRST_CONCLUSION = law_table()[0][0]
ORDINARY = Contrat(
    type=0, conclusion=20_300, debut=20_320, fin=20_700, niveau=6, npec=800_000, npec_initial=800_000, decision=0,
    rupture=NEVER, rupture_probatoire=0, formation_commencee=1, heures_formation=40_000, heures_distance=0,
    exempt_distance=0, majoration_handicap=0, reduction_duree=0, titre_ministere_court=0, debut_cycle=20_320,
    maintien_cfa=0, fin_session=NEVER, nouveau_contrat=NEVER, suite_rupture=0, facture_recue_le=20_320,
    pieces_recues_le=NEVER, taux_horaire=0,
)  # fmt: skip

HIGHEST = {
    "npec": MOST_CENTIMES, "npec_initial": MOST_CENTIMES, "majoration_handicap": MOST_CENTIMES,
    "heures_formation": MOST_HOURS, "heures_distance": MOST_HOURS, "taux_horaire": HIGHEST_RATE, "niveau": 8, "type": 2,
    **dict.fromkeys(
        ["rupture_probatoire", "formation_commencee", "exempt_distance", "reduction_duree", "titre_ministere_court",
         "maintien_cfa", "suite_rupture"], 1),
}  # fmt: skip
DAYS = ["conclusion", "debut", "fin", "rupture", "fin_session", "nouveau_contrat", "pieces_recues_le",
        "facture_recue_le", "decision", "debut_cycle"]  # fmt: skip


class Watched(int):
    """An integer that refuses to become larger than 64 bits hold."""

    peak = 0


def watched(name):
    def operate(self, other):
        result = Watched(getattr(int, name)(self, other))
        Watched.peak = max(Watched.peak, abs(result))
        return result

    return operate


for operation in ("add", "sub", "mul", "floordiv", "mod", "rshift", "lshift", "or", "and"):
    for prefix in ("__", "__r"):
        name = f"{prefix}{operation}__"
        setattr(Watched, name, watched(name))


def frame_of(*contrats):
    return pl.DataFrame(contrats, schema=FIELDS, orient="row")


def extremes():
    """Contracts at every bound at once, in every combination of the flags that change the formulas."""
    debut = FIRST_CONCLUSION + 400
    for start, kind, short, flags in product((debut, 20_400), range(3), (0, 1), product((0, 1), repeat=4)):
        reduction, titre, maintien, probatoire = flags
        fin = start + (360 if short else LONGEST - 1)
        yield ORDINARY._replace(
            type=kind, conclusion=start, debut=start, debut_cycle=start, fin=fin, npec=MOST_CENTIMES,
            npec_initial=MOST_CENTIMES - 1, decision=start + 200, majoration_handicap=MOST_CENTIMES,
            heures_formation=MOST_HOURS, heures_distance=MOST_HOURS * probatoire, taux_horaire=HIGHEST_RATE * reduction,
            reduction_duree=reduction, titre_ministere_court=titre, maintien_cfa=maintien,
            rupture=fin if maintien else NEVER, rupture_probatoire=probatoire, pieces_recues_le=LAST_DAY,
        )  # fmt: skip


def extreme_tables():
    """The law, and the law with every overridable figure as high as a scenario may set it."""
    starts, laws = law_table()
    yield starts, laws
    for handicap, floor in product((0, 1), (0, 1)):
        yield starts, tuple(
            law._replace(
                avance_pour_cent=100, septieme_mois_pour_cent=100, dixieme_mois_pour_cent=100,
                avance_courte_pour_cent=100, majoration_courte_pour_cent=100, maintien_mois=12,
                distance_reduction_pour_cent=20, distance_plancher=MOST_CENTIMES, handicap_plafond=MOST_CENTIMES,
                participation=MOST_CENTIMES, participation_nouvel_employeur=MOST_CENTIMES,
                participation_rupture_pour_cent=100, hypothese_handicap_par_contrat=handicap,
                hypothese_plancher_sans_hausse=floor, base_jours=3_660 if floor else 1, base_mois=3_660 if floor else 1,
            )
            for law in laws
        )  # fmt: skip


def test_the_rules_never_leave_64_bits_within_the_bounds():
    Watched.peak = 0
    for table in extreme_tables():
        for contrat, law in laws_met(frame_of(*extremes()), table):
            assert computable(contrat, FIRST_CONCLUSION), faults(contrat, FIRST_CONCLUSION)
            careful = Contrat(*map(Watched, contrat))
            laws = type(law)(*map(Watched, law))
            summarise(laws, careful)
            written = write_lines(laws, careful, Sink(*([0] * MAX_LINES for _ in Sink._fields)), 0)
            assert written <= MAX_LINES

    assert 10**17 < Watched.peak < 2**63


def test_the_kernel_gives_the_plain_amounts_at_the_extremes():
    frame = frame_of(*extremes())
    numeros = [str(row) for row in range(frame.height)]
    for table in extreme_tables():
        assert plain_csv(funded(frame, table), numeros) == batch_csv(schedule(frame, table), numeros)
        figures = [tuple(funding.summary) for funding in funded(frame, table)]
        assert figures == summaries(frame, table).rows()


@pytest.mark.parametrize("name", sorted(HIGHEST))
def test_a_figure_above_its_bound_or_below_zero_is_refused(name):
    # A column of 8 bits cannot hold more than 127; the check itself is the same.
    allowed = ORDINARY._replace(**{name: HIGHEST[name]})
    assert computable(allowed, FIRST_CONCLUSION)
    assert () == faults(allowed, FIRST_CONCLUSION)

    for value in (-1, HIGHEST[name] + 1):
        beyond = ORDINARY._replace(**{name: value})
        assert not computable(beyond, FIRST_CONCLUSION)
        assert [name] == [fault.split()[0] for fault in faults(beyond, FIRST_CONCLUSION)]


@pytest.mark.parametrize("name", DAYS)
def test_a_date_out_of_the_calendar_is_refused(name):
    for day in (-5, FIRST_DAY - 1, LAST_DAY + 1, NEVER + 1):
        beyond = ORDINARY._replace(**{name: day})
        assert not computable(beyond, FIRST_CONCLUSION)
        assert name in [fault.split()[0] for fault in faults(beyond, FIRST_CONCLUSION)]


def test_dates_out_of_order_are_refused():
    for change in (
        {"debut_cycle": FIRST_DAY - 1},
        {"fin": ORDINARY.debut - 1},
        {"rupture": ORDINARY.debut - 1},
        {"debut_cycle": ORDINARY.fin - LONGEST},
        {"conclusion": FIRST_CONCLUSION - 1},
    ):
        contrat = ORDINARY._replace(**change)
        assert not computable(contrat, FIRST_CONCLUSION)
        assert faults(contrat, FIRST_CONCLUSION)


def test_every_field_has_a_bound():
    assert set(Contrat._fields) == set(HIGHEST) | set(DAYS)


def test_the_bounds_hold_what_the_reader_accepts():
    columns = all_columns()

    assert MOST_CENTIMES == columns["npec"].maximum * 100
    assert MOST_HOURS == columns["heures_formation"].maximum * 100
    assert (FIRST_DAY, LAST_DAY) == (columns["date_debut"].minimum, columns["date_debut"].maximum)


def test_a_contract_out_of_bounds_stops_the_computation_and_is_named():
    wrong = ORDINARY._replace(npec=MOST_CENTIMES + 1, fin=ORDINARY.debut - 1)
    frame = pl.concat([population(20_000, 9), frame_of(wrong), population(3, 9)])

    for compute in (schedule, summaries):
        with pytest.raises(BatchError, match=r"Contrat de rang 20001\u202f: fin .*attendue\u202f; npec 100000001"):
            compute(frame, law_table())


def test_a_law_out_of_bounds_is_refused_whole():
    starts, laws = law_table()
    wrong = tuple(law._replace(base_jours=0, participation=MOST_CENTIMES + 1) for law in laws)

    with pytest.raises(BatchError, match=r"base_jours 0[^\n]*\nparticipation 100000001"):
        schedule(frame_of(ORDINARY), (starts, wrong))
    with pytest.raises(BatchError, match="vide"):
        schedule(frame_of(ORDINARY), ((), ()))


@pytest.mark.parametrize(
    "name", ["delai_paiement_jours", "hypothese_facture_annee_suivante", "hypothese_pieces_recues"]
)
def test_a_delay_that_leaves_the_calendar_is_refused(name):
    law = law_table()[1][-1]

    assert () == law_faults(law._replace(**{name: 366}))
    assert (f"{name} 367 : un entier de 0 à 366 était attendu",) == law_faults(law._replace(**{name: 367}))


def test_the_law_as_it_stands_is_within_the_bounds():
    assert [] == [fault for law in law_table()[1] for fault in law_faults(law)]
