"""Load the real conventions that public documents print; running it again changes nothing that people have written."""

from django.db import transaction

from tandem.conventions.loaders.conventions import SLUGS, load_convention, load_frames, load_portfolio
from tandem.conventions.loaders.library import load_library
from tandem.conventions.loaders.partners import load_partners
from tandem.organisations.loaders import load_organisations

__all__ = ["load_conventions", "load_library"]


@transaction.atomic
def load_conventions() -> None:
    """Write the partners, the library of clauses and fiches, the conventions that the sources print (R44)."""
    load_organisations()
    load_partners()
    load_library()
    for slug in SLUGS:
        load_convention(slug)
    load_portfolio()
    load_frames()
