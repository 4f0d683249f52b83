"""The campaigns of the Région Île-de-France: 2023 voted as published, the others invented around it."""

import csv
import datetime
import random
from fractions import Fraction
from functools import cache

from django.conf import settings
from django.utils import timezone

from bareme.majoration.reglement import Reglement, load_reglement
from bareme.majoration.reglement.parts import IndicateurType
from tandem.campagnes.actions.exceptionnelle import Proposal, propose_exceptionnelle, validate_exceptionnelle
from tandem.campagnes.actions.scenarios import adopt_scenario, save_scenario
from tandem.campagnes.enums import MotifExceptionnel
from tandem.campagnes.models import MajorationExceptionnelle
from tandem.cli.seed.figures import FigureMaker, Figures
from tandem.cli.seed.formations import SEED, InventedFormation, Share, invent
from tandem.cli.seed.organismes import IDF_OTHERS
from tandem.cli.seed.people import IDF
from tandem.cli.seed.story import FICTIF, Cast, Story, announce, as_engine, bring, clock_at, instruct, paris, rank
from tandem.organisations.models import Organisation

EXAMPLE = settings.PROJECT_DIR / "examples" / "idf-2023"
GOAL = Fraction(50)
ENVELOPPE_2023 = 20_140_000
DOTATION_2023 = 20_270_000
AFTRAL = "aftral"
AFTRAL_TEXT = (
    "Cet OF-CFA est un CFA historique spécialisé dans la formation des professionnels des métiers du transport"
    " et de la logistique, assurant entre autres la formation des chauffeurs de bus franciliens. Le CFA accuse"
    " une situation de déficit lié à un niveau de charges élevé, du fait d’un contexte de hausse du carburant,"
    " conjugué à une baisse des niveaux de prise en charge des coûts-contrats par France Compétences ne "
    "couvrant pas le coût élevé des formations en Île-de-France, et à une chute des effectifs en 2021 et 2022."
    " (Source : rapport CP 2023-247. Le déficit prévisionnel saisi est fictif : le rapport ne l’imprime pas.)"
)


@cache
def reglement_text() -> str:
    """The règlement of the example, as it is in the repository."""
    return (EXAMPLE / "reglement.yaml").read_text(encoding="utf-8")


def reglement_of_year(annee: int, *, enveloppe: int) -> bytes:
    """The same rules for an invented year; no line is designated for the residue."""
    text = reglement_text()
    for before, after in (
        ("code: idf-2023", f"code: idf-{annee}"),
        ("titre: Majoration des coûts contrats 2023", f"titre: Majoration des coûts contrats {annee} (fictif)"),
        ("\nannee: 2023", f"\nannee: {annee}"),
        ("enveloppe: 20140000", f"enveloppe: {enveloppe}"),
        ("contrats_a_compter_du: 2022-09-01", f"contrats_a_compter_du: {annee - 1}-09-01"),
        ("residu: lignes_designees", "residu: plus_fort_reste"),
        ("  lignes: [INSTITUT NATIONAL DU CYCLE ET MOTOCYCLE]\n", ""),
    ):
        if before not in text:
            raise RuntimeError(before)
        text = text.replace(before, after, 1)
    return text.encode()


def published_shares() -> list[Share]:
    """What the example says of each OF-CFA and class: contrats, contrats verts, complement class."""
    text = (EXAMPLE / "candidatures.csv").read_text(encoding="utf-8-sig")
    return [
        Share(row["of_cfa"], int(row["contrats"]), int(row["contrats_verts"]), row["complement"])
        for row in csv.DictReader(text.splitlines(), delimiter=";")
    ]


def draw_figures(reglement: Reglement, formations: list[InventedFormation], seed: int) -> list[Figures]:
    """Draw the figures of every formation, each on its side of the cut-off."""
    rng = random.Random(seed)  # noqa: S311 - a reproducible demonstration, not a secret
    maker = FigureMaker(reglement, GOAL, rng)
    dates = [code for code, kind in reglement.column_types.items() if kind is IndicateurType.DATE]
    made = []
    for number, item in enumerate(formations):
        drawn = maker.make(as_engine(str(number), item), retained=item.retained, green=item.contrats_verts > 0)
        start = reglement.contrats_a_compter_du + datetime.timedelta(days=rng.randrange(90))
        drawn.indicateurs.update(dict.fromkeys(dates, start.isoformat()))
        made.append(drawn)
    return made


