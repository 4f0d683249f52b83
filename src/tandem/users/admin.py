"""People in Django's technical administration."""

from django.contrib import admin

from tandem.users.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Accounts are made by invitation; here an operator corrects an address or closes an account."""

    list_display = ("email", "last_name", "first_name", "is_active", "is_staff", "is_fictif", "last_login")
    list_filter = ("is_active", "is_staff", "is_fictif")
    search_fields = ("email", "last_name", "first_name")
    fields = ("email", "first_name", "last_name", "is_active", "is_staff", "is_superuser", "is_fictif", "last_login")
    readonly_fields = ("last_login",)

    def has_delete_permission(self, request, obj=None):
        """Refuse to delete: the decisions of a person keep her name."""
        return False
