"""What the bilan of each type of convention is made of: its qualitative sections, its parts, its periods.

To give a type a form of its own: one entry of FORMS.
Sources: article 5 of the conventions AKTO and ATLAS – Île-de-France (« le bilan des actions menées en partenariat et
les projets à venir ») ; communiqué OPCO Santé–AKTO of 10 July 2025 for the half-yearly committee, its four engagements,
its base population and its three subjects ; article R6523-2-4-1, 4e alinéa, for the report of the delegate.
"""

from typing import NamedTuple

from tandem.conventions.enums import TypeConvention


class Section(NamedTuple):
    """A qualitative section that the partners write; `hint` says what is expected."""

    code: str
    label: str
    hint: str


class Coverage(NamedTuple):
    """An indicator to set against a printed base: the code of a key figure of the party that delegates."""

    indicateur: str
    base: str
    label: str


class Plan(NamedTuple):
    """A part of the bilan: its heading, the sections written in it, the facts shown after them."""

    heading: str
    sections: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()


class Form(NamedTuple):
    """The bilan of one type of convention.

    `engagement_modele` is the template of the fiches that each have their own text; `reports` the obligations of the
    law that the delegate answers in the bilan.
    """

    sections: tuple[Section, ...]
    plans: tuple[Plan, ...]
    has_semestres: bool = False
    engagement_modele: str = ""
    coverage: tuple[Coverage, ...] = ()
    reports: tuple[str, ...] = ()


ENGAGEMENTS = "engagements"
"""Stands for the sections of the engagements, one by fiche."""

_YEARLY = Form(
    sections=(
        Section("faits_marquants", "Faits marquants", "Ce qui a compté pour le partenariat pendant la période."),
        Section("reussites", "Réussites", "Ce qui a bien marché, et grâce à quoi."),
        Section("difficultes", "Difficultés", "Ce qui n’a pas pu se faire, et pourquoi."),
        Section("perspectives", "Perspectives", "Les projets à venir, et ce que chaque partie y apporte."),
    ),
    plans=(
        Plan("Faits marquants", ("faits_marquants",)),
        Plan("Obligations", shows=("obligations",)),
        Plan("Réunions", shows=("reunions",)),
        Plan("Transmissions", shows=("transmissions",)),
        Plan("Fiches actions", shows=("fiches",)),
        Plan("Indicateurs", shows=("indicateurs",)),
        Plan("Décisions des comités", shows=("decisions",)),
        Plan("Vie de la convention", shows=("evenements", "restrictions")),
        Plan("Réussites", ("reussites",)),
        Plan("Difficultés", ("difficultes",)),
        Plan("Perspectives", ("perspectives",)),
        Plan("À mettre à l’ordre du jour", shows=("manques",)),
    ),
)

_DELEGATION = Form(
    sections=(
        Section(
            "pilotage_coordonne",
            "Pilotage coordonné",
            "Ce que le comité de suivi a coordonné : qui fait quoi, avec quels moyens, dans quels territoires.",
        ),
        Section(
            "suivi_indicateurs",
            "Suivi des indicateurs d’activité",
            "Ce que disent les chiffres de la période, et ce qu’ils ne disent pas.",
        ),
        Section(
            "ajustement_actions",
            "Ajustement des actions",
            "Ce qui change pour la suite : actions amendées, arrêtées, nouvelles.",
        ),
        Section(
            "compte_rendu_activite",
            "Activité accomplie",
            "Le compte rendu du délégataire : l’activité accomplie pour le compte du délégant.",
        ),
        Section(
            "compte_rendu_fonds",
            "Utilisation des fonds",
            "Le compte rendu du délégataire : l’utilisation des fonds gérés localement pour le compte du délégant.",
        ),
    ),
    plans=(
        Plan("Les engagements", (ENGAGEMENTS,)),
        Plan("Couverture de la population de base", shows=("couverture",)),
        Plan("Pilotage coordonné", ("pilotage_coordonne",), ("reunions", "obligations")),
        Plan("Suivi des indicateurs d’activité", ("suivi_indicateurs",), ("indicateurs",)),
        Plan("Ajustement des actions", ("ajustement_actions",), ("fiches", "decisions", "evenements", "restrictions")),
        Plan(
            "Compte rendu du délégataire",
            ("compte_rendu_activite", "compte_rendu_fonds"),
            ("comptes_rendus", "transmissions"),
        ),
        Plan("À mettre à l’ordre du jour", shows=("manques",)),
    ),
    has_semestres=True,
    engagement_modele="engagement",
    coverage=(
        Coverage("entreprises-accompagnees", "entreprises-trois-territoires", "Entreprises et associations"),
        Coverage("salaries-montee-competences", "salaries-trois-territoires", "Salariés"),
    ),
    reports=("loi-compte-rendu-activite", "loi-compte-rendu-fonds"),
)

FORMS = dict.fromkeys(TypeConvention, _YEARLY) | {TypeConvention.OPCO_OPCO: _DELEGATION}


def form_of(kind: str) -> Form:
    """Return the form of the bilan of a type of convention."""
    return FORMS[TypeConvention(kind)]


def sections_of(convention) -> list[Section]:
    """Return what the partners write in the bilans of a convention: first its engagements, one by fiche."""
    form = form_of(convention.type)
    return [*(Section(code_of(fiche), fiche.titre, _QUOTED) for fiche in engagements_of(convention)), *form.sections]


_QUOTED = "Ce qui a été fait pour tenir cet engagement, et ce qui reste."


def engagements_of(convention) -> list:
    """Return the shared fiches that each have a text of their own in the bilan; none in most types."""
    modele = form_of(convention.type).engagement_modele
    if not modele:
        return []
    return list(
        convention.fiches.shared().filter(modele__code=modele).select_related("modele").order_by("numero", "pk")
    )


def code_of(fiche) -> str:
    """Return the code of the section of an engagement."""
    return f"engagement_{fiche.numero}"
