"""Every URL of the site; each area keeps its own list."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

# Django's own sign-in form would let a password in without its second factor.
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("", include("tandem.web.pages.urls")),
    path("", include("tandem.web.accueil.urls")),
    path("compte/", include("tandem.web.compte.urls")),
    path("organismes/", include("tandem.web.organismes.urls")),
    path("administration/", include("tandem.web.administration.urls")),
    path("technique/", admin.site.urls),
    path("campagnes/", include("tandem.web.campagnes.urls")),
    path("campagnes/", include("tandem.web.instruction.urls")),
    path("campagnes/", include("tandem.web.vote.urls")),
    path("campagnes/", include("tandem.web.candidatures.urls")),
    path("campagnes/", include("tandem.web.classement.urls")),
    path("imports/", include("tandem.web.imports.urls")),
    path("campagnes/", include("tandem.web.documents.urls")),
    path("campagnes/", include("tandem.web.synthese.urls")),
    path("conventions/", include("tandem.web.conventions.urls")),
    path("donnees-ouvertes/", include("tandem.web.donnees_ouvertes.urls")),
]
