"""Letters in Django's technical administration: only read, a sent letter is not edited."""

from django.contrib import admin

from tandem.campagnes.admin import ReadOnlyAdmin
from tandem.deliberations.models import Letter, LetterTemplate


@admin.register(LetterTemplate)
class LetterTemplateAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "kind", "version", "created_by", "created_at")
    list_filter = ("organisation", "kind")
    exclude = ("word_layout",)


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = ("of_cfa", "kind", "vote", "on", "sha256", "actor")
    list_filter = ("kind",)
    exclude = ("pdf",)
