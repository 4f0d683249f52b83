"""Everything that keeps a document from being finalised, in one pass, each with the place where it is put right."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from bareme.display import typography
from tandem.conventions.documents.content import (
    UNTITLED,
    shared_fiches,
    signatures_of,
    texts_of,
)
from tandem.conventions.enums import EtatConvention
from tandem.conventions.models import ModeleClause
from tandem.conventions.placeholders import placeholders_of
from tandem.conventions.rules import missing_clauses, missing_habilitations
from tandem.formats import long_date


class Target(StrEnum):
    """Where an obstacle is lifted; the screens turn it into an address."""

    CLAUSE = "clause"
    CLAUSES = "clauses"
    FICHE = "fiche"
    AXE = "axe"
    TERMES = "termes"
    SIGNATAIRE = "signataire"
    HABILITATION = "habilitation"
    ETAT = "etat"
    AVENANT = "avenant"


class Obstacle(NamedTuple):
    """One thing to put right: the French sentence, and where.

    `code` is the code of a clause, the number of a fiche, the address of an organisation, the rank of a party.
    """

    sentence: str
    target: Target
    code: str = ""


SIGNATORIES = "signataires"
WANTED = {
    "points": "« {} » reste à compléter.",
    "xxx": "« {} » reste à remplacer.",
    "X": "« {} » reste à remplacer.",
    "à compléter": "« {} » reste à compléter.",
    "adresse": "« {} » reste à remplacer par sa valeur.",
    SIGNATORIES: "les noms et qualités des signataires restent à écrire.",
    "alternative": "une alternative reste ouverte, choisissez-en une.",
}
"""What to do with each kind of open place; `{}` is what is printed there."""


def convention_obstacles(convention, *, on: date) -> list[Obstacle]:
    """Return all that keeps a convention from being finalised on a day; empty when it can be."""
    return [
        *_state_obstacles(convention),
        *_term_obstacles(convention),
        *habilitation_obstacles(convention, on=on),
        *signatory_obstacles(convention, on=on),
        *_clause_obstacles(convention),
        *_fiche_obstacles(convention),
    ]


def open_places(text: str, where: str, target: Target, code: str = "") -> list[Obstacle]:
    """Return an obstacle for each blank and each alternative that a text leaves open; `where` names the text."""
    return [
        _obstacle(f"{where}, « {hole.around} » : {WANTED[hole.kind].format(hole.printed)}", target, code)
        for hole in placeholders_of(text)
    ]


def open_titles(text: str, where: str, target: Target, code: str = "") -> list[Obstacle]:
    """Return the same for a title: « Signataires » is then a title, not a blank."""
    if any(hole.kind == SIGNATORIES for hole in placeholders_of(text)):
        return []
    return open_places(text, f"{where}, titre", target, code)


def signatory_obstacles(convention, *, on: date) -> list[Obstacle]:
    """Return the parties for which nobody may sign on a day."""
    slugs = dict(convention.parties.values_list("pk", "organisation__slug").order_by("rank"))
    return [
        _obstacle(
            f"{signing.heading} : personne n’est enregistré pour signer le {long_date(on)}. "
            "Enregistrez le représentant qui signe, avec ses dates.",
            Target.SIGNATAIRE,
            slugs[signing.partie],
        )
        for signing in signatures_of(convention, on=on)
        if not signing.people
    ]


def habilitation_obstacles(convention, *, on: date) -> list[Obstacle]:
    """Return the parties whose body has not authorised the signature, or only after the day of the document."""
    found = [
        _obstacle(
            f"{partie.organisation} n’est pas habilitée à signer : enregistrez la décision de son organe "
            f"({demand.label} ; {demand.reference}).",
            Target.HABILITATION,
            str(partie.rank),
        )
        for partie, demand in missing_habilitations(convention)
    ]
    for partie in convention.parties.prefetch_related("habilitations").order_by("rank"):
        dates = [one.date for one in partie.habilitations.all()]
        if dates and min(dates) > on:
            found.append(
                _obstacle(
                    f"{partie} n’est habilitée que le {long_date(min(dates))} : un document du {long_date(on)} "
                    "ne peut la précéder.",
                    Target.HABILITATION,
                    str(partie.rank),
                )
            )
    return found


def _obstacle(sentence: str, target: Target, code: str = "") -> Obstacle:
    return Obstacle(typography(sentence), target, code)


def _state_obstacles(convention) -> list[Obstacle]:
    if convention.etat == EtatConvention.VOTEE:
        return []
    found = EtatConvention(convention.etat).label
    return [
        _obstacle(
            f"La convention est dans l’état « {found} » : un document se finalise une fois la convention votée.",
            Target.ETAT,
        )
    ]


def _term_obstacles(convention) -> list[Obstacle]:
    found = [
        *open_places(convention.titre, "Titre de la convention", Target.TERMES),
        *open_places(convention.objet, "Objet de la convention", Target.TERMES),
    ]
    if convention.duree_mois is None:
        found.append(
            _obstacle(
                "La durée de la convention n’est pas renseignée : sans elle, aucun terme ne se calcule.", Target.TERMES
            )
        )
    for partie in convention.parties.order_by("rank"):
        found += open_places(partie.designation, f"Désignation de la partie {partie.rank}", Target.ETAT)
    return found


def _clause_obstacles(convention) -> list[Obstacle]:
    clauses = list(convention.clauses.current())
    titles = dict(ModeleClause.objects.values_list("code", "titre").order_by("code"))
    found = [
        _obstacle(
            f"Clause obligatoire absente : « {titles.get(demand.code, demand.label)} » ({demand.reference}). "
            "Ajoutez-la depuis la bibliothèque.",
            Target.CLAUSES,
        )
        for demand in missing_clauses(convention)
    ]
    if not clauses:
        found.append(_obstacle("La convention n’a aucune clause.", Target.CLAUSES))
    for clause in clauses:
        where = clause_name(clause)
        found += open_titles(clause.titre, where, Target.CLAUSE, clause.code)
        found += open_places(clause.texte, where, Target.CLAUSE, clause.code)
    return found


def clause_name(clause) -> str:
    """Return how a sentence names a clause: « Article 5 », « Préambule »."""
    if clause.numero[:1].isdigit():
        return f"Article {clause.numero}"
    return clause.titre or (clause.code.capitalize() if clause.code in UNTITLED else clause.code)


def _fiche_obstacles(convention) -> list[Obstacle]:
    found = [
        obstacle
        for axe in convention.axes.order_by("numero")
        for obstacle in open_places(axe.titre, f"Axe {axe.numero}", Target.AXE, str(axe.numero))
    ]
    for fiche in shared_fiches(convention):
        found += fiche_obstacles(fiche)
    return found


def fiche_obstacles(fiche) -> list[Obstacle]:
    """Return what a fiche and its actions leave open."""
    found = _sheet_obstacles(fiche, f"Fiche {fiche.numero}", fiche.numero)
    for action in fiche.actions.all():
        found += _sheet_obstacles(action, f"Fiche {fiche.numero}, action {action.numero}", fiche.numero)
    return found


def _sheet_obstacles(row, where: str, numero: str) -> list[Obstacle]:
    found = open_titles(row.titre, where, Target.FICHE, numero)
    for label, text in texts_of(row):
        found += open_places(text, f"{where}, « {label} »", Target.FICHE, numero)
    return found
