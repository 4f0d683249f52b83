"""Organisations in Django's technical administration."""

from django.contrib import admin

from tandem.organisations.models import (
    Agrement,
    Branche,
    Charte,
    Competence,
    DecisionInstance,
    Instance,
    KeyFigure,
    KeyRatio,
    Membership,
    Organisation,
    Rattachement,
    RattachementBranche,
    ReferenceExterne,
    Representant,
)


class ReferenceExterneInline(admin.TabularInline):
    model = ReferenceExterne
    extra = 0


class RattachementInline(admin.TabularInline):
    model = Rattachement
    fk_name = "child"
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ("nom", "type", "siret", "uai", "region", "is_fictif")
    list_filter = ("type", "is_fictif", "region")
    search_fields = ("nom", "nom_source", "sigle", "siren", "siret", "uai")
    prepopulated_fields = {"slug": ("nom",)}
    inlines = (RattachementInline, ReferenceExterneInline)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    """Roles are given and ended on the site; the database refuses to rewrite or remove one."""

    list_display = ("user", "organisation", "role", "starts_on", "ends_on")
    list_filter = ("role",)
    search_fields = ("user__email", "user__last_name", "organisation__nom")
    autocomplete_fields = ("user", "organisation")

    def get_readonly_fields(self, request, obj=None):
        return ("user", "organisation", "role", "starts_on") if obj else ()

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Rattachement)
class RattachementAdmin(admin.ModelAdmin):
    list_display = ("child", "parent", "nature", "period")
    autocomplete_fields = ("child", "parent")


@admin.register(ReferenceExterne)
class ReferenceExterneAdmin(admin.ModelAdmin):
    list_display = ("organisation", "systeme", "value")
    search_fields = ("value",)


@admin.register(Branche)
class BrancheAdmin(admin.ModelAdmin):
    list_display = ("nom", "source")
    search_fields = ("nom",)


@admin.register(RattachementBranche)
class RattachementBrancheAdmin(admin.ModelAdmin):
    list_display = ("branche", "opco", "famille", "period", "source")
    list_filter = ("opco",)


@admin.register(Competence)
class CompetenceAdmin(admin.ModelAdmin):
    list_display = ("opco", "nature", "perimetre", "delegant", "period")


@admin.register(KeyFigure)
class KeyFigureAdmin(admin.ModelAdmin):
    list_display = ("organisation", "label", "qualifier", "value", "unit", "date", "source")
    list_filter = ("organisation",)


@admin.register(Charte)
class CharteAdmin(admin.ModelAdmin):
    list_display = ("organisation", "nom_affiche", "couleur_primaire", "couleur_accent")


@admin.register(Representant)
class RepresentantAdmin(admin.ModelAdmin):
    list_display = ("nom", "qualite", "organisation", "is_signataire", "starts_on", "ends_on")
    search_fields = ("nom", "organisation__nom")
    autocomplete_fields = ("organisation",)


@admin.register(Instance)
class InstanceAdmin(admin.ModelAdmin):
    list_display = ("nom", "organisation", "nature")
    autocomplete_fields = ("organisation",)


@admin.register(KeyRatio)
class KeyRatioAdmin(admin.ModelAdmin):
    list_display = ("label", "organisation", "printed", "date")


@admin.register(DecisionInstance)
class DecisionInstanceAdmin(admin.ModelAdmin):
    list_display = ("objet", "instance", "date")


@admin.register(Agrement)
class AgrementAdmin(admin.ModelAdmin):
    list_display = ("organisation", "date", "acte")
    autocomplete_fields = ("organisation",)
