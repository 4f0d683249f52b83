"""Who may do what in a convention: pure predicates over facts that the caller has already read.

Each takes a `Standing` (see standing.py) and returns a Decision whose reason, in French, is what the refused person
reads. What one side has not shared is not even seen by the other (`visible_to`).
"""

from typing import NamedTuple

from tandem.conventions.enums import BEFORE_SIGNATURE, LIVE, EtatConvention
from tandem.organisations.enums import Role
from tandem.organisations.perms import ALLOWED, Decision, refused

WRITERS = frozenset({Role.REGION_INSTRUCTION, Role.REGION_VALIDATION, Role.OPCO_PARTENARIATS})
DECIDERS = frozenset({Role.REGION_VALIDATION, Role.OPCO_PARTENARIATS})


class Standing(NamedTuple):
    """What a person is in one convention, today.

    `parties` are the parties the person acts for (primary keys, in the order of the text), by their organisation or
    its délégation; `organisations` their organisations, `roles` the roles held there.
    """

    user_id: int | None
    parties: tuple = ()
    organisations: frozenset = frozenset()
    roles: frozenset = frozenset()
    own_organisation: int | None = None
    """The organisation in whose name the person acts: its drafts are kept to it."""


def _need_role(standing, roles) -> Decision:
    if standing.parties and standing.roles & roles:
        return ALLOWED
    return refused(f"Cette action demande le rôle {_labels(roles)} dans une organisation partie à la convention.")


def _labels(roles) -> str:
    return " ou ".join(f"« {role.label} »" for role in Role if role in roles)


def _need_etat(etat, expected, *, hint="") -> Decision:
    if etat in expected:
        return ALLOWED
    found = EtatConvention(etat).label
    states = " ou ".join(f"« {EtatConvention(known).label} »" for known in expected)
    return refused(f"La convention est dans l’état « {found} » ; cette action demande l’état {states}.{hint}")


def _first(*decisions) -> Decision:
    return next((decision for decision in decisions if not decision), ALLOWED)


def can_read(standing) -> Decision:
    """Read the convention: the people of its parties and of their délégations."""
    return ALLOWED if standing.parties else refused("Cette convention est lue par les personnes de ses parties.")


def can_open(roles) -> Decision:
    """Open a negotiation, holding `roles` in one's current organisation."""
    if roles & WRITERS:
        return ALLOWED
    return refused(f"Ouvrir une négociation demande le rôle {_labels(WRITERS)}.")


def can_write(standing) -> Decision:
    """Write what lives beside the text: meetings, values, transmissions, minutes, shared productions."""
    return _need_role(standing, WRITERS)


def can_follow(standing, etat) -> Decision:
    """Follow a convention that binds its parties: meetings, transmissions, values, bilans."""
    return _first(can_write(standing), _need_etat(etat, (*LIVE, EtatConvention.ECHUE)))


def can_send(standing, etat, debiteur) -> Decision:
    """Say that what was due was sent: the people of the party that owes it, or of any when all do (`debiteur` None)."""
    allowed = can_follow(standing, etat)
    if allowed and debiteur is not None and debiteur not in standing.parties:
        return refused("Une autre partie doit cet envoi : elle seule peut dire qu’elle l’a fait.")
    return allowed


def can_cancel_sending(standing, etat, partie) -> Decision:
    """Cancel the record of something sent: the people of the party that sent it."""
    allowed = can_follow(standing, etat)
    if allowed and partie not in standing.parties:
        return refused("Une autre partie a enregistré cet envoi : elle seule peut l’annuler.")
    return allowed


def can_type_value(standing, etat, responsable) -> Decision:
    """Type, correct or share a value: the people of the party that answers for the indicator."""
    allowed = can_follow(standing, etat)
    if allowed and (responsable is None or responsable not in standing.parties):
        return refused("Une autre partie renseigne cet indicateur : elle seule en saisit et corrige les valeurs.")
    return allowed


def can_declare_perimetre(standing, etat, declaring) -> Decision:
    """Say which OF-CFA the convention covers: the people of the OPCO (`declaring`, parties), until it ends."""
    allowed = can_write_fiche(standing, etat)
    if allowed and not set(declaring) & set(standing.parties):
        return refused("Le périmètre est déclaré par l’OPCO : lui seul dit quels CFA en relèvent.")
    return allowed


def can_write_fiche(standing, etat) -> Decision:
    """Write fiches, their actions and indicators, until the convention ends."""
    return _first(can_write(standing), _need_etat(etat, (*BEFORE_SIGNATURE, *LIVE)))


def can_change_fiches(standing, etat, *, sans_avenant, is_draft=False) -> Decision:
    """Add a fiche or change what both sides read of one: freely until the vote, then as the convention says."""
    may = can_write_fiche(standing, etat)
    if not may:
        return may
    if etat == EtatConvention.VOTEE and not is_draft:
        return refused(
            "La convention est votée avec ses fiches. Revenez au projet avec un motif, ou attendez la signature."
        )
    if etat in LIVE and not sans_avenant:
        return refused("La convention est signée et ses fiches ne changent pas sans avenant. Préparez un avenant.")
    return ALLOWED


def can_write_text(standing, etat) -> Decision:
    """Write clauses: before the signature; afterwards an avenant does."""
    hint = " Après la signature, préparez un avenant."
    return _first(can_write(standing), _need_etat(etat, BEFORE_SIGNATURE, hint=hint))


def can_move(standing) -> Decision:
    """Change the state of the convention: vote, signature, résiliation."""
    return _need_role(standing, DECIDERS)


def can_habilitate(standing, partie_id) -> Decision:
    """Record the act by which the body of a party authorises the signature: one acts for this very party."""
    if partie_id in standing.parties:
        return can_move(standing)
    return refused("La délibération qui habilite une partie est enregistrée par les personnes de cette partie.")


def can_finalise(standing, etat) -> Decision:
    """Close the document and start its circuit of signature."""
    return _first(can_move(standing), _need_etat(etat, (EtatConvention.VOTEE,)))


def can_sign_for(standing, partie_id) -> Decision:
    """Record a signature of a party, or attach its signed copy: one acts for this very party."""
    if partie_id in standing.parties:
        return can_move(standing)
    return refused("La signature d’une partie est enregistrée par les personnes de cette partie.")


def can_amend(standing, etat) -> Decision:
    """Prepare an avenant, write the obligations beside a signed text: while the convention binds."""
    return _first(can_write(standing), _need_etat(etat, LIVE))


def can_validate_production(standing, partie_id, named) -> Decision:
    """Say for a party that a production may go out; `named` are the people who alone may, anyone when empty."""
    if partie_id not in standing.parties:
        return refused("L’avis d’une partie est donné par les personnes de cette partie.")
    if not named:
        return can_write(standing)
    if standing.user_id in named:
        return ALLOWED
    return refused("Une communication est validée par le service communication que les comités nomment (article 6).")


def can_edit_layout(roles) -> Decision:
    """Send the Word layout of one's organisation."""
    if roles & WRITERS:
        return ALLOWED
    return refused(f"Changer les modèles de document demande le rôle {_labels(WRITERS)}.")
