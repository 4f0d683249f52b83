"""How many branches an OPCO has on a day, and which: two counts may both be true at their date (R264)."""

from datetime import date
from typing import NamedTuple

from tandem.organisations.models import KeyFigure, Organisation, RattachementBranche


class BranchesOn(NamedTuple):
    """What the sources say of the branches of an OPCO on a day.

    `count` is None when no source speaks of that day or of one before. `attachments` is empty when the source gives
    the count without the names: `names_are_known` tells the two cases apart.
    """

    opco: Organisation
    on: date
    count: int | None
    attachments: list[RattachementBranche]
    stated_on: date | None
    source: str

    @property
    def names_are_known(self) -> bool:
        """Whether the branches can be listed."""
        return bool(self.attachments)


def branches_on(opco: Organisation, on: date) -> BranchesOn:
    """Return the branches of the OPCO on a day: the list in force, failing which the last count published."""
    attachments = list(opco.branches.on(on).select_related("branche").order_by("famille", "branche__nom", "pk"))
    figure = opco.key_figures.known_on(on).filter(code=KeyFigure.BRANCHES).last()
    if attachments:
        source = attachments[0].source
        return BranchesOn(opco, on, len(attachments), attachments, figure.date if figure else None, source)
    if figure is not None:
        return BranchesOn(opco, on, int(figure.value), [], figure.date, figure.source)
    return BranchesOn(opco, on, None, [], None, "")
