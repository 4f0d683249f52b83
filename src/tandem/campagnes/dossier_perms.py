"""What an OF-CFA may do with its dossier: pure predicates over a `Standing` and the dossier."""

from django.utils import timezone

from bareme.majoration.reglement.parts import RetardRegle
from tandem.campagnes.engine import reglement_for
from tandem.campagnes.enums import EtatCampagne
from tandem.organisations.perms import ALLOWED, Decision, refused


def can_read_dossier(standing, dossier) -> Decision:
    """Read one's own dossier."""
    if dossier.of_cfa_id in standing.of_cfa:
        return ALLOWED
    return refused("Ce dossier est celui d’un autre OF-CFA.")


def can_answer(standing, campagne, of_cfa_id) -> Decision:
    """Open one's dossier in a campaign."""
    if of_cfa_id not in standing.of_cfa:
        return refused("Vous n’agissez pas pour cet OF-CFA.")
    return _is_open(campagne)


def can_change_dossier(standing, dossier) -> Decision:
    """Change the drafts and the pieces: as long as the campaign receives dossiers and this one is not deposited."""
    decision = can_read_dossier(standing, dossier) and _is_open(dossier.campagne)
    if decision and dossier.depose_le is not None:
        return refused("Ce dossier est déposé : reprenez-le avant de le modifier.")
    return decision


def can_deposit(standing, dossier) -> Decision:
    """Deposit: before the closing date, or after it when the règlement accepts a late dossier with a motive."""
    decision = can_change_dossier(standing, dossier)
    if not decision:
        return decision
    now = timezone.now()
    if now < dossier.campagne.ouverture:
        return refused("Le dépôt n’est pas encore ouvert.")
    if now >= dossier.campagne.cloture and reglement_for(dossier.campagne).recevabilite.retard is RetardRegle.REFUSER:
        return refused("Le dépôt est clos et le règlement n’admet pas de dossier hors délai.")
    return ALLOWED


def can_take_back(standing, dossier) -> Decision:
    """Take back a deposited dossier before the closing date."""
    decision = can_read_dossier(standing, dossier) and _is_open(dossier.campagne)
    if not decision:
        return decision
    if dossier.depose_le is None:
        return refused("Ce dossier n’est pas déposé.")
    if timezone.now() >= dossier.campagne.cloture:
        return refused("Le dépôt est clos : le dossier ne peut plus être repris.")
    return ALLOWED


def _is_open(campagne) -> Decision:
    if campagne.etat == EtatCampagne.OUVERTE:
        return ALLOWED
    label = EtatCampagne(campagne.etat).label
    return refused(f"La campagne est dans l’état « {label} » : elle ne reçoit pas de dossier.")
