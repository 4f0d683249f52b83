"""The figures of the articles, each beside the words that give it. None is read from the product."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

# Décret 2020-1739 art. 7 and décret 2025-585 art. 2: the wording follows the day of conclusion.
V3_FROM = date(2021, 1, 1)
V4_FROM = date(2025, 7, 1)

# R6332-25 III, wording from 2019-12-12: « une avance de 50 % du montant annuel », « 25 % du montant annuel »,
# « le solde au dixième mois ».
# Wording from 2020-12-31: « une avance de 40 % », « 30 % », « le solde au dixième mois ».
# Wording from 2025-06-30: « une avance de 40 % », « au septième mois […] 30 % », « au dixième mois […] 20 % », solde.
SHARES = {
    "v2": {"avance": Fraction(50, 100), "echeance_7e_mois": Fraction(25, 100)},
    "v3": {"avance": Fraction(40, 100), "echeance_7e_mois": Fraction(30, 100)},
    "v4": {
        "avance": Fraction(40, 100),
        "echeance_7e_mois": Fraction(30, 100),
        "echeance_10e_mois": Fraction(20, 100),
    },
}
# R6332-25 IV: « une avance de 50 % de ce montant » (2019, 2020), « une seule avance, de 50 %, est attribuée » (2025).
SHORT_SHARES = {"avance": Fraction(50, 100)}

# « Au septième mois », « au dixième mois »: so many whole months have passed when it begins.
PASSED = {"avance": 0, "echeance_7e_mois": 6, "echeance_10e_mois": 9}
TENTH_MONTH = 9

# R6332-25 III 1°: « dans les 30 jours après la réception d'une facture »; L6332-6 4°: « au trentième jour suivant la
# date de réception des pièces justificatives ».
PAYMENT_DAYS = 30
# R6332-25 III 4°: « dans les quatre mois suivant le terme du contrat ».
SOLDE_MONTHS = 4
# L6222-18-2: « pendant six mois »; R6332-25 VI: « jusqu'à expiration du délai de six mois ».
MAINTIEN_MONTHS = 6

# R6332-25 III and VI, 2025: « au prorata temporis du nombre de jours effectués ». Base 365 (rules.md 0.3).
DAYS_OF_A_YEAR = 365
# R6332-25 VI, 2019 and 2020: « chaque mois de contrat d'apprentissage débuté est dû ».
MONTHS_OF_A_YEAR = 12

# R6332-25 IV 2°: « le montant peut être majoré de 10 % […] ne peut toutefois excéder le niveau de prise en charge ».
REDUCTION_RATE = Fraction(10, 100)

# R6332-25-1: « la somme forfaitaire de 750 euros […] au moins au niveau 6 »; « dans la limite de 750 euros, à 50 % du
# montant de prise en charge »; « la somme forfaitaire de 200 euros ».
PARTICIPATION = Fraction(750)
PARTICIPATION_AFTER_RUPTURE = Fraction(200)
PARTICIPATION_LEVEL = 6
PARTICIPATION_SHARE = Fraction(50, 100)

# D6332-82-1: « minore le niveau de prise en charge de 20 % lorsque […] à distance pour au moins à 80 % »; « ne peut
# être inférieur à 4 000 euros ».
DISTANCE_FROM = date(2025, 7, 1)
DISTANCE_CUT = Fraction(20, 100)
DISTANCE_THRESHOLD = Fraction(80, 100)
DISTANCE_FLOOR = Fraction(4000)

# D6332-82: « dans la limite d'un montant de 4 000 euros » (conclusion from 2021-01-01, décret 2020-1450); before,
# « dans la limite de 50 % du niveau de prise en charge ».
HANDICAP_FROM = date(2021, 1, 1)
HANDICAP_CEILING = Fraction(4000)
HANDICAP_SHARE_BEFORE = Fraction(50, 100)

# D6332-86: « 9,15 euros par heure ou, […] avec les personnes mentionnées à l'article L. 6325-1-1 […], à 15 euros ».
# D6332-90 I: « 9,15 euros par heure ».
HOUR = Fraction("9.15")
HOUR_REINFORCED = Fraction(15)
