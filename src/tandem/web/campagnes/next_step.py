"""What to do next in a campaign, for the person who reads: one action, said in words."""

from typing import NamedTuple

from django.utils import timezone

from tandem.campagnes import perms
from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.formats import long_moment, number
from tandem.web.templatetags.components import Step

_E, _S = EtatCampagne, StatutCandidature


class NextStep(NamedTuple):
    """`dialog` names a confirmation of the page, `url` another page; neither when the person can only wait."""

    title: str
    text: str
    label: str = ""
    url: str = ""
    dialog: str = ""


def steps_of(campagne) -> list[Step]:
    """Return the states of the campaign as a stepper."""
    states = list(_E)
    here = states.index(_E(campagne.etat))
    return [
        Step(
            label=etat.label,
            state="done" if index < here or campagne.etat == _E.NOTIFIEE else "current" if index == here else "todo",
        )
        for index, etat in enumerate(states)
    ]


def taken_over(campagne) -> NextStep:
    """Return what to say of a campaign of which only the published annexe is here."""
    text = (
        f"Les candidatures et le vote de {campagne.annee} ne sont pas sur la plateforme : "
        "les montants ci-dessous sont ceux de l’annexe publiée. Ils servent de référence aux années suivantes."
    )
    return NextStep("La campagne est terminée" if campagne.etat == _E.NOTIFIEE else "Annexe reprise", text)


def next_step(place, counts: dict[str, int]) -> NextStep:
    """Return the next action; `counts` holds the number of candidatures by state."""
    return _BY_ETAT[_E(place.campagne.etat)](place, counts)


def _preparation(place, _counts) -> NextStep:
    text = (
        "Vérifiez la période, l’enveloppe et le règlement : ils ne changent plus après l’ouverture. "
        "Les OF-CFA verront la campagne dès qu’elle sera ouverte."
    )
    if perms.can_open(place.standing, place.campagne.etat):
        return NextStep("Ouvrir la campagne", text, "Ouvrir le dépôt…", dialog="ouvrir")
    return NextStep("La campagne se prépare", text)


def _ouverte(place, counts) -> NextStep:
    campagne = place.campagne
    if timezone.now() < campagne.cloture:
        waiting = counts.get(_S.DEPOSEE, 0)
        text = f"Le dépôt court jusqu’au {long_moment(campagne.cloture)}. " + (
            f"{_counted(waiting, 'candidature déposée attend', 'candidatures déposées attendent')} une décision."
            if waiting
            else "Aucune candidature déposée n’attend de décision."
        )
        return NextStep(
            "Instruire au fil de l’eau", text, "Voir les candidatures", url=place.url("campagne_candidatures")
        )
    text = f"La période de dépôt est finie depuis le {long_moment(campagne.cloture)}."
    if perms.can_close(place.standing, campagne.etat):
        return NextStep("Clore le dépôt", text, "Clore et passer à l’instruction…", dialog="clore")
    return NextStep("Le dépôt va être clos", text)


def _instruction(place, counts) -> NextStep:
    waiting = counts.get(_S.DEPOSEE, 0)
    if waiting:
        return NextStep(
            "Décider de la recevabilité",
            f"{_counted(waiting, 'candidature déposée attend', 'candidatures déposées attendent')} une décision.",
            "Instruire les candidatures",
            url=f"{place.url('campagne_candidatures')}?f_statut={_S.DEPOSEE.value}",
        )
    waiting = counts.get(_S.RECEVABLE, 0)
    if waiting:
        return NextStep(
            "Confirmer l’éligibilité",
            f"{_counted(waiting, 'candidature recevable attend', 'candidatures recevables attendent')} confirmation.",
            "Instruire les candidatures",
            url=f"{place.url('campagne_candidatures')}?f_statut={_S.RECEVABLE.value}",
        )
    text = "Notez les critères qualitatifs, faites valider les notes, puis arrêtez le classement."
    if perms.can_rank(place.standing, place.campagne.etat):
        return NextStep("Arrêter le classement", text, "Classer…", dialog="classer")
    return NextStep("Noter et valider", text, "Voir les évaluations", url=place.url("campagne_evaluations"))


def _classee(place, _counts) -> NextStep:
    if place.adopted is None:
        text = "Cherchez la répartition dans le solveur, enregistrez des scénarios, adoptez-en un avec son motif."
        return NextStep("Adopter un scénario", text, "Ouvrir le solveur", url=place.url("campagne_enveloppe"))
    text = f"« {place.adopted} » est adopté : il peut être proposé au vote."
    return NextStep("Proposer au vote", text, "Préparer le vote", url=place.url("campagne_vote"))


def _proposee(place, _counts) -> NextStep:
    text = "Après la séance, enregistrez la délibération : les montants seront figés et leur empreinte conservée."
    return NextStep("Enregistrer le vote", text, "Vote et délibération", url=place.url("campagne_vote"))


def _votee(place, _counts) -> NextStep:
    text = "Chaque OF-CFA reçoit son courrier ; son empreinte est conservée."
    return NextStep("Notifier les OF-CFA", text, "Notifications", url=place.url("campagne_notifications"))


def _notifiee(place, _counts) -> NextStep:
    # A campaign taken over from before the platform has no vote here: nothing to publish nor to correct.
    if not hasattr(place.campagne, "vote"):
        return NextStep("La campagne est terminée", "Son vote n’est pas enregistré sur la plateforme.")
    if place.campagne.publiee_le is None:
        text = "Tous les OF-CFA sont notifiés. L’annexe votée peut être ouverte au public."
        return NextStep("Publier l’annexe", text, "Vote et délibération", url=place.url("campagne_vote"))
    text = "Tous les OF-CFA sont notifiés et l’annexe est publique. Une erreur se corrige par un acte nouveau."
    return NextStep("La campagne est terminée", text, "Corrections", url=place.url("campagne_corrections"))


def _counted(count: int, singular: str, plural: str) -> str:
    return f"{number(count)} {plural if count > 1 else singular}"


_BY_ETAT = {
    _E.PREPARATION: _preparation,
    _E.OUVERTE: _ouverte,
    _E.INSTRUCTION: _instruction,
    _E.CLASSEE: _classee,
    _E.PROPOSEE_AU_VOTE: _proposee,
    _E.VOTEE: _votee,
    _E.NOTIFIEE: _notifiee,
}
