"""People and roles, charte, journal: what an administrator does, and what each gesture leaves behind."""

import ast
import re
from datetime import date, timedelta
from fnmatch import fnmatch
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tandem.actes.journal import head, record
from tandem.organisations.enums import Role
from tandem.organisations.models import Charte, Membership
from tandem.users.models import User
from tandem.web.administration.journal import TITLES
from tests.tandem.factories import MembershipFactory, OrganisationFactory, RegionOrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

SOURCES = Path(__file__).parents[3] / "src" / "tandem"
COLOURS = {"nom_affiche": "Ma Région", "couleur_primaire": "#1f4e5f", "couleur_accent": "#8a4b08"}


@pytest.fixture
def region():
    return RegionOrganisationFactory(slug="region-essai", nom="Région d’essai")


@pytest.fixture
def admin(region):
    return MembershipFactory(organisation=region, role=Role.REGION_ADMIN).user


@pytest.fixture
def administrator(admin, sign_in):
    return sign_in(admin)


def text(response):
    return response.content.decode()


def invitation(**changes):
    today = timezone.localdate().isoformat()
    return {
        "email": "lise.mercier@region.example",
        "first_name": "Lise",
        "last_name": "Mercier",
        "role": Role.REGION_LECTURE.value,
        "starts_on": today,
        **changes,
    }


def test_the_people_of_the_organisation_are_listed_and_no_other_s(administrator, region):
    MembershipFactory(organisation=region, user=UserFactory(last_name="DICI"))
    MembershipFactory(organisation=RegionOrganisationFactory(), user=UserFactory(last_name="DAILLEURS"))
    shown = text(administrator.get(reverse("administration")))

    assert (True, False) == ("DICI" in shown, "DAILLEURS" in shown)


def test_an_invited_person_chooses_her_password_and_enters(administrator, client, mailoutbox):
    administrator.post(reverse("administration_inviter"), invitation())
    link = re.search(r"https?://[^/\s]+(/compte/mot-de-passe/oublie/\S+)", mailoutbox[0].body)[1]
    client.logout()
    page = client.get(link, follow=True)
    chosen = {"password1": "une phrase de passe neuve", "password2": "une phrase de passe neuve"}
    client.post(page.request["PATH_INFO"], chosen)
    credentials = {"login": "lise.mercier@region.example", "password": chosen["password1"]}
    client.post(reverse("account_login"), credentials)

    assert str(User.objects.get(email=credentials["login"]).pk) == client.session["_auth_user_id"]


def test_a_person_known_here_is_told_of_her_new_role_without_a_link(administrator, mailoutbox):
    UserFactory(email="lise.mercier@region.example")
    administrator.post(reverse("administration_inviter"), invitation())

    assert (False, True) == ("mot-de-passe" in mailoutbox[0].body, "Région – lecture" in mailoutbox[0].body)


def test_a_role_in_the_past_is_refused_beside_its_field(administrator):
    response = administrator.post(reverse("administration_inviter"), invitation(starts_on="2001-01-01"))

    assert (200, True, 1) == (
        response.status_code,
        "aujourd’hui ou plus tard" in text(response),
        Membership.objects.count(),
    )


def test_only_the_roles_of_the_organisation_are_offered(administrator):
    choices = {
        value
        for value, _ in administrator.get(reverse("administration_inviter")).context["form"].fields["role"].choices
    }

    assert {role.value for role in Role if role.value.startswith("region_")} == choices


def test_a_role_forged_in_the_form_is_refused(administrator):
    response = administrator.post(reverse("administration_inviter"), invitation(role=Role.OPCO_GESTION.value))

    assert (200, False) == (response.status_code, Membership.objects.filter(role=Role.OPCO_GESTION).exists())


def test_a_role_is_ended_on_the_day_chosen(administrator, region):
    held = MembershipFactory(organisation=region)
    day = timezone.localdate() + timedelta(days=30)
    administrator.post(reverse("administration_fin", args=[held.pk]), {"ends_on": day.isoformat()})
    held.refresh_from_db()

    assert day == held.ends_on


def test_the_past_is_not_rewritten_from_the_screen(administrator, region):
    held = MembershipFactory(organisation=region)
    response = administrator.post(reverse("administration_fin", args=[held.pk]), {"ends_on": "2023-06-01"})
    held.refresh_from_db()

    assert (True, None) == ("Le passé ne se réécrit pas" in text(response), held.ends_on)


def test_an_administrator_is_told_why_she_cannot_end_her_own_role(administrator, admin):
    own = admin.memberships.get()

    assert "son propre rôle d’administration" in text(administrator.get(reverse("administration_fin", args=[own.pk])))


def test_an_invitation_is_sent_again_to_whoever_never_came(administrator, region, mailoutbox):
    held = MembershipFactory(organisation=region)
    administrator.post(reverse("administration_relance", args=[held.pk]))

    assert [[held.user.email]] == [message.to for message in mailoutbox]


def test_an_invitation_is_not_sent_again_to_whoever_came(administrator, region, mailoutbox):
    held = MembershipFactory(organisation=region, user=UserFactory(last_login=timezone.now()))
    administrator.post(reverse("administration_relance", args=[held.pk]))

    assert [] == mailoutbox


def test_the_charte_dresses_the_pages_at_once(administrator, region):
    administrator.post(reverse("administration_charte"), COLOURS)

    assert "Ma Région" in text(administrator.get(reverse("administration_charte")))


