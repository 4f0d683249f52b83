"""Addresses of the vote of a campaign and of what follows it."""

from django.urls import path

from tandem.web.vote import corrections, notifications, vote

CAMPAGNE = "<slug:region_slug>/<int:annee>"

urlpatterns = [
    path(f"{CAMPAGNE}/vote/", vote.vote, name="campagne_vote"),
    path(f"{CAMPAGNE}/vote/proposer/", vote.propose, name="campagne_propose"),
    path(f"{CAMPAGNE}/vote/retirer/", vote.take_back, name="campagne_take_back"),
    path(f"{CAMPAGNE}/vote/rejouer/", vote.replay_vote, name="campagne_replay"),
    path(f"{CAMPAGNE}/vote/publier/", vote.publish_vote, name="campagne_publish"),
    path(f"{CAMPAGNE}/notifications/", notifications.notifications, name="campagne_notifications"),
    path(f"{CAMPAGNE}/corrections/", corrections.corrections, name="campagne_corrections"),
]
