"""Addresses of the administration of one's organisation."""

from django.urls import path

from tandem.web.administration import charte, journal, people

urlpatterns = [
    path("", people.people, name="administration"),
    path("inviter/", people.invite_person, name="administration_inviter"),
    path("roles/<int:pk>/fin/", people.end, name="administration_fin"),
    path("roles/<int:pk>/relance/", people.remind, name="administration_relance"),
    path("journal/", journal.journal, name="administration_journal"),
    path("journal/verification/", journal.check, name="administration_journal_verification"),
    path("charte/", charte.edit, name="administration_charte"),
    path("charte/apercu/", charte.preview, name="administration_charte_apercu"),
]
