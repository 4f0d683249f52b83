"""Find what a person may import, and for what; anything else does not exist for that person."""

from django.http import Http404

from tandem.imports.importer import importers


def chosen_target(user, kind, key):
    """Return (importer, target) when the person may import such a file there. Raises Http404 otherwise."""
    importer = importers().get(kind)
    if importer is None:
        raise Http404
    for target in importer.targets(user):
        if target.key == key:
            return importer, target
    raise Http404


def offers(user):
    """Return [(importer, targets)] of every kind that the person may import somewhere."""
    found = [(importer, importer.targets(user)) for importer in importers().values()]
    return [(importer, targets) for importer, targets in found if targets]
