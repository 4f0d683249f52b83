"""The real campaign of Île-de-France 2023 (CP 2023-247), as rows of the database."""

import csv
import hashlib
from decimal import Decimal
from pathlib import Path

from django.utils.text import slugify

from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.campagnes.models import AnnexePubliee, Candidature, Dossier, MajorationExceptionnelle
from tandem.organisations.enums import TypeOrganisation
from tandem.organisations.models import Organisation
from tests.tandem.factories import (
    CampagneFactory,
    MajorationExceptionnelleFactory,
    RegionOrganisationFactory,
    UserFactory,
)

EXAMPLE = Path(__file__).parents[2] / "examples" / "idf-2023"
AFTRAL = "aftral"
CYCLE = "institut-national-du-cycle-et-motocycle"
CMA = "cma-region-idf"


def read_csv(name: str) -> list[dict[str, str]]:
    """Rows of one file of the example."""
    text = (EXAMPLE / name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def published_lines() -> list[dict]:
    """Lines of the published annexe, amounts in whole euros."""
    return [
        {key: value if key == "of_cfa" else int(value) for key, value in row.items()}
        for row in read_csv("annexe1-publiee.csv")
    ]


def build_idf(*, slug="region-ile-de-france", etat=EtatCampagne.CLASSEE, published=True):
    """Return the campaign 2023 with its 71 OF-CFA, its candidatures ranked, AFTRAL's help validated."""
    campagne = build_campagne(slug, etat)
    rows = read_csv("candidatures.csv")
    dossiers = dossiers_of(campagne, sorted({row["of_cfa"] for row in rows}))
    Candidature.objects.bulk_create(
        Candidature(
            dossier=dossiers[row["of_cfa"]],
            reference=f"2023-{number:04d}",
            formation=row["formation"],
            contrats=int(row["contrats"]),
            contrats_verts=int(row["contrats_verts"]),
            complement=row["complement"],
            statut=StatutCandidature.CLASSEE,
        )
        for number, row in enumerate(rows, start=1)
    )
    for row in rows:
        if int(row["exceptionnelle"] or 0):
            validated(campagne, dossiers[row["of_cfa"]].of_cfa, Decimal(row["exceptionnelle"]))
    if published:
        publish(campagne)
    return campagne


def build_campagne(slug, etat):
    """Return the campaign alone, in the state asked."""
    region = RegionOrganisationFactory(slug=slug, nom="Région Île-de-France", is_fictif=False)
    return CampagneFactory(
        organisation=region, idf=True, closed=True, etat=etat, dotation=Decimal("20270000.00"), is_fictif=False
    )


def validated(campagne, of_cfa, montant) -> MajorationExceptionnelle:
    """A help proposed by one person and validated by another."""
    return MajorationExceptionnelleFactory(
        campagne=campagne, of_cfa=of_cfa, montant=montant, validee_par=UserFactory(), validee_le=campagne.cloture
    )


def dossiers_of(campagne, names):
    """Create the OF-CFA of these printed names, each with its dossier; return the dossiers by name."""
    organisations = Organisation.objects.bulk_create(
        Organisation(type=TypeOrganisation.OF_CFA, slug=slugify(name)[:80], nom=name, nom_source=name) for name in names
    )
    dossiers = Dossier.objects.bulk_create(Dossier(campagne=campagne, of_cfa=of_cfa) for of_cfa in organisations)
    return {dossier.of_cfa.nom_source: dossier for dossier in dossiers}


def publish(campagne):
    """Keep the published annexe beside the campaign."""
    lignes = published_lines()
    AnnexePubliee.objects.create(
        campagne=campagne,
        source="CP 2023-247, annexe 1",
        lignes=lignes,
        sha256=hashlib.sha256(repr(lignes).encode()).hexdigest(),
    )
