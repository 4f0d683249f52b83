"""Type what an indicator counted, share it, correct it: a value is never rewritten, a new row replaces it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from bareme.display import typography
from tandem.conventions.actions.convention import lock_convention
from tandem.conventions.changes import note
from tandem.conventions.enums import NatureIndicateur, PublicCible
from tandem.conventions.evidence import Evidence, SentFile, evidence_or_fault, join
from tandem.conventions.models import Convention, Indicateur, Valeur
from tandem.conventions.periods import period_of
from tandem.conventions.perms import can_type_value
from tandem.conventions.refusals import refuse
from tandem.conventions.standing import require, standing_of
from tandem.conventions.value_faults import Cell, Content, content_faults, day_faults, period_faults, split_faults
from tandem.formats import number
from tandem.territoires.models import Departement

SHARED = "Partagée avec les autres parties."


@transaction.atomic
def type_value(
    *,
    actor,
    indicateur: Indicateur,
    annee: int,
    semestre: int | None = None,
    value: Decimal | None = None,
    texte: str = "",
    file: SentFile | None = None,
    departement: Departement | None = None,
    public: str = "",
    date: date | None = None,
    is_shared: bool = True,
    source: str = "",
) -> Valeur:
    """Type the value of a past or current period, for the party that answers for the indicator.

    `date` is the day on which the figure was established (today without it); `value` of a percentage is in points
    (12.6). Raises PermissionDenied, or ValidationError with every fault by field.
    """
    typing = _Typing(actor, indicateur, date=date, is_shared=is_shared, source=source)
    cell = Cell(annee=annee, semestre=semestre, departement=departement, public=public)
    faults = typing.faults(cell, Content(value=value, texte=texte.strip(), file=file))
    evidence = evidence_or_fault(file, faults, "file")
    refuse(faults)
    valeur = typing.write(cell, value, texte=texte.strip(), evidence=evidence)
    _note(actor, valeur, "valeur.saisie", f"Valeur saisie pour {_where(valeur)} : {indicateur.libelle}")
    return valeur


@transaction.atomic
def type_values(
    *,
    actor,
    indicateur: Indicateur,
    annee: int,
    semestre: int | None = None,
    value: Decimal | None = None,
    territoires: Mapping[Departement, Decimal] | None = None,
    publics: Mapping[str, Decimal] | None = None,
    texte: str = "",
    file: SentFile | None = None,
    date: date | None = None,
    is_shared: bool = True,
    source: str = "",
) -> list[Valeur]:
    """Type the whole of a period and its detail at once: all of it is written, or nothing.

    The text and the file go with the whole, else with the first part. Faults of a part are under `departement_93` or
    `public_jeunes`.
    """
    typing = _Typing(actor, indicateur, date=date, is_shared=is_shared, source=source)
    period = {"annee": annee, "semestre": semestre}
    parts = {f"departement_{one.pk}": (Cell(**period, departement=one), n) for one, n in (territoires or {}).items()}
    parts |= {f"public_{one}": (Cell(**period, public=one), n) for one, n in (publics or {}).items()}
    if value is not None or not parts:
        parts = {"value": (Cell(**period), value), **parts}
    faults: dict[str, Any] = {}
    for name, (cell, counted) in parts.items():
        extra = {"texte": texte.strip(), "file": file} if not faults and name == next(iter(parts)) else {}
        found = typing.faults(cell, Content(value=counted, **extra))
        faults |= {name if key in OF_A_PART else key: fault for key, fault in found.items()}
    evidence = evidence_or_fault(file, faults, "file")
    refuse(faults)
    rows = []
    for cell, counted in parts.values():
        first = {"texte": texte.strip(), "evidence": evidence} if not rows else {}
        rows.append(typing.write(cell, counted, **first))
    detail = f" et {len(rows) - 1} détails" if len(rows) > 1 else ""
    _note(actor, rows[0], "valeur.saisie", f"Valeur saisie pour {_where(rows[0])}{detail} : {indicateur.libelle}")
    return rows


OF_A_PART = ("value", "departement", "public")
"""Faults that are those of one part, under its own field."""


class _Typing:
    """What the values typed together share: who, for which indicator, established when, shared or not."""

    def __init__(self, actor, indicateur, *, date: date | None, is_shared: bool, source: str) -> None:
        self.actor, self.is_shared, self.source = actor, is_shared, source.strip()
        self.convention, self.indicateur = _held(actor, indicateur)
        self.date, self.at = date or timezone.localdate(), timezone.now()

    def faults(self, cell: Cell, content: Content) -> dict[str, Any]:
        """Return every fault of one value, by field."""
        found: dict[str, Any] = period_faults(self.convention, self.indicateur, cell, self.date)
        found |= split_faults(self.convention, self.indicateur, cell)
        found |= content_faults(self.indicateur, content)
        if not found and _current(self.indicateur, cell) is not None:
            found["value"] = "Une valeur est déjà saisie pour cette période : corrigez-la, avec un motif."
        return found

    def write(self, cell: Cell, value: Decimal | None, *, texte: str = "", evidence: Evidence | None = None) -> Valeur:
        """Write one value, already checked."""
        valeur = Valeur(
            indicateur=self.indicateur,
            annee=cell.annee,
            semestre=cell.semestre,
            departement=cell.departement,
            public=cell.public,
            value=value,
            texte=texte,
            date=self.date,
            partie=self.indicateur.responsable,
            is_shared=self.is_shared,
            source=self.source,
            is_fictif=self.convention.is_fictif or self.actor.is_fictif,
            actor=self.actor,
            at=self.at,
        )
        join(valeur, evidence)
        valeur.save(force_insert=True)
        return valeur


@transaction.atomic
def correct_value(
    *,
    actor,
    valeur: Valeur,
    motif: str,
    value: Decimal | None = None,
    texte: str = "",
    file: SentFile | None = None,
    date: date | None = None,
) -> Valeur:
    """Replace a value by another, with the reason; the first stays, and says what it was.

    Without a new file the evidence is kept. Raises PermissionDenied, or ValidationError with every fault by field.
    """
    _, indicateur = _held(actor, valeur.indicateur)
    before = Valeur.objects.select_related("departement").get(pk=valeur.pk)
    content = Content(value=value, texte=texte.strip(), file=file)
    date = date or timezone.localdate()
    faults: dict[str, Any] = content_faults(indicateur, content, has_piece=bool(before.piece))
    faults |= day_faults(period_of(indicateur.periode, before.annee, before.semestre), date)
    if not motif.strip():
        faults["motif"] = "Une correction est motivée : dites pourquoi la valeur change."
    if Valeur.objects.filter(corrige=before).exists():
        faults["value"] = "Cette valeur a déjà été corrigée : reprenez la dernière."
    elif (value, content.texte, file) == (before.value, before.texte, None):
        faults["value"] = "Rien ne change : écrivez la valeur corrigée."
    evidence = evidence_or_fault(file, faults, "file")
    refuse(faults)
    after = _next(before, actor, value=value, texte=content.texte, date=date, motif=motif.strip())
    join(after, evidence)
    after.save(force_insert=True)
    sentence = f"Valeur corrigée pour {_where(after)} : {indicateur.libelle}"
    _note(actor, after, "valeur.corrigee", sentence, before=before, reason=motif.strip())
    return after


@transaction.atomic
def share_value(*, actor, valeur: Valeur) -> Valeur:
    """Let the other parties read a value kept until now to one's own side."""
    _, indicateur = _held(actor, valeur.indicateur)
    before = Valeur.objects.select_related("departement").get(pk=valeur.pk)
    if before.is_shared:
        raise ValidationError("Cette valeur est déjà partagée.")
    if Valeur.objects.filter(corrige=before).exists():
        raise ValidationError("Cette valeur a été remplacée : partagez la dernière.")
    after = _next(before, actor, is_shared=True, motif=SHARED)
    after.save(force_insert=True)
    _note(actor, after, "valeur.partagee", f"Valeur partagée pour {_where(after)} : {indicateur.libelle}")
    return after


