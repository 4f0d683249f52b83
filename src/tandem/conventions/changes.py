"""Write the history of a convention: every act of actions/ leaves its sentence, its author and its side."""

from tandem.conventions.models import ConventionChange
from tandem.conventions.standing import standing_of


def note(
    *, convention, actor, code, sentence, before="", after="", reason="", draft_of=None, subject=""
) -> ConventionChange:
    """Append one line to the history, in the transaction of the act itself.

    `code` is stable and dotted (« fiche.partagee »), `sentence` a French sentence of at most 500 characters;
    `subject` names the row that changed (« fiche:12 »), so that its own page finds its history;
    `draft_of` is the organisation that alone may read it, while what changed is its draft. Until a negotiation is
    shared, all of it is the draft of who opened it: sharing shows the text, not the wordings before it.
    """
    if draft_of is None and convention.shared_at is None:
        draft_of = convention.proprietaire
    organisation = standing_of(actor, convention).own_organisation if actor is not None else None
    return ConventionChange.objects.create(
        convention=convention,
        actor=actor,
        code=code,
        subject=subject,
        sentence=sentence[:500],
        before=before,
        after=after,
        reason=reason,
        draft_of=draft_of,
        organisation_id=organisation,
    )
