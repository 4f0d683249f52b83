"""Describe the columns of a file format as a Table Schema (specs.frictionlessdata.io/table-schema)."""

import json
from importlib import resources


def table_schema(kind, fields):
    """Return the published description of a kind, its fields being those that this very target asks for."""
    described = json.loads(resources.files("tandem.imports").joinpath("schemas", f"{kind}.json").read_text("utf-8"))
    return {**described, "fields": [_field(field) for field in fields]}


def _field(field):
    described = {"name": field.code, "title": field.label, "description": field.help, "type": field.type}
    if field.example:
        described["example"] = field.example
    constraints = {**field.constraints, **({"required": True} if field.required else {})}
    return {**described, "constraints": constraints} if constraints else described
