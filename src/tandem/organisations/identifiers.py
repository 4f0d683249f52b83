"""Check French identifiers; every refusal says what was expected (python-stdnum does the arithmetic)."""

import re

from django.core.exceptions import ValidationError
from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

LA_POSTE_SIREN = "356000000"
UAI_KEY_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
DELIBERATION_NUMBER = re.compile(r"^(CR|CP) (\d{4}-\d{3}|\d{2}-\d{2})$")


def validate_siren(value: str) -> None:
    """Refuse a SIREN that is not nine digits with a right Luhn key."""
    if not stdnum_siren.is_valid(value) or value != stdnum_siren.compact(value):
        raise ValidationError(f"SIREN « {value} » refusé : neuf chiffres avec une clé de contrôle juste sont attendus.")


def validate_siret(value: str) -> None:
    """Refuse a SIRET without a right key; La Poste's (SIREN 356000000) have a digit sum multiple of 5."""
    if re.fullmatch(r"\d{14}", value):
        if stdnum_siret.is_valid(value):
            return
        if value.startswith(LA_POSTE_SIREN) and sum(map(int, value)) % 5 == 0:
            return
    raise ValidationError(f"SIRET « {value} » refusé : quatorze chiffres avec une clé de contrôle juste sont attendus.")


def validate_uai(value: str) -> None:
    """Refuse a UAI that is not seven digits followed by the key letter (modulo 23)."""
    if re.fullmatch(r"\d{7}[A-Z]", value):
        expected = UAI_KEY_LETTERS[int(value[:7]) % len(UAI_KEY_LETTERS)]
        if value[7] == expected:
            return
        raise ValidationError(f"UAI « {value} » refusée : la lettre de contrôle attendue est « {expected} ».")
    raise ValidationError(f"UAI « {value} » refusée : sept chiffres suivis d’une lettre majuscule sont attendus.")


def validate_deliberation_number(value: str) -> None:
    """Refuse a number that is neither « CP 2023-247 » nor of the older form « CR 43-12 »."""
    if not DELIBERATION_NUMBER.match(value):
        raise ValidationError(
            f"Numéro « {value} » refusé : la forme attendue est « CP 2023-247 » ou « CR 2020-018 » "
            "(avant 2017 : « CR 43-12 »)."
        )


def deliberation_year(value: str) -> int:
    """Return the year that a délibération number carries: 2023 for « CP 2023-247 », 2012 for « CR 43-12 »."""
    validate_deliberation_number(value)
    first, second = value[3:].split("-")
    return int(first) if len(first) == 4 else 2000 + int(second)


def deliberation_year_warning(value: str, date) -> str | None:
    """Return a warning when the year of the number is not that of the date, as in « CP 2020-158 » (R269)."""
    year = deliberation_year(value)
    if year == date.year:
        return None
    return (
        f"Le numéro « {value} » porte l’année {year}, la délibération est datée du {date:%d/%m/%Y} : "
        "vérifiez la citation."
    )
