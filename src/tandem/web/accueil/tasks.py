"""What a person has to do today, read from the state of the campaigns she may act on."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.campagnes.models import Campagne, Candidature, Dossier, Evaluation, MajorationExceptionnelle
from tandem.formats import long_date, number
from tandem.organisations.enums import Role

CLOSING_SOON_DAYS = 15
INSTRUCTION, VALIDATION = Role.REGION_INSTRUCTION, Role.REGION_VALIDATION


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing to do: a title that begins with a verb, where, how urgent (a Tone), and the address to do it."""

    title: str
    detail: str
    url: str
    tone: str = "info"


def of_campagne(name, campagne):
    """Return an address inside a campaign."""
    return reverse(name, kwargs={"region_slug": campagne.organisation.slug, "annee": campagne.annee})


def days_left(campagne) -> int:
    """Return the number of days before the deposit closes; negative once it is closed."""
    return (timezone.localdate(campagne.cloture) - timezone.localdate()).days


def plural(count, one, many) -> str:
    """Return « 1 candidature » or « 12 candidatures »."""
    return f"{number(count)} {one if count < 2 else many}"


def region_tasks(user, organisation, roles) -> list[Task]:
    """Return the tasks of a person of a Région, campaign by campaign, the latest first."""
    campagnes = Campagne.objects.filter(organisation=organisation).select_related("organisation").order_by("-annee")
    counts = _counts_by_statut(campagnes)
    return [task for campagne in campagnes for task in _of_state(user, campagne, roles, counts[campagne.pk])]


def _counts_by_statut(campagnes):
    counts = defaultdict(dict)
    found = (
        Candidature.objects.filter(dossier__campagne__in=campagnes)
        .order_by()
        .values("dossier__campagne", "statut")
        .annotate(total=Count("pk"))
    )
    for row in found:
        counts[row["dossier__campagne"]][row["statut"]] = row["total"]
    return counts


def _of_state(user, campagne, roles, counts) -> Iterator[Task]:
    readers = {
        EtatCampagne.PREPARATION: _in_preparation,
        EtatCampagne.OUVERTE: _while_open,
        EtatCampagne.INSTRUCTION: _in_instruction,
        EtatCampagne.CLASSEE: _once_ranked,
        EtatCampagne.PROPOSEE_AU_VOTE: _before_the_vote,
        EtatCampagne.VOTEE: _after_the_vote,
        EtatCampagne.NOTIFIEE: _after_the_letters,
    }
    yield from readers[EtatCampagne(campagne.etat)](user, campagne, roles, counts)


def _in_preparation(user, campagne, roles, counts) -> Iterator[Task]:
    if VALIDATION in roles:
        yield Task(
            title="Ouvrir la campagne au dépôt",
            detail=f"{campagne.titre} : ouverture prévue le {long_date(campagne.ouverture)}.",
            url=of_campagne("campagne", campagne),
        )


def _while_open(user, campagne, roles, counts) -> Iterator[Task]:
    if not roles & {INSTRUCTION, VALIDATION}:
        return
    left = days_left(campagne)
    deposited = counts.get(StatutCandidature.DEPOSEE, 0)
    drafts = counts.get(StatutCandidature.BROUILLON, 0)
    state = (
        f"{campagne.titre} : {plural(deposited, 'candidature déposée', 'candidatures déposées')}, "
        f"{plural(drafts, 'brouillon', 'brouillons')}."
    )
    if left < 0:
        yield Task(title="Clore le dépôt", detail=state, url=of_campagne("campagne", campagne), tone="warning")
    else:
        when = "aujourd’hui" if left == 0 else f"dans {plural(left, 'jour', 'jours')}"
        yield Task(
            title=f"Suivre les dépôts : clôture {when}",
            detail=state,
            url=of_campagne("campagne_candidatures", campagne),
            tone="warning" if left <= CLOSING_SOON_DAYS else "info",
        )


def _in_instruction(user, campagne, roles, counts) -> Iterator[Task]:
    url = of_campagne("campagne_candidatures", campagne)
    if INSTRUCTION in roles:
        for statut, title in (
            (StatutCandidature.DEPOSEE, "Examiner la recevabilité"),
            (StatutCandidature.RECEVABLE, "Confirmer l’éligibilité"),
        ):
            if count := counts.get(statut, 0):
                detail = f"{campagne.titre} : {plural(count, 'candidature attend', 'candidatures attendent')}."
                yield Task(title=title, detail=detail, url=f"{url}?f_statut={statut}")
    if VALIDATION in roles:
        yield from _to_validate(user, campagne)
        open_statuts = (StatutCandidature.DEPOSEE, StatutCandidature.RECEVABLE)
        if counts.get(StatutCandidature.ELIGIBLE) and not any(counts.get(statut) for statut in open_statuts):
            yield Task(
                title="Classer les candidatures",
                detail=f"{campagne.titre} : toutes les candidatures sont instruites.",
                url=of_campagne("campagne_classement", campagne),
            )


