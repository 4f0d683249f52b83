"""The règlement d'intervention as a versioned, checked YAML file."""

from __future__ import annotations

from pathlib import Path

from bareme.majoration.reglement.differences import Difference
from bareme.majoration.reglement.model import Reglement, ReglementError
from bareme.strict_yaml import read_yaml

__all__ = ["Difference", "Reglement", "ReglementError", "load_reglement"]


def load_reglement(source: bytes | Path) -> Reglement:
    """Load a règlement from YAML bytes or from a file. Raises ReglementError (every anomaly) or OSError."""
    data = source.read_bytes() if isinstance(source, Path) else source
    return Reglement.from_document(read_yaml(data))
