"""The two addresses of an OpenID Connect sign-in; the second one is declared to the provider."""

from django.urls import path

from tandem.web.compte.oidc import views

urlpatterns = [
    path("connexion/<slug:provider_id>/", views.login, name="openid_connect_login"),
    path("connexion/<slug:provider_id>/retour/", views.callback, name="openid_connect_callback"),
]
