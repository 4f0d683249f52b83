"""Who may do what in a campaign: pure predicates over facts that the caller has already read.

Scenarios have their own in scenario_perms.py.

Every predicate takes a `Standing` (see standing.py) and the state that it needs, and returns a Decision whose
reason, in French, is what the refused person reads.
"""

from typing import NamedTuple

from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.organisations.enums import Role
from tandem.organisations.perms import ALLOWED, Decision, refused

REGION_ROLES = frozenset(role for role in Role if role.value.startswith("region_"))
INSTRUCTION = frozenset({Role.REGION_INSTRUCTION})
VALIDATION = frozenset({Role.REGION_VALIDATION})
INTEREST_LIFTERS = frozenset({Role.REGION_VALIDATION, Role.REGION_ADMIN})

WITHDRAWABLE = frozenset(
    {
        StatutCandidature.BROUILLON,
        StatutCandidature.DEPOSEE,
        StatutCandidature.RECEVABLE,
        StatutCandidature.ELIGIBLE,
        StatutCandidature.CLASSEE,
        StatutCandidature.RETENUE,
        StatutCandidature.PROPOSEE_AU_VOTE,
    }
)


class Standing(NamedTuple):
    """What a person is in one campaign, today.

    `roles` are held in its Région, `of_cfa` are the OF-CFA the person acts for, `interets` those with which an
    interest is declared and in force (primary keys).
    """

    user_id: int | None
    roles: frozenset = frozenset()
    of_cfa: frozenset = frozenset()
    interets: frozenset = frozenset()

    def is_barred_from(self, of_cfa_id) -> bool:
        """Whether a declared interest, or a role held there, bars the person from deciding on this OF-CFA."""
        return of_cfa_id in self.interets or of_cfa_id in self.of_cfa


def _need_role(standing, roles) -> Decision:
    if standing.roles & roles:
        return ALLOWED
    labels = " ou ".join(f"« {role.label} »" for role in Role if role in roles)
    return refused(f"Cette action demande le rôle {labels} dans la Région de la campagne.")


def _need_etat(etat, *expected) -> Decision:
    if etat in expected:
        return ALLOWED
    states = " ou ".join(f"« {known.label} »" for known in expected)
    found = EtatCampagne(etat).label
    return refused(f"La campagne est dans l’état « {found} » ; cette action demande l’état {states}.")


def _not_barred(standing, of_cfa_id) -> Decision:
    if standing.is_barred_from(of_cfa_id):
        return refused("Un lien d’intérêt avec cet OF-CFA est déclaré : une autre personne doit décider à votre place.")
    return ALLOWED


def first_refusal(*decisions) -> Decision:
    """Return the first refusal, or the agreement when there is none."""
    return next((decision for decision in decisions if not decision), ALLOWED)


def can_read_instruction(standing) -> Decision:
    """Read the candidatures of every OF-CFA, their scores and the decisions: the people of the Région."""
    if standing.roles & REGION_ROLES:
        return ALLOWED
    return refused("L’instruction de la campagne est réservée aux personnes de la Région qui la conduit.")


def can_prepare(standing, etat=EtatCampagne.PREPARATION) -> Decision:
    """Create a campaign, or change its window, enveloppe and règlement before it opens."""
    return first_refusal(
        _need_role(standing, INSTRUCTION | VALIDATION),
        _need_etat(etat, EtatCampagne.PREPARATION),
    )


def can_add_reglement(standing) -> Decision:
    """Register a new version of a règlement."""
    return _need_role(standing, INSTRUCTION | VALIDATION)


def can_open(standing, etat) -> Decision:
    """Open the deposit."""
    return first_refusal(_need_role(standing, VALIDATION), _need_etat(etat, EtatCampagne.PREPARATION))


def can_extend(standing, etat) -> Decision:
    """Put off the closing date of an open campaign."""
    return first_refusal(_need_role(standing, VALIDATION), _need_etat(etat, EtatCampagne.OUVERTE))


def can_close(standing, etat) -> Decision:
    """Close the deposit and pass to the instruction."""
    return first_refusal(_need_role(standing, VALIDATION), _need_etat(etat, EtatCampagne.OUVERTE))


def can_reopen(standing, etat) -> Decision:
    """Open the deposit again, with a reason."""
    return first_refusal(_need_role(standing, VALIDATION), _need_etat(etat, EtatCampagne.INSTRUCTION))


def can_remind(standing, etat) -> Decision:
    """Send the reminders that the règlement provides for."""
    return first_refusal(
        _need_role(standing, INSTRUCTION | VALIDATION),
        _need_etat(etat, EtatCampagne.OUVERTE, EtatCampagne.INSTRUCTION),
    )


def can_instruct(standing, etat) -> Decision:
    """Decide on recevabilité and eligibility, whatever the OF-CFA."""
    return first_refusal(
        _need_role(standing, INSTRUCTION),
        _need_etat(etat, EtatCampagne.OUVERTE, EtatCampagne.INSTRUCTION),
    )


