"""Draft the agenda of a committee from what is due, and only from what both sides see."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.utils import timezone

from bareme.display import counted, typography
from tandem.conventions.completeness import Gap, gaps, read_sources
from tandem.conventions.dues import Due, due_of
from tandem.conventions.enums import EtatDecisionComite, EtatReunion, NatureComite, NatureObligation, OriginePoint
from tandem.conventions.followed import follow
from tandem.conventions.models import Comite, Convention, DecisionComite, Fiche, Reunion
from tandem.conventions.series import due_indicators
from tandem.conventions.wording import clause_words
from tandem.formats import long_date

TO_SETTLE = typography(" À mettre à l’ordre du jour : ")
"""What a gap says before what the meeting has to settle."""
MAX_TITRE = 500


class DraftItem(NamedTuple):
    """An item that the platform proposes; `reference` names its object, so that it is proposed once."""

    origine: OriginePoint
    titre: str
    reference: str
    detail: str = ""


TEMPLATES = {
    NatureComite.SUIVI: (
        ("pilotage-coordonne", "Pilotage coordonné"),
        ("suivi-indicateurs", "Suivi des indicateurs d’activité"),
        ("ajustement-actions", "Ajustement des actions"),
    )
}
"""What a comité de suivi speaks of: « un pilotage coordonné, un suivi des indicateurs d'activité et un ajustement des
actions » (OPCO Santé – AKTO, 10 July 2025)."""


def template_of(comite: Comite) -> list[DraftItem]:
    """Return the items that every meeting of such a committee has."""
    return [
        DraftItem(OriginePoint.LIBRE, titre, f"modele:{code}")
        for code, titre in TEMPLATES.get(NatureComite(comite.nature), ())
    ]


def draft(convention: Convention, on: date, *, reader, apart_from: Reunion | None = None) -> list[DraftItem]:
    """Return what is due in a convention on a day, in the order of a meeting.

    An agenda is common: the drafts of one side, that of `reader` included, are left out. `apart_from` is the meeting
    being prepared: its own decisions are not yet to follow.
    """
    return [
        *_decisions(convention, apart_from),
        *_obligations(convention, on),
        *_indicateurs(convention, on),
        *_gaps(convention, reader),
    ]


def _decisions(convention, apart_from) -> Iterator[DraftItem]:
    decisions = (
        DecisionComite.objects.filter(reunion__comite__convention=convention, etat=EtatDecisionComite.A_FAIRE)
        .exclude(reunion=apart_from)
        .exclude(reunion__etat=EtatReunion.ANNULEE)
        .select_related("reunion", "partie")
        .order_by("due_on", "reunion__starts_at", "numero")
    )
    for decision in decisions:
        met = long_date(timezone.localdate(decision.reunion.starts_at))
        due = f", pour le {long_date(decision.due_on)}" if decision.due_on else ""
        yield DraftItem(
            OriginePoint.DECISION_COMITE,
            _short(f"Décision {decision.numero} du {met} : {decision.texte}"),
            str(decision.pk),
            typography(f"Confiée à {decision.partie} ({decision.owner}){due}."),
        )


def _obligations(convention, on) -> Iterator[DraftItem]:
    hidden = set(Fiche.objects.filter(convention=convention, draft_of__isnull=False).values_list("pk", flat=True))
    (followed,) = follow([convention])
    found = [
        due
        for obligation in followed.obligations
        if obligation.fiche_id not in hidden and (due := due_of(followed, obligation, on))
    ]
    yield from (_late(due) for due in found if due.kind == "late")
    yield from (
        _to_plan(due) for due in found if due.kind == "near" and due.obligation.nature == NatureObligation.REUNION
    )


def _late(due: Due) -> DraftItem:
    obligation = due.obligation
    owing = str(obligation.debiteur) if obligation.debiteur else "chaque partie"
    return DraftItem(
        OriginePoint.TRANSMISSION,
        _short(f"En retard : {obligation.libelle} ({due.period.label})"),
        _reference(due),
        typography(f"Attendu de {owing} avant le {long_date(due.deadline)} ({clause_words(obligation.clause)})."),
    )


def _to_plan(due: Due) -> DraftItem:
    obligation = due.obligation
    secteurs = f" Secteurs : {', '.join(due.period.missing_secteurs)}." if due.period.missing_secteurs else ""
    return DraftItem(
        OriginePoint.OBLIGATION,
        _short(f"À planifier : {obligation.libelle} ({due.period.label})"),
        _reference(due),
        typography(
            f"{counted(due.missing, 'réunion')} à tenir avant le {long_date(due.deadline)} "
            f"({clause_words(obligation.clause)}).{secteurs}"
        ),
    )


def _indicateurs(convention, on) -> Iterator[DraftItem]:
    """Yield one item for each party and period: what it has not filled yet."""
    found = sorted(due_indicators(convention, on), key=lambda due: (due.partie.rank, due.period.ends_on))
    for (partie, label), dues in groupby(found, key=lambda due: (due.partie, due.period.label)):
        missing = [due.indicateur for due in dues]
        yield DraftItem(
            OriginePoint.INDICATEUR,
            _short(f"{counted(len(missing), 'indicateur')} à renseigner pour {label} : {partie.organisation}"),
            f"{partie.pk} {label}",
            typography("\n".join(f"– {one.libelle}" for one in missing)),
        )


def _gaps(convention, reader) -> Iterator[DraftItem]:
    sources = read_sources(convention, reader)
    shared = {fiche.pk for fiche in sources.fiches if fiche.draft_of_id is None} | {None}
    found = gaps(
        sources._replace(
            fiches=[fiche for fiche in sources.fiches if fiche.pk in shared],
            indicateurs=[one for one in sources.indicateurs if one.fiche_id in shared],
        )
    )
    by_fiche: dict[int, list[Gap]] = {}
    for gap in found:
        if gap.fiche is None:
            lack, _, to_settle = gap.sentence.partition(TO_SETTLE)
            name = gap.sentence.partition("«")[0].strip()
            yield DraftItem(OriginePoint.COHERENCE, _short(lack.rstrip(".")), f"{gap.code} {name}", to_settle)
        else:
            by_fiche.setdefault(gap.fiche.pk, []).append(gap)
    # What the text itself asks to speak of comes first; fiches that lack an indicator and nothing else are one item.
    lacking = sorted(by_fiche.values(), key=lambda own: all(gap.code != "a_evoquer" for gap in own))
    unmeasured = [own[0].fiche for own in lacking if [gap.code for gap in own] == ["sans_indicateur"]]
    together = unmeasured if len(unmeasured) > 1 else []
    yield from (_fiche_item(own) for own in lacking if own[0].fiche not in together)
    if together:
        yield DraftItem(
            OriginePoint.FICHE,
            typography(f"{counted(len(together), 'fiche')} sans indicateur : comment les mesurer"),
            UNMEASURED,
            "\n".join(f"– Fiche {fiche.numero} {typography(f'« {fiche.titre} »')}" for fiche in together),
        )


UNMEASURED = "fiches:sans_indicateur"
"""The reference of the item that gathers several fiches."""


def _fiche_item(lacking: list[Gap]) -> DraftItem:
    fiche = lacking[0].fiche
    labels = ", ".join(dict.fromkeys(gap.label.lower() for gap in lacking))
    return DraftItem(
        OriginePoint.FICHE,
        _short(f"Fiche {fiche.numero} « {fiche.titre.rstrip('.')} » : {labels}"),
        fiche.numero,
        "\n".join(f"– {_bare(gap)}" for gap in lacking),
    )


def _bare(gap) -> str:
    """Return the words of a gap, with its action; the title of the item names its fiche."""
    lack, _, to_settle = gap.words.partition(TO_SETTLE)
    action = f"action {gap.action.numero}, " if gap.action else ""
    return typography(f"{action}{lack.rstrip('.')} : {to_settle}")


def _reference(due: Due) -> str:
    return f"{due.obligation.code} {due.period.label}"


def _short(text: str) -> str:
    text = typography(" ".join(text.split()))
    return text if len(text) <= MAX_TITRE else f"{text[: MAX_TITRE - 1]}…"
