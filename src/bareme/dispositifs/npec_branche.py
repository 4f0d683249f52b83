"""Levels of apprenticeship that branches wrote in their own agreements: history, beside the référentiel."""

from __future__ import annotations

from datetime import date

from bareme.dispositifs.professionnalisation import branch_folder
from bareme.parametres import ParametreValue, get, keys


def npec_de_branche(idcc: str | int, diplome: str, conclusion: date) -> ParametreValue:
    """The annual level (centimes) with its source. The référentiel of France compétences alone funds a contract.

    Raises ParametreUnknownError or ParametreMissingError.
    """
    return get(f"{branch_folder('npec_branche', idcc)}/{diplome}", on=conclusion)


def diplomes(idcc: str | int) -> tuple[str, ...]:
    """The names that `npec_de_branche` knows for a branch; empty for the others."""
    folder = f"{branch_folder('npec_branche', idcc)}/"
    return tuple(key.removeprefix(folder) for key in keys() if key.startswith(folder))
