"""Invented schedules, cadences and facts, for properties."""

from datetime import date

from hypothesis import strategies as st

from tandem.conventions.timing.cadences import Cadence, Fact
from tandem.conventions.timing.dates import month_end
from tandem.conventions.timing.schedule import Schedule

SCHEDULED = st.dates(date(1971, 1, 1), date(2199, 12, 31))
MONTHS = st.integers(1, 12)
DAYS = st.dates(date(2023, 6, 1), date(2027, 3, 1))
FACTS = st.lists(
    st.builds(
        Fact,
        st.sampled_from(["c0", "c1", "c2"]),
        DAYS,
        st.sampled_from(["", "HCRT"]),
        st.sampled_from(["done", "planned"]),
    ),
    max_size=6,
)


def sound():
    """Schedules without a fault."""
    return st.one_of(
        st.builds(
            lambda a, b: Schedule("intervalle", debut=min(a, b), fin=max(a, b)),
            SCHEDULED | SCHEDULED.map(lambda day: day.replace(day=1)),
            SCHEDULED | SCHEDULED.map(lambda day: month_end(day.year, day.month)),
        ),
        st.builds(lambda a, b: Schedule("fenetre_mois", mois_debut=a, mois_fin=b), MONTHS, MONTHS),
        st.builds(lambda a: Schedule("mois", mois_debut=a), MONTHS),
        st.builds(lambda a: Schedule("des", debut=a), SCHEDULED),
        st.builds(
            lambda n, par: Schedule("recurrence", fois=n, par=par),
            st.integers(1, 12),
            st.sampled_from(["an", "semestre", "trimestre", "unique"]),
        ),
        st.sampled_from([Schedule(n) for n in ("tout_au_long", "en_cours_annee", "selon_besoins", "aucun")]),
    )


@st.composite
def some_cadences(draw):
    found = []
    for number in range(draw(st.integers(1, 4))):
        par = draw(st.sampled_from(["an", "an", "semestre", "trimestre"]))
        months = st.tuples(st.integers(1, 12), st.integers(1, 12)) if par == "an" else st.none()
        first, last = draw(st.none() | months) or (None, None)
        minimum = draw(st.integers(0, 3))
        found.append(
            Cadence(
                code=f"c{number}",
                libelle=f"Réunion {number}",
                par=par,
                minimum=minimum,
                maximum=draw(st.none() | st.integers(max(minimum, 1), 4)),
                mois_debut=first,
                mois_fin=last,
                secteurs=draw(st.sampled_from([(), (), ("HCRT", "Propreté")])),
                shares=frozenset(draw(st.sets(st.sampled_from(["c0", "c1", "g"])))),
            )
        )
    return found
