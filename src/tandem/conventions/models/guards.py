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


def frozen_when_closed(name: str) -> pgtrigger.Trigger:
    """Return a trigger that refuses any change of the lines of an avenant once it is in signature or signed."""
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | FROZEN,
        when=pgtrigger.Before,
        func=pgtrigger.Func(
            """
            IF EXISTS (
                SELECT 1 FROM conventions_avenant
                WHERE id = (CASE WHEN TG_OP = 'INSERT' THEN NEW.avenant_id ELSE OLD.avenant_id END)
                    AND etat IN ('finalise', 'signe')
            ) THEN
                RAISE EXCEPTION 'conventions: % is part of a closed avenant; withdraw its document first',
                    TG_TABLE_NAME;
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
            """
        ),
    )


def dated_once(name: str, field: str) -> pgtrigger.Trigger:
    """Return a trigger that refuses to change a date once it is known."""
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(**{f"old__{field}__isnull": False, f"new__{field}__df": pgtrigger.F(f"old__{field}")}),
        func="RAISE EXCEPTION 'conventions: this date is already known';",
    )
