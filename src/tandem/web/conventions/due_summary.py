"""« Ce qui est dû » on the first page of a convention: figures, the next meeting, what is late, alerts."""

from django.utils import timezone

from tandem.conventions.alerts import alerts_between_days
from tandem.conventions.dues import due_of
from tandem.conventions.enums import LIVE, EtatReunion
from tandem.conventions.followed import follow
from tandem.conventions.matrix import line_of, totals
from tandem.conventions.models import Reunion
from tandem.conventions.timing.durations import add_months
from tandem.conventions.wording import clause_words
from tandem.web.conventions.access import Place
from tandem.web.conventions.calendrier import HORIZON_MONTHS, alert_row

NEXT_ALERTS, SHOWN_LATE = 3, 5


def due_summary(place: Place) -> dict | None:
    """Return what is due in a convention that binds its parties; None before its signature and after its end."""
    convention, today = place.convention, timezone.localdate()
    if convention.etat not in LIVE or convention.signed_on is None:
        return None
    (followed,) = follow([convention])
    if not followed.obligations:
        return None
    found = [due_of(followed, obligation, today) for obligation in followed.obligations]
    alerts = alerts_between_days(followed, today, add_months(today, HORIZON_MONTHS))
    late = [due for due in found if due is not None and due.kind == "late"]
    return {
        "year": today.year,
        "totals": totals(line_of(followed, today.year, today).cells),
        "late": [
            {
                "libelle": due.obligation.libelle,
                "clause": clause_words(due.obligation.clause),
                "owes": due.obligation.debiteur.organisation if due.obligation.debiteur else "toutes les parties",
                "deadline": due.deadline,
            }
            for due in late[:SHOWN_LATE]
        ],
        "late_count": len(late),
        "next": _next_meeting(place),
        "alerts": [alert_row(item) for item in alerts[:NEXT_ALERTS]],
        "obligations_url": place.url("convention_obligations"),
        "transmissions_url": place.url("convention_transmissions"),
    }


def _next_meeting(place: Place) -> dict | None:
    reunion = (
        Reunion.objects.filter(
            comite__convention=place.convention, etat=EtatReunion.PLANIFIEE, starts_at__gte=timezone.now()
        )
        .order_by("starts_at", "pk")
        .first()
    )
    return {"reunion": reunion, "url": place.url("convention_reunion", reunion.pk)} if reunion else None
