"""The rules run plainly, for one contract."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from bareme.rules.contrat import PROFESSIONNALISATION, RECONVERSION, Contrat
from bareme.rules.funding import MAX_LINES, Sink, Summary, summarise, write_lines
from bareme.rules.law import Law

NATURES: Final = (
    "avance",
    "echeance_7e_mois",
    "echeance_10e_mois",
    "solde",
    "maintien",
    "regularisation",
    "recuperation",
)
"""The names of the natures of a line, at the index of their code in `bareme.rules.schedule`."""

VERSIONS: Final = {PROFESSIONNALISATION: "pro", RECONVERSION: "reconversion"}
"""What stands for the version of R6332-25 in the contracts paid by the hour."""

_EPOCH = date(1970, 1, 1)


class Instalment(NamedTuple):
    """One line of the schedule. `montant` is signed centimes."""

    annee: int
    rang: int
    nature: str
    exigible_le: date
    montant: int


class Funding(NamedTuple):
    """What a contract is due, and the lines that pay it."""

    summary: Summary
    lines: tuple[Instalment, ...]

    @property
    def total(self) -> int:
        """Centimes paid in the end: `du_opco`, unless a solde was forfeited (R6332-25 III 4°)."""
        return sum(line.montant for line in self.lines)


def fund(contrat: Contrat, law: Law) -> Funding:
    """The funding of one contract under the law of its conclusion date (`bareme.legislation.law_on`)."""
    sink = Sink(*([0] * MAX_LINES for _ in Sink._fields))
    last = write_lines(law, contrat, sink, 0)
    lines = tuple(
        Instalment(
            sink.annee[index],
            sink.rang[index],
            NATURES[sink.nature[index]],
            _EPOCH + timedelta(days=sink.exigible_le[index]),
            sink.montant[index],
        )
        for index in range(last)
    )
    return Funding(summarise(law, contrat), lines)
