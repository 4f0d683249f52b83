"""What must hold of a list of candidatures before anything is computed, whoever built it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bareme.anomalies import Anomalie, error, quoted, warning
from bareme.majoration.candidature import Candidature, green_limit
from bareme.majoration.reglement.model import Reglement


class AllocationError(Exception):
    """Candidatures or evaluations that cannot be computed. `anomalies` lists everything wrong."""

    def __init__(self, anomalies: Sequence[Anomalie]) -> None:
        super().__init__("\n".join(anomalie.message for anomalie in anomalies))
        self.anomalies = tuple(anomalies)


def check_candidatures(candidatures: Sequence[Candidature], reglement: Reglement) -> list[Anomalie]:
    """Every error: duplicated references, impossible counts, unknown complement classes."""
    classes = reglement.complements.classes
    seen: set[str] = set()
    found: list[Anomalie] = []
    for item in candidatures:
        if item.reference in seen:
            found.append(
                _error(item, "reference", "une référence par candidature était attendue", "Retirez le doublon")
            )
        seen.add(item.reference)
        # One test for the usual case: the list may hold a hundred thousand of them.
        if not 0 <= item.contrats_verts <= item.contrats or item.exceptionnelle < 0 or item.complement not in classes:
            found += _impossible_values(item, reglement)
    return found


def _impossible_values(item: Candidature, reglement: Reglement) -> Iterator[Anomalie]:
    positive, repair = "un nombre positif ou nul était attendu", "Corrigez ce nombre"
    if item.contrats < 0:
        yield _error(item, "contrats", positive, repair)
    if item.contrats_verts < 0:
        yield _error(item, "contrats_verts", positive, repair)
    if item.contrats_verts > item.contrats >= 0:
        expected = green_limit(item.contrats)
        yield _error(item, "contrats_verts", expected, "Corrigez l’un des deux nombres")
    if item.exceptionnelle < 0:
        yield _error(item, "exceptionnelle", "un montant positif ou nul était attendu", "Corrigez ce montant")
    if item.complement not in reglement.complements.classes:
        expected = f"une classe du règlement était attendue ({', '.join(sorted(reglement.complements.classes))})"
        yield _error(item, "complement", expected, "Corrigez la classe de périmètre financier")


def check_choices(candidatures: Sequence[Candidature], reglement: Reglement) -> list[Anomalie]:
    """Warnings: an organisme dropped, a candidature chosen or a line designated that the list does not hold."""
    references = {item.reference for item in candidatures}
    names = {item.of_cfa for item in candidatures}
    found = [
        _absent("organismes_ecartes", item.of_cfa) for item in reglement.organismes_ecartes if item.of_cfa not in names
    ]
    found += [
        _absent("selections_manuelles", item.reference)
        for item in reglement.selections_manuelles
        if item.reference not in references
    ]
    found += [_absent("arrondi.lignes", name) for name in reglement.arrondi.lignes if name not in names]
    for mapping, column in (
        (reglement.plafonds.par_organisme, "plafonds.par_organisme"),
        (reglement.planchers.par_organisme, "planchers.par_organisme"),
    ):
        found += [_absent(column, name) for name in mapping if name not in names]
    return found


def _absent(column: str, value: str) -> Anomalie:
    return warning(
        "absent_de_la_liste",
        f"{quoted(value)} était attendu parmi les candidatures : cette ligne du règlement est sans effet",
        "Vérifiez l’orthographe, à l’accent près",
        column=column,
    )


def _error(item: Candidature, field: str, expected: str, remedy: str) -> Anomalie:
    place = {"line": item.line, "column": field, "value": str(getattr(item, field))}
    return error("candidature", f"{expected} ({item.reference})", remedy, **place)
