"""Published annexes: the real one of 2023, and an invented one of 2022 to compare it with."""

import hashlib
import json
import random

from bareme.majoration.allocation import allocate
from bareme.majoration.candidatures import Candidature
from bareme.majoration.reglement import load_reglement
from tandem.campagnes.actions.reglements import save_reglement
from tandem.campagnes.enums import EtatCampagne
from tandem.campagnes.models import AnnexePubliee, Campagne
from tandem.cli.seed.formations import SEED
from tandem.cli.seed.idf import EXAMPLE, published_shares, reglement_of_year
from tandem.cli.seed.people import IDF
from tandem.cli.seed.story import FICTIF, Cast, Story, clock_at, paris
from tandem.imports.actions import deposit, validate
from tandem.imports.importer import importer_for
from tandem.organisations.models import Organisation

ENVELOPPE_2022 = 20_140_000
# « une augmentation de plus de 16% des demandes » (CP 2023-247) with one rate for all: fewer contracts the year before.
CONTRATS_2022_PERCENT = (78, 92)
SOURCE_2022 = f"Annexe 2022 inventée. {FICTIF}"


def load_annexe_2022(cast: Cast) -> None:
    """Write the invented campaign of 2022 as an old one taken over: notified, published, with its annexe only."""
    region = Organisation.objects.get(slug=IDF)
    contenu = reglement_of_year(2022, enveloppe=ENVELOPPE_2022)
    with clock_at(paris(2022, 2, 1)):
        reglement = save_reglement(actor=cast.validation, organisation=region, contenu=contenu)
        campagne = Campagne.objects.create(
            organisation=region,
            annee=2022,
            titre="Majoration des coûts contrats 2022 (données fictives)",
            ouverture=paris(2022, 2, 21),
            cloture=paris(2022, 3, 19, 23),
            reglement=reglement,
            enveloppe=ENVELOPPE_2022,
            etat=EtatCampagne.NOTIFIEE,
            publiee_le=paris(2022, 7, 15),
            source=SOURCE_2022,
            is_fictif=True,
        )
    lignes = invented_lignes(contenu)
    text = json.dumps(lignes, ensure_ascii=False, sort_keys=True)
    AnnexePubliee.objects.create(
        campagne=campagne,
        source=SOURCE_2022,
        lignes=lignes,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        imported_by=cast.instruction,
    )


def invented_lignes(contenu: bytes) -> list[dict]:
    """Solve an invented list of 2022 with the engine, and return the lines of its annexe."""
    rng = random.Random(SEED - 1)  # noqa: S311 - a reproducible demonstration, not a secret
    candidatures = []
    for number, share in enumerate(published_shares()):
        percent = rng.randint(*CONTRATS_2022_PERCENT)
        candidatures.append(
            Candidature(
                reference=str(number),
                of_cfa=share.of_cfa,
                formation=share.complement,
                contrats=max(1, share.contrats * percent // 100),
                contrats_verts=share.contrats_verts * percent // 100,
                complement=share.complement,
            )
        )
    slugs = dict(Organisation.objects.of_cfa().order_by().values_list("nom_source", "pk"))
    return [
        {
            "of_cfa": line.of_cfa,
            "organisation": slugs[line.of_cfa],
            "majoration": line.majoration,
            "dont_bonus_vert": line.dont_bonus_vert,
            "exceptionnelle": line.exceptionnelle,
            "totale": line.totale,
            "contrats": line.contrats,
        }
        for line in allocate(candidatures, load_reglement(contenu)).organismes
    ]


def import_annexe_2023(story: Story) -> None:
    """Bring the published annexe of the example into the campaign of 2023, through the platform's own import."""
    importer, actor = importer_for("annexe_publiee"), story.cast.instruction
    key = f"{IDF}/2023"
    target = next(item for item in importer.targets(actor) if item.key == key)
    data = (EXAMPLE / "annexe1-publiee.csv").read_bytes()
    act = story.campagne.vote.deliberation
    options = {"source": f"Annexe 1 de la délibération {act}", "deliberation": act.pk}
    received = deposit(
        actor=actor, importer=importer, target=target, data=data, filename="annexe1-publiee.csv", options=options
    )
    validate(actor=actor, file_import=received, fingerprint=received.fingerprint)
