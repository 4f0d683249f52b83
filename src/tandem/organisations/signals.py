"""Decisions about organisations, told to whoever keeps them: the journal is in an app that this one may not know.

`decision_taken` is sent inside the transaction of the decision, with `actor`, `code`, `organisation`, `subject` and a
JSON-ready `payload`.
"""

from django.dispatch import Signal

decision_taken = Signal()
