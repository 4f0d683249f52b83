"""Live a campaign of the demonstration through the platform's own actions, each at its date.

Nothing is written that a person could not have done on screen; only the clock is moved.
"""

import csv
import hashlib
import io
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone

from bareme.majoration.candidatures import Candidature as EngineCandidature
from bareme.majoration.reglement import Reglement
from bareme.majoration.reglement.parts import IndicateurType
from tandem.campagnes.actions.campagne import close_campagne, create_campagne, open_campagne
from tandem.campagnes.actions.classement import rank_campagne
from tandem.campagnes.actions.evaluations import validate_evaluations
from tandem.campagnes.actions.instruction import confirm_eligibilite, confirm_recevabilite
from tandem.campagnes.actions.reglements import save_reglement
from tandem.campagnes.engine import reglement_for
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.facts import qualitative_criteres
from tandem.campagnes.models import Campagne, Candidature, Dossier, Evaluation, Piece
from tandem.cli.seed.figures import Figures
from tandem.cli.seed.formations import InventedFormation
from tandem.imports.actions import deposit, validate
from tandem.imports.importer import importer_for

FICTIF = "Données fictives de démonstration"
PIECE = b"%PDF-1.4\n% piece fictive de demonstration\n%%EOF\n"
DATES = (IndicateurType.DATE,)


@dataclass(frozen=True)
class Cast:
    """Who acts: one person scores, another validates."""

    instruction: object
    second: object
    validation: object


@dataclass
class Story:
    """A campaign being lived; `at` is the moment of the next act."""

    cast: Cast
    campagne: Campagne | None = None
    points: dict[str, dict[str, Fraction]] = field(default_factory=dict)

    @property
    def reglement(self) -> Reglement:
        return reglement_for(self.campagne)


