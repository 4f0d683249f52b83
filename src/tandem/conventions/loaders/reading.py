"""Read the data files of the conventions, each once: what is read is never changed."""

from functools import cache
from importlib import resources

import yaml

DATA = "tandem.conventions.data"


@cache
def read(*path: str) -> dict:
    """Return the content of one YAML file of data/."""
    return yaml.safe_load(resources.files(DATA).joinpath("/".join(path)).read_text(encoding="utf-8"))
