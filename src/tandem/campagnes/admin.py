"""Campaigns in Django's technical administration: only read, since every change goes through an action."""

from django.contrib import admin

from tandem.campagnes.models import (
    Adoption,
    Campagne,
    CampagneTransition,
    Candidature,
    CandidatureTransition,
    Correction,
    DeclarationInteret,
    Donnees,
    Dossier,
    Evaluation,
    LigneVotee,
    MajorationExceptionnelle,
    Notification,
    Piece,
    Rappel,
    Reglement,
    Scenario,
    Vote,
)


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows; writes none."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Reglement)
class ReglementAdmin(ReadOnlyAdmin):
    list_display = ("titre", "code", "version", "organisation", "created_at")
    list_filter = ("organisation",)


@admin.register(Campagne)
class CampagneAdmin(ReadOnlyAdmin):
    list_display = ("titre", "organisation", "annee", "etat", "enveloppe", "publiee_le", "is_fictif")
    list_filter = ("organisation", "etat")


@admin.register(CampagneTransition)
class CampagneTransitionAdmin(ReadOnlyAdmin):
    list_display = ("campagne", "from_etat", "to_etat", "actor", "at")


@admin.register(Dossier)
class DossierAdmin(ReadOnlyAdmin):
    list_display = ("of_cfa", "campagne", "depose_le", "is_late", "is_fictif")
    list_filter = ("campagne",)
    search_fields = ("of_cfa__nom",)


@admin.register(Candidature)
class CandidatureAdmin(ReadOnlyAdmin):
    list_display = ("reference", "formation", "dossier", "contrats", "contrats_verts", "statut", "is_fictif")
    list_filter = ("statut",)
    list_select_related = ("dossier__of_cfa", "dossier__campagne")
    search_fields = ("reference", "formation")


@admin.register(CandidatureTransition)
class CandidatureTransitionAdmin(ReadOnlyAdmin):
    list_display = ("candidature", "from_statut", "to_statut", "actor", "at")
    list_select_related = ("candidature", "actor")


@admin.register(Piece)
class PieceAdmin(ReadOnlyAdmin):
    list_display = ("filename", "nature", "dossier", "size", "added_by", "added_at", "withdrawn_at")
    list_select_related = ("dossier__of_cfa", "dossier__campagne", "added_by")


@admin.register(Rappel)
class RappelAdmin(ReadOnlyAdmin):
    list_display = ("dossier", "rule", "sent_at")
    list_select_related = ("dossier__of_cfa", "dossier__campagne")


@admin.register(Evaluation)
class EvaluationAdmin(ReadOnlyAdmin):
    list_display = ("candidature", "critere", "points", "instructeur", "valideur", "validated_at")
    list_select_related = ("candidature", "instructeur", "valideur")


@admin.register(DeclarationInteret)
class DeclarationInteretAdmin(ReadOnlyAdmin):
    list_display = ("campagne", "user", "of_cfa", "declared_at", "lifted_at")
    list_select_related = ("campagne", "user", "of_cfa")


@admin.register(MajorationExceptionnelle)
class MajorationExceptionnelleAdmin(ReadOnlyAdmin):
    list_display = ("campagne", "of_cfa", "montant", "proposee_par", "validee_par")
    list_select_related = ("campagne", "of_cfa", "proposee_par", "validee_par")


@admin.register(Donnees)
class DonneesAdmin(ReadOnlyAdmin):
    list_display = ("campagne", "sha256", "frozen_at")


@admin.register(Scenario)
class ScenarioAdmin(ReadOnlyAdmin):
    list_display = ("campagne", "numero", "nom", "enveloppe", "total", "contrats", "auteur", "created_at")
    list_select_related = ("campagne", "auteur")


@admin.register(Adoption)
class AdoptionAdmin(ReadOnlyAdmin):
    list_display = ("campagne", "scenario", "actor", "at")
    list_select_related = ("campagne", "scenario", "actor")


@admin.register(Vote)
class VoteAdmin(ReadOnlyAdmin):
    list_display = ("campagne", "scenario", "deliberation", "sha256", "actor", "at")
    list_select_related = ("campagne", "scenario", "deliberation", "actor")


@admin.register(LigneVotee)
class LigneVoteeAdmin(ReadOnlyAdmin):
    list_display = ("vote", "rank", "nom_source", "majoration", "dont_bonus_vert", "exceptionnelle", "totale")
    list_select_related = ("vote__campagne", "vote__deliberation")


@admin.register(Correction)
class CorrectionAdmin(ReadOnlyAdmin):
    list_display = ("vote", "of_cfa", "deliberation", "ecart_majoration", "ecart_exceptionnelle", "actor", "at")
    list_select_related = ("vote__campagne", "vote__deliberation", "of_cfa", "deliberation", "actor")


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = ("vote", "of_cfa", "sha256", "actor", "at")
    list_select_related = ("vote__campagne", "vote__deliberation", "of_cfa", "actor")
