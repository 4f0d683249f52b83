"""An invented OF-CFA, for the preview of a letter before any vote; the preview says that its data are invented."""

from datetime import date
from fractions import Fraction

from bareme.majoration.candidatures import Candidature
from bareme.majoration.result import FormationLine, StatutFormation
from tandem import formats
from tandem.deliberations.annexes.content import Act, AnnexeLigne
from tandem.deliberations.letters.content import OfCfaFacts

SAMPLE_ACT = Act("CP 2000-000", date(2000, 1, 1))


def sample_facts() -> OfCfaFacts:
    """Return a CFA with one formation retained and one that is not."""
    return OfCfaFacts(
        nom="CFA D’EXEMPLE",
        slug="cfa-exemple",
        ligne=AnnexeLigne("CFA D’EXEMPLE", 25_600, 1_000, 5_000, 30_600, 40),
        retained=(_line("Formation d’exemple retenue", StatutFormation.RETENUE, 40, 2_560_000),),
        others=(_line("Formation d’exemple non retenue", StatutFormation.NON_RETENUE, 12, 0),),
        steps=(
            ("Montant de base", "615,00 € × 40 contrats", formats.euros(24_600)),
            ("Bonus vert", "100,00 € × 10 contrats verts", formats.euros(1_000)),
            ("Majoration exceptionnelle", "montant voté à part", formats.euros(5_000)),
        ),
    )


def _line(formation: str, statut: StatutFormation, contrats: int, amount: int) -> FormationLine:
    candidature = Candidature(
        reference="exemple",
        of_cfa="CFA D’EXEMPLE",
        formation=formation,
        site="Site d’exemple",
        contrats=contrats,
        contrats_verts=0,
        complement="A",
        exceptionnelle=0,
        indicateurs={},
    )
    return FormationLine(
        candidature=candidature,
        statut=statut,
        reason="Motif écrit par le classement." if statut is not StatutFormation.RETENUE else "Retenue.",
        score=Fraction(50),
        rank=1 if statut is StatutFormation.RETENUE else 2,
        contrats_verts=0,
        amount=amount,
    )
