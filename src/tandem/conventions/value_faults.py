"""What keeps a value from being typed: its period, its place in the detail, its number. Each in French, by field."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from tandem.conventions.computing.measures import WHOLE_UNITS
from tandem.conventions.enums import NatureIndicateur, PublicCible, UniteIndicateur
from tandem.conventions.evidence import SentFile
from tandem.conventions.periods import Period, period_of, semestres_of
from tandem.formats import long_date, number
from tandem.territoires.models import Departement

LARGEST = Decimal(10) ** 14


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


def period_faults(convention, indicateur, cell: Cell, on: date) -> dict[str, str]:
    """What keeps a value from its period: before the signature, in the future, after the end, without its semester."""
    today, end = timezone.localdate(), convention.end
    faults = {}
    if not convention.signed_on.year <= cell.annee <= today.year:
        faults["annee"] = (
            f"Une année de {convention.signed_on.year}, celle de la signature, à {today.year} est attendue, "
            f"trouvé {cell.annee}."
        )
    elif end is not None and cell.annee > end.year:
        faults["annee"] = f"La convention a pris fin le {long_date(end)} : rien n’est compté en {cell.annee}."
    if cell.semestre not in semestres_of(indicateur.periode):
        asks = (
            "Choisissez le semestre : 1 ou 2."
            if cell.semestre is None
            else "Cet indicateur ne compte pas par semestre."
        )
        faults["semestre"] = asks
    if not faults:
        return day_faults(period_of(indicateur.periode, cell.annee, cell.semestre), on)
    return faults | ({"date": _future(on)} if on > today else {})


def day_faults(period: Period, on: date) -> dict[str, str]:
    """What keeps a figure of a period from having been established on a day."""
    if period.starts_on > timezone.localdate():
        return {"annee": f"La période {period.label} commence le {long_date(period.starts_on)} : attendez-la."}
    if on > timezone.localdate():
        return {"date": _future(on)}
    if on < period.starts_on:
        return {
            "date": f"Un constat du {long_date(period.starts_on)} ou d’après est attendu pour {period.label}, "
            f"trouvé le {long_date(on)}."
        }
    return {}


def _future(day: date) -> str:
    return f"Une date passée est attendue, trouvé le {long_date(day)}."


def split_faults(convention, indicateur, cell: Cell) -> dict[str, str]:
    """What keeps a value from its département or its public."""
    faults = {}
    if cell.departement is not None:
        regions = set(convention.territoires.order_by("code").values_list("code", flat=True))
        if not indicateur.by_territoire:
            faults["departement"] = "Cet indicateur n’est pas détaillé par territoire."
        elif regions and cell.departement.region_id not in regions:
            faults["departement"] = f"{cell.departement} n’est pas dans les territoires de la convention."
    if cell.public and cell.public not in PublicCible.values:
        faults["public"] = f"Un des publics de la liste est attendu, trouvé « {cell.public} »."
    elif cell.public and not indicateur.by_public:
        faults["public"] = "Cet indicateur n’est pas détaillé par public."
    elif cell.public and cell.departement is not None:
        # Crossed cells of people would be smaller than any threshold, and give one another away.
        faults["public"] = "Une valeur est détaillée par territoire ou par public, pas par les deux à la fois."
    return faults


def content_faults(indicateur, content: Content, *, has_piece: bool = False) -> dict[str, str]:
    """What keeps a number, words or a file from being a value of the indicator."""
    if indicateur.nature != NatureIndicateur.DOCUMENT:
        fault = _number_fault(content.value, UniteIndicateur(indicateur.unite))
        return {"value": fault} if fault else {}
    if content.value is not None:
        return {"value": "Cet indicateur est un document : joignez-le, ou dites-le en toutes lettres."}
    if not content.texte and content.file is None and not has_piece:
        return {"file": "Joignez le document, ou dites en toutes lettres ce qui a été produit."}
    return {}


def _number_fault(value: Decimal | None, unit: UniteIndicateur) -> str:
    if value is None:
        return "Un nombre est attendu. Si vous l’ignorez, ne saisissez rien : la valeur reste manquante."
    expected = {
        "Un nombre positif ou nul": 0 <= value < LARGEST,
        f"Un nombre entier de « {unit.label} »": unit not in WHOLE_UNITS or value == int(value),
        "Un pourcentage de 0 à 100": unit != UniteIndicateur.POURCENTAGE or value <= 100,
        "Un nombre de deux décimales au plus": value == round(value, 2),
    }
    broken = next((words for words, holds in expected.items() if not holds), "")
    return f"{broken} est attendu, trouvé {number(value)}." if broken else ""
