"""Several people who act at the same moment."""

import threading

from django.core.exceptions import ValidationError
from django.db import connection


def at_once(*calls):
    """Run calls together; return how many were refused."""
    barrier, refused = threading.Barrier(len(calls), timeout=60), []

    def run(call):
        try:
            # To connect takes longer than to act: whoever connects after the signal would come second every time.
            connection.ensure_connection()
            barrier.wait()
            call()
        except ValidationError as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(refused)
