"""The common rule's constants and results: what every engine of this folder shares. The rule is in regle.md."""

import datetime as dt
import hashlib
import struct
from typing import NamedTuple

CFAS, CERTIFICATIONS, CPNES = 3_500, 4_000, 210
YEARS_OF_CONTRAT = 4
FIRST_YEAR, YEARS = 2019, 16
EPOCH = dt.date(1970, 1, 1)
NEVER = 1_000_000

CONTRATS, NPEC = "contrats.parquet", "npec.parquet"
CONTRATS_OF_THE_LAW, LAW_COLUMNS = "loi.parquet", "loi-colonnes.parquet"
SOURCE_BATCH = 1_000_000
RESULTS = ("due", "cash", "charge")


def day(year, month, day_of_month):
    """Days from 1970-01-01."""
    return (dt.date(year, month, day_of_month) - EPOCH).days


class Rule(NamedTuple):
    """The figures of the common rule: centimes, whole percents, days, day numbers."""

    distance_seuil: int = 80
    distance_pour_cent: int = 20
    distance_plancher: int = 400_000
    distance_depuis: int = day(2025, 7, 1)
    handicap: int = 400_000
    participation: int = 75_000
    participation_niveau: int = 6
    participation_depuis: int = day(2025, 7, 1)
    rupture_jours: int = 45
    rupture_pour_cent: int = 50
    parts_depuis: int = day(2024, 1, 1)
    parts_anciennes: tuple[int, int, int] = (50, 25, 25)
    parts_nouvelles: tuple[int, int, int] = (40, 30, 20)
    parts_courtes: tuple[int, int, int] = (50, 0, 0)
    mois: tuple[int, int, int] = (0, 6, 9)
    avance_jours: int = 30
    solde_jours: int = 120


RULE = Rule()
AMORCAGE = {3: 500_000, 4: 520_000, 5: 580_000, 6: 600_000, 7: 620_000}


def digest(rows):
    """md5 of the rows (cfa, year, amounts…), sorted, those without any amount left out: 12 digits of it."""
    kept = sorted(tuple(map(int, row)) for row in rows if any(row[2:]))
    content = b"".join(struct.pack(f"<{len(row)}q", *row) for row in kept)
    return hashlib.md5(content, usedforsecurity=False).hexdigest()[:12]
