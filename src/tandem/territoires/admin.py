"""Territories in Django's technical administration: read only, they come from the COG."""

from django.contrib import admin

from tandem.territoires.models import Departement, Region


class ReadOnlyAdmin(admin.ModelAdmin):
    """What comes from a reference file is changed by its loader."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Region)
class RegionAdmin(ReadOnlyAdmin):
    list_display = ("code", "nom", "is_collectivite")


@admin.register(Departement)
class DepartementAdmin(ReadOnlyAdmin):
    list_display = ("code", "nom", "region", "is_collectivite")
    list_filter = ("region",)
