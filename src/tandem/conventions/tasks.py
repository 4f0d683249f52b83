"""Work done in the background by `tandem worker`."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tandem.conventions.actions.convention import follow_the_calendar
from tandem.conventions.digest import send_digests
from tandem.conventions.models import Convention

MAIL_IS_BACK = RetryStrategy(max_attempts=12, wait=600, retry_exceptions=[OSError])
"""A mail server that does not answer is tried again for two hours: who had the message does not have it twice."""


@app.periodic(cron="0 7 * * *")
@app.task(queue="conventions", queueing_lock="conventions.digest", pass_context=False, retry=MAIL_IS_BACK)
def send_due_digests(timestamp: int) -> int:  # noqa: ARG001 - procrastinate says when the run was due
    """Every morning: the daily message of whoever has something to do."""
    return send_digests()


@app.periodic(cron="15 2 * * *")
@app.task(queue="conventions", queueing_lock="conventions.calendrier", pass_context=False)
def follow_every_calendar(timestamp: int) -> int:  # noqa: ARG001 - procrastinate says when the run was due
    """Every night: conventions enter into force or end by the calendar alone; return how many moved."""
    moved = 0
    for convention in Convention.objects.live().order_by("pk"):
        moved += follow_the_calendar(convention=convention) != convention.etat
    return moved
