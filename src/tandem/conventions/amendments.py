"""Why a convention cannot be amended, and why the lines of an avenant no longer fit the text; French sentences."""

from datetime import date

from bareme.display import typography
from tandem.conventions.enums import (
    ACTION_TRANSITIONS,
    BEFORE_SIGNATURE,
    EtatAction,
    EtatAvenant,
    EtatConvention,
    NatureModification,
    ObjetModification,
)
from tandem.conventions.models import ModificationAvenant
from tandem.conventions.rules import rules_of
from tandem.conventions.snapshots import clause_snapshot, fiche_snapshot, is_same_fiche, title_of
from tandem.formats import long_date


def ended_faults(convention, on: date) -> list[str]:
    """Return why no avenant can change the convention on a day: not signed yet, ended, or before its signature."""
    if convention.etat in BEFORE_SIGNATURE:
        return ["La convention n’est pas encore signée : son texte se modifie directement, sans avenant."]
    if convention.etat == EtatConvention.RESILIEE:
        since = f" depuis le {long_date(convention.resiliation_on)}" if convention.resiliation_on else ""
        return [f"La convention est résiliée{since} : un avenant ne peut plus la modifier. Concluez-en une autre."]
    term = convention.term
    if convention.etat == EtatConvention.ECHUE or (term is not None and on > term):
        since = f" depuis le {long_date(term)}" if term else ""
        return [f"La convention est échue{since} : un avenant ne peut plus la modifier. Concluez-en une autre."]
    if convention.signed_on and on < convention.signed_on:
        signed = long_date(convention.signed_on)
        return [f"Un avenant ne peut précéder la signature de la convention, le {signed} ; trouvé {long_date(on)}."]
    return []


def line_faults(convention, modifications) -> dict[int, list[str]]:
    """Return, by the primary key of its line, what no longer fits the text of the convention as it stands."""
    clauses = {clause.code: clause for clause in convention.clauses.current()}
    fiches = {fiche.numero: fiche for fiche in convention.fiches.shared().prefetch_related("actions").order_by("pk")}
    axes = set(convention.axes.values_list("numero", flat=True))
    found = {}
    for line in modifications:
        if line.objet == ObjetModification.CLAUSE:
            faults = _clause_line(convention, line, clauses)
        else:
            faults = _fiche_line(line, fiches, axes)
        if faults:
            found[line.pk] = [typography(fault) for fault in faults]
    return found


def _clause_line(convention, line, clauses) -> list[str]:
    title, clause = title_of(line), clauses.get(line.code)
    if line.nature == NatureModification.AJOUT:
        faults = [f"« {title} » est déjà dans la convention : retirez cette ligne de l’avenant."] if clause else []
        if line.after.get("follows") and line.after["follows"] not in clauses:
            faults.append(f"« {title} » se place après une clause qui n’est plus dans la convention : replacez-la.")
        return faults
    if clause is None:
        return [f"« {title} » n’est plus dans la convention : retirez cette ligne de l’avenant."]
    faults = []
    if clause_snapshot(clause) != line.before:
        faults.append(
            f"« {title} » a changé depuis que cette ligne a été écrite : relisez-la, puis enregistrez-la de nouveau."
        )
    if line.nature == NatureModification.RETRAIT:
        faults += demanded_faults(convention, line.code)
    return faults


def demanded_faults(convention, code: str) -> list[str]:
    """Return why a clause cannot be taken away: the law demands it."""
    demand = next((one for one in rules_of(convention.type).clauses if one.code == code), None)
    if demand is None:
        return []
    return [f"Cette clause est obligatoire ({demand.reference}) : elle peut être réécrite, non retirée."]


def _fiche_line(line, fiches, axes) -> list[str]:
    title, fiche = title_of(line), fiches.get(line.code)
    if line.nature == NatureModification.AJOUT:
        faults = []
        if fiche is not None:
            faults.append(f"Le numéro {line.code} est déjà celui de « {fiche} » : donnez un autre numéro à la fiche.")
        if line.after["axe"] not in axes:
            faults.append(f"« {title} » relève de l’axe {line.after['axe']}, que la convention n’a pas.")
        return faults
    if fiche is None:
        return [f"« {title} » n’est plus dans la convention : retirez cette ligne de l’avenant."]
    faults = fiche_state_faults(fiche, line.nature)
    if not is_same_fiche(line.before, fiche_snapshot(fiche)):
        faults.append(
            f"« {title} » a changé depuis que cette ligne a été écrite : relisez-la, puis enregistrez-la de nouveau."
        )
    return faults


def fiche_state_faults(fiche, nature) -> list[str]:
    """Return why the state of a fiche forbids to amend it or to stop it."""
    to = EtatAction.ARRETEE if nature == NatureModification.RETRAIT else EtatAction.AMENDEE
    etat = EtatAction(fiche.etat)
    if to in ACTION_TRANSITIONS[etat] or (etat == to == EtatAction.AMENDEE):
        return []
    what = "s’arrêter" if to == EtatAction.ARRETEE else "être modifiée"
    return [f"« {fiche} » est « {etat.label} » : elle ne peut {what} par avenant."]


def in_signature(convention, objet, codes) -> list[ModificationAvenant]:
    """Return the lines of the avenants being signed that change these clauses or these fiches."""
    return list(
        ModificationAvenant.objects.filter(
            avenant__convention=convention, avenant__etat=EtatAvenant.FINALISE, objet=objet, code__in=codes
        )
        .select_related("avenant")
        .order_by("avenant__numero", "rank")
    )


def circuit_faults(convention, numero: str) -> list[str]:
    """Return why a fiche waits: an avenant names it, whose last signature would then be refused."""
    return [
        typography(
            f"La fiche {numero} est dans l’avenant n° {line.avenant.numero}, en cours de signature : attendez la "
            "dernière signature, ou retirez d’abord son document."
        )
        for line in in_signature(convention, ObjetModification.FICHE, [numero])
    ]


def rival_faults(avenant) -> list[str]:
    """Return what another avenant being signed changes too: the last of the two could not be applied."""
    lines = list(avenant.modifications.order_by("rank"))
    return [
        typography(
            f"« {title_of(other)} » est aussi dans l’avenant n° {other.avenant.numero}, en cours de signature : "
            "attendez la dernière signature, ou retirez d’abord son document."
        )
        for objet in ObjetModification
        for other in in_signature(avenant.convention, objet, [line.code for line in lines if line.objet == objet])
        if other.avenant_id != avenant.pk
    ]


def avenant_faults(avenant, on: date) -> list[str]:
    """Return all that keeps an avenant from changing its convention on a day; empty when nothing does."""
    convention = avenant.convention
    lines = list(avenant.modifications.order_by("rank"))
    faults = [typography(fault) for fault in ended_faults(convention, on)]
    if not lines:
        faults.append("Cet avenant ne change rien : ajoutez une clause ou une fiche à modifier.")
    return [*faults, *(fault for found in line_faults(convention, lines).values() for fault in found)]
