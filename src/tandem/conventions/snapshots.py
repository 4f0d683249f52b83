"""What an avenant keeps of a clause or of a fiche, before and after it: JSON-ready fields, their labels, their changes.

A snapshot of a clause is {numero, titre, texte}; one of a fiche {titre, contenu, calendrier, actions, etat}, where
`actions` lists the numbered actions. A new clause also says which one it follows, a new fiche its axis and template.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bareme.display import THIN
from tandem.conventions.champs import calendar_champ, champs_of
from tandem.conventions.diff import FieldChange
from tandem.conventions.enums import NatureCalendrier, ObjetModification
from tandem.conventions.models import ModeleFiche
from tandem.conventions.timing.schedule import Schedule, read

Snapshot = dict[str, Any]
COMPARED = ("titre", "contenu", "calendrier", "actions")
"""What of a fiche must not have moved between the snapshot and the signature; its state may."""


class Field(NamedTuple):
    """One text of a fiche: where it is in the snapshot, the label of its template, its words."""

    key: str
    label: str
    text: str
    required: bool = False


def clause_snapshot(clause) -> Snapshot:
    """Return what an avenant keeps of a clause."""
    return {"numero": clause.numero, "titre": clause.titre, "texte": clause.texte}


def clause_heading(snapshot: Snapshot) -> str:
    """« Article 5 : Suivi et durée », « Préambule »."""
    numero, titre = snapshot["numero"], snapshot["titre"]
    if numero[:1].isdigit():
        return f"Article {numero}{THIN}: {titre}" if titre else f"Article {numero}"
    return titre


def fiche_snapshot(fiche) -> Snapshot:
    """Return what an avenant keeps of a fiche and of its numbered actions."""
    return {
        "titre": fiche.titre,
        "modele": fiche.modele.code,
        "contenu": dict(fiche.contenu),
        "calendrier": fiche.calendrier_texte,
        "etat": fiche.etat,
        "actions": [
            {
                "numero": action.numero,
                "titre": action.titre,
                "contenu": dict(action.contenu),
                "calendrier": action.calendrier_texte,
            }
            for action in sorted(fiche.actions.all(), key=lambda action: action.numero)
        ],
    }


def is_same_fiche(before: Snapshot, now: Snapshot) -> bool:
    """Whether a fiche still says what the avenant started from; its state may have moved."""
    return all(before[key] == now[key] for key in COMPARED)


def written(value) -> str:
    """Return the words of a field; a list is one item per line."""
    return "\n".join(f"• {one}" for one in value) if isinstance(value, list) else str(value or "")


def fields_of(snapshot: Snapshot, modele: ModeleFiche) -> list[Field]:
    """Return the texts of a fiche in the order of its template, then those of its actions."""
    found = [Field("titre", "Titre", snapshot.get("titre", ""), required=True)]
    found += _texts("", snapshot, champs_of(modele.champs))
    for action in snapshot.get("actions", ()):
        name, place = f"Action {action['numero']}", f"actions.{action['numero']}."
        found.append(Field(f"{place}titre", f"{name}{THIN}: titre", action["titre"], required=True))
        found += [
            field._replace(label=f"{name}{THIN}: {field.label}")
            for field in _texts(place, action, champs_of(modele.champs_action))
        ]
    return found


def _texts(place: str, snapshot: Snapshot, champs) -> list[Field]:
    contenu = snapshot.get("contenu", {})
    found = [Field(f"{place}contenu.{champ.code}", champ.label, written(contenu.get(champ.code))) for champ in champs]
    if calendar_champ(champs) is None:
        found.append(Field(f"{place}calendrier", "Calendrier", snapshot.get("calendrier", "")))
    return found


def with_fields(snapshot: Snapshot, modele: ModeleFiche, values: Mapping[str, str]) -> Snapshot:
    """Return the snapshot with these texts; a field that keeps its words keeps its value."""
    changed = {
        field.key: values[field.key]
        for field in fields_of(snapshot, modele)
        if field.key in values and values[field.key] != field.text
    }
    found = _written_in(snapshot, champs_of(modele.champs), changed, "")
    found["actions"] = [
        _written_in(action, champs_of(modele.champs_action), changed, f"actions.{action['numero']}.")
        for action in snapshot.get("actions", ())
    ]
    return found


def _written_in(snapshot: Snapshot, champs, changed: Mapping[str, str], place: str) -> Snapshot:
    """Return one level with its new texts; the field that prints the calendar moves the calendar with it."""
    contenu = dict(snapshot.get("contenu", {}))
    contenu |= {champ.code: changed[key] for champ in champs if (key := f"{place}contenu.{champ.code}") in changed}
    found = dict(snapshot) | {"contenu": contenu}
    found |= {name: changed[f"{place}{name}"] for name in ("titre", "calendrier") if f"{place}{name}" in changed}
    calendar = calendar_champ(champs)
    if calendar is not None and (key := f"{place}contenu.{calendar.code}") in changed:
        found["calendrier"] = changed[key]
    return found


def calendar_of(text: str) -> dict[str, Any]:
    """Return the columns of a calendar as its words are read; without dates when a machine cannot read them."""
    schedule = read(text) or Schedule(NatureCalendrier.AUCUN)
    return {
        "calendrier_texte": text,
        "calendrier_nature": schedule.nature,
        "debut": schedule.debut,
        "fin": schedule.fin,
        "mois_debut": schedule.mois_debut,
        "mois_fin": schedule.mois_fin,
        "fois": schedule.fois,
        "par": schedule.par,
    }


def changes_of(modification, modeles: Mapping[str, ModeleFiche]) -> list[FieldChange]:
    """Return each field of a line of an avenant, before and after, under its label; `modeles` by their code."""
    before, after = modification.before, modification.after
    if modification.objet == ObjetModification.CLAUSE:
        labels = (("numero", "Numéro"), ("titre", "Titre"), ("texte", "Texte"))
        return [FieldChange(key, label, before.get(key, ""), after.get(key, "")) for key, label in labels]
    modele = modeles[(before or after)["modele"]]
    old = {field.key: field for field in fields_of(before, modele)} if before else {}
    new = {field.key: field for field in fields_of(after, modele)} if after else {}
    return [
        FieldChange(
            key,
            field.label,
            old[key].text if key in old else "",
            new[key].text if key in new else "",
        )
        for key, field in (old | new).items()
    ]


def title_of(modification) -> str:
    """« Article 5 : Suivi et durée », « Fiche 1.2 – Parcours »; as it was, or as it will be."""
    snapshot = modification.before or modification.after
    if modification.objet == ObjetModification.CLAUSE:
        return clause_heading(snapshot)
    return f"Fiche {modification.code} – {snapshot['titre']}"
