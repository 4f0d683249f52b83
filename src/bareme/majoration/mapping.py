"""Which column of a file is which field of a candidature: suggested from the titles, decided by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bareme.display import fold
from bareme.majoration.reglement.model import Reglement

_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "reference": ("ref", "reference candidature", "n° candidature", "numero de candidature", "identifiant"),
    "of_cfa": (
        "of cfa",
        "of-cfa",
        "of cfa beneficiaires",
        "of-cfa beneficiaire",
        "cfa",
        "organisme",
        "organisme gestionnaire",
        "organismes gestionnaires",
        "nom de l'organisme",
        "nom du cfa",
        "beneficiaire",
    ),
    "formation": (
        "intitule",
        "intitule de la formation",
        "formations",
        "libelle formation",
        "diplome",
        "certification",
    ),
    "site": ("site de formation", "etablissement", "lieu de formation", "uai", "campus"),
    "contrats": ("nombre de contrats", "nb contrats", "nb de contrats", "nombre contrats", "effectif", "apprentis"),
    "contrats_verts": (
        "contrats verts",
        "dont verts",
        "dont contrats verts",
        "nombre de contrats verts",
        "nb contrats verts",
        "dont bonus vert",
    ),
    "complement": (
        "classe",
        "perimetre",
        "perimetre financier",
        "classe de perimetre",
        "classe de perimetre financier",
        "complement perimetre",
    ),
    "exceptionnelle": ("majoration exceptionnelle", "exceptionnel", "montant exceptionnel"),
}


def suggest_mapping(headers: Sequence[str], reglement: Reglement | None) -> dict[str, str | None]:
    """{title of the file: field, criterion column or None}. Accents, case and punctuation do not count.

    A field is given to one title only: to the exact code first, then to the first synonym met. Without a règlement
    only the candidature's own fields are known.
    """
    known = _names(reglement)
    suggestion: dict[str, str | None] = dict.fromkeys(headers)
    taken: set[str] = set()
    for exact in (True, False):
        for header in headers:
            if suggestion[header] is not None:
                continue
            field = header if exact and header in known.values() else known.get(_bare(header))
            if field is not None and field not in taken and (header == field or not exact):
                suggestion[header] = field
                taken.add(field)
    return suggestion


def _names(reglement: Reglement | None) -> dict[str, str]:
    """Every accepted title, bare, with its field. The titles of a candidature's own fields win."""
    names: dict[str, str] = {}
    for donnee in reglement.donnees if reglement else ():
        names |= {_bare(donnee.libelle): donnee.code, _bare(donnee.code): donnee.code}
    for indicateur in reglement.indicateurs if reglement else ():
        names |= {_bare(indicateur.libelle): indicateur.code, _bare(indicateur.code): indicateur.code}
    for field, synonyms in _SYNONYMS.items():
        names |= {_bare(synonym): field for synonym in (field, *synonyms)}
    return names


def _bare(title: str) -> str:
    spaced = "".join(character if character.isalnum() else " " for character in fold(title))
    return " ".join(spaced.split())
