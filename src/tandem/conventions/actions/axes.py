"""Write the axes of a convention: part of its text, closed by the vote."""

from django.core.exceptions import ValidationError
from django.db import transaction

from bareme.display import typography
from tandem.conventions.actions.convention import lock_convention
from tandem.conventions.changes import note
from tandem.conventions.enums import EtatConvention
from tandem.conventions.models import Axe, Convention
from tandem.conventions.perms import can_write_text
from tandem.conventions.refusals import refuse
from tandem.conventions.standing import require, standing_of

MAX_NUMERO = 99
MAX_TITLE = 500


@transaction.atomic
def add_axe(*, actor, convention: Convention, numero: int, titre: str, domaine: int | None = None) -> Axe:
    """Add an axis; `domaine` is its rank among the domains of article 1, None when article 1 does not name it."""
    convention = _writable(actor, convention)
    axe = Axe(convention=convention, numero=numero, titre=titre.strip(), domaine=domaine)
    _check(axe)
    axe.save(force_insert=True)
    note(
        convention=convention,
        actor=actor,
        code="axe.ajoute",
        sentence=typography(f"Axe ajouté : {axe}"),
        after=axe.titre,
    )
    return axe


@transaction.atomic
def write_axe(*, actor, axe: Axe, titre: str, domaine: int | None) -> Axe:
    """Change the title of an axis, or the domain of article 1 that it belongs to."""
    convention = _writable(actor, axe.convention)
    axe = Axe.objects.select_for_update(of=("self",)).get(pk=axe.pk)
    axe.convention = convention
    before = _told(axe)
    axe.titre, axe.domaine = titre.strip(), domaine
    _check(axe)
    if _told(axe) != before:
        axe.save(update_fields=["titre", "domaine"])
        sentence = typography(f"Axe modifié : {axe}")
        note(convention=convention, actor=actor, code="axe.ecrit", sentence=sentence, before=before, after=_told(axe))
    return axe


def _writable(actor, convention) -> Convention:
    convention = lock_convention(convention)
    require(can_write_text(standing_of(actor, convention), convention.etat))
    if convention.etat == EtatConvention.VOTEE:
        raise ValidationError("Le texte est voté avec ses axes. Pour les changer, revenez au projet avec un motif.")
    return convention


def _check(axe) -> None:
    """Raise ValidationError with every fault of an axis, by field."""
    faults = {}
    others = Axe.objects.filter(convention=axe.convention, numero=axe.numero).exclude(pk=axe.pk)
    if not 1 <= axe.numero <= MAX_NUMERO:
        faults["numero"] = f"Numéro : un nombre de 1 à {MAX_NUMERO} est attendu, trouvé {axe.numero}."
    elif others.exists():
        faults["numero"] = f"Numéro : la convention a déjà un axe {axe.numero}. Choisissez un autre numéro."
    if not axe.titre:
        faults["titre"] = "Titre : un titre est attendu, rien n’a été trouvé."
    elif len(axe.titre) > MAX_TITLE:
        faults["titre"] = f"Titre : {MAX_TITLE} caractères au plus sont admis, trouvé {len(axe.titre)}."
    if axe.domaine is not None and not 0 <= axe.domaine < len(axe.convention.domaines):
        faults["domaine"] = "Domaine : un domaine de l’article 1 est attendu. Choisissez-le dans la liste."
    refuse(faults)


def _told(axe) -> str:
    named = axe.domaine is not None and axe.domaine < len(axe.convention.domaines)
    domaine = axe.convention.domaines[axe.domaine] if named else "article 1 ne le nomme pas"
    return f"{axe.titre} ({domaine})"
