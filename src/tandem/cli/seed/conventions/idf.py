"""The two conventions of Île-de-France, from their vote on, and a negotiation of the Région with OPCO Santé."""

from datetime import date

from django.db.models import Q

from tandem.actes.enums import Organe
from tandem.campagnes.actions.acts import Act
from tandem.cli.seed.conventions.scenes import (
    FICTIF,
    at,
    complete,
    conclude,
    hold,
    plan,
    send,
    sign,
    take_stock,
    type_all,
    working,
)
from tandem.cli.seed.people import IDF
from tandem.cli.seed.story import clock_at
from tandem.conventions.actions.avenants import create_avenant, finalise_avenant, share_avenant
from tandem.conventions.actions.convention import (
    Party,
    follow_the_calendar,
    open_convention,
    record_vote,
    share_convention,
)
from tandem.conventions.actions.courriers import Lettre
from tandem.conventions.actions.documents import record_signature
from tandem.conventions.actions.fiche_states import move_action, move_fiche
from tandem.conventions.actions.habilitations import record_deliberation
from tandem.conventions.actions.modifications import change_clause
from tandem.conventions.actions.perimetre import declare_perimetre
from tandem.conventions.actions.texte import add_clause
from tandem.conventions.actions.vie import prolong
from tandem.conventions.enums import EtatAction, RolePartie, TypeConvention
from tandem.conventions.models import Comite, Convention, VarianteClause
from tandem.organisations.models import Organisation

ACT = Act(
    "CP 2023-247", date(2023, 7, 5), Organe.COMMISSION_PERMANENTE, "Conventions de partenariat avec AKTO et ATLAS"
)
SECTORS = ("fiche-3-action-1-concertation", "fiche-3-action-2-concertation")
SUMMER = ("art-4-dialogue", "art-5-comite-de-pilotage", "art-3-1-point-bilateral", "art-3-3-programmation")
ATLAS_DAY = "fiche-1-2-atlas-de-l-alternance"
CHIEF = "Valérie PÉCRESSE, Présidente du conseil régional d’Île-de-France"
ALTERNATIVE = " (ou Elle est renouvelable par voie d’avenant)"


def live_akto(users, convention) -> None:
    """AKTO: signed in October 2023, followed for three years, amended once, prolonged."""
    chief, officer, opco = (
        users[who] for who in ("validation@idf.example", "mission@idf.example", "partenariats@akto.example")
    )
    with clock_at(at(date(2023, 7, 6))):
        record_vote(actor=chief, convention=convention, on=ACT.date)
    with clock_at(at(date(2023, 9, 11))):
        paragraph = "La Délégation Régionale de X (adresse) est représentée par Mr/Mme X, en sa qualité de X,\n\n"
        complete(officer, convention, code="parties", changes=[(paragraph, "")])
        complete(officer, convention, code="article-5", changes=[(ALTERNATIVE, "")])
        complete(
            officer,
            convention,
            code="signatures",
            changes=[("xxx", "Valérie PÉCRESSE, Présidente du conseil régional")],
        )
    sign(
        convention,
        closer=chief,
        closed=date(2023, 9, 20),
        signed=date(2023, 10, 12),
        signers={IDF: chief, "akto": opco},
    )
    with clock_at(at(date(2023, 11, 6))):
        declare_perimetre(
            actor=opco,
            convention=convention,
            of_cfa=_some_of_cfa(4),
            starts_on=date(2023, 10, 12),
            source=f"{FICTIF} Liste transmise par l’OPCO le 6 novembre 2023",
        )
    _meet_akto(convention, officer, opco)
    _follow_akto(convention, officer, chief, opco)
    _amend(convention, chief=chief, opco=opco)
    _prolong(convention, chief)
    for annee in AKTO_FIGURES:
        take_stock(chief, convention, date(annee + 1, 3, 31), annee=annee)
    dialogue = Comite.objects.get(convention=convention, code="comite-de-pilotage-partage")
    secteur = convention.obligations.get(code=SECTORS[0]).secteurs[3]
    plan(dialogue, 11, actor=officer, objet="Programmation de l’année à venir", codes=["art-3-3-programmation"])
    plan(dialogue, 18, actor=opco, objet=f"Concertation : {secteur}", codes=SECTORS, secteur=secteur)


def _some_of_cfa(step: int) -> list[Organisation]:
    """Return one OF-CFA out of `step` among those that received the majoration, always the same."""
    found = Organisation.objects.of_cfa().filter(Q(lignes_votees__isnull=False) | Q(dossiers__isnull=False))
    return list(found.filter(is_fictif=False).distinct().order_by("slug"))[::step]


