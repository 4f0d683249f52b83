"""Work done in the background by `tandem worker`."""

from procrastinate.contrib.django import app

from tandem.campagnes.actions.reminders import send_every_reminder


@app.periodic(cron="0 7 * * *")
@app.task(queue="campagnes", queueing_lock="campagnes.rappels", pass_context=False)
def send_due_reminders(timestamp: int) -> int:  # noqa: ARG001 - procrastinate says when the run was due
    """Every morning: the reminders that the règlement of each campaign under way provides for."""
    return send_every_reminder()
