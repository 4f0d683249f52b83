"""The address of the home page."""

from django.urls import path

from tandem.web.accueil import views

urlpatterns = [path("", views.home, name="accueil")]
