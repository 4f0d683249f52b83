"""Write the conventions of the sources, word for word, in the state that their source prints."""

from datetime import date, datetime, time

from django.utils import timezone

from tandem.actes.enums import EtatDeliberation
from tandem.actes.models import Deliberation
from tandem.conventions.enums import SIGNED, EtatConvention, RolePartie, TypeConvention
from tandem.conventions.loaders.library import titles
from tandem.conventions.loaders.reading import read
from tandem.conventions.loaders.tracking import load_figures, load_tracking
from tandem.conventions.models import (
    Action,
    Axe,
    Clause,
    Convention,
    Fiche,
    Habilitation,
    ModeleFiche,
    Partie,
    Restriction,
    VarianteClause,
)
from tandem.organisations.models import Instance, Organisation, Representant

SLUGS = (
    "akto-idf-2023",
    "atlas-idf-2023",
    "opco-sante-akto-2025",
    "akto-normandie-2022",
    "grands-rendez-vous-2022",
)
SCHEDULE = ("debut", "fin", "mois_debut", "mois_fin", "fois", "par")


def load_convention(slug: str) -> Convention:
    """Write one convention with its text, fiches, indicators, obligations and committees, unless it is there."""
    facts = read(slug, "convention.yaml")
    tracking = read(slug, "suivi.yaml")
    load_figures(tracking)
    known = Convention.objects.filter(slug=slug).first()
    if known is not None:
        return known
    organisations = {item.slug: item for item in Organisation.objects.order_by("pk")}
    convention = _convention(facts, organisations)
    _clauses(convention, facts)
    fiches = _fiches(convention, facts, read(slug, "fiches.yaml")["fiches"], organisations)
    load_tracking(convention, tracking, fiches=fiches, organisations=organisations)
    for row in facts.get("restrictions", ()):
        organisation = organisations[row["organisation"]]
        Restriction.objects.create(
            convention=convention,
            organisation=organisation,
            instance=Instance.objects.filter(organisation=organisation, nom=row["instance"]).first(),
            clause=row["clause"],
            texte=row["quote"],
            date=row["date"],
        )
    return convention


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _convention(facts, organisations) -> Convention:
    """Write the convention and its parties, as known on the day of the source."""
    etat = EtatConvention(facts["etat"])
    known_on = facts.get("etat_date") or facts.get("known_on") or facts["deliberation"]["date"]
    parties = facts["parties"]
    convention = Convention(
        type=facts["type"],
        slug=facts["slug"],
        titre=facts["titre"],
        objet=facts.get("objet", ""),
        etat=etat,
        proprietaire=organisations[parties[0]["organisation"]],
        shared_at=_moment(known_on),
        created_at=_moment(known_on),
        domaines=facts.get("domaines", []),
        duree_mois=facts.get("duree_mois"),
        prolongation_max_mois=facts.get("prolongation_max_mois") or 0,
        mise_en_demeure_mois=facts.get("mise_en_demeure_mois"),
        fiches_sans_avenant=facts.get("fiches_sans_avenant", False),
        signed_on=(facts.get("date_signature") or facts.get("etat_date")) if etat in SIGNED else None,
        source=facts["source"],
    )
    convention.full_clean(exclude=["slug"])
    convention.save(force_insert=True)
    convention.territoires.set(facts.get("territoires", []))
    for rank, row in enumerate(parties, start=1):
        partie = Partie.objects.create(
            convention=convention,
            organisation=organisations[row["organisation"]],
            delegation=organisations[row["delegation"]] if row.get("delegation") else None,
            role=row["role"],
            rank=rank,
            designation=row["designation"],
        )
        _representants(partie, row, facts["source"], known_on)
    _habilitation(convention, facts)
    return convention


def _representants(partie, row, source, known_on) -> None:
    """Write who signs for a party, in the order of the text, from the day on which a source names them.

    Where a source names people without saying that they sign, they do so only if nobody else is known to (S0, S2).
    """
    has_signing = Representant.objects.signing().filter(organisation=partie.organisation).exists()
    for rank, one in enumerate(row.get("representants", ()), start=1):
        if not one["nom"]:
            continue
        is_delegate = "organisation" in one
        organisation = partie.delegation if is_delegate else partie.organisation
        held = Representant.objects.filter(organisation=organisation, nom__unaccent__iexact=one["nom"]).first()
        if held is None:
            Representant.objects.create(
                organisation=organisation,
                nom=one["nom"],
                qualite=one["qualite"],
                rank=rank,
                is_signataire=one["signe"] and not (has_signing and row.get("signature_deduite", False)),
                starts_on=known_on,
                source=source,
            )
        elif held.starts_on > known_on:
            held.starts_on = known_on
            held.save(update_fields=["starts_on"])


def _habilitation(convention, facts) -> None:
    """Register the délibération that the text names for its Région (R177)."""
    printed = facts.get("deliberation")
    if not printed or not printed.get("numero"):
        return
    partie = convention.parties.get(role=RolePartie.REGION)
    deliberation, _ = Deliberation.objects.get_or_create(
        organisation=partie.organisation,
        numero=printed["numero"],
        defaults={
            "date": printed["date"],
            "objet": facts["titre"],
            "etat": EtatDeliberation.VOTEE,
            "source": facts["source"],
        },
    )
    Habilitation.objects.create(
        partie=partie,
        deliberation=deliberation,
        numero=printed["numero"],
        date=printed["date"],
        source=facts["source"],
    )


