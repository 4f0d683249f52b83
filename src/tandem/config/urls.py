"""Every URL of the site; each area keeps its own list."""

from django.urls import include, path

urlpatterns = [
    path("", include("tandem.web.pages.urls")),
    path("compte/", include("tandem.web.compte.urls")),
    path("campagnes/", include("tandem.web.classement.urls")),
    path("imports/", include("tandem.web.imports.urls")),
    path("campagnes/", include("tandem.web.documents.urls")),
    path("campagnes/", include("tandem.web.synthese.urls")),
    path("donnees-ouvertes/", include("tandem.web.donnees_ouvertes.urls")),
]