def test_a_colour_that_cannot_be_read_is_refused_with_the_nearest_that_can(administrator):
    response = administrator.post(reverse("administration_charte"), {**COLOURS, "couleur_primaire": "#ffd866"})

    assert (200, True, 0) == (response.status_code, "par exemple #" in text(response), Charte.objects.count())


@pytest.mark.parametrize(
    "colour, word", [("#1f4e5f", "Lisible"), ("#ffd866", "Refusée"), ("n’importe quoi", "Refusée")]
)
def test_the_contrast_of_a_colour_is_shown_while_it_is_chosen(administrator, colour, word):
    chosen = {"couleur_primaire": colour, "couleur_accent": colour}

    assert 2 == text(administrator.get(reverse("administration_charte_apercu"), chosen)).count(word)


def test_a_harmless_logo_is_kept_and_shown(administrator, region):
    logo = SimpleUploadedFile("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9z"/></svg>')
    administrator.post(reverse("administration_charte"), {**COLOURS, "logo": logo})

    assert reverse("organisme_logo", args=[region.slug]) in text(administrator.get("/"))


def test_a_logo_that_could_run_something_is_refused(administrator):
    logo = SimpleUploadedFile("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')
    response = administrator.post(reverse("administration_charte"), {**COLOURS, "logo": logo})

    assert (True, 0) == ("n’est pas admis" in text(response), Charte.objects.count())


CODE = re.compile(r"[\"']((?:campagne|courrier|imports|organisation)(?:\.[a-z_]+)+)[\"']")


def test_every_code_of_the_journal_has_its_words():
    apps = ("campagnes", "deliberations", "imports", "organisations")
    modules = (
        module
        for app in apps
        for module in (SOURCES / app).rglob("*.py")
        if "actions" in module.relative_to(SOURCES).as_posix() or module.name == "letters.py"
    )
    codes = {code for module in modules for code in CODE.findall(module.read_text(encoding="utf-8"))}

    assert set() == codes - set(TITLES)
    assert 20 < len(codes)


def recorded_codes(path):
    """Return the codes that `record(…)` and `tell(…)` write in a module, « * » standing for what is computed."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record":
            value = next(keyword.value for keyword in node.keywords if keyword.arg == "code")
            parts = value.values if isinstance(value, ast.JoinedStr) else [value]
            yield "".join(part.value if isinstance(part, ast.Constant) else "*" for part in parts)


def test_every_decision_of_a_convention_has_its_words_in_the_journal():
    written = {code for path in (SOURCES / "conventions").rglob("*.py") for code in recorded_codes(path)}

    assert "convention.*" in written
    assert [] == sorted(code for code in written if not any(fnmatch(title, code) for title in TITLES))


def decided(region, **payload):
    return record(actor=None, code="essai.decision", organisation=region, subject=region, payload=payload)


def test_the_journal_shows_the_decisions_of_the_region_and_no_other_s(administrator, region):
    decided(region, montant="111222")
    decided(RegionOrganisationFactory(), montant="333444")
    shown = text(administrator.get(reverse("administration_journal")))

    assert (True, False) == ("111222" in shown, "333444" in shown)


def test_an_intact_chain_is_said_intact(administrator, region):
    decided(region)

    assert "est intacte" in text(administrator.post(reverse("administration_journal_verification"), follow=True))


def test_a_tampered_decision_is_named_on_screen(administrator, region):
    decided(region)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE actes_journalentry SET code = 'autre'")
        cursor.execute("SET LOCAL session_replication_role = origin")

    shown = text(administrator.post(reverse("administration_journal_verification"), follow=True))
    assert "Décision 1\u202f: contenu modifié après coup" in shown


def test_a_cut_tail_is_named_with_the_anchor_noted_before(administrator, region):
    decided(region)
    decided(region)
    noted = str(head())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM actes_journalentry WHERE sequence = 2")
        cursor.execute("SET LOCAL session_replication_role = origin")

    url = reverse("administration_journal_verification")
    assert "la fin du journal a été ôtée" in text(administrator.post(url, {"ancre": noted}, follow=True))


def test_an_unreadable_anchor_is_said(administrator):
    url = reverse("administration_journal_verification")

    assert "illisible" in text(administrator.post(url, {"ancre": "12"}, follow=True))


def test_the_direction_of_an_of_cfa_manages_her_own_people_only(sign_in):
    direction = MembershipFactory(organisation=OrganisationFactory(), role=Role.CFA_DIRECTION)
    elsewhere = MembershipFactory(organisation=OrganisationFactory(), role=Role.CFA_GESTION)
    response = sign_in(direction.user).get(reverse("administration_fin", args=[elsewhere.pk]))

    assert 404 == response.status_code


def test_an_administrator_of_two_organisations_administers_the_one_chosen(sign_in, admin, region):
    other = RegionOrganisationFactory(slug="autre-region", nom="Autre Région")
    MembershipFactory(user=admin, organisation=other, role=Role.REGION_ADMIN, starts_on=date(2024, 1, 1))
    client = sign_in(admin)
    client.post(reverse("compte_organisation"), {"organisation": "autre-region"})
    client.post(reverse("administration_inviter"), invitation())

    assert other == Membership.objects.get(user__email="lise.mercier@region.example").organisation
