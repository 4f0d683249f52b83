"""Île-de-France 2023 with the 1 167 invented formations of the demonstration behind the published annexe."""

from decimal import Decimal

from bareme.majoration.reglement import load_reglement
from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.campagnes.models import Candidature, Evaluation
from tandem.cli.seed.formations import SEED, invent
from tandem.cli.seed.idf import draw_figures, published_shares
from tandem.cli.seed.organismes import IDF_OTHERS
from tests.tandem.factories import UserFactory
from tests.tandem.idf import AFTRAL, build_campagne, dossiers_of, publish, validated


def build_idf_formations(*, slug="region-ile-de-france", etat=EtatCampagne.CLASSEE):
    """Return the campaign with every formation scored: 887 retained, the 71 published lines to the euro."""
    campagne = build_campagne(slug, etat)
    formations = invent(published_shares(), IDF_OTHERS)
    figures = draw_figures(load_reglement(campagne.reglement.contenu.encode()), formations, SEED)
    dossiers = dossiers_of(campagne, sorted({item.of_cfa for item in formations}))
    rows = Candidature.objects.bulk_create(
        Candidature(
            dossier=dossiers[item.of_cfa],
            reference=f"2023-{number:04d}",
            formation=item.certification.libelle,
            rncp=item.certification.rncp,
            site=item.site,
            departement_id=item.departement,
            contrats=item.contrats,
            contrats_verts=item.contrats_verts,
            complement=item.complement,
            indicateurs=drawn.indicateurs,
            statut=StatutCandidature.CLASSEE,
            is_fictif=True,
        )
        for number, (item, drawn) in enumerate(zip(formations, figures, strict=True), start=1)
    )
    _evaluate(rows, figures, campagne.cloture)
    validated(campagne, dossiers[AFTRAL.upper()].of_cfa, Decimal(130_000))
    publish(campagne)
    return campagne


def _evaluate(rows, figures, moment):
    instructeur, valideur = UserFactory(), UserFactory()
    Evaluation.objects.bulk_create(
        Evaluation(
            candidature=row,
            critere=critere,
            points=Decimal(points.numerator) / Decimal(points.denominator),
            justification="Note fictive.",
            instructeur=instructeur,
            valideur=valideur,
            validated_at=moment,
        )
        for row, drawn in zip(rows, figures, strict=True)
        for critere, points in drawn.points.items()
    )
