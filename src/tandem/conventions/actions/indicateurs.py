"""Add an indicator to the dictionary of a convention, and change it until values make it history."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from bareme.display import typography
from tandem.conventions.actions.convention import free_code, lock_convention
from tandem.conventions.changes import note
from tandem.conventions.computing import FORMULES
from tandem.conventions.computing.measures import PEOPLE_UNITS
from tandem.conventions.enums import Formule, NatureIndicateur, PeriodeIndicateur, UniteIndicateur
from tandem.conventions.models import Action, Convention, Fiche, Indicateur
from tandem.conventions.perms import can_change_fiches
from tandem.conventions.refusals import refuse
from tandem.conventions.series import FILLED_BY_HAND
from tandem.conventions.standing import require, standing_of
from tandem.conventions.value_faults import LARGEST

WORDING = ("libelle", "numerateur", "denominateur", "population", "cible_texte", "source")
"""What may still be reworded once values exist: what is counted does not change under them."""
FIELDS = (
    *WORDING,
    "nature",
    "unite",
    "formule",
    "by_territoire",
    "by_public",
    "periode",
    "cible",
    "responsable",
    "is_sensible",
)
"""Every field of the dictionary that a person writes."""


@transaction.atomic
def add_indicateur(
    *, actor, convention: Convention, fiche: Fiche | None = None, action: Action | None = None, **fields: Any
) -> Indicateur:
    """Add an indicator to the convention, or to one of its fiches or actions.

    `fields` are those of FIELDS; a unit that counts people makes it `is_sensible`. Raises PermissionDenied, or
    ValidationError with every fault by field.
    """
    convention = lock_convention(convention)
    if action is not None and fiche is None:
        fiche = action.fiche
    _require(actor, convention, fiche)
    indicateur = Indicateur(convention=convention, fiche=fiche, action=action, created_by=actor)
    _fill(indicateur, fields)
    _refuse_faults(indicateur)
    last = convention.indicateurs.aggregate(last=Max("rank"))["last"] or 0
    indicateur.rank, indicateur.code = last + 1, _free_code(convention, indicateur)
    indicateur.save(force_insert=True)
    _note(actor, indicateur, "indicateur.ajoute", f"Indicateur ajouté : {indicateur.libelle}", after=_told(indicateur))
    return indicateur


@transaction.atomic
def edit_indicateur(*, actor, indicateur: Indicateur, **fields: Any) -> Indicateur:
    """Change an indicator; once a value exists, only its wording (WORDING)."""
    convention = lock_convention(indicateur.convention)
    indicateur = (
        Indicateur.objects.select_for_update(of=("self",))
        .select_related("convention", "fiche", "action", "responsable")
        .get(pk=indicateur.pk)
    )
    _require(actor, convention, indicateur.fiche)
    before, told = {name: getattr(indicateur, name) for name in FIELDS}, _told(indicateur)
    _fill(indicateur, fields)
    changed = [name for name in FIELDS if getattr(indicateur, name) != before[name]]
    if indicateur.valeurs.exists() and (frozen := [name for name in changed if name not in WORDING]):
        raise ValidationError(dict.fromkeys(frozen, FROZEN))
    _refuse_faults(indicateur)
    if changed:
        indicateur.save(update_fields=changed)
        sentence = f"Indicateur modifié : {indicateur.libelle}"
        _note(actor, indicateur, "indicateur.modifie", sentence, before=told, after=_told(indicateur))
    return indicateur


FROZEN = "Des valeurs sont déjà saisies : ce qui est compté ne change plus. Ajoutez plutôt un indicateur."


def _require(actor, convention, fiche) -> None:
    """A draft of the other side is not there; a shared fiche changes as the convention says."""
    standing = standing_of(actor, convention)
    draft_of = fiche.draft_of_id if fiche is not None else None
    if draft_of is not None and draft_of not in standing.organisations:
        raise Fiche.DoesNotExist
    require(
        can_change_fiches(
            standing, convention.etat, sans_avenant=convention.fiches_sans_avenant, is_draft=draft_of is not None
        )
    )


def _fill(indicateur: Indicateur, fields: dict[str, Any]) -> None:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"unknown fields: {sorted(unknown)}")
    for name, value in fields.items():
        setattr(indicateur, name, " ".join(value.split()) if isinstance(value, str) else value)
    indicateur.is_sensible = indicateur.is_sensible or indicateur.unite in PEOPLE_UNITS


def _refuse_faults(one: Indicateur) -> None:
    """Raise ValidationError with every fault of the definition, by field."""
    faults = _missing(one) | _places(one) | _nature(one) | _target(one)
    if one.by_territoire and one.by_public and one.nature == NatureIndicateur.CALCULE:
        faults["by_public"] = "Un indicateur calculé se détaille par territoire seulement."
    refuse(faults)


def _missing(one: Indicateur) -> dict[str, str]:
    faults = {}
    if not one.libelle:
        faults["libelle"] = "Le libellé de l’indicateur est attendu, tel que la fiche l’imprime."
    elif len(one.libelle) > 500:
        faults["libelle"] = f"Le libellé compte {len(one.libelle)} caractères, 500 au plus sont admis."
    if one.nature not in NatureIndicateur.values:
        faults["nature"] = "Choisissez comment l’indicateur est renseigné."
    if one.unite not in UniteIndicateur.values:
        faults["unite"] = "Choisissez ce que compte l’indicateur."
    if one.periode not in PeriodeIndicateur.values:
        faults["periode"] = "Choisissez la période que compte une valeur."
    return faults


def _places(one: Indicateur) -> dict[str, str]:
    faults = {}
    if one.fiche is not None and one.fiche.convention_id != one.convention_id:
        faults["fiche"] = "Cette fiche est celle d’une autre convention."
    if one.action is not None and one.action.fiche_id != one.fiche_id:
        faults["action"] = "Cette action est celle d’une autre fiche."
    if one.responsable is not None and one.responsable.convention_id != one.convention_id:
        faults["responsable"] = "Cette partie est celle d’une autre convention."
    elif one.nature in FILLED_BY_HAND and one.responsable is None:
        faults["responsable"] = "Choisissez la partie qui renseigne l’indicateur : sans elle, personne ne le fera."
    return faults


def _nature(one: Indicateur) -> dict[str, str]:
    """What the nature of an indicator asks of its formula, unit and period."""
    faults = {}
    computed, document = one.nature == NatureIndicateur.CALCULE, one.nature == NatureIndicateur.DOCUMENT
    if computed and one.formule not in Formule.values:
        faults["formule"] = "Choisissez le calcul : un indicateur calculé nomme le sien."
    elif computed and one.unite != (unit := FORMULES[Formule(one.formule)].unit):
        faults["unite"] = f"Ce calcul compte des « {unit.label} » : choisissez cette unité."
    elif one.formule and not computed:
        faults["formule"] = "Seul un indicateur calculé a un calcul : retirez-le, ou changez la nature."
    if computed and one.periode != PeriodeIndicateur.ANNEE_CIVILE:
        faults["periode"] = "Un indicateur calculé se compte par année civile."
    if document and one.unite != UniteIndicateur.DOCUMENT:
        faults["unite"] = "L’unité d’un indicateur « Document » est « document »."
    elif one.nature == NatureIndicateur.SAISI and one.unite == UniteIndicateur.DOCUMENT:
        faults["unite"] = "Un document se joint : choisissez la nature « Document », ou une unité qui se compte."
    if one.unite == UniteIndicateur.POURCENTAGE and not (one.numerateur and one.denominateur):
        faults["denominateur"] = "Un pourcentage dit son numérateur et son dénominateur : de quoi est-il la part ?"
    return faults


def _target(one: Indicateur) -> dict[str, str]:
    if one.cible is None:
        return {}
    if one.nature in (NatureIndicateur.DOCUMENT, NatureIndicateur.NON_MESURABLE):
        return {"cible": "Cet indicateur ne se compte pas : écrivez la cible en toutes lettres."}
    if one.cible <= 0:
        return {"cible": f"Une cible positive est attendue, trouvé {one.cible}."}
    if one.cible >= LARGEST:
        return {"cible": "Cette cible est trop grande : 14 chiffres au plus avant la virgule."}
    if one.unite == UniteIndicateur.POURCENTAGE and one.cible > 100:
        return {"cible": f"Une cible de 100 % au plus est attendue, trouvé {one.cible}."}
    return {}


def _free_code(convention, one: Indicateur) -> str:
    # The codes of a draft are apart: « -2 » would tell the other side that the first one exists.
    side = one.fiche.draft_of.slug if one.fiche is not None and one.fiche.draft_of_id else ""
    base = slugify(f"{side} {one.libelle}")[:60].strip("-") or "indicateur"
    # « nouveau » is the address of the form.
    return free_code(base, {"nouveau", *convention.indicateurs.values_list("code", flat=True)})


def _told(one: Indicateur) -> str:
    """Tell an indicator in the history, one fact a line."""
    facts = {
        "Libellé": one.libelle,
        "Nature": one.get_nature_display(),
        "Unité": one.get_unite_display(),
        "Calcul": one.get_formule_display() if one.formule else "",
        "Numérateur": one.numerateur,
        "Dénominateur": one.denominateur,
        "Population": one.population,
        "Période": one.get_periode_display(),
        "Cible": one.cible_texte or ("" if one.cible is None else f"{one.cible}"),
        "Renseigné par": str(one.responsable or ""),
        "Source": one.source,
    }
    return typography("\n".join(f"{label} : {value}" for label, value in facts.items() if value))


def _note(actor, one: Indicateur, code: str, sentence: str, **told) -> None:
    note(
        convention=one.convention,
        actor=actor,
        code=code,
        sentence=typography(f"{sentence.rstrip('.')}."),
        draft_of=one.fiche.draft_of if one.fiche is not None else None,
        **told,
    )
