"""Acts in Django's technical administration; the journal is only read."""

from django.contrib import admin

from tandem.actes.models import Deliberation, JournalEntry, Seance


@admin.register(Seance)
class SeanceAdmin(admin.ModelAdmin):
    list_display = ("organisation", "organe", "date")
    list_filter = ("organisation", "organe")


@admin.register(Deliberation)
class DeliberationAdmin(admin.ModelAdmin):
    list_display = ("numero", "date", "organisation", "objet", "etat", "is_fictif")
    list_filter = ("organisation", "etat")
    search_fields = ("numero", "objet")


@admin.register(JournalEntry)
class JournalEntryAdmin(admin.ModelAdmin):
    list_display = ("sequence", "at", "actor", "organisation", "code", "subject_type", "subject_id")
    list_filter = ("organisation",)
    search_fields = ("code",)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
