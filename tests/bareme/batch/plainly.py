"""The plain rules, contract after contract, and every way's lines as the bytes of one csv."""

from bisect import bisect_right

from bareme.funding import NATURES, fund
from bareme.rules.contrat import Contrat

HEADER = "numero;annee;rang;nature;exigible_le;montant"


def laws_met(frame, table):
    """Each contract with the law that it meets."""
    starts, laws = table
    for row in frame.iter_rows():
        contrat = Contrat(*row)
        yield contrat, laws[bisect_right(starts, contrat.conclusion) - 1]


def funded(frame, table):
    """The Funding of every contract of a frame of FIELDS."""
    return [fund(contrat, law) for contrat, law in laws_met(frame, table)]


def plain_csv(fundings, numeros):
    return csv(
        (numero, line.annee, line.rang, line.nature, line.exigible_le, line.montant)
        for numero, funding in zip(numeros, fundings, strict=True)
        for line in funding.lines
    )


def batch_csv(lines, numeros):
    """What `bareme.batch.schedule` gave."""
    return csv(
        (numeros[row], annee, rang, NATURES[nature], exigible_le, montant)
        for row, annee, rang, nature, exigible_le, montant in lines.iter_rows()
    )


def csv(rows):
    """`numero;annee;rang;nature;exigible_le;montant`: ISO dates, euros with a point and two decimals."""
    written = [";".join(map(str, (*row[:4], row[4].isoformat(), euros(row[5])))) for row in rows]
    return "\n".join([HEADER, *written, ""]).encode()


def euros(cents):
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}"
