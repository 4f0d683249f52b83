"""Read the data files of the conventions."""

from importlib import resources

import yaml

DATA = "tandem.conventions.data"


def read(*path: str) -> dict:
    """Return the content of one YAML file of data/."""
    return yaml.safe_load(resources.files(DATA).joinpath("/".join(path)).read_text(encoding="utf-8"))