def paris(year: int, month: int, day: int, hour: int = 10) -> datetime:
    """A moment on the clock of Paris."""
    return timezone.make_aware(datetime(year, month, day, hour))  # noqa: DTZ001 - made aware at once


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Do what follows at this moment."""
    with time_machine.travel(moment, tick=True):
        yield


def announce(story: Story, *, organisation, contenu: bytes, moment: datetime, **fields) -> None:
    """Register the règlement, create the campaign and open it on its opening day."""
    with clock_at(moment):
        reglement = save_reglement(actor=story.cast.validation, organisation=organisation, contenu=contenu)
        story.campagne = create_campagne(
            actor=story.cast.instruction, organisation=organisation, reglement=reglement, **fields
        )
    with clock_at(story.campagne.ouverture):
        open_campagne(actor=story.cast.validation, campagne=story.campagne)


def bring(story: Story, formations: Sequence[InventedFormation], figures: Sequence[Figures], moment: datetime) -> None:
    """Import the candidatures as the Région would, from one file, and attach the compulsory pieces."""
    data = as_file(story.reglement, formations, figures)
    actor, importer = story.cast.instruction, importer_for("candidatures")
    key = f"{story.campagne.organisation.slug}/{story.campagne.annee}"
    with clock_at(moment):
        target = next(item for item in importer.targets(actor) if item.key == key)
        filename = f"candidatures-{story.campagne.annee}-fictives.csv"
        received = deposit(actor=actor, importer=importer, target=target, data=data, filename=filename)
        if not received.fingerprint:
            raise RuntimeError([row["code"] for row in received.anomalies][:5] or received.questions[:2])
        validate(actor=actor, file_import=received, fingerprint=received.fingerprint)
        Candidature.objects.filter(dossier__campagne=story.campagne).update(is_fictif=True)
        Dossier.objects.filter(campagne=story.campagne).update(is_fictif=True)
        attach_pieces(story)
    by_key = {_key(item): drawn.points for item, drawn in zip(formations, figures, strict=True)}
    rows = Candidature.objects.filter(dossier__campagne=story.campagne)
    for row in rows.values_list("reference", "dossier__of_cfa__nom_source", "formation", "site").order_by("pk"):
        story.points[row[0]] = by_key[row[1:]]


def _key(item: InventedFormation) -> tuple[str, str, str]:
    return item.of_cfa, item.certification.libelle, item.site


def as_file(reglement: Reglement, formations: Sequence[InventedFormation], figures: Sequence[Figures]) -> bytes:
    """Return the csv file of these candidatures, with every figure that the règlement asks for."""
    text = io.StringIO()
    codes = [code for code, kind in reglement.column_types.items() if kind is not IndicateurType.QUALITATIF]
    own = ["of_cfa", "formation", "site", "departement", "rncp", "contrats", "contrats_verts", "complement"]
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([*own, *codes])
    for item, drawn in zip(formations, figures, strict=True):
        head = [item.of_cfa, item.certification.libelle, item.site, item.departement, item.certification.rncp]
        head += [item.contrats, item.contrats_verts, item.complement]
        values = (drawn.indicateurs.get(code) for code in codes)
        writer.writerow([*head, *(_cell(value) for value in values)])
    return text.getvalue().encode()


def _cell(value: str | bool | None) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else value.replace(".", ",")


def as_engine(reference: str, item: InventedFormation) -> EngineCandidature:
    """Return the candidature as the engine scores it, before its figures are drawn."""
    return EngineCandidature(
        reference=reference,
        of_cfa=item.of_cfa,
        formation=item.certification.libelle,
        site=item.site,
        contrats=item.contrats,
        contrats_verts=item.contrats_verts,
        complement=item.complement,
    )


def attach_pieces(story: Story, keep: Callable[[Dossier], bool] = lambda _: True) -> None:
    """Attach the compulsory pieces of the règlement, empty and labelled, to the dossiers."""
    required = [piece for piece in story.reglement.recevabilite.pieces if piece.obligatoire]
    made = []
    for dossier in Dossier.objects.filter(campagne=story.campagne).order_by("pk"):
        if not keep(dossier):
            continue
        for piece in required:
            row = Piece(
                dossier=dossier,
                nature=piece.code,
                filename=f"{piece.code}-fictive.pdf",
                content_type="application/pdf",
                size=len(PIECE),
                sha256=hashlib.sha256(PIECE).hexdigest(),
                added_by=story.cast.instruction,
            )
            row.content.save(row.filename, ContentFile(PIECE), save=False)
            made.append(row)
    Piece.objects.bulk_create(made)


def instruct(story: Story, *, closed: datetime, decided: datetime) -> None:
    """Close the deposit, decide on recevabilité and eligibility, score and validate the judged criteria."""
    with clock_at(closed):
        close_campagne(actor=story.cast.validation, campagne=story.campagne)
    with clock_at(decided):
        mine = Candidature.objects.filter(dossier__campagne=story.campagne)
        confirm_recevabilite(
            actor=story.cast.instruction,
            campagne=story.campagne,
            candidatures=mine.with_statut(StatutCandidature.DEPOSEE),
        )
        confirm_eligibilite(
            actor=story.cast.instruction,
            campagne=story.campagne,
            candidatures=mine.with_statut(StatutCandidature.RECEVABLE),
        )
        score(story)


def score(story: Story) -> None:
    """Write the drawn notes of the instructeurs, then have another person validate them in bulk."""
    people = (story.cast.instruction, story.cast.second)
    criteres = [critere.code for critere in qualitative_criteres(story.reglement)]
    rows = Candidature.objects.filter(dossier__campagne=story.campagne).with_statut(StatutCandidature.ELIGIBLE)
    rng = random.Random(story.campagne.annee)  # noqa: S311 - a reproducible demonstration, not a secret
    Evaluation.objects.bulk_create(
        Evaluation(
            candidature=row,
            critere=critere,
            points=Decimal(int(story.points[row.reference][critere])),
            justification=f"Note d’après la présentation du projet pédagogique. {FICTIF}.",
            instructeur=rng.choice(people),
        )
        for row in rows.order_by("pk")
        for critere in criteres
    )
    validate_evaluations(
        actor=story.cast.validation,
        campagne=story.campagne,
        evaluations=Evaluation.objects.filter(candidature__dossier__campagne=story.campagne),
    )


def rank(story: Story, moment: datetime) -> None:
    """Freeze the ranking."""
    with clock_at(moment):
        rank_campagne(actor=story.cast.validation, campagne=story.campagne)
        story.campagne.refresh_from_db()
