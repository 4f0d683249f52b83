"""Every URL of the site; each area keeps its own list."""

from django.urls import include, path

urlpatterns = [
    path("", include("tandem.web.pages.urls")),
    path("compte/", include("allauth.urls")),
]
