"""The charts of the summary: drawn once as SVG, the same picture in the page and in the PDF, each with its table."""

from dataclasses import dataclass

from tandem import formats
from tandem.deliberations.summaries.figures import Summary
from tandem.pictures import DrawnBar, bars_svg

WIDTH, STEP, SIZE = 230, 24, 13


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, what it shows in one sentence, and the same figures as a table."""

    title: str
    alternative: str
    bars: tuple[DrawnBar, ...]
    value_label: str
    colour: str
    focus: int | None
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def drawing(self) -> dict[str, int | None]:
        """How the picture is drawn, on the page as in the PDF."""
        return {"focus": self.focus, "width": WIDTH, "step": STEP, "size": SIZE}

    @property
    def svg(self) -> str:
        return bars_svg(self.bars, colour=self.colour, **self.drawing)


def charts_of(summary: Summary, *, departement: str = "") -> tuple[Chart, ...]:
    """Return the charts of a summary; `departement` is drawn in the strong colour."""
    found = [_top_chart(summary)]
    places = _place_chart(summary, departement)
    return (*found, places) if places else tuple(found)


def _top_chart(summary: Summary) -> Chart:
    top = summary.top
    rows = tuple((ligne.nom, formats.euros(ligne.totale), formats.number(ligne.contrats)) for ligne in top)
    largest = top[0]
    return Chart(
        title=f"Les {len(top)} montants les plus élevés" if len(top) > 1 else "Le montant voté",
        alternative=(
            f"Diagramme en barres\u202f: le montant le plus élevé est celui de {largest.nom}, "
            f"{formats.euros(largest.totale)}. Les valeurs sont dans le tableau qui suit."
        ),
        bars=tuple(DrawnBar(ligne.nom, ligne.totale, formats.euros(ligne.totale)) for ligne in top),
        value_label="Majoration totale",
        colour=summary.annexe.couleur,
        focus=None,
        headers=("OF-CFA", "Majoration totale", "Contrats"),
        rows=rows,
    )


def _place_chart(summary: Summary, departement: str) -> Chart | None:
    lines = [line for line in summary.places if line.contrats]
    if not any(line.place.code for line in lines):
        return None
    ordered = sorted(lines, key=lambda line: (-line.amount, line.place.code))
    rows = tuple(
        (
            line.place.nom,
            formats.number(line.of_cfa),
            formats.number(line.contrats),
            formats.euros_from_centimes(line.amount),
        )
        for line in ordered
    )
    return Chart(
        title="Majoration des coûts contrats par département",
        alternative=(
            f"Diagramme en barres\u202f: {ordered[0].place.nom} reçoit le montant le plus élevé, "
            f"{formats.euros_from_centimes(ordered[0].amount)}. Les valeurs sont dans le tableau qui suit."
        ),
        bars=tuple(
            DrawnBar(line.place.nom, line.amount // 100, formats.euros_from_centimes(line.amount)) for line in ordered
        ),
        value_label="Majoration des coûts contrats",
        colour=summary.annexe.couleur,
        focus=next((rank for rank, line in enumerate(ordered) if departement and line.place.code == departement), None),
        headers=("Département", "OF-CFA", "Contrats", "Majoration des coûts contrats"),
        rows=rows,
    )