def _meet_akto(convention, officer, opco) -> None:
    """Summer dialogues, autumn programming, a meeting by sector each semester: some were not held."""
    dialogue = convention.comites.get(code="comite-de-pilotage-partage")
    region, partner = convention.parties.order_by("rank")
    for year, day in ((2024, 20), (2025, 19), (2026, 18)):
        held_on = date(year, 6, day)
        reunion = hold(dialogue, held_on, actor=officer, objet=f"Dialogue annuel {year}", codes=SUMMER, people=11)
        conclude(
            reunion,
            held_on,
            actor=officer,
            text="Les partenaires font le point des interventions de l’année et de la programmation à venir.",
            decisions=[
                ("Transmettre la liste des CFA soutenus.", region, "Service apprentissage", date(year, 9, 30)),
                ("Mesurer l’effet de la baisse des coûts contrats.", partner, "Délégation", date(year, 11, 30)),
            ],
            done=2 if year < 2026 else 1,
        )
    for year, day in ((2024, 14), (2025, 13)):
        hold(
            dialogue,
            date(year, 11, day),
            actor=opco,
            objet=f"Programmation {year + 1}",
            codes=["art-3-3-programmation"],
        )
    sectors = convention.obligations.get(code=SECTORS[0]).secteurs
    for year, semester, held in ((2024, 1, 6), (2024, 2, 6), (2025, 1, 6), (2025, 2, 5), (2026, 1, 6), (2026, 2, 3)):
        month = 3 if semester == 1 else 9
        for index, secteur in enumerate(sectors[:held]):
            day = working(date(year, month + index // 3, 5 + 7 * (index % 3)))
            hold(dialogue, day, actor=opco, objet=f"Concertation : {secteur}", codes=SECTORS, secteur=secteur, people=6)


BY_OPCO = (
    "art-3-1-donnees-apprentissage",
    "fiche-1-effets-baisse-couts-contrats",
    "art-3-1-appels-et-financements-opco",
)
BY_REGION = (
    "fiche-1-liste-cfa-majoration",
    "fiche-1-projets-investissement",
    "art-3-1-appels-et-financements-region",
)


def _follow_akto(convention, officer, chief, opco) -> None:
    """Transmissions in both directions, states of the fiches, figures typed by each side."""
    for year in (2024, 2025, 2026):
        for index, code in enumerate(BY_OPCO[: 3 if year < 2026 else 1]):
            send(convention, code, date(year, 3 + index, 18), actor=opco, content=f"Données de l’année {year - 1}.")
        for index, code in enumerate(BY_REGION[: 3 if year < 2026 else 2]):
            send(convention, code, date(year, 7 + index % 2, 16), actor=officer, content=f"Campagne {year}.")
    with clock_at(at(date(2024, 1, 15))):
        for fiche in convention.fiches.order_by("numero"):
            move_fiche(actor=officer, fiche=fiche, to=EtatAction.EN_COURS)
    with clock_at(at(date(2025, 1, 20))):
        actions = {action.numero: action for action in convention.fiches.get(numero="3").actions.order_by("numero")}
        for numero in (1, 2, 4):
            move_action(actor=officer, action=actions[numero], to=EtatAction.EN_COURS)
        move_action(
            actor=opco,
            action=actions[5],
            to=EtatAction.ARRETEE,
            reason="Indicateur non mesurable : à reformuler.",
        )
    for year, figures in AKTO_FIGURES.items():
        type_all(opco, convention, year, figures[0], on=date(year + 1, 2, 10))
        type_all(chief, convention, year, figures[1], on=date(year + 1, 2, 17))


AKTO_FIGURES = {
    2024: (
        {
            "analyse-couts-contrats": "Note d’analyse des coûts contrats 2024, douze pages.",
            "ambassadeurs-metiers": "42",
            "formations-cofinancees": "9",
            "demandeurs-accompagnes": "1180",
            "jeunes-accompagnes": "640",
            "entreprises-accompagnees": "2315",
        },
        {"entrees-formation": "412", "retours-emploi": "268"},
    ),
    2025: (
        {
            "analyse-couts-contrats": "Note d’analyse des coûts contrats 2025, quatorze pages.",
            "ambassadeurs-metiers": "57",
            "formations-cofinancees": "12",
            "demandeurs-accompagnes": "1245",
            "jeunes-accompagnes": "702",
        },
        {"entrees-formation": "455", "retours-emploi": "301"},
    ),
}
"""Invented figures, typed by the OPCO then by the Région; what is not here is still to be filled."""


def _amend(convention, *, chief, opco) -> None:
    """One avenant signed in 2025, another one that the Région drafts on its side."""
    clause = convention.clauses.current().get(code="article-4")
    with clock_at(at(date(2025, 3, 3))):
        avenant = create_avenant(actor=chief, convention=convention, objet="Deux réunions de dialogue par an")
        change_clause(
            actor=chief,
            avenant=avenant,
            clause=clause,
            texte=clause.texte.replace(
                "une à deux fois dans l’année une réunion", "deux fois dans l’année une réunion"
            ),
        )
        avenant = share_avenant(actor=chief, avenant=avenant)
        document = finalise_avenant(actor=chief, avenant=avenant)
    with clock_at(at(date(2025, 3, 27))):
        for signataire in document.signataires.select_related("partie__organisation").order_by("rank"):
            signer = chief if signataire.partie.role == RolePartie.REGION else opco
            record_signature(actor=signer, signataire=signataire, on=date(2025, 3, 27), sha256=document.sha256)
    with clock_at(at(date(2026, 10, 5))):
        create_avenant(actor=chief, convention=convention, objet="Préciser la transmission des données par formation")


def _prolong(convention, chief) -> None:
    """Prolong by three years, a letter from each party, a month before the term."""
    region, partner = convention.parties.order_by("rank")
    with clock_at(at(date(2026, 9, 14))):
        prolong(
            actor=chief,
            convention=convention,
            duree_mois=36,
            agreed_on=date(2026, 9, 10),
            motif="Poursuivre le partenariat.",
            lettres=[
                Lettre(region, date(2026, 9, 2), date(2026, 9, 4), "AR fictif 1"),
                Lettre(partner, date(2026, 9, 8), date(2026, 9, 10), "AR fictif 2"),
            ],
        )


def live_atlas(users, convention) -> None:
    """ATLAS: signed in February 2024, its term is near; its fiches have no indicator of their own."""
    chief, officer, opco = (
        users[who] for who in ("validation@idf.example", "mission@idf.example", "partenariats@atlas.example")
    )
    region = convention.parties.get(role=RolePartie.REGION)
    with clock_at(at(date(2023, 7, 6))):
        record_deliberation(actor=chief, partie=region, act=ACT)
        record_vote(actor=chief, convention=convention, on=ACT.date)
    with clock_at(at(date(2023, 12, 4))):
        complete(officer, convention, code="parties", changes=[("n° ….. du …..", "n° CP 2023-247 du 5 juillet 2023")])
        complete(officer, convention, code="article-3-3", changes=[(" (ou régulièrement)", "")])
        complete(officer, convention, code="article-5", changes=[(ALTERNATIVE, "")])
        names = "Pour la Région, Valérie PÉCRESSE\n\nPour l’OPCO ATLAS, Philippe DEGONZAGUE, président"
        complete(officer, convention, code="signatures", changes=[("Signataires", names)])
    sign(
        convention,
        closer=chief,
        closed=date(2024, 1, 15),
        signed=date(2024, 2, 5),
        signers={IDF: chief, "atlas": opco},
    )
    dialogue = convention.comites.get(code="comite-de-pilotage-partage")
    for year, day in ((2024, 25), (2025, 24), (2026, 23)):
        hold(dialogue, date(year, 6, day), actor=officer, objet=f"Dialogue annuel {year}", codes=SUMMER, people=7)
    for year in (2024, 2025):
        hold(
            dialogue,
            date(year, 10, 15),
            actor=opco,
            objet="Atlas de l’alternance",
            codes=["fiche-1-2-atlas-de-l-alternance"],
        )
        send(convention, "art-3-1-donnees-apprentissage", date(year, 4, 9), actor=opco, content="Données de l’année.")
    with clock_at(at(date(2024, 3, 11))):
        declare_perimetre(
            actor=opco,
            convention=convention,
            of_cfa=_some_of_cfa(6),
            starts_on=date(2024, 2, 5),
            source=f"{FICTIF} Liste transmise par l’OPCO le 11 mars 2024",
        )
    type_all(opco, convention, 2024, {"cojobings": "3", "tuteurs-formes": "655"}, on=date(2025, 2, 12))
    follow_the_calendar(convention=convention)


def open_with_opco_sante(users) -> None:
    """An invented negotiation of the Région with OPCO Santé: shared, not yet written whole."""
    chief, officer = users["validation@idf.example"], users["mission@idf.example"]
    region, opco = Organisation.objects.get(slug=IDF), Organisation.objects.get(slug="opco-sante")
    with clock_at(at(date(2026, 9, 21))):
        convention = open_convention(
            actor=officer,
            organisation=region,
            kind=TypeConvention.REGION_OPCO,
            titre="Convention entre la Région Île-de-France et OPCO Santé (données fictives)",
            parties=[Party(region, RolePartie.REGION, "la Région"), Party(opco, RolePartie.OPCO, "l’OPCO Santé")],
            territoires=["11"],
            duree_mois=36,
            prolongation_max_mois=36,
            mise_en_demeure_mois=1,
            fiches_sans_avenant=True,
            is_fictif=True,
        )
        for variante in VarianteClause.objects.filter(
            modele__code__in=("article-1", "article-3-3", "article-5"), code__in=("atlas", "commune")
        ).select_related("modele").order_by("modele__rank"):  # fmt: skip
            add_clause(actor=officer, convention=convention, variante=variante)
        share_convention(actor=chief, convention=Convention.objects.get(pk=convention.pk))
