"""Where each mise en demeure stands on a day: received or not, answered in time, or left without an answer (R159)."""

from datetime import date, timedelta
from typing import NamedTuple

from tandem.conventions.enums import NatureCourrier
from tandem.conventions.models import Courrier
from tandem.conventions.timing.durations import reply_deadline
from tandem.formats import long_date


class Notice(NamedTuple):
    """A mise en demeure, the last day to answer it, and the first answer sent; unknown dates are None."""

    courrier: Courrier
    deadline: date | None
    answer: Courrier | None

    @property
    def is_answered(self) -> bool:
        """Whether an answer was sent in time; the day of the deadline still counts."""
        return self.answer is not None and self.deadline is not None and self.answer.sent_on <= self.deadline

    def allows_resiliation(self, on: date) -> bool:
        """Whether it was left without an answer beyond its deadline."""
        return self.deadline is not None and not self.is_answered and on > self.deadline

    def days_left(self, on: date) -> int | None:
        """Days until the deadline, 0 on its day; None when it is not known."""
        return None if self.deadline is None else (self.deadline - on).days

    def obstacle(self, on: date) -> str:
        """Why it does not allow a résiliation on a day, in French; "" when it does."""
        told = f"Mise en demeure du {long_date(self.courrier.sent_on)}"
        if self.courrier.received_on is None:
            return f"{told} : sa réception n’est pas enregistrée, son délai ne court pas encore."
        if self.deadline is None:
            return f"{told} : la convention ne fixe aucun délai de réponse."
        if self.is_answered:
            return f"{told} : {self.answer.partie} y a répondu le {long_date(self.answer.sent_on)}, dans le délai."
        if on <= self.deadline:
            first = self.deadline + timedelta(days=1)
            return (
                f"{told} : le délai de réponse court jusqu’au {long_date(self.deadline)} inclus. "
                f"La résiliation est possible à partir du {long_date(first)}."
            )
        return ""


def notices_of(convention) -> list[Notice]:
    """Return the mises en demeure of a convention, the last sent first."""
    letters = list(
        convention.courriers.filter(nature__in=(NatureCourrier.MISE_EN_DEMEURE, NatureCourrier.REPONSE))
        .select_related("partie")
        .order_by("sent_on", "pk")
    )
    answers: dict[int, Courrier] = {}
    for letter in letters:
        if letter.nature == NatureCourrier.REPONSE:
            answers.setdefault(letter.answers_id, letter)
    months = convention.mise_en_demeure_mois
    return [
        Notice(
            letter,
            reply_deadline(letter.received_on, months) if letter.received_on and months else None,
            answers.get(letter.pk),
        )
        for letter in reversed(letters)
        if letter.nature == NatureCourrier.MISE_EN_DEMEURE
    ]
