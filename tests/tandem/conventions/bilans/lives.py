"""The real conventions carried to their signature, and a year of life for tests; what happened is invented."""

from datetime import date, datetime
from types import SimpleNamespace

from django.utils import timezone

from tandem.conventions.enums import EtatConvention, EtatDecisionComite, EtatReunion
from tandem.conventions.models import (
    DecisionComite,
    EtatFicheTransition,
    Obligation,
    Reunion,
    ReunionObligation,
    SuiviDecisionComite,
    Transmission,
    Valeur,
)
from tandem.organisations.enums import Role
from tests.tandem.factories import MembershipFactory, UserFactory

SIGNED_ON = date(2023, 10, 12)
WAY = (EtatConvention.VOTEE, EtatConvention.SIGNEE, EtatConvention.EN_VIGUEUR)
AFTER_2024 = date(2025, 2, 3)


def carried(convention, signed_on=SIGNED_ON):
    """Return a real convention in force since a day that tests choose: its source prints none."""
    todo = [etat for etat in WAY if etat not in already(convention)]
    for etat in todo:
        convention.etat = etat
        if etat in {EtatConvention.SIGNEE, EtatConvention.EN_VIGUEUR}:
            convention.signed_on = convention.signed_on or signed_on
        convention.save(update_fields=["etat", "signed_on"])
    return convention


def already(convention):
    """Return the states that a convention has passed."""
    return WAY[: WAY.index(convention.etat) + 1] if convention.etat in WAY else ()


def moment(*parts):
    """Return a moment of the clocks of Paris."""
    return timezone.make_aware(datetime(*parts))  # noqa: DTZ001 - made aware here


def person(organisation, role, email):
    """Return somebody of an organisation."""
    user = UserFactory(email=email)
    MembershipFactory(user=user, organisation=organisation, role=role)
    return user


def people_of(convention):
    """Return somebody of each of the two parties, who may write."""
    first, second = convention.parties.select_related("organisation").order_by("rank")
    is_region = first.role == "region"
    return SimpleNamespace(
        first=person(
            first.organisation,
            Role.REGION_INSTRUCTION if is_region else Role.OPCO_PARTENARIATS,
            f"ecrit-{convention.pk}@essai.example",
        ),
        second=person(second.organisation, Role.OPCO_PARTENARIATS, f"publie-{convention.pk}@essai.example"),
    )


def held(convention, code, when, *, minutes=120, participants=6, secteur=""):
    """Record a meeting held for an obligation."""
    obligation = convention.obligations.get(code=code)
    reunion = Reunion.objects.create(
        comite=convention.comites.order_by("pk").first(),
        starts_at=when,
        minutes=minutes,
        participants=participants,
        objet=obligation.libelle[:255],
        etat=EtatReunion.TENUE,
    )
    ReunionObligation.objects.create(reunion=reunion, obligation=obligation, secteur=secteur)
    return reunion


def sent(convention, code, day, *, note="Fichier des données de l’année"):
    """Record something sent by the party that owes it."""
    obligation = Obligation.objects.get(convention=convention, code=code)
    partie = obligation.debiteur or convention.parties.order_by("rank").first()
    return Transmission.objects.create(obligation=obligation, partie=partie, date=day, note=note)


def decided(reunion, texte, *, etat=EtatDecisionComite.A_FAIRE, suivi=""):
    """Record a decision of a meeting, and what became of it."""
    decision = DecisionComite.objects.create(
        reunion=reunion,
        numero=reunion.decisions.count() + 1,
        texte=texte,
        partie=reunion.comite.convention.parties.order_by("rank").first(),
        owner="Service apprentissage",
        due_on=date(2024, 12, 1),
        etat=etat,
    )
    if suivi:
        SuiviDecisionComite.objects.create(
            decision_comite=decision, etat=etat, note=suivi, at=reunion.starts_at + timezone.timedelta(days=60)
        )
    return decision


def typed(convention, code, annee, value, *, departement=None, texte=""):
    """Record a value typed by the party that owes it."""
    indicateur = convention.indicateurs.get(code=code)
    return Valeur.objects.create(
        indicateur=indicateur,
        annee=annee,
        departement_id=departement,
        value=value,
        texte=texte,
        date=date(annee, 12, 31),
        partie=indicateur.responsable or convention.parties.order_by("rank").first(),
    )


def moved(fiche, to, when, *, reason=""):
    """Record a change of state of a fiche on a day."""
    EtatFicheTransition.objects.create(fiche=fiche, from_etat=fiche.etat, to_etat=to, reason=reason, at=when)
    fiche.etat = to
    fiche.save(update_fields=["etat"])


def year_2024(convention):
    """Give an Île-de-France convention a year: two meetings, a sending, a fiche begun, a decision, a value."""
    codes = {one.nature: one.code for one in convention.obligations.order_by("-rank")}
    reunion = held(convention, codes["reunion"], moment(2024, 3, 20, 10))
    held(convention, codes["reunion"], moment(2024, 11, 5, 14), minutes=90, participants=None)
    sent(convention, codes["transmission"], date(2024, 6, 14))
    decided(reunion, "Transmettre la liste des CFA.", etat=EtatDecisionComite.FAITE, suivi="Liste transmise.")
    moved(convention.fiches.order_by("pk").first(), "en_cours", moment(2024, 2, 1, 9))
    return codes
