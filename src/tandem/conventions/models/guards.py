"""Database triggers that hold what was signed, sent or decided."""

import pgtrigger

FROZEN = pgtrigger.Update | pgtrigger.Delete


def append_only(name: str) -> pgtrigger.Protect:
    """Return a trigger that refuses to change or remove a row once written."""
    return pgtrigger.Protect(name=name, operation=FROZEN)


def frozen_when_signed(name: str) -> pgtrigger.Trigger:
    """Return a trigger that refuses to change or remove a row whose convention is signed: an avenant adds rows."""
    return pgtrigger.Trigger(
        name=name,
        operation=FROZEN,
        when=pgtrigger.Before,
        func=pgtrigger.Func(
            """
            IF EXISTS (
                SELECT 1 FROM conventions_convention
                WHERE id = OLD.convention_id AND etat IN ('signee', 'en_vigueur', 'echue', 'resiliee')
            ) THEN
                RAISE EXCEPTION 'conventions: % is part of a signed convention; only an avenant changes it',
                    TG_TABLE_NAME;
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
            """
        ),
    )