def can_instruct_of(standing, etat, of_cfa_id) -> Decision:
    """Decide on recevabilité and eligibility, or score, for one OF-CFA."""
    return first_refusal(can_instruct(standing, etat), _not_barred(standing, of_cfa_id))


def can_validate(standing, etat) -> Decision:
    """Validate evaluations made by others, whatever the OF-CFA."""
    return first_refusal(
        _need_role(standing, VALIDATION),
        _need_etat(etat, EtatCampagne.OUVERTE, EtatCampagne.INSTRUCTION),
    )


def can_validate_evaluation(standing, etat, *, of_cfa_id, instructeur_id) -> Decision:
    """Validate, or send back, the evaluation that someone else made."""
    return first_refusal(
        can_validate(standing, etat),
        _not_barred(standing, of_cfa_id),
        refused("La personne qui note ne peut valider sa propre note.")
        if standing.user_id == instructeur_id
        else ALLOWED,
    )


EXCEPTIONNELLE_ETATS = (EtatCampagne.OUVERTE, EtatCampagne.INSTRUCTION, EtatCampagne.CLASSEE)


def can_propose_exceptionnelle(standing, etat, of_cfa_id=None) -> Decision:
    """Propose a majoration exceptionnelle, before the campaign is put to the vote."""
    return first_refusal(
        _need_role(standing, INSTRUCTION),
        _need_etat(etat, *EXCEPTIONNELLE_ETATS),
        _not_barred(standing, of_cfa_id) if of_cfa_id is not None else ALLOWED,
    )


def can_validate_exceptionnelle(standing, etat, *, of_cfa_id, proposer_id) -> Decision:
    """Validate, or send back, a majoration exceptionnelle that someone else proposed."""
    return first_refusal(
        _need_role(standing, VALIDATION),
        _need_etat(etat, *EXCEPTIONNELLE_ETATS),
        _not_barred(standing, of_cfa_id),
        refused("La personne qui propose une majoration exceptionnelle ne peut la valider.")
        if standing.user_id == proposer_id
        else ALLOWED,
    )


def can_rank(standing, etat) -> Decision:
    """Freeze the instruction and rank."""
    return first_refusal(_need_role(standing, VALIDATION), _need_etat(etat, EtatCampagne.INSTRUCTION))


def can_resume_instruction(standing, etat) -> Decision:
    """Go back from the ranking to the instruction, with a reason."""
    return first_refusal(_need_role(standing, VALIDATION), _need_etat(etat, EtatCampagne.CLASSEE))


def can_propose_to_vote(standing, etat) -> Decision:
    """Retain the formations of the adopted scenario and put them to the vote."""
    return first_refusal(_need_role(standing, VALIDATION), _need_etat(etat, EtatCampagne.CLASSEE))


def can_take_back_proposal(standing, etat) -> Decision:
    """Take the campaign back from the vote to the ranking, with a reason."""
    return first_refusal(_need_role(standing, VALIDATION), _need_etat(etat, EtatCampagne.PROPOSEE_AU_VOTE))


def can_record_vote(standing, etat) -> Decision:
    """Record the vote of the deliberative body."""
    return first_refusal(_need_role(standing, VALIDATION), _need_etat(etat, EtatCampagne.PROPOSEE_AU_VOTE))


def can_act_after_vote(standing, etat) -> Decision:
    """Notify, correct by a new act, or publish what was voted."""
    return first_refusal(_need_role(standing, VALIDATION), _need_etat(etat, EtatCampagne.VOTEE, EtatCampagne.NOTIFIEE))


def can_correct(standing, etat, of_cfa_id) -> Decision:
    """Record the correction of a voted amount."""
    return first_refusal(can_act_after_vote(standing, etat), _not_barred(standing, of_cfa_id))


def can_declare_interet(standing) -> Decision:
    """Declare one's own interest with an OF-CFA: whoever instructs or decides."""
    return _need_role(standing, INSTRUCTION | VALIDATION)


def can_lift_interet(standing, declarant_id) -> Decision:
    """Lift the declaration of someone else, with a reason."""
    if standing.user_id == declarant_id:
        return refused("La personne concernée ne peut lever sa propre déclaration : demandez à une autre personne.")
    return _need_role(standing, INTEREST_LIFTERS)


def can_withdraw(standing, statut, of_cfa_id) -> Decision:
    """Withdraw a candidature before the vote: the OF-CFA that made it."""
    if of_cfa_id not in standing.of_cfa:
        return refused("Seul l’OF-CFA qui a fait cette demande peut la retirer.")
    if statut not in WITHDRAWABLE:
        return refused(f"Une candidature « {StatutCandidature(statut).label} » ne peut plus être retirée.")
    return ALLOWED
