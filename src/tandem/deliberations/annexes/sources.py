"""Read the annexe of a campaign: proposed (adopted scenario), voted, or rectified by a later délibération."""

import hashlib
import json

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from bareme.display import french_sort_key
from tandem.campagnes.models import Campagne, Vote
from tandem.deliberations.annexes.content import (
    Act,
    Annexe,
    AnnexeError,
    AnnexeLigne,
    Rectification,
    digest,
)
from tandem.deliberations.enums import EtatAnnexe


def vote_of(campagne: Campagne) -> Vote | None:
    """Return the vote of a campaign, None before it."""
    return Vote.objects.select_related("deliberation").filter(campagne=campagne).first()


def current_annexe(campagne: Campagne) -> Annexe:
    """Return the annexe that stands today: rectified, else voted, else proposed. AnnexeError when there is none."""
    vote = vote_of(campagne)
    if vote is None:
        return proposed_annexe(campagne)
    acts = rectification_acts(vote)
    return rectified_annexe(vote, acts[-1]) if acts else voted_annexe(vote)


def proposed_annexe(campagne: Campagne) -> Annexe:
    """Return the annexe of the scenario adopted last, as it would be put to the vote."""
    adoption = campagne.adoptions.select_related("scenario").first()
    if adoption is None:
        raise AnnexeError(
            "L’annexe ne peut être produite : aucun scénario n’est adopté pour cette campagne. "
            "Adoptez un scénario, avec son motif, dans l’onglet « Scénarios »."
        )
    scenario = adoption.scenario
    _refuse_altered(scenario.resultat, scenario.resultat_sha256, f"le résultat du scénario {scenario.numero}")
    lignes = tuple(
        AnnexeLigne(
            nom=line["of_cfa"],
            majoration=line["majoration"],
            dont_bonus_vert=line["dont_bonus_vert"],
            exceptionnelle=line["exceptionnelle"],
            totale=line["totale"],
            contrats=line["contrats"],
        )
        for line in json.loads(scenario.resultat)["organismes"]
    )
    return Annexe(
        etat=EtatAnnexe.PROPOSEE,
        lignes=lignes,
        date=timezone.localdate(adoption.at),
        sha256=scenario.resultat_sha256,
        sha256_of=f"du résultat du scénario {scenario.numero} « {scenario.nom} »",
        **_identity(campagne),
    )


def voted_annexe(vote: Vote) -> Annexe:
    """Return the annexe as it was voted, whatever happened since."""
    _refuse_altered(vote.annexe, vote.sha256, "l’annexe votée")
    return Annexe(
        etat=EtatAnnexe.VOTEE,
        lignes=tuple(_voted_lignes(vote).values()),
        date=vote.deliberation.date,
        sha256=vote.sha256,
        sha256_of="de l’annexe votée",
        vote_act=act_of(vote.deliberation),
        **_identity(vote.campagne),
    )


def rectification_acts(vote: Vote) -> list:
    """Return the délibérations that rectified a vote, in the order they were recorded."""
    acts = {}
    for correction in vote.corrections.select_related("deliberation"):
        acts.setdefault(correction.deliberation_id, correction.deliberation)
    return list(acts.values())


def rectified_annexe(vote: Vote, deliberation) -> Annexe:
    """Return the annexe after the corrections of `deliberation` and of those before it."""
    _refuse_altered(vote.annexe, vote.sha256, "l’annexe votée")
    acts = [act.pk for act in rectification_acts(vote)]
    if deliberation.pk not in acts:
        raise AnnexeError(f"La {act_of(deliberation)} ne rectifie pas ce vote.")
    in_force = set(acts[: acts.index(deliberation.pk) + 1])
    lignes = _voted_lignes(vote)
    rectifications = []
    for correction in vote.corrections.select_related("of_cfa"):
        if correction.deliberation_id not in in_force:
            continue
        before = lignes.get(correction.of_cfa_id) or _empty_ligne(correction.of_cfa)
        after = _corrected(before, correction)
        lignes[correction.of_cfa_id] = after
        if correction.deliberation_id == deliberation.pk:
            rectifications.append(_rectification(correction, before, after))
    ordered = tuple(sorted(lignes.values(), key=lambda ligne: french_sort_key(ligne.nom)))
    return Annexe(
        etat=EtatAnnexe.RECTIFIEE,
        lignes=ordered,
        date=deliberation.date,
        sha256=digest(ordered, tuple(rectifications)),
        sha256_of="des lignes rectifiées",
        vote_act=act_of(vote.deliberation),
        rectification_act=act_of(deliberation),
        rectifications=tuple(rectifications),
        **_identity(vote.campagne),
    )


def act_of(deliberation) -> Act:
    return Act(numero=deliberation.numero, date=deliberation.date)


def brand_colour(organisation) -> str:
    """Return the main colour of an organisation's charte, the neutral one when it has none."""
    try:
        return organisation.charte.couleur_primaire
    except ObjectDoesNotExist:
        return "#1f4e5f"


def _identity(campagne: Campagne) -> dict:
    organisation = campagne.organisation
    return {
        "region": organisation.nom,
        "region_slug": organisation.slug,
        "annee": campagne.annee,
        "source": campagne.source,
        "is_fictif": campagne.is_fictif,
        "couleur": brand_colour(organisation),
    }


def _voted_lignes(vote: Vote) -> dict[int, AnnexeLigne]:
    """Return the voted lines by OF-CFA, in the order of the annexe."""
    return {
        ligne.of_cfa_id: AnnexeLigne(
            nom=ligne.nom_source,
            majoration=ligne.majoration,
            dont_bonus_vert=ligne.dont_bonus_vert,
            exceptionnelle=ligne.exceptionnelle,
            totale=ligne.totale,
            contrats=ligne.contrats,
        )
        for ligne in vote.lignes.order_by("rank")
    }


def _empty_ligne(of_cfa) -> AnnexeLigne:
    """An OF-CFA that a correction adds had nothing before it."""
    nom = of_cfa.nom_source or of_cfa.nom
    return AnnexeLigne(nom=nom, majoration=0, dont_bonus_vert=0, exceptionnelle=0, totale=0, contrats=0)


def _corrected(before: AnnexeLigne, correction) -> AnnexeLigne:
    majoration = before.majoration + correction.ecart_majoration
    exceptionnelle = before.exceptionnelle + correction.ecart_exceptionnelle
    return AnnexeLigne(
        nom=before.nom,
        majoration=majoration,
        dont_bonus_vert=before.dont_bonus_vert + correction.ecart_bonus_vert,
        exceptionnelle=exceptionnelle,
        totale=majoration + exceptionnelle,
        contrats=before.contrats + correction.ecart_contrats,
    )


def _rectification(correction, before: AnnexeLigne, after: AnnexeLigne) -> Rectification:
    return Rectification(
        nom=before.nom,
        ecart_majoration=correction.ecart_majoration,
        ecart_bonus_vert=correction.ecart_bonus_vert,
        ecart_exceptionnelle=correction.ecart_exceptionnelle,
        ecart_contrats=correction.ecart_contrats,
        totale_avant=before.totale,
        totale_apres=after.totale,
        motif=correction.motif,
    )


def _refuse_altered(text: str, sha256: str, what: str) -> None:
    """Never print from a record that is no longer the one that was hashed."""
    found = hashlib.sha256(text.encode()).hexdigest()
    if found != sha256:
        raise AnnexeError(
            f"L’annexe ne peut être produite : {what} ne correspond plus à son empreinte "
            f"(attendue {sha256[:12]}…, trouvée {found[:12]}…). Prévenez l’administration du site."
        )
