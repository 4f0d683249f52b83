"""Type what an indicator counted, share it, correct it: a value is never rewritten, a new row replaces it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from bareme.display import typography
from tandem.conventions.actions.convention import lock_convention
from tandem.conventions.changes import note
from tandem.conventions.computing.measures import WHOLE_UNITS
from tandem.conventions.enums import NatureIndicateur, PublicCible, UniteIndicateur
from tandem.conventions.evidence import Evidence, SentFile, checked_evidence
from tandem.conventions.models import Convention, Indicateur, Valeur
from tandem.conventions.periods import Period, period_of, semestres_of
from tandem.conventions.perms import can_type_value
from tandem.conventions.standing import require, standing_of
from tandem.formats import long_date, number
from tandem.territoires.models import Departement

LARGEST = Decimal(10) ** 14
SHARED = "Partagée avec les autres parties."


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Where a value goes: a period, the whole or one département or one public."""

    annee: int
    semestre: int | None = None
    departement: Departement | None = None
    public: str = ""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a value says."""

    value: Decimal | None = None
    texte: str = ""
    file: SentFile | None = None


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
    convention, indicateur = _held(actor, indicateur)
    cell = Cell(annee=annee, semestre=semestre, departement=departement, public=public)
    content = Content(value=value, texte=texte.strip(), file=file)
    date = date or timezone.localdate()
    faults = _period_faults(convention, indicateur, cell, date) | _split_faults(convention, indicateur, cell)
    faults |= _content_faults(indicateur, content)
    evidence = _evidence(file, faults)
    if not faults and _current(indicateur, cell) is not None:
        faults["annee"] = "Une valeur est déjà saisie pour cette période : corrigez-la, avec un motif."
    _refuse(faults)
    valeur = Valeur(
        indicateur=indicateur,
        annee=annee,
        semestre=semestre,
        departement=departement,
        public=public,
        value=value,
        texte=content.texte,
        date=date,
        partie=indicateur.responsable,
        is_shared=is_shared,
        source=source.strip(),
        is_fictif=convention.is_fictif or actor.is_fictif,
        actor=actor,
    )
    _save(valeur, evidence)
    _note(actor, valeur, "valeur.saisie", f"Valeur saisie pour {_where(valeur)} : {indicateur.libelle}")
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
    faults = _content_faults(indicateur, content, has_piece=bool(before.piece))
    if date > (today := timezone.localdate()):
        faults["date"] = _future(date)
    faults |= _day_faults(period_of(indicateur.periode, before.annee, before.semestre), date, today)
    if not motif.strip():
        faults["motif"] = "Une correction est motivée : dites pourquoi la valeur change."
    if Valeur.objects.filter(corrige=before).exists():
        faults["value"] = "Cette valeur a déjà été corrigée : reprenez la dernière."
    elif (value, content.texte, file) == (before.value, before.texte, None):
        faults["value"] = "Rien ne change : écrivez la valeur corrigée."
    evidence = _evidence(file, faults)
    _refuse(faults)
    after = _next(before, actor, value=value, texte=content.texte, date=date, motif=motif.strip())
    _save(after, evidence)
    sentence = f"Valeur corrigée pour {_where(after)} : {indicateur.libelle}"
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
        raise ValidationError("Cette valeur a été remplacée : partagez la dernière.")
    after = _next(before, actor, is_shared=True, motif=SHARED)
    _save(after, None)
    _note(actor, after, "valeur.partagee", f"Valeur partagée pour {_where(after)} : {indicateur.libelle}")
    return after


def _held(actor, indicateur) -> tuple[Convention, Indicateur]:
    """Hold the convention: two people cannot fill the same cell at once."""
    convention = lock_convention(indicateur.convention)
    indicateur = Indicateur.objects.select_related("responsable", "fiche").get(pk=indicateur.pk)
    indicateur.convention = convention
    require(can_type_value(standing_of(actor, convention), convention.etat, indicateur.responsable_id))
    if indicateur.nature == NatureIndicateur.CALCULE:
        raise ValidationError("Cet indicateur se calcule lui-même : rien n’est à saisir.")
    if indicateur.nature == NatureIndicateur.NON_MESURABLE:
        raise ValidationError(
            "Cet indicateur n’est pas mesurable : reformulez-le avec votre partenaire avant de le renseigner."
        )
    return convention, indicateur


def _period_faults(convention, indicateur, cell: Cell, on: date) -> dict[str, str]:
    """What keeps a value from its period: before the signature, in the future, after the end, without its semester."""
    today, end = timezone.localdate(), convention.end
    faults = {}
    if not convention.signed_on.year <= cell.annee <= today.year:
        faults["annee"] = (
            f"Une année de {convention.signed_on.year}, celle de la signature, à {today.year} est attendue, "
            f"trouvé {cell.annee}."
        )
    elif end is not None and cell.annee > end.year:
        faults["annee"] = f"La convention a pris fin le {long_date(end)} : rien n’est compté en {cell.annee}."
    if cell.semestre not in semestres_of(indicateur.periode):
        asks = (
            "Choisissez le semestre : 1 ou 2."
            if cell.semestre is None
            else "Cet indicateur ne compte pas par semestre."
        )
        faults["semestre"] = asks
    if on > today:
        faults["date"] = _future(on)
    if not faults:
        faults |= _day_faults(period_of(indicateur.periode, cell.annee, cell.semestre), on, today)
    return faults


def _day_faults(period: Period, on: date, today: date) -> dict[str, str]:
    if period.starts_on > today:
        return {"annee": f"La période {period.label} commence le {long_date(period.starts_on)} : attendez-la."}
    if on < period.starts_on:
        return {
            "date": f"Un constat du {long_date(period.starts_on)} ou d’après est attendu pour {period.label}, "
            f"trouvé le {long_date(on)}."
        }
    return {}


def _future(day: date) -> str:
    return f"Une date passée est attendue, trouvé le {long_date(day)}."


def _split_faults(convention, indicateur, cell: Cell) -> dict[str, str]:
    """What keeps a value from its département or its public."""
    faults = {}
    if cell.departement is not None:
        regions = set(convention.territoires.order_by("code").values_list("code", flat=True))
        if not indicateur.by_territoire:
            faults["departement"] = "Cet indicateur n’est pas détaillé par territoire."
        elif regions and cell.departement.region_id not in regions:
            faults["departement"] = f"{cell.departement} n’est pas dans les territoires de la convention."
    if cell.public and cell.public not in PublicCible.values:
        faults["public"] = f"Un des publics de la liste est attendu, trouvé « {cell.public} »."
    elif cell.public and not indicateur.by_public:
        faults["public"] = "Cet indicateur n’est pas détaillé par public."
    elif cell.public and cell.departement is not None:
        # Crossed cells of people would be smaller than any threshold, and give one another away.
        faults["public"] = "Une valeur est détaillée par territoire ou par public, pas par les deux à la fois."
    return faults


def _content_faults(indicateur, content: Content, *, has_piece: bool = False) -> dict[str, str]:
    if indicateur.nature != NatureIndicateur.DOCUMENT:
        fault = _number_fault(content.value, UniteIndicateur(indicateur.unite))
        return {"value": fault} if fault else {}
    if content.value is not None:
        return {"value": "Cet indicateur est un document : joignez-le, ou dites-le en toutes lettres."}
    if not content.texte and content.file is None and not has_piece:
        return {"file": "Joignez le document, ou dites en toutes lettres ce qui a été produit."}
    return {}


def _number_fault(value: Decimal | None, unit: UniteIndicateur) -> str:
    if value is None:
        return "Un nombre est attendu. Si vous l’ignorez, ne saisissez rien : la valeur reste manquante."
    expected = {
        "Un nombre positif ou nul": 0 <= value < LARGEST,
        f"Un nombre entier de « {unit.label} »": unit not in WHOLE_UNITS or value == int(value),
        "Un pourcentage de 0 à 100": unit != UniteIndicateur.POURCENTAGE or value <= 100,
        "Un nombre de deux décimales au plus": value == round(value, 2),
    }
    broken = next((words for words, holds in expected.items() if not holds), "")
    return f"{broken} est attendu, trouvé {number(value)}." if broken else ""


def _evidence(file: SentFile | None, faults: dict) -> Evidence | None:
    if file is None:
        return None
    try:
        return checked_evidence(file)
    except ValidationError as refusal:
        faults["file"] = refusal.messages
    return None


def _refuse(faults: dict) -> None:
    if faults:
        raise ValidationError(
            {name: typography(fault) if isinstance(fault, str) else fault for name, fault in faults.items()}
        )


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


def _save(valeur: Valeur, evidence: Evidence | None) -> None:
    if evidence is not None:
        valeur.piece_nom, valeur.piece_sha256 = evidence.name, evidence.sha256
        valeur.piece.save(evidence.stored_name, evidence.content, save=False)
    valeur.save(force_insert=True)


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
