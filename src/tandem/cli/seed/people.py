"""The invented people of the demonstration: one per role, all with the same published password."""

import datetime
from dataclasses import dataclass

from allauth.account.models import EmailAddress

from tandem.organisations.enums import Role
from tandem.organisations.models import Membership, Organisation
from tandem.users.actions import confirm_address
from tandem.users.models import User

SINCE = datetime.date(2020, 1, 1)


@dataclass(frozen=True)
class Person:
    """An invented account: `organisation` is a slug, `departement` a COG code."""

    email: str
    first_name: str
    last_name: str
    role: Role
    organisation: str
    departement: str | None = None


IDF = "region-ile-de-france"
DEMONSTRATION = "region-demonstration"
NOUVELLE = "region-nouvelle"

PEOPLE = (
    Person("mission@idf.example", "Camille", "Renard", Role.REGION_INSTRUCTION, IDF),
    Person("mission2@idf.example", "Sacha", "Lemoine", Role.REGION_INSTRUCTION, IDF),
    Person("validation@idf.example", "Dominique", "Faure", Role.REGION_VALIDATION, IDF),
    Person("budget@idf.example", "Claude", "Besson", Role.REGION_BUDGET, IDF),
    Person("elue@idf.example", "Noor", "Delmas", Role.REGION_ELU, IDF, "93"),
    Person("lecture@idf.example", "Alix", "Morin", Role.REGION_LECTURE, IDF),
    Person("admin@idf.example", "Morgan", "Petit", Role.REGION_ADMIN, IDF),
    Person("gestion@akto.example", "Andrea", "Colin", Role.OPCO_GESTION, "akto"),
    Person("partenariats@akto.example", "Yael", "Garnier", Role.OPCO_PARTENARIATS, "akto"),
    Person("partenariats@atlas.example", "Swann", "Leroux", Role.OPCO_PARTENARIATS, "atlas"),
    Person("partenariats@opco-sante.example", "Maé", "Barbier", Role.OPCO_PARTENARIATS, "opco-sante"),
    Person("direction@aftral.example", "Maxence", "Roy", Role.CFA_DIRECTION, "aftral"),
    Person(
        "gestion@cycle.example",
        "Charlie",
        "Vidal",
        Role.CFA_GESTION,
        "institut-national-du-cycle-et-motocycle",
    ),
    Person("mission@demo.example", "Lou", "Martel", Role.REGION_INSTRUCTION, DEMONSTRATION),
    Person("validation@demo.example", "Eden", "Caron", Role.REGION_VALIDATION, DEMONSTRATION),
    Person("elu@demo.example", "Jo", "Perrin", Role.REGION_ELU, DEMONSTRATION, "D01"),
    Person("direction@cfa-demo.example", "Sam", "Blanc", Role.CFA_DIRECTION, "cfa-fictif-1"),
    Person("mission@nouvelle.example", "Ange", "Robin", Role.REGION_INSTRUCTION, NOUVELLE),
    Person("admin@nouvelle.example", "Ange", "Meunier", Role.REGION_ADMIN, NOUVELLE),
)


def load_people(password: str) -> dict[str, User]:
    """Create the missing people with their role; return them by e-mail address."""
    organisations = {item.slug: item for item in Organisation.objects.filter(slug__in={p.organisation for p in PEOPLE})}
    users = {}
    for person in PEOPLE:
        user = User.objects.filter(email=person.email).first()
        if user is None:
            user = User.objects.create_user(
                person.email,
                password,
                first_name=person.first_name,
                last_name=person.last_name,
                is_fictif=True,
            )
            confirm_address(user=user)
        EmailAddress.objects.get_or_create(user=user, email=person.email, defaults={"verified": True, "primary": True})
        Membership.objects.get_or_create(
            user=user,
            organisation=organisations[person.organisation],
            role=person.role,
            starts_on=SINCE,
            defaults={"departement_id": person.departement},
        )
        users[person.email] = user
    return users
