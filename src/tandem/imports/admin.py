"""Imports in Django's technical administration: read only, since files are validated and undone on the site."""

from django.contrib import admin

from tandem.imports.models import ColumnMapping, FileImport, RememberedAnswer


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(FileImport)
class FileImportAdmin(ReadOnlyAdmin):
    list_display = ("filename", "kind", "organisation", "status", "created_by", "created_at", "sha256")
    list_filter = ("kind", "status")
    search_fields = ("filename", "sha256", "organisation__nom")
    exclude = ("anomalies", "preview", "questions", "undo_data")


@admin.register(ColumnMapping)
class ColumnMappingAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "kind", "updated_at")
    list_filter = ("kind",)


@admin.register(RememberedAnswer)
class RememberedAnswerAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "kind", "key", "value")
    list_filter = ("kind",)
    search_fields = ("key",)
