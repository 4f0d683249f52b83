"""The journal keeps the decisions that the apps before it announce."""

from django.apps import AppConfig

from tandem.organisations.signals import decision_taken


def record_decision(*, actor, code, organisation, subject, payload, **_):
    """Append an announced decision to the journal, in its own transaction."""
    # A module of models can only be imported once every app is ready.
    from tandem.actes.journal import record  # noqa: PLC0415

    record(actor=actor, code=code, organisation=organisation, subject=subject, payload=payload)


class ActesConfig(AppConfig):
    name = "tandem.actes"
    verbose_name = "actes"

    def ready(self):
        decision_taken.connect(record_decision, dispatch_uid="actes.journal")