def _to_validate(user, campagne) -> Iterator[Task]:
    evaluations = (
        Evaluation.objects.filter(candidature__dossier__campagne=campagne, valideur__isnull=True)
        .exclude(instructeur=user)
        .count()
    )
    if evaluations:
        yield Task(
            title="Valider les notes",
            detail=f"{campagne.titre} : {plural(evaluations, 'note attend', 'notes attendent')} une seconde personne.",
            url=of_campagne("campagne_evaluations", campagne),
            tone="warning",
        )
    helped = (
        MajorationExceptionnelle.objects.filter(campagne=campagne, validee_par__isnull=True)
        .exclude(proposee_par=user)
        .count()
    )
    if helped:
        yield Task(
            title="Valider les majorations exceptionnelles",
            detail=f"{campagne.titre} : {plural(helped, 'proposition attend', 'propositions attendent')}.",
            url=of_campagne("campagne_exceptionnelle", campagne),
            tone="warning",
        )


def _once_ranked(user, campagne, roles, counts) -> Iterator[Task]:
    is_adopted = campagne.adoptions.exists()
    if VALIDATION in roles:
        title = "Proposer au vote le scénario adopté" if is_adopted else "Adopter un scénario"
        name = "campagne_vote" if is_adopted else "campagne_scenarios"
        yield Task(title=title, detail=f"{campagne.titre} est classée.", url=of_campagne(name, campagne))
    elif roles & {INSTRUCTION, Role.REGION_BUDGET} and not is_adopted:
        yield Task(
            title="Comparer les scénarios",
            detail=f"{campagne.titre} est classée, aucun scénario n’est encore adopté.",
            url=of_campagne("campagne_scenarios", campagne),
        )


def _before_the_vote(user, campagne, roles, counts) -> Iterator[Task]:
    if VALIDATION in roles:
        yield Task(
            title="Enregistrer le vote",
            detail=f"{campagne.titre} est proposée au vote : la délibération reste à enregistrer.",
            url=of_campagne("campagne_vote", campagne),
        )


def _after_the_vote(user, campagne, roles, counts) -> Iterator[Task]:
    if VALIDATION in roles:
        yield Task(
            title="Notifier les OF-CFA",
            detail=f"{campagne.titre} est votée : les courriers restent à envoyer.",
            url=of_campagne("campagne_notifications", campagne),
        )


def _after_the_letters(user, campagne, roles, counts) -> Iterator[Task]:
    if VALIDATION in roles and campagne.publiee_le is None:
        yield Task(
            title="Publier l’annexe votée",
            detail=f"{campagne.titre} est notifiée : l’annexe n’est pas encore publique.",
            url=of_campagne("campagne_vote", campagne),
        )


def cfa_tasks(user, organisation) -> list[Task]:
    """Return the tasks of a person of an OF-CFA: the calls of its own Région to answer, the drafts to deposit.

    The open campaigns of the other Régions are not its business unless it began to answer one.
    """
    campagnes = (
        Campagne.objects.visible_to(user)
        .filter(etat=EtatCampagne.OUVERTE)
        .filter(Q(organisation__region=organisation.region_id) | Q(dossiers__of_cfa=organisation))
        .distinct()
        .select_related("organisation")
        .order_by("cloture", "pk")
    )
    dossiers = {
        dossier.campagne_id: dossier
        for dossier in Dossier.objects.filter(of_cfa=organisation, campagne__in=campagnes).order_by("pk")
    }
    return [_cfa_task(campagne, dossiers.get(campagne.pk)) for campagne in campagnes if campagne.is_window_open]


def _cfa_task(campagne, dossier) -> Task:
    left = days_left(campagne)
    call = f"{campagne.organisation.nom}, {campagne.titre} : dépôt ouvert jusqu’au {long_date(campagne.cloture)}."
    tone = "warning" if left <= CLOSING_SOON_DAYS else "info"
    url = of_campagne("mon_dossier", campagne)
    if dossier is None:
        return Task(title="Répondre à l’appel à candidatures", detail=call, url=url, tone=tone)
    drafts = dossier.candidatures.filter(statut=StatutCandidature.BROUILLON).count()
    if drafts or dossier.depose_le is None:
        detail = f"{call} {plural(drafts, 'formation en brouillon', 'formations en brouillon')}."
        return Task(title="Compléter et déposer mon dossier", detail=detail, url=url, tone=tone)
    return Task(title="Relire mon dossier déposé", detail=call, url=url, tone="success")
