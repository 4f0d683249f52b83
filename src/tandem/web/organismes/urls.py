"""Addresses of the directory of organisations."""

from django.urls import path

from tandem.web.organismes import logo, representants, sheet, views

urlpatterns = [
    path("", views.of_cfa, name="organismes"),
    path("opco/", views.opco, name="organismes_opco"),
    path("branches/", views.branches, name="organismes_branches"),
    path("regions/", views.regions, name="organismes_regions"),
    path("<slug:slug>/", sheet.sheet, name="organisme"),
    path("<slug:slug>/logo/", logo.logo, name="organisme_logo"),
    path("<slug:slug>/inviter/", sheet.invite_direction, name="organisme_inviter"),
    path("<slug:slug>/representants/", representants.representants, name="organisme_representants"),
    path("<slug:slug>/representants/<int:pk>/fin/", representants.end, name="organisme_representant_end"),
]
