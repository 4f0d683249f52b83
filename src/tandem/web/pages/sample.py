"""Invented rows for the style guide: enough of them to judge a long table."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tandem.web.tables import Column, Filter, Kind
from tandem.web.templatetags.components import Tone

FILIERES = ("Transport et logistique", "Hôtellerie-restauration", "Bâtiment", "Numérique", "Santé", "Énergie")
STATES = (("retenue", "Retenue"), ("non_retenue", "Non retenue"), ("a_completer", "À compléter"))
TONES = {"retenue": Tone.SUCCESS, "non_retenue": Tone.NEUTRAL, "a_completer": Tone.WARNING}
THRESHOLD = Decimal("54.00")


@dataclass(frozen=True, kw_only=True)
class SampleRow:
    """One invented formation."""

    rank: int
    formation: str
    organisme: str
    filiere: str
    contrats: int
    green: int
    score: Decimal
    share: Fraction | None
    amount: int | None
    state: str


def sample_rows(count: int = 60) -> list[SampleRow]:
    """Return invented formations, ranked by falling score; the same ones each time."""
    rows = []
    for rank in range(1, count + 1):
        score = Decimal(9600 - rank * 75 % 9000) / 100 if count > 120 else Decimal(9600 - rank * 75) / 100
        kept = score >= THRESHOLD
        state = "a_completer" if rank % 17 == 0 else ("retenue" if kept else "non_retenue")
        contrats = 4 + rank * 37 % 190
        green = contrats // 3 if rank % 3 == 0 else 0
        rows.append(
            SampleRow(
                rank=rank,
                formation=f"Formation d’exemple n° {rank}",
                organisme=f"Organisme d’exemple {1 + rank % 9}",
                filiere=FILIERES[rank % len(FILIERES)],
                contrats=contrats,
                green=green,
                score=score,
                share=Fraction(green, contrats) if rank % 11 else None,
                amount=contrats * 638 + green * 100 if kept else None,
                state=state,
            )
        )
    return rows


SAMPLE_COLUMNS = (
    Column(key="rank", label="Rang", kind=Kind.INT, help="Place dans le classement, la meilleure note en premier."),
    Column(key="formation", label="Formation", search=True, fixed=True),
    Column(key="organisme", label="Organisme", search=True, filter=Filter.CHOICE, link=lambda _row: "#tableau"),
    Column(key="filiere", label="Filière", filter=Filter.CHOICE, visible=False),
    Column(key="contrats", label="Contrats", kind=Kind.INT, total=True),
    Column(key="green", label="Contrats verts", kind=Kind.INT, total=True, mark="déduit"),
    Column(key="share", label="Part verte", kind=Kind.RATE, help="Contrats verts rapportés aux contrats."),
    Column(key="score", label="Note", kind=Kind.DECIMAL, decimals=2, mark="données fictives"),
    Column(
        key="state",
        label="Statut",
        kind=Kind.BADGE,
        choices=STATES,
        filter=Filter.CHOICE,
        tone=lambda row: TONES[row.state],
    ),
    Column(
        key="amount",
        label="Majoration",
        kind=Kind.EURO,
        total=True,
        help="Vide quand la formation n’est pas retenue.",
    ),
)


def sample_cut(previous, row) -> str | None:
    """Draw the threshold between the last row kept and the first that is not."""
    if previous is not None and previous.score >= THRESHOLD > row.score:
        return "Seuil : 54,00 points – les formations sous cette ligne ne sont pas retenues"
    return None
