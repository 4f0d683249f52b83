"""What the administrators of an organisation keep, and Django's technical administration."""

from django.contrib import admin

from tandem.organisations.models import Membership
from tests.tandem.factories import MembershipFactory
from tests.web.access import SIGNED_IN, Row, grants

ADMINISTRATORS = ("region_admin", "cfa", "autre_cfa")
JOURNAL = ("region_admin", "region_validation", "region_budget")
INVITED = {
    "email": "nouvelle@essai.example",
    "first_name": "Lise",
    "last_name": "Mercier",
    "role": "region_lecture",
    "starts_on": "2099-01-01",
}
CHARTE = {"nom_affiche": "Ma Région", "couleur_primaire": "#1f4e5f", "couleur_accent": "#8a4b08"}
ROLE_PK = 990_001


def _a_role_of_the_region(world):
    Membership.objects.filter(pk=ROLE_PK).exists() or MembershipFactory(pk=ROLE_PK, organisation=world.region)


OWN = [
    Row("administration", {}, "GET", grants(*ADMINISTRATORS)),
    Row("administration_inviter", {}, "GET", grants(*ADMINISTRATORS)),
    Row("administration_inviter", {}, "POST", grants("region_admin", ok=302, cfa=200, autre_cfa=200), data=INVITED),
    Row(
        "administration_fin",
        {"pk": ROLE_PK},
        "GET",
        grants("region_admin", cfa=404, autre_cfa=404),
        setup=_a_role_of_the_region,
    ),
    Row(
        "administration_fin",
        {"pk": ROLE_PK},
        "POST",
        grants("region_admin", ok=302, cfa=404, autre_cfa=404),
        data={"ends_on": "2099-01-01"},
        setup=_a_role_of_the_region,
    ),
    Row("administration_relance", {"pk": ROLE_PK}, "GET", dict(grants(*SIGNED_IN, ok=405))),
    Row(
        "administration_relance",
        {"pk": ROLE_PK},
        "POST",
        grants("region_admin", ok=302, cfa=404, autre_cfa=404),
        setup=_a_role_of_the_region,
    ),
    Row("administration_journal", {}, "GET", grants(*JOURNAL)),
    Row("administration_journal_verification", {}, "GET", grants(*SIGNED_IN, ok=405)),
    Row("administration_journal_verification", {}, "POST", grants(*JOURNAL, ok=302)),
    Row("administration_charte", {}, "GET", grants("region_admin")),
    Row("administration_charte", {}, "POST", grants("region_admin", ok=302), data=CHARTE),
    Row("administration_charte_apercu", {}, "GET", grants("region_admin"), query="?couleur_primaire=%231f4e5f"),
]

# Nobody of the world is staff: every address of the technical administration sends to the sign-in page.
NOBODY = grants(*SIGNED_IN, ok=302)
ARGUMENTS = {
    "app_list": {"app_label": "organisations"},
    "view_on_site": {"content_type_id": 1, "object_id": 1},
    "password_change": {},
}
WITH_OBJECT = ("change", "delete", "history")


def _technical():
    yield Row("admin:login", {}, "GET", grants())
    for name in ("index", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n"):
        yield Row(f"admin:{name}", {}, "GET", NOBODY)
    for name in ("app_list", "view_on_site"):
        yield Row(f"admin:{name}", ARGUMENTS[name], "GET", NOBODY)
    for model in admin.site._registry:
        prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield Row(f"{prefix}_changelist", {}, "GET", NOBODY)
        yield Row(f"{prefix}_add", {}, "GET", NOBODY)
        for action in WITH_OBJECT:
            yield Row(f"{prefix}_{action}", {"object_id": 1}, "GET", NOBODY)


ROWS = [*OWN, *_technical()]
