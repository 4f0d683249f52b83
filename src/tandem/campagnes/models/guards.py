"""Database triggers that hold what a vote froze."""

import pgtrigger

FROZEN = pgtrigger.Update | pgtrigger.Delete


def frozen_once(*, name, column, values, columns):
    """Return a trigger that refuses to change `columns` of a row whose `column` holds one of `values`."""
    states = ", ".join(f"'{value}'" for value in values)
    changes = " OR ".join(f"OLD.{changed} IS DISTINCT FROM NEW.{changed}" for changed in columns)
    return pgtrigger.Protect(
        name=name,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(f"OLD.{column} IN ({states}) AND ({changes})"),
    )
