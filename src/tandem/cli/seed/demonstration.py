"""The invented Région « Démonstration »: 8 OF-CFA, a campaign being instructed, with late and incomplete dossiers."""

import datetime
import random

from django.utils import timezone

from bareme.majoration.reglement import load_reglement
from tandem.campagnes.actions.campagne import close_campagne
from tandem.campagnes.models import Dossier, Piece
from tandem.cli.seed.figures import FigureMaker
from tandem.cli.seed.formations import SEED, InventedFormation, certifications_of
from tandem.cli.seed.idf import GOAL, label_invented, reglement_of_year
from tandem.cli.seed.organismes import DEMONSTRATION_NAMES
from tandem.cli.seed.people import DEMONSTRATION
from tandem.cli.seed.story import Cast, Story, announce, as_engine, bring, clock_at, instruct, paris, rank
from tandem.organisations.models import Organisation

ENVELOPPE = 300_000
CLASSES = ("A", "B", "C")


def live_demonstration(cast: Cast) -> Story:
    """Live the campaign of this year until its instruction: one dossier is late, one lacks its pieces."""
    today = timezone.now()
    story = _received(
        cast,
        today.year,
        opened=today - datetime.timedelta(days=50),
        closed=today - datetime.timedelta(days=5),
        brought=today - datetime.timedelta(days=8),
    )
    late, incomplete = Dossier.objects.filter(campagne=story.campagne).order_by("of_cfa__slug")[:2]
    Piece.objects.filter(dossier=incomplete).delete()
    late.is_late, late.depose_le = True, today - datetime.timedelta(days=4)
    late.save(update_fields=["is_late", "depose_le"])
    with clock_at(today - datetime.timedelta(days=3)):
        close_campagne(actor=cast.validation, campagne=story.campagne)
    return story


def live_year_before(cast: Cast) -> Story:
    """Live the campaign of last year until its ranking, for it to be voted and published."""
    annee = timezone.now().year - 1
    story = _received(
        cast, annee, opened=paris(annee, 2, 20), closed=paris(annee, 3, 18, 23), brought=paris(annee, 3, 17)
    )
    instruct(story, closed=paris(annee, 3, 20), decided=paris(annee, 4, 12))
    rank(story, paris(annee, 5, 10))
    return story


def _received(cast: Cast, annee: int, *, opened, closed, brought) -> Story:
    """Announce a campaign and bring its candidatures."""
    story = Story(cast)
    contenu = reglement_of_year(annee, enveloppe=ENVELOPPE)
    for before, after in (
        (f"code: idf-{annee}", f"code: demonstration-{annee}"),
        ("(Région Île-de-France)", "(Région Démonstration)"),
    ):
        contenu = contenu.replace(before.encode(), after.encode())
    announce(
        story,
        organisation=Organisation.objects.get(slug=DEMONSTRATION),
        contenu=contenu,
        moment=opened - datetime.timedelta(days=10),
        annee=annee,
        titre=f"Majoration des coûts contrats {annee} – Démonstration",
        ouverture=opened,
        cloture=closed,
        enveloppe=ENVELOPPE,
    )
    label_invented(story)
    reglement = load_reglement(contenu)
    rng = random.Random(SEED + annee)  # noqa: S311 - a reproducible demonstration, not a secret
    formations = invent_demonstration(rng)
    maker = FigureMaker(reglement, GOAL, rng)
    figures = []
    for number, item in enumerate(formations):
        drawn = maker.make(as_engine(str(number), item), retained=item.retained, green=item.contrats_verts > 0)
        drawn.indicateurs["premier_contrat_le"] = reglement.contrats_a_compter_du.isoformat()
        figures.append(drawn)
    bring(story, formations, figures, brought)
    return story


def invent_demonstration(rng: random.Random) -> list[InventedFormation]:
    """Three formations for each of the 8 OF-CFA."""
    certifications = certifications_of("")
    made = []
    for name in DEMONSTRATION_NAMES:
        for site, certification in enumerate(rng.sample(certifications, 3), start=1):
            contrats = rng.randint(6, 60)
            made.append(
                InventedFormation(
                    name,
                    certification,
                    rng.choice(("D01", "D02")),
                    f"Site {site} (fictif)",
                    contrats,
                    contrats if rng.randrange(3) == 0 else 0,
                    rng.choice(CLASSES),
                    retained=rng.randrange(4) > 0,
                )
            )
    return made