def live_2023(cast: Cast) -> Story:
    """Live the campaign of 2023 until it is put to the vote: 1 167 formations, the published lines to the euro."""
    story = Story(cast)
    contenu = reglement_text().encode()
    announce(
        story,
        organisation=Organisation.objects.get(slug=IDF),
        contenu=contenu,
        moment=paris(2023, 2, 1),
        annee=2023,
        titre="Majoration des coûts contrats 2023",
        ouverture=paris(2023, 2, 20),
        cloture=paris(2023, 3, 18, 23),
        enveloppe=ENVELOPPE_2023,
        dotation=DOTATION_2023,
    )
    formations = invent(published_shares(), IDF_OTHERS)
    figures = draw_figures(load_reglement(contenu), formations, SEED)
    bring(story, formations, figures, paris(2023, 3, 17))
    instruct(story, closed=paris(2023, 3, 20), decided=paris(2023, 4, 12))
    help_aftral(story, paris(2023, 5, 4))
    rank(story, paris(2023, 5, 10))
    return story


def help_aftral(story: Story, moment: datetime.datetime) -> None:
    """Propose and validate the majoration exceptionnelle of 130 000 € (R106, R107)."""
    aftral = Organisation.objects.get(slug=AFTRAL)
    proposal = Proposal(
        montant=130_000,
        deficit_previsionnel=130_000,
        apprentis=188,
        motifs=[MotifExceptionnel.HAUSSE_CHARGES, MotifExceptionnel.BAISSE_NPEC, MotifExceptionnel.CHUTE_EFFECTIFS],
        texte=AFTRAL_TEXT,
    )
    with clock_at(moment):
        propose_exceptionnelle(actor=story.cast.instruction, campagne=story.campagne, of_cfa=aftral, proposal=proposal)
        validate_exceptionnelle(
            actor=story.cast.validation,
            exceptionnelle=MajorationExceptionnelle.objects.get(campagne=story.campagne, of_cfa=aftral),
        )


def keep_scenarios(story: Story, moment: datetime.datetime) -> None:
    """Keep three scenarios and adopt the first, the one of the règlement."""
    variants = (
        ("Règlement appliqué", {}, "Les taux et les plafonds du règlement, sans modification."),
        ("Enveloppe −10 %", {"enveloppe": story.reglement.enveloppe * 9 // 10}, "Effet d’une dotation réduite."),
        ("Bonus vert à 20 %", {"bonus_vert.taux": "20 %"}, "Effet d’un bonus vert plus fort."),
    )
    with clock_at(moment):
        first, *_ = [
            save_scenario(
                actor=story.cast.instruction, campagne=story.campagne, nom=nom, parametres=parametres, note=note
            )
            for nom, parametres, note in variants
        ]
        adopt_scenario(
            actor=story.cast.validation,
            scenario=first,
            motif="Application du règlement d’intervention à dotation constante.",
        )


def live_2024(cast: Cast) -> Story:
    """Live an invented campaign of 2024 until its ranking, for the reader to play with."""
    story = Story(cast)
    enveloppe = 20_500_000
    contenu = reglement_of_year(2024, enveloppe=enveloppe)
    announce(
        story,
        organisation=Organisation.objects.get(slug=IDF),
        contenu=contenu,
        moment=paris(2024, 2, 1),
        annee=2024,
        titre="Majoration des coûts contrats 2024 (données fictives)",
        ouverture=paris(2024, 2, 19),
        cloture=paris(2024, 3, 16, 23),
        enveloppe=enveloppe,
    )
    label_invented(story)
    formations = [vary(item) for item in invent(published_shares(), IDF_OTHERS)]
    bring(story, formations, draw_figures(load_reglement(contenu), formations, SEED + 1), paris(2024, 3, 15))
    instruct(story, closed=paris(2024, 3, 18), decided=paris(2024, 4, 10))
    rank(story, paris(2024, 5, 2))
    return story


def vary(item: InventedFormation) -> InventedFormation:
    """The same formation a year later, with a few more or fewer contracts."""
    rng = random.Random(f"{SEED}{item.of_cfa}{item.site}{item.certification.rncp}")  # noqa: S311 - reproducible
    contrats = max(1, item.contrats * rng.randint(85, 118) // 100)
    return InventedFormation(
        item.of_cfa,
        item.certification,
        item.departement,
        item.site,
        contrats,
        contrats if item.contrats_verts else 0,
        item.complement,
        retained=item.retained,
    )


def open_now(cast: Cast) -> Story:
    """Open an invented campaign around today, so that a CFA can answer it."""
    story = Story(cast)
    today = timezone.now()
    annee, enveloppe = today.year + 1, 20_800_000
    announce(
        story,
        organisation=Organisation.objects.get(slug=IDF),
        contenu=reglement_of_year(annee, enveloppe=enveloppe),
        moment=today - datetime.timedelta(days=30),
        annee=annee,
        titre=f"Majoration des coûts contrats {annee} (données fictives)",
        ouverture=today - datetime.timedelta(days=14),
        cloture=today + datetime.timedelta(days=21),
        enveloppe=enveloppe,
    )
    label_invented(story)
    return story


def label_invented(story: Story) -> None:
    """Mark the campaign « données fictives »."""
    story.campagne.is_fictif, story.campagne.source = True, FICTIF
    story.campagne.save(update_fields=["is_fictif", "source"])
