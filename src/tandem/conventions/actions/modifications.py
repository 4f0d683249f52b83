"""Write the lines of an avenant: one per clause or fiche, its words before and after."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from tandem.conventions import fiche_content
from tandem.conventions.actions.avenants import lock_projet, told
from tandem.conventions.actions.convention import free_code
from tandem.conventions.actions.texte import MAX_TEXT
from tandem.conventions.amendments import demanded_faults, fiche_state_faults
from tandem.conventions.enums import NatureModification, ObjetModification
from tandem.conventions.models import Avenant, Axe, Clause, Fiche, ModeleFiche, ModificationAvenant
from tandem.conventions.refusals import refuse
from tandem.conventions.snapshots import (
    clause_heading,
    clause_snapshot,
    fiche_snapshot,
    fields_of,
    title_of,
    with_fields,
)

UNCHANGED = "Rien n’a changé : modifiez le texte, ou retirez cette ligne de l’avenant."
MAX_TITLE = {ObjetModification.CLAUSE: 255, ObjetModification.FICHE: fiche_content.MAX_TITLE}


@transaction.atomic
def change_clause(*, actor, avenant, clause: Clause, texte: str, titre: str | None = None) -> ModificationAvenant:
    """Rewrite a clause; written again, its line starts from the clause as it stands today.

    Raises ValidationError with every fault, unchanged included.
    """
    avenant = lock_projet(actor, avenant)
    clause = _clause_of(avenant, clause)
    before = clause_snapshot(clause)
    after = before | {"texte": _cleaned(texte), "titre": clause.titre if titre is None else titre.strip()}
    refuse(_text_faults(ObjetModification.CLAUSE, after["titre"], {"texte": after["texte"]}))
    if after == before:
        raise ValidationError(UNCHANGED)
    return _kept(actor, avenant, _line(ObjetModification.CLAUSE, clause.code, before, after))


@transaction.atomic
def add_clause(
    *, actor, avenant, titre: str, texte: str, numero: str = "", follows: str = "", code: str = ""
) -> ModificationAvenant:
    """Add a clause after the one of code `follows` (after the last article without it).

    `code` is that of a clause that this avenant already adds, to write it again.
    """
    avenant = lock_projet(actor, avenant)
    current = {clause.code: clause for clause in avenant.convention.clauses.current()}
    after = {"numero": numero.strip(), "titre": titre.strip(), "texte": _cleaned(texte), "follows": follows}
    faults = _text_faults(ObjetModification.CLAUSE, after["titre"], {"texte": after["texte"]})
    if not after["titre"]:
        faults["titre"] = "Le titre de la clause est attendu."
    if len(after["numero"]) > Clause._meta.get_field("numero").max_length:
        faults["numero"] = "Le numéro d’article compte 20 caractères au plus : « 5 bis », « 3.1 »."
    same = next((clause for clause in current.values() if after["numero"] and clause.numero == after["numero"]), None)
    if same is not None:
        faults["numero"] = f"L’article {same.numero} existe déjà (« {same.titre} ») : donnez un autre numéro."
    if follows and follows not in current:
        faults["follows"] = "La clause à laquelle celle-ci succède n’est pas dans la convention : choisissez-en une."
    refuse(faults)
    written = avenant.modifications.filter(objet=ObjetModification.CLAUSE, nature=NatureModification.AJOUT)
    if not code or not written.filter(code=code).exists():
        code = _free_code(avenant, after)
    return _kept(actor, avenant, _line(ObjetModification.CLAUSE, code, {}, after))


def _free_code(avenant, after) -> str:
    """Return a code that no clause ever had, nor another line of this avenant."""
    base = slugify(f"article-{after['numero']}" if after["numero"] else after["titre"])[:50] or "clause"
    taken = {*avenant.convention.clauses.values_list("code", flat=True)}
    taken |= {*avenant.modifications.values_list("code", flat=True)}
    # « ajouter » and « nouvelle » are the addresses of forms.
    return free_code(base, {"ajouter", "nouvelle", *taken})


@transaction.atomic
def remove_clause(*, actor, avenant, clause: Clause) -> ModificationAvenant:
    """Take a clause away; one that the law demands stays."""
    avenant = lock_projet(actor, avenant)
    clause = _clause_of(avenant, clause)
    faults = demanded_faults(avenant.convention, clause.code)
    refuse(faults)
    return _kept(actor, avenant, _line(ObjetModification.CLAUSE, clause.code, clause_snapshot(clause), {}))


@transaction.atomic
def change_fiche(*, actor, avenant, fiche: Fiche, values: Mapping[str, str]) -> ModificationAvenant:
    """Rewrite texts of a fiche and of its numbered actions; `values` by the keys of `snapshots.fields_of`."""
    avenant = lock_projet(actor, avenant)
    fiche = _fiche_of(avenant, fiche)
    before = fiche_snapshot(fiche)
    values = {key: _cleaned(text) for key, text in values.items()}
    faults = _field_faults(before, fiche.modele, values)
    blocked = fiche_state_faults(fiche, NatureModification.CHANGEMENT)
    if blocked:
        faults["__all__"] = blocked
    refuse(faults)
    after = with_fields(before, fiche.modele, values)
    if after == before:
        raise ValidationError(UNCHANGED)
    return _kept(actor, avenant, _line(ObjetModification.FICHE, fiche.numero, before, after))


@transaction.atomic
def add_fiche(
    *, actor, avenant, numero: str, axe: Axe, modele: ModeleFiche, values: Mapping[str, str]
) -> ModificationAvenant:
    """Add a fiche under an axis, on a template; written again under the same number, its line is replaced."""
    avenant = lock_projet(actor, avenant)
    numero, values = numero.strip(), {key: _cleaned(text) for key, text in values.items()}
    empty = {"titre": "", "modele": modele.code, "axe": axe.numero, "contenu": {}, "calendrier": "", "actions": []}
    faults = _field_faults(empty, modele, {"titre": "", **values})
    if fault := fiche_content.numero_fault(numero):
        faults["numero"] = fault
    taken = avenant.convention.fiches.shared().filter(numero=numero).first()
    if taken is not None:
        faults["numero"] = f"Le numéro {numero} est déjà celui de « {taken} » : donnez-en un autre."
    if axe.convention_id != avenant.convention_id:
        faults["axe"] = "Cet axe est celui d’une autre convention."
    refuse(faults)
    return _kept(actor, avenant, _line(ObjetModification.FICHE, numero, {}, with_fields(empty, modele, values)))


@transaction.atomic
def remove_fiche(*, actor, avenant, fiche: Fiche) -> ModificationAvenant:
    """Stop a fiche: once the avenant is signed it is « arrêtée », and its text stays."""
    avenant = lock_projet(actor, avenant)
    fiche = _fiche_of(avenant, fiche)
    faults = fiche_state_faults(fiche, NatureModification.RETRAIT)
    refuse(faults)
    return _kept(actor, avenant, _line(ObjetModification.FICHE, fiche.numero, fiche_snapshot(fiche), {}))


@transaction.atomic
def drop_change(*, actor, avenant, objet: str, code: str) -> None:
    """Take a line out of an avenant."""
    avenant = lock_projet(actor, avenant)
    line = avenant.modifications.filter(objet=objet, code=code).first()
    if line is None:
        raise ValidationError("Cette ligne n’est plus dans l’avenant.")
    title = title_of(line)
    line.delete()
    told(avenant, actor, "ligne.retiree", f"{avenant.name} : « {title} » n’est plus modifiée.")


def _line(objet, code, before, after) -> ModificationAvenant:
    nature = NatureModification.CHANGEMENT if before and after else NatureModification.AJOUT
    nature = nature if after else NatureModification.RETRAIT
    return ModificationAvenant(objet=objet, nature=nature, code=code, before=before, after=after)


def _kept(actor, avenant: Avenant, line: ModificationAvenant) -> ModificationAvenant:
    """Write a line in the place of the one that this clause or this fiche already had."""
    known = avenant.modifications.filter(objet=line.objet, code=line.code).first()
    last = avenant.modifications.aggregate(last=Max("rank"))["last"] or 0
    line.avenant, line.rank = avenant, known.rank if known else last + 1
    line.pk = known.pk if known else None
    line.save()
    told(
        avenant,
        actor,
        f"{line.objet}.{line.nature}",
        f"{avenant.name}, {line.get_nature_display().lower()} : {title_of(line)}.",
        before=_told(line, line.before),
        after=_told(line, line.after),
    )
    return line


def _told(line, snapshot) -> str:
    """Return the words of a snapshot as the history keeps them."""
    if not snapshot:
        return ""
    if line.objet == ObjetModification.CLAUSE:
        return f"{clause_heading(snapshot)}\n{snapshot['texte']}"
    modele = ModeleFiche.objects.get(code=snapshot["modele"])
    return "\n".join(f"{field.label} : {field.text}" for field in fields_of(snapshot, modele) if field.text)


def _clause_of(avenant, clause) -> Clause:
    found = avenant.convention.clauses.current().filter(code=clause.code).first()
    if found is None or clause.convention_id != avenant.convention_id:
        raise ValidationError("Cette clause n’est pas dans la convention.")
    return found


def _fiche_of(avenant, fiche) -> Fiche:
    shared = avenant.convention.fiches.shared().select_related("modele").prefetch_related("actions")
    found = shared.filter(pk=fiche.pk).first()
    if found is None:
        raise ValidationError(
            "Cette fiche n’est pas une fiche partagée de la convention : un avenant ne la change pas."
        )
    return found


def _cleaned(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _field_faults(snapshot, modele, values) -> dict[str, str]:
    known = {field.key: field for field in fields_of(snapshot, modele)}
    faults = {key: "Ce champ n’existe pas dans le modèle de la fiche." for key in values if key not in known}
    texts = {key: text for key, text in values.items() if key in known}
    faults |= _text_faults(ObjetModification.FICHE, values.get("titre", snapshot["titre"]), texts, needed=())
    faults |= {
        key: f"{known[key].label} : un texte est attendu."
        for key, text in texts.items()
        if known[key].required and not text
    }
    return faults


def _text_faults(objet, titre: str, texts: Mapping[str, str], *, needed=("texte",)) -> dict[str, str]:
    faults = {
        key: f"Le texte compte {len(text)} caractères, {MAX_TEXT} au plus sont admis."
        for key, text in texts.items()
        if len(text) > MAX_TEXT
    }
    faults |= {
        key: "Le texte de la clause est attendu : pour l’ôter, retirez-la par l’avenant."
        for key in needed
        if not texts[key]
    }
    if len(titre) > MAX_TITLE[objet]:
        faults["titre"] = f"Le titre compte {len(titre)} caractères, {MAX_TITLE[objet]} au plus sont admis."
    return faults
