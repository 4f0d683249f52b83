"""Every check, by type of contract, in the order in which they are told: `verify` runs them all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from bareme.validite import (
    age,
    certification,
    depot,
    duree,
    employeur,
    formation,
    maitre,
    numero_deca,
    professionnalisation,
    reconversion,
    remuneration,
)
from bareme.validite.check import Check
from bareme.validite.facts import APPRENTISSAGE, PROFESSIONNALISATION, RECONVERSION, Facts
from bareme.validite.motifs import Motif
from bareme.validite.verdict import Verdict

_OPPOSITION = Check(
    "opposition",
    "Opposition, suspension, interdiction de recruter",
    "L6225-1 à L6225-6",
    Motif.OPPOSITION,
    employeur.check_opposition,
)
_MANQUEMENTS = Check(
    "manquements",
    "Manquements constatés par un contrôle",
    "R6332-26",
    Motif.MANQUEMENTS,
    employeur.check_manquements,
)
_RATTACHEMENT = Check(
    "rattachement", "Rattachement de l’entreprise à l’OPCO", "R6332-23-1", None, employeur.check_rattachement
)
_REJET = Check("rejet", "Refus motivé et notifié à temps", "R6332-24", None, depot.check_rejet)

_APPRENTISSAGE = (
    Check(
        "rncp_active",
        "Certification enregistrée au RNCP",
        "L6211-1",
        Motif.FORMATION,
        certification.check_rncp_active,
    ),
    Check(
        "rncp_apprentissage",
        "Certification ouverte à l’apprentissage",
        "L6211-1",
        Motif.FORMATION,
        certification.check_rncp_apprentissage,
    ),
    Check("age", "Âge de l’apprenti", "L6222-1", Motif.AGE, age.check_age),
    Check(
        "maitre_conditions",
        "Maître d’apprentissage",
        "L6223-8-1, premier alinéa",
        Motif.MAITRE,
        maitre.check_conditions,
    ),
    Check("remuneration", "Salaire minimal", "D6222-26", Motif.REMUNERATION, remuneration.check_remuneration),
    Check(
        "remuneration_periodes",
        "Taux jusqu’à la fin du contrat",
        "D6222-26, D6222-31",
        Motif.REMUNERATION,
        remuneration.check_periodes,
    ),
    _OPPOSITION,
    Check("habilitation", "Habilitation du CFA", "R6113-16", Motif.HABILITATION, certification.check_habilitation),
    Check("qualiopi", "Certification qualité", "L6316-1", Motif.CERTIFICATION, certification.check_qualiopi),
    Check("duree", "Durée du contrat", "L6222-7-1", Motif.DISPOSITION, duree.check_duree),
    Check("convention", "Convention tripartite", "L6222-7-1", Motif.DISPOSITION, duree.check_convention),
    Check("part_formation", "Part de la formation", "L6211-2", Motif.DISPOSITION, formation.check_part_formation),
    Check("debut_pratique", "Début en entreprise", "L6222-12", Motif.DISPOSITION, duree.check_debut_pratique),
    Check("debut_formation", "Début au CFA", "L6222-12", Motif.DISPOSITION, duree.check_debut_formation),
    Check(
        "cycle_sans_employeur",
        "Cycle commencé sans employeur",
        "L6222-12-1",
        Motif.DISPOSITION,
        duree.check_cycle_sans_employeur,
    ),
    Check("signature", "Signature avant l’emploi", "L6222-4", Motif.DISPOSITION, duree.check_signature),
    Check(
        "maitre_competence",
        "Compétence du maître d’apprentissage",
        "L6223-8-1, R6223-22",
        Motif.DISPOSITION,
        maitre.check_competence,
    ),
    Check("maitre_nombre", "Nombre d’apprentis par maître", "R6223-6", Motif.DISPOSITION, maitre.check_nombre),
    Check(
        "remuneration_majorations",
        "Majorations du salaire",
        "D6222-29, D6222-30, R6222-48",
        Motif.DISPOSITION,
        remuneration.check_majorations,
    ),
    _MANQUEMENTS,
    _RATTACHEMENT,
    Check("fin_formation", "Fin du cycle dans le contrat", "L6222-7-1", None, duree.check_fin_formation),
    Check("numero_deca", "Numéro DECA", "D6224-4", None, numero_deca.check_numero_deca),
    Check("transmission", "Transmission à l’OPCO", "D6224-1", None, depot.check_transmission),
)
_PROFESSIONNALISATION = (
    Check("public", "Public", "L6325-1", Motif.DISPOSITION, professionnalisation.check_public),
    Check("duree", "Durée de l’action", "L6325-11", Motif.DISPOSITION, professionnalisation.check_duree),
    Check("part_formation", "Part de la formation", "L6325-13", Motif.DISPOSITION, professionnalisation.check_heures),
    Check("remuneration", "Salaire minimal", "D6325-15", Motif.DISPOSITION, professionnalisation.check_remuneration),
    Check("tuteur", "Tuteur", "D6325-6, D6325-9", Motif.DISPOSITION, maitre.check_tuteur),
    Check("qualiopi", "Certification qualité", "L6316-1", Motif.DISPOSITION, certification.check_qualiopi_pro),
    _MANQUEMENTS,
    _RATTACHEMENT,
    Check("transmission", "Envoi à l’OPCO", "D6325-1", None, depot.check_transmission_pro),
)
_RECONVERSION = (
    Check("part_formation", "Heures de formation", "L6324-4", Motif.DISPOSITION, reconversion.check_heures),
    Check("duree", "Durée de la période", "L6324-4", Motif.DISPOSITION, reconversion.check_duree),
    Check("accueil", "Contrat de l’entreprise d’accueil", "L6324-3", Motif.DISPOSITION, reconversion.check_accueil),
    Check("qualiopi", "Certification qualité", "L6316-1", Motif.DISPOSITION, certification.check_qualiopi_pro),
    _MANQUEMENTS,
    _RATTACHEMENT,
    Check("transmission", "Envoi à l’OPCO", "R6324-1", None, depot.check_transmission_reconversion),
)
_PIECES = Check("pieces_solde", "Pièces du solde", "R6332-25, III", None, depot.check_pieces_solde)
_BY_TYPE = {
    APPRENTISSAGE: (_APPRENTISSAGE, (_PIECES,)),
    PROFESSIONNALISATION: (_PROFESSIONNALISATION, ()),
    RECONVERSION: (_RECONVERSION, ()),
}


def checks(type_contrat: str, as_of: date | None = None) -> tuple[Check, ...]:
    """The checks of a type of contract; `as_of` is the day on which a silence is read."""
    before, after = _BY_TYPE[type_contrat]
    decision = Check(
        "decision", "Décision de prise en charge", "R6224-3", None, depot.decision_check(as_of), decides=True
    )
    return (*before, decision, _REJET, *after)


def verify(
    facts: Facts, overrides: Mapping[str, Fraction] | None = None, *, as_of: date | None = None
) -> tuple[Verdict, ...]:
    """Every check of one contract, refusals included: nothing is raised, a missing column is an answer.

    `overrides` replaces parameters by key (another reading of a hypothese).
    """
    return tuple(check.run(facts, overrides) for check in checks(facts.type, as_of))