def _clauses(convention, facts) -> None:
    headings = titles()
    variantes = {
        (one.modele.code, one.code): one for one in VarianteClause.objects.select_related("modele").order_by("pk")
    }
    Clause.objects.bulk_create(
        Clause(
            convention=convention,
            code=row["code"],
            rank=rank,
            numero=variantes[row["code"], row["variante"]].modele.numero,
            titre=headings[row["code"], row["variante"]],
            texte=variantes[row["code"], row["variante"]].texte,
            texte_source=variantes[row["code"], row["variante"]].texte,
            variante=variantes[row["code"], row["variante"]],
        )
        for rank, row in enumerate(facts.get("clauses", ()), start=1)
    )


def _fiches(convention, facts, rows, organisations) -> dict[str, Fiche]:
    axes = {
        row["numero"]: Axe.objects.create(
            convention=convention, numero=row["numero"], titre=row["titre"], domaine=row["domaine"]
        )
        for row in facts.get("axes", ())
    }
    modeles = {modele.code: modele for modele in ModeleFiche.objects.order_by("pk")}
    fiches = {}
    for row in rows:
        fiche = Fiche.objects.create(
            convention=convention,
            axe=axes[row["axe"]],
            modele=modeles[row["modele"]],
            numero=row["numero"],
            titre=row["titre"],
            nature=row["kind"],
            contenu=row["champs"],
            a_evoquer=row.get("a_evoquer", ""),
            publics=row.get("publics", []),
            source=facts["source"],
            **_calendar(row.get("calendrier")),
        )
        fiche.porteurs.set(organisations[slug] for slug in row.get("porteurs", ()))
        fiche.partenaires.set(organisations[slug] for slug in row.get("partenaires", ()))
        Action.objects.bulk_create(
            Action(
                fiche=fiche,
                numero=int(action["numero"]),
                titre=action["titre"],
                nature=action["kind"],
                contenu=action["champs"],
                **_calendar(action.get("calendrier")),
            )
            for action in row.get("actions", ())
        )
        fiches[row["numero"]] = fiche
    return fiches


def _calendar(row) -> dict:
    if not row:
        return {}
    fields = {name: row[name] for name in SCHEDULE if row.get(name) is not None}
    if row["nature"] == "mois" and "mois" in row:
        fields["mois_debut"] = row["mois"]
    return {"calendrier_texte": row.get("texte", ""), "calendrier_nature": row["nature"], **fields}


def load_portfolio() -> None:
    """Write the conventions of AKTO with the régions that its announcement of May 2022 names (R44)."""
    facts = read("portefeuille-akto-2022.yaml")
    organisations = {item.slug: item for item in Organisation.objects.order_by("pk")}
    opco = organisations[facts["organisation"]]
    for row in facts["conventions"]:
        if Convention.objects.filter(slug=row["slug"]).exists():
            continue
        region = organisations[row["organisation"]]
        etat = EtatConvention(row["etat"])
        convention = Convention.objects.create(
            type=TypeConvention.REGION_OPCO,
            slug=row["slug"],
            titre=f"Convention d’objectifs et de moyens entre AKTO et la {region.nom}",
            objet=row["quote"],
            etat=etat,
            proprietaire=opco,
            shared_at=_moment(facts["date"]),
            created_at=_moment(facts["date"]),
            signed_on=row.get("date_signature") if etat in SIGNED else None,
            signed_year=row["annee"] if etat in SIGNED and not row.get("date_signature") else None,
            source=facts["source"],
        )
        convention.territoires.set([row["territoire"]])
        Partie.objects.create(
            convention=convention, organisation=region, role=RolePartie.REGION, rank=1, designation="la Région"
        )
        Partie.objects.create(
            convention=convention, organisation=opco, role=RolePartie.OPCO, rank=2, designation="AKTO"
        )


def load_frames() -> None:
    """Write the national frame conventions that the texts name, which regional conventions decline."""
    organisations = {item.slug: item for item in Organisation.objects.order_by("pk")}
    for row in read("cadres-nationaux.yaml")["conventions"]:
        if Convention.objects.filter(slug=row["slug"]).exists():
            continue
        opco, partner = organisations[row["opco"]], organisations[row["partenaire"]]
        convention = Convention.objects.create(
            type=TypeConvention.CADRE_NATIONAL,
            slug=row["slug"],
            titre=row["titre"],
            objet=row["quote"],
            etat=row["etat"],
            proprietaire=opco,
            shared_at=_moment(row["known_on"]),
            created_at=_moment(row["known_on"]),
            source=row["source"],
        )
        Partie.objects.create(
            convention=convention, organisation=opco, role=RolePartie.OPCO, rank=1, designation=opco.nom
        )
        Partie.objects.create(
            convention=convention, organisation=partner, role=RolePartie.PARTENAIRE, rank=2, designation=partner.nom
        )