def _held(actor, indicateur) -> tuple[Convention, Indicateur]:
    """Hold the convention: two people cannot fill the same cell at once."""
    convention = lock_convention(indicateur.convention)
    indicateur = Indicateur.objects.select_related("responsable", "fiche").get(pk=indicateur.pk)
    indicateur.convention = convention
    require(can_type_value(standing_of(actor, convention), convention.etat, indicateur.responsable_id))
    if indicateur.nature == NatureIndicateur.CALCULE:
        raise ValidationError("Cet indicateur se calcule lui-même : rien n’est à saisir.")
    if indicateur.nature == NatureIndicateur.NON_MESURABLE:
        raise ValidationError(
            "Cet indicateur n’est pas mesurable : reformulez-le avec votre partenaire avant de le renseigner."
        )
    return convention, indicateur


def _current(indicateur, cell: Cell) -> Valeur | None:
    return (
        Valeur.objects.current()
        .filter(
            indicateur=indicateur,
            annee=cell.annee,
            semestre=cell.semestre,
            departement=cell.departement,
            public=cell.public,
        )
        .first()
    )


def _next(before: Valeur, actor, **changed) -> Valeur:
    """Return the row that replaces another, with what changes."""
    kept = (
        "indicateur_id",
        "annee",
        "semestre",
        "departement",
        "public",
        "value",
        "texte",
        "piece",
        "piece_nom",
        "piece_sha256",
        "date",
        "partie_id",
        "is_shared",
        "source",
    )
    fields = {name: getattr(before, name) for name in kept} | changed
    return Valeur(**fields, corrige=before, actor=actor, is_fictif=before.is_fictif or actor.is_fictif)


def _where(valeur: Valeur) -> str:
    period = period_of(valeur.indicateur.periode, valeur.annee, valeur.semestre)
    places = [
        valeur.departement.nom if valeur.departement else "",
        PublicCible(valeur.public).label if valeur.public else "",
    ]
    return ", ".join([period.label, *filter(None, places)])


def _told(valeur: Valeur) -> str:
    """Tell a value in the history; the counts of people are not, since they may be too small to be shown."""
    if valeur.indicateur.is_sensible:
        return valeur.texte
    return " – ".join(filter(None, ("" if valeur.value is None else number(valeur.value), valeur.texte)))


def _note(actor, valeur: Valeur, code: str, sentence: str, *, before: Valeur | None = None, reason: str = "") -> None:
    indicateur = valeur.indicateur
    draft_of = indicateur.fiche.draft_of if indicateur.fiche is not None else None
    if before is not None:
        before.indicateur = indicateur
    note(
        convention=indicateur.convention,
        actor=actor,
        code=code,
        sentence=typography(f"{sentence.rstrip('.')}."),
        before="" if before is None else _told(before),
        after=_told(valeur),
        reason=reason,
        draft_of=draft_of if valeur.is_shared else valeur.partie.organisation,
    )
