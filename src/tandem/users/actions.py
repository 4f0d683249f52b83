"""Make and close accounts."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from tandem.users.models import User


@transaction.atomic
def create_account(*, email, first_name, last_name) -> User:
    """Make the account of a person who has not signed in yet: no password, address to be verified by its use.

    Raises ValidationError by field when the address is malformed or taken, or a name is missing.
    """
    email = email.strip().lower()
    errors = {}
    try:
        validate_email(email)
    except ValidationError:
        errors["email"] = f"« {email} » n’est pas une adresse électronique : la forme attendue est nom@organisme.fr."
    if User.objects.filter(email__iexact=email).exists():
        errors["email"] = f"Un compte existe déjà pour « {email} »."
    errors |= {
        field: f"Indiquez le {label} de la personne."
        for field, label, value in (("first_name", "prénom", first_name), ("last_name", "nom", last_name))
        if not value.strip()
    }
    if errors:
        raise ValidationError(errors)
    user = User.objects.create_user(email, None, first_name=first_name.strip(), last_name=last_name.strip())
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=False)
    return user


def confirm_address(*, user) -> None:
    """Mark the person's address as hers: she has used a link or a code that only its mailbox received."""
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
