"""What the règlement proposes for a deposited candidature: pure, told in French, confirmed by a person.

Late and incomplete candidatures follow the rules `retard`, `incomplet` and `complement_jours` of the règlement.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bareme.majoration.reglement import Reglement
from bareme.majoration.reglement.parts import IncompletRegle, IndicateurType, Recevabilite, RetardRegle
from tandem.campagnes.enums import StatutCandidature
from tandem.formats import long_moment


class Depot(NamedTuple):
    """The facts of one candidature: how its dossier came in, what it lacks (labels, in the order of the règlement)."""

    is_late: bool
    missing_pieces: tuple[str, ...] = ()
    missing_figures: tuple[str, ...] = ()


class Constat(NamedTuple):
    """The proposed state (DEPOSEE: not to be decided yet), the findings that lead to it, the clause that says so.

    `needs_motive`: the règlement asks the person who accepts to say why.
    """

    proposed: StatutCandidature
    findings: tuple[str, ...]
    needs_motive: bool
    clause: str


def completion_deadline(recevabilite: Recevabilite, cloture: datetime) -> datetime:
    """Return until when an incomplete dossier may be completed."""
    return cloture + timedelta(days=recevabilite.complement_jours)


def examine(depot: Depot, recevabilite: Recevabilite, *, cloture: datetime, now: datetime) -> Constat:
    """Return what the règlement proposes at `now` for a candidature of a campaign that closes at `cloture`."""
    findings = _findings(depot, cloture)
    refused_late = depot.is_late and recevabilite.retard is RetardRegle.REFUSER
    incomplete = bool(depot.missing_pieces or depot.missing_figures)
    set_aside = incomplete and recevabilite.incomplet is IncompletRegle.ECARTER
    deadline = completion_deadline(recevabilite, cloture)
    if refused_late:
        proposed = StatutCandidature.IRRECEVABLE
    elif set_aside and now < deadline:
        proposed = StatutCandidature.DEPOSEE
        findings.append(f"Le dossier peut être complété jusqu’au {long_moment(deadline)}.")
    elif set_aside:
        proposed = StatutCandidature.IRRECEVABLE
    else:
        proposed = StatutCandidature.RECEVABLE
    return Constat(
        proposed=proposed,
        findings=tuple(findings),
        needs_motive=depot.is_late and proposed is StatutCandidature.RECEVABLE,
        clause=recevabilite.clause.ref,
    )


def _findings(depot: Depot, cloture: datetime) -> list[str]:
    findings = []
    if depot.is_late:
        findings.append(f"Déposé après la clôture du {long_moment(cloture)}.")
    if depot.missing_pieces:
        findings.append(f"Pièces manquantes : {', '.join(depot.missing_pieces)}.")
    if depot.missing_figures:
        findings.append(f"Données manquantes : {', '.join(depot.missing_figures)}.")
    return findings


def missing_pieces(reglement: Reglement, present: Iterable[str]) -> tuple[str, ...]:
    """Return the labels of the compulsory pieces that are not among the codes present."""
    codes = set(present)
    return tuple(
        piece.libelle for piece in reglement.recevabilite.pieces if piece.obligatoire and piece.code not in codes
    )


def missing_figures(reglement: Reglement, indicateurs: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the labels of the figures asked of a candidature that it does not give (the notes of people apart)."""
    labels = {indicateur.code: indicateur.libelle for indicateur in reglement.indicateurs} | {
        donnee.code: donnee.libelle for donnee in reglement.donnees
    }
    return tuple(
        labels[code]
        for code, kind in reglement.column_types.items()
        if kind is not IndicateurType.QUALITATIF and indicateurs.get(code) in {None, ""}
    )
