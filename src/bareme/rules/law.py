"""The law that one contract meets, by its date of conclusion: every figure that the rules use, as integers."""

from __future__ import annotations

from typing import NamedTuple


class Law(NamedTuple):
    """The figures in force for the contracts concluded on a date.

    Money is centimes; `*_pour_cent` whole percents; `*_mois` and `*_jours` months and days; the others 1 or 0, or
    counts. `hypothese_*` are the readings that the texts leave open (rules.md, section I). Read from the dated files of
    `bareme.parametres` by `bareme.legislation`.
    """

    # R6332-25: the wording in force, its unit and its shares.
    version: int
    par_jour: int  # 1: days on base_jours; 0: started months on base_mois
    base_jours: int
    base_mois: int
    avance_pour_cent: int
    septieme_mois_pour_cent: int
    dixieme_mois_pour_cent: int  # 0 in v2 and v3, whose 10th month pays the solde
    solde_au_dixieme_mois: int
    septieme_mois_revolu: int  # 1: « avant la fin du septième mois »; 0: « au septième mois »
    avance_courte_pour_cent: int
    majoration_courte_pour_cent: int
    titre_court_annuel: int  # 1: the short title of the ministry is paid the whole annual amount
    delai_paiement_jours: int
    forclusion_mois: int  # 0: no forfeiture
    maintien_mois: int
    # D6332-82-1: teaching at a distance.
    distance_reduction_pour_cent: int  # 0: no reduction
    distance_seuil_pour_cent: int
    distance_plancher: int
    # D6332-82: apprentices recognised as handicapped workers.
    handicap_plafond: int  # 0: the ceiling is the share below
    handicap_plafond_pour_cent: int
    # L6332-14, R6332-25-1: participation of the employer.
    participation: int  # 0: none
    participation_niveau: int
    participation_rupture_pour_cent: int
    participation_nouvel_employeur: int
    participation_jours: int
    # What the texts leave open.
    hypothese_facture_annee_suivante: int  # from the first day of a later year to the receipt of its invoice
    hypothese_pieces_recues: int  # from the term to the receipt of the pieces, when it is not known
    hypothese_annee_plafonnee: int  # 1: a leap year is paid 365/365
    hypothese_court_par_calendrier: int  # 0: fewer than base_jours days
    hypothese_court_par_periode: int  # 1: the funded period tells III from IV, not the contract
    hypothese_annees_du_cycle: int  # 1: execution years run from the prior period
    hypothese_tranches_fondues: int  # 0: a tranche after the end keeps its date
    hypothese_report_participation: int  # 0: what the avance cannot bear is taken on the last line
    hypothese_plancher_sans_hausse: int  # 0: the floor of the distance raises a lower level
    hypothese_handicap_par_contrat: int  # 1: the ceiling holds for the whole contract
    hypothese_participation_base_modulee: int  # 0: on the level before modulation
    hypothese_nouvel_employeur_proratise: int  # 1: 200 euros or the prorata, the lower; 0: 200 euros
    hypothese_titre_court_au_prorata: int  # 1: a broken short title is paid by twelfths
    hypothese_maintien_borne: int  # 1: maintien stops at date_fin
    hypothese_forclusion_maintien: int  # 1: the four months run from the end of the maintien
    hypothese_forfait_horaire_au_prorata: int  # 0: a broken contract paid by the hour is paid for the hours given
