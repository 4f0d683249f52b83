"""Contracts drawn by numpy, rare cases often: short, broken, kept in the CFA, decided late, paid by the hour."""

import numpy as np
import polars as pl

from bareme.contrats.contrats import FIELDS
from bareme.rules.contrat import NEVER, RECONVERSION

FIRST, TURN_V3, TURN_V4, LAST = 17_897, 18_628, 20_270, 21_900  # 2019-01-01, 2021-01-01, 2025-07-01, 2029-12-17
LEVELS = (400_000, 399_999, 600_000, 800_000, 1_000_000, 123_457, 1, 0)
LENGTHS = (1, 45, 180, 181, 303, 364, 365, 366, 400, 545, 546, 729, 730, 731, 1095, 1096, 1460)


def population(height, seed):
    """A frame of FIELDS."""
    draw = np.random.default_rng(seed)

    def odds(one_in):
        return draw.integers(0, one_in, height) == 0

    def either(chosen, these, those):
        return np.where(chosen, these, those)

    turns = draw.choice([FIRST, TURN_V3 - 1, TURN_V3, TURN_V4 - 1, TURN_V4], height)
    conclusion = either(odds(5), turns, draw.integers(FIRST, LAST, height))
    debut = conclusion + draw.integers(-40, 100, height)
    length = either(odds(2), draw.choice(LENGTHS, height), draw.integers(1, 1300, height))
    fin = debut + length - 1
    broken = odds(3)
    early = np.minimum(length, draw.choice([1, 20, 44, 45, 46, 60], height))
    rupture = debut + either(odds(3), early, 1 + (draw.random(height) * length).astype(int)) - 1
    npec = either(odds(4), draw.choice(LEVELS, height), draw.integers(200_000, 1_600_000, height))
    hours = either(odds(3), 0, draw.integers(1, 200_000, height))
    share = draw.choice([0, 0, 79, 80, 81, 100], height)
    decided = odds(5)
    kind = either(odds(8), draw.integers(1, RECONVERSION + 1, height), 0)
    columns = {
        "type": kind,
        "conclusion": conclusion,
        "debut": debut,
        "fin": fin,
        "niveau": draw.integers(3, 9, height),
        "npec": npec,
        "npec_initial": either(decided, draw.integers(200_000, 1_600_000, height), npec),
        "decision": either(decided, conclusion + draw.integers(1, 1300, height), 0),
        "rupture": either(broken, np.minimum(rupture, fin), NEVER),
        "rupture_probatoire": odds(2),
        "formation_commencee": ~odds(4),
        "heures_formation": hours,
        "heures_distance": hours * share // 100,
        "exempt_distance": odds(6),
        "majoration_handicap": either(odds(5), draw.choice([1, 123_456, 400_000, 460_000], height), 0),
        "reduction_duree": odds(3),
        "titre_ministere_court": odds(4),
        "debut_cycle": debut - either(odds(3), draw.integers(-20, 100, height), 0),
        "maintien_cfa": odds(2),
        "fin_session": either(odds(2), rupture + draw.integers(-5, 220, height), NEVER),
        "nouveau_contrat": either(odds(2), rupture + draw.integers(0, 220, height), NEVER),
        "suite_rupture": odds(4),
        "facture_recue_le": debut + either(odds(2), draw.integers(-30, 400, height), 0),
        "pieces_recues_le": either(odds(2), fin + draw.integers(-60, 260, height), NEVER),
        "taux_horaire": either((kind != 0) & ~odds(4), draw.choice([915, 1500, 2500], height), 0),
    }
    return pl.DataFrame({name: pl.Series(columns[name]).cast(dtype) for name, dtype in FIELDS.items()})


def named(frame):
    """The same with the number and the CFA of each contract, as a cluster takes them."""
    rows = range(frame.height)
    return frame.with_columns(
        pl.Series("numero", [f"C-{row:06}" for row in rows]), pl.Series("cfa", [f"CFA {row % 37}" for row in rows])
    )
