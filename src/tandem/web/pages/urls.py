"""Addresses of the pages of the site itself."""

from django.urls import path

from tandem.web.pages import style, views

urlpatterns = [
    path("accessibilite/", views.accessibility, name="accessibilite"),
    path("mentions-legales/", views.legal_notice, name="mentions_legales"),
    path("donnees-personnelles/", views.personal_data, name="donnees_personnelles"),
    path("code-source/", views.source_code, name="code_source"),
    path("versions/", views.versions, name="versions"),
    path("plan-du-site/", views.site_map, name="plan_du_site"),
    path("aide/", views.help_page, name="aide"),
    path("theme/<slug:slug>.css", views.theme, name="theme"),
    path("style/", style.guide, name="guide_de_style"),
    path("style/tableau/", style.table_only, name="guide_de_style_tableau"),
]
