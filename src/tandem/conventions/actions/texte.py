"""Write the clauses: from the library, by hand, filled after the vote; closed by the signature."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from bareme.display import typography
from tandem.conventions.actions.convention import lock_convention, refuse_in_circuit
from tandem.conventions.changes import note
from tandem.conventions.enums import EtatConvention
from tandem.conventions.models import Clause, Convention, VarianteClause
from tandem.conventions.perms import can_write_text
from tandem.conventions.placeholders import fills
from tandem.conventions.standing import require, standing_of

MAX_TEXT = 60_000


def _writable(actor, convention) -> Convention:
    convention = lock_convention(convention)
    require(can_write_text(standing_of(actor, convention), convention.etat))
    refuse_in_circuit(convention)
    return convention


def _closed_by_the_vote(convention) -> None:
    if convention.etat == EtatConvention.VOTEE:
        raise ValidationError(
            "Le texte est voté : seuls ses blancs se complètent. Pour ajouter, retirer ou remplacer une clause, "
            "revenez au projet avec un motif."
        )


@transaction.atomic
def add_clause(*, actor, convention, variante: VarianteClause) -> Clause:
    """Add a clause of the library in one of its variants, at its place in the order of articles."""
    convention = _writable(actor, convention)
    _closed_by_the_vote(convention)
    modele = variante.modele
    if convention.type not in modele.types:
        raise ValidationError(typography(f"La clause « {modele} » n’est pas prévue pour ce type de convention."))
    if convention.clauses.current().filter(code=modele.code).exists():
        raise ValidationError(
            typography(f"La clause « {modele} » est déjà dans la convention : changez plutôt sa variante.")
        )
    last = convention.clauses.filter(code=modele.code).aggregate(last=Max("version"))["last"] or 0
    clause = Clause.objects.create(
        convention=convention,
        code=modele.code,
        version=last + 1,
        rank=modele.rank,
        numero=modele.numero,
        titre=modele.titre,
        texte=variante.texte,
        texte_source="" if variante.is_modele else variante.texte,
        variante=variante,
        modified_by=actor,
    )
    _note(actor, clause, "clause.ajoutee", f"Clause ajoutée : {clause}.", after=clause.texte)
    return clause


@transaction.atomic
def choose_variante(*, actor, clause: Clause, variante: VarianteClause) -> Clause:
    """Replace the wording of a clause by another variant of the same clause (R170)."""
    convention = _writable(actor, clause.convention)
    _closed_by_the_vote(convention)
    clause = _locked(clause)
    if variante.modele.code != clause.code:
        raise ValidationError("Cette variante est celle d’une autre clause.")
    before, clause.texte, clause.variante = clause.texte, variante.texte, variante
    clause.texte_source = "" if variante.is_modele else variante.texte
    sentence = f"Variante choisie pour {clause} : {variante.libelle}."
    return _kept(clause, before, actor=actor, code="clause.variante", sentence=sentence)


@transaction.atomic
def write_clause(*, actor, clause: Clause, texte: str, titre: str | None = None) -> Clause:
    """Rewrite a clause. After the vote only its blanks may be filled and its alternatives chosen.

    Raises PermissionDenied once signed, ValidationError with every fault.
    """
    convention = _writable(actor, clause.convention)
    clause = _locked(clause)
    texte = texte.replace("\r\n", "\n").strip()
    titre = clause.titre if titre is None else titre.strip()
    faults = {}
    if not texte:
        faults["texte"] = "Le texte de la clause est attendu : pour l’ôter, retirez la clause."
    elif len(texte) > MAX_TEXT:
        faults["texte"] = f"Le texte compte {len(texte)} caractères, {MAX_TEXT} au plus sont admis."
    if convention.etat == EtatConvention.VOTEE:
        if texte and not fills(clause.texte, texte):
            faults["texte"] = (
                "Le texte est voté : seules les phrases qui ont un blanc ou une alternative peuvent changer. "
                "Pour changer autre chose, revenez au projet avec un motif."
            )
        if titre != clause.titre:
            faults["titre"] = "Le texte est voté : le titre ne change plus."
    if faults:
        raise ValidationError(faults)
    before = clause.texte
    if (before, clause.titre) == (texte, titre):
        return clause
    clause.texte, clause.titre = texte, titre
    return _kept(clause, before, actor=actor, code="clause.ecrite", sentence=f"Clause modifiée : {clause}.")


@transaction.atomic
def remove_clause(*, actor, clause: Clause, reason: str) -> None:
    """Take a clause away before the vote, with a reason; its text stays in the history."""
    convention = _writable(actor, clause.convention)
    _closed_by_the_vote(convention)
    clause = _locked(clause)
    if not reason.strip():
        raise ValidationError("Le retrait d’une clause doit être motivé : indiquez la raison.")
    _note(actor, clause, "clause.retiree", f"Clause retirée : {clause}.", before=clause.texte, reason=reason.strip())
    clause.delete()


def _locked(clause) -> Clause:
    return Clause.objects.select_for_update(of=("self",)).select_related("convention").get(pk=clause.pk)


def _kept(clause, before, *, actor, code, sentence) -> Clause:
    clause.modified_by, clause.modified_at = actor, timezone.now()
    clause.save(update_fields=["texte", "titre", "texte_source", "variante", "modified_by", "modified_at"])
    _note(actor, clause, code, sentence, before=before, after=clause.texte)
    return clause


def _note(actor, clause, code, sentence, **told) -> None:
    note(convention=clause.convention, actor=actor, code=code, sentence=typography(sentence), **told)
