"""Undo an import of candidatures: back to the very rows of before, or a refusal that says which ones moved since."""

import pgtrigger
from django.core.exceptions import ValidationError
from django.db.models import RestrictedError

from tandem.campagnes.actions.transitions import move_candidatures
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.importers.rows import SNAPSHOT, snapshot
from tandem.campagnes.importers.writing import dossier_snapshot, update_candidatures
from tandem.campagnes.models import (
    AnnexePubliee,
    Candidature,
    CandidatureTransition,
    Dossier,
    Evaluation,
    MajorationExceptionnelle,
)
from tandem.organisations.models import Organisation

REASONS_SHOWN = 20
# The deposits of the rows that disappear go with them; the history by triggers and the journal keep both moments.
TRANSITION_GUARD = "campagnes.CandidatureTransition:candidature_transition_append_only"


def undo_candidatures(file_import, situation, actor):
    """Restore every row from the undo data. Raises ValidationError with every reason, and changes nothing."""
    rows = _Touched(file_import.undo_data, situation)
    reasons = rows.reasons()
    if reasons:
        hidden = len(reasons) - REASONS_SHOWN
        shown = reasons[:REASONS_SHOWN] + ([f"… et {hidden} autres lignes."] if hidden > 0 else [])
        raise ValidationError(["Cet import ne peut plus être annulé : des lignes ont changé depuis.", *shown])
    rows.restore(actor, f"Annulation de l’import n° {file_import.pk} ({file_import.filename})")


class _Touched:
    """The rows that an import created or changed, locked, with what they were before and after it."""

    def __init__(self, undo, situation):
        self.undo = undo
        self.situation = situation
        self.created = _by_pk(undo["candidatures_created"])
        self.changed = _by_pk(undo["candidatures_changed"])
        wanted = [*self.created, *self.changed]
        locked = Candidature.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
        self.candidatures = {candidature.pk: candidature for candidature in locked}
        self.dossiers_created = undo["dossiers_created"]
        self.dossiers_changed = _by_pk(undo["dossiers_changed"])
        dossiers = Dossier.objects.filter(pk__in=[*self.dossiers_created, *self.dossiers_changed]).order_by("pk")
        self.dossiers = {dossier.pk: dossier for dossier in dossiers.select_related("of_cfa")}
        self.helps_created = _by_pk(undo["exceptionnelles_created"])
        self.helps_changed = _by_pk(undo["exceptionnelles_changed"])
        helps = MajorationExceptionnelle.objects.filter(pk__in=[*self.helps_created, *self.helps_changed]).order_by(
            "pk"
        )
        self.helps = {proposal.pk: proposal for proposal in helps.select_related("of_cfa")}

    def reasons(self):
        """Return, in French, every reason not to undo."""
        return [
            *self._moved_candidatures(),
            *self._judged_candidatures(),
            *self._moved_dossiers(),
            *self._moved_helps(),
            *self._kept_organisations(),
        ]

    def restore(self, actor, reason):
        """Put everything back; only called when there is no reason not to."""
        self._restore_changed(actor, reason)
        with pgtrigger.ignore(TRANSITION_GUARD):
            CandidatureTransition.objects.filter(candidature__in=list(self.created)).delete()
        Candidature.objects.filter(pk__in=list(self.created)).delete()
        for pk, values in self.dossiers_changed.items():
            Dossier.objects.filter(pk=pk).update(**values["before"])
        for pk, values in self.helps_changed.items():
            MajorationExceptionnelle.objects.filter(pk=pk).update(**values["before"])
        MajorationExceptionnelle.objects.filter(pk__in=list(self.helps_created)).delete()
        Dossier.objects.filter(pk__in=self.dossiers_created).delete()
        try:
            Organisation.objects.filter(pk__in=self.undo["organisations"]).delete()
        except RestrictedError as used:
            names = sorted({str(row) for row in used.restricted_objects})
            raise ValidationError(
                ["Des organismes créés par l’import servent maintenant ailleurs.", *names[:REASONS_SHOWN]]
            ) from used

    def _restore_changed(self, actor, reason):
        rows = [self.candidatures[pk] for pk in self.changed]
        drafts = [row for row in rows if row.statut != self.changed[row.pk]["before"]["statut"]]
        for row in rows:
            for name in SNAPSHOT:
                if name != "statut":
                    setattr(row, name, self.changed[row.pk]["before"][name])
        update_candidatures(rows)
        move_candidatures(drafts, StatutCandidature.BROUILLON, actor=actor, reasons=reason)

    def _moved_candidatures(self):
        expected = {**self.created, **{pk: values["after"] for pk, values in self.changed.items()}}
        for pk, after in expected.items():
            candidature = self.candidatures.get(pk)
            if candidature is None:
                yield f"La candidature « {after['formation']} » a été supprimée."
            elif candidature.statut != after["statut"]:
                statut = candidature.get_statut_display()
                yield f"La candidature {candidature.reference} « {candidature.formation} » est passée à « {statut} »."
            elif snapshot(candidature) != after:
                yield f"La candidature {candidature.reference} « {candidature.formation} » a été modifiée."

    def _judged_candidatures(self):
        judged = Evaluation.objects.filter(candidature__in=list(self.candidatures)).order_by("pk")
        for reference in dict.fromkeys(judged.values_list("candidature__reference", flat=True)):
            yield f"La candidature {reference} a été évaluée."

    def _moved_dossiers(self):
        for pk, values in self.dossiers_changed.items():
            dossier = self.dossiers.get(pk)
            if dossier is None or dossier_snapshot(dossier) != values["after"]:
                yield f"Le dossier de « {dossier.of_cfa if dossier else pk} » a été modifié."
        for pk in self.dossiers_created:
            dossier = self.dossiers.get(pk)
            if dossier is None:
                continue
            if dossier.pieces.exists():
                yield f"Des pièces ont été jointes au dossier de « {dossier.of_cfa} »."
            if dossier.rappels.exists():
                yield f"Un rappel a été envoyé pour le dossier de « {dossier.of_cfa} »."
            if dossier.candidatures.exclude(pk__in=list(self.created)).exists():
                yield f"D’autres candidatures ont été ajoutées au dossier de « {dossier.of_cfa} »."

    def _moved_helps(self):
        expected = {**self.helps_created, **{pk: values["after"] for pk, values in self.helps_changed.items()}}
        completed = {pk for pk in self.helps_created if pk in self.helps and self.helps[pk].texte}
        for pk, after in expected.items():
            proposal = self.helps.get(pk)
            if proposal is None:
                yield "Une majoration exceptionnelle proposée par l’import a été retirée."
            elif proposal.validee_par_id or proposal.montant != int(after["montant"]) or pk in completed:
                yield f"La majoration exceptionnelle de « {proposal.of_cfa} » a été complétée ou validée."

    def _kept_organisations(self):
        described = Organisation.objects.filter(pk__in=self.undo["organisations"], references_externes__isnull=False)
        for nom in described.order_by("nom").distinct().values_list("nom", flat=True):
            yield f"L’organisme « {nom} », créé par l’import, a reçu une référence externe."
        for pk in self.undo["organisations"]:
            listed = AnnexePubliee.objects.filter(lignes__contains=[{"organisation": pk}]).order_by("pk").first()
            if listed:
                yield f"Un organisme créé par l’import figure dans « {listed} »."


def _by_pk(mapping):
    """Return the undo data with its keys as the integers that JSON turned into text."""
    return {int(pk): values for pk, values in mapping.items()}
