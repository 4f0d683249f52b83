"""What is incomplete or incoherent in a convention: each gap in one sentence, to put on the next agenda.

`read_sources` reads what the person may see, `gaps` says, over rows already read, what lacks. Nothing here judges: a
gap is what the text itself leaves open (R216, R268, R271, R272), and only the partners close it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from textwrap import shorten
from typing import NamedTuple

import yaml
from django.db.models import Prefetch

from bareme.display import counted, fold, typography
from tandem.conventions.champs import CALENDRIER, INDICATEURS, champs_of
from tandem.conventions.enums import EtatAction, NatureCalendrier, NatureIndicateur
from tandem.conventions.models import Action, Axe, Fiche, Indicateur
from tandem.conventions.timing.dates import day_words
from tandem.conventions.timing.schedule import occurrences
from tandem.organisations.models import Organisation

GAP_LABELS = {
    "axe_hors_article_1": "Axe absent de l’article 1",
    "axe_sans_fiche": "Axe sans fiche",
    "a_evoquer": "Sujet à évoquer",
    "sans_calendrier": "Sans calendrier",
    "calendrier_sans_dates": "Calendrier sans dates",
    "hors_terme": "Calendrier hors du terme",
    "sans_indicateur": "0 indicateur",
    "non_mesurable": "Indicateur non mesurable",
    "sans_porteur": "Sans porteur",
    "porteur_inconnu": "Porteur inconnu",
    "champ_vide": "Champ vide",
    "sigle_inconnu": "Sigle inconnu",
}
"""The badge of each gap."""

SHORT_TITLE = 90
"""A title longer than this is cut in a sentence of agenda; the page of the fiche has it whole."""
SEPARATORS = re.compile(r"[/,;+\n•]| - | – |\bet\b")


class Gap(NamedTuple):
    """One thing to put on the next agenda; `url_target` is the name of a page and what follows the convention."""

    code: str
    fiche: Fiche | None
    action: Action | None
    sentence: str
    url_target: tuple
    words: str
    """The sentence without what it is about."""

    @property
    def label(self) -> str:
        return GAP_LABELS[self.code]


class Sources(NamedTuple):
    """The rows that gaps are read from."""

    convention: object
    axes: Sequence[Axe]
    fiches: Sequence[Fiche]
    indicateurs: Sequence[Indicateur]
    partners: Sequence[tuple[str, Organisation]]
    """The parties: the name that the text gives them, and who they are."""


def read_sources(convention, user) -> Sources:
    """Read once what gaps are made of (a handful of queries, whatever the number of fiches)."""
    organisations = Organisation.objects.order_by("nom", "pk")
    fiches = (
        Fiche.objects.visible_to(user)
        .filter(convention=convention)
        .select_related("axe", "modele", "draft_of", "modified_by")
        .prefetch_related(
            Prefetch("actions", queryset=Action.objects.order_by("numero")),
            Prefetch("porteurs", queryset=organisations),
            Prefetch("partenaires", queryset=organisations),
        )
        .order_by("axe__numero", "numero", "pk")
    )
    indicateurs = Indicateur.objects.visible_to(user).filter(convention=convention).order_by("rank", "pk")
    parties = convention.parties.select_related("organisation", "delegation").order_by("rank")
    return Sources(
        convention,
        list(convention.axes.order_by("numero")),
        sorted(fiches, key=lambda fiche: (fiche.axe.numero, numero_key(fiche.numero), fiche.pk)),
        list(indicateurs),
        [(partie.designation, partie.organisation) for partie in parties],
    )


def numero_key(numero: str) -> tuple:
    """Return the place of a number of fiche: « 1.10 » comes after « 1.9 »."""
    return tuple((int(digits), rest) for digits, rest in re.findall(r"(\d+)([^.\-]*)", numero))


def gaps(sources: Sources) -> list[Gap]:
    """Return what lacks in rows already read, axis by axis then fiche by fiche."""
    found = list(_axe_gaps(sources))
    for fiche in sources.fiches:
        if fiche.etat != EtatAction.ARRETEE:
            found += _fiche_gaps(sources, fiche)
    return found


def _gap(code, name, words, *, fiche=None, action=None) -> Gap:
    about = f"{name}, action {action.numero}" if action else name
    url_target = ("convention_fiche", fiche.numero) if fiche else ("convention_fiches",)
    return Gap(code, fiche, action, typography(f"{about} : {words}"), url_target, typography(words))


def _axe_gaps(sources) -> Iterator[Gap]:
    with_fiche = {fiche.axe_id for fiche in sources.fiches}
    for axe in sources.axes:
        name = f"Axe {axe.numero} « {axe.titre} »"
        if sources.convention.domaines and axe.domaine is None:
            yield _gap(
                "axe_hors_article_1",
                name,
                "l’article 1 ne le nomme pas. À mettre à l’ordre du jour : l’ajouter à l’article 1 par un "
                "avenant, ou rattacher ses fiches à un autre axe.",
            )
        if axe.pk not in with_fiche:
            yield _gap(
                "axe_sans_fiche",
                name,
                "aucune fiche action. À mettre à l’ordre du jour : une première action pour cet axe.",
            )


def _fiche_gaps(sources, fiche) -> Iterator[Gap]:
    own = [item for item in sources.indicateurs if item.fiche_id == fiche.pk]
    yield from _subject_gaps(fiche)
    yield from _calendar_gaps(sources.convention, fiche)
    yield from _indicator_gaps(fiche, own)
    yield from _porteur_gaps(sources, fiche)
    yield from _champ_gaps(fiche)
    yield from _sigle_gaps(fiche)


def _name(fiche) -> str:
    return f"Fiche {fiche.numero} « {shorten(fiche.titre, SHORT_TITLE, placeholder='…').rstrip('.')} »"


def _subject_gaps(fiche) -> Iterator[Gap]:
    if fiche.a_evoquer:
        yield _gap(
            "a_evoquer",
            _name(fiche),
            f"« {fiche.a_evoquer.rstrip('.')} », dit le texte. À mettre à l’ordre du jour : ce sujet.",
            fiche=fiche,
        )


def _calendar_gaps(convention, fiche) -> Iterator[Gap]:
    actions = [action for action in fiche.actions.all() if action.etat != EtatAction.ARRETEE]
    lives_in_actions = bool(actions) and _is_undated(fiche) and not fiche.calendrier_texte
    rows = actions if lives_in_actions else [fiche, *actions]
    for row in rows:
        action = row if isinstance(row, Action) else None
        name = _name(fiche)
        if _is_undated(row) and not row.calendrier_texte:
            yield _gap(
                "sans_calendrier",
                name,
                "aucun calendrier. À mettre à l’ordre du jour : quand elle a lieu.",
                fiche=fiche,
                action=action,
            )
        elif _is_undated(row):
            yield _gap(
                "calendrier_sans_dates",
                name,
                "son calendrier ne se traduit pas en dates. À mettre à l’ordre du jour : ses dates.",
                fiche=fiche,
                action=action,
            )
        elif sentence := _term_fault(convention, row):
            yield _gap("hors_terme", name, sentence, fiche=fiche, action=action)


def _is_undated(row) -> bool:
    return row.calendrier_nature == NatureCalendrier.AUCUN


def _term_fault(convention, row) -> str:
    """Say how a calendar contradicts the term of its convention; "" when it does not, or when no term is known."""
    start, end = convention.signed_on, convention.end
    if start is None or end is None or row.calendrier_nature == NatureCalendrier.SELON_BESOINS:
        return ""
    until = f"la convention va du {day_words(start)} au {day_words(end)}"
    if not occurrences(row.schedule, start, end):
        return f"son calendrier ne tombe jamais dans la convention ({until}). À mettre à l’ordre du jour : ses dates."
    if row.fin is not None and row.fin > end:
        return (
            f"son calendrier dépasse le terme ({until}). À mettre à l’ordre du jour : ses dates, ou une prolongation."
        )
    return ""


def _indicator_gaps(fiche, indicateurs) -> Iterator[Gap]:
    printed = [item for item in indicateurs if not item.is_deduit]
    if not printed:
        deduced = len(indicateurs)
        known = f" ({counted(deduced, 'indicateur')} se lit dans le texte)" if deduced == 1 else ""
        known = f" ({counted(deduced, 'indicateur')} se lisent dans le texte)" if deduced > 1 else known
        yield _gap(
            "sans_indicateur",
            _name(fiche),
            f"0 indicateur{known}. À mettre à l’ordre du jour : comment mesurer cette fiche.",
            fiche=fiche,
        )
    actions = {action.pk: action for action in fiche.actions.all()}
    for item in indicateurs:
        if item.nature == NatureIndicateur.NON_MESURABLE:
            action = actions.get(item.action_id)
            yield _gap(
                "non_mesurable",
                _name(fiche),
                f"l’indicateur « {item.libelle.rstrip('.')} » ne se mesure pas. À mettre à l’ordre du jour : "
                "ce qui sera compté.",
                fiche=fiche,
                action=action,
            )


def _porteur_gaps(sources, fiche) -> Iterator[Gap]:
    porteurs = list(fiche.porteurs.all())
    printed = str(fiche.contenu.get("porteurs") or "")
    if not porteurs and not printed.strip():
        yield _gap(
            "sans_porteur",
            _name(fiche),
            "aucun porteur. À mettre à l’ordre du jour : qui la porte.",
            fiche=fiche,
        )
    known = {fold(name) for porteur in porteurs for name in (porteur.nom, porteur.nom_source, porteur.sigle) if name}
    chosen = {porteur.pk for porteur in porteurs}
    known |= {fold(designation) for designation, organisation in sources.partners if organisation.pk in chosen}
    for piece in SEPARATORS.split(printed):
        name = fold(piece).strip(" .()")
        if name and name != "etc" and not any(_same(name, one) for one in known):
            yield _gap(
                "porteur_inconnu",
                _name(fiche),
                f"le porteur « {piece.strip(' .()')} » n’est pas une organisation connue. À mettre à "
                "l’ordre du jour : qui il désigne.",
                fiche=fiche,
            )


def _same(name: str, known: str) -> bool:
    """Tell whether a printed name designates a known one: the words of one are among those of the other."""
    first, second = set(re.findall(r"\w+", name)), set(re.findall(r"\w+", known))
    return bool(first and second) and (first <= second or second <= first)


def _champ_gaps(fiche) -> Iterator[Gap]:
    held = {
        "publics": bool(fiche.publics),
        "porteurs": True,  # told by its own gap
        "partenaires": bool(fiche.partenaires.all()),
        "actions": bool(fiche.actions.all()),
        "axe": True,
    }
    for champ in _required(fiche.modele.champs):
        if not str(fiche.contenu.get(champ.code) or "").strip() and not held.get(champ.code):
            yield _gap(
                "champ_vide",
                _name(fiche),
                f"« {champ.label} » est vide. À mettre à l’ordre du jour : ce qu’il faut y écrire.",
                fiche=fiche,
            )
    for action in fiche.actions.all():
        for champ in _required(fiche.modele.champs_action):
            if not str(action.contenu.get(champ.code) or "").strip():
                yield _gap(
                    "champ_vide",
                    _name(fiche),
                    f"« {champ.label} » est vide. À mettre à l’ordre du jour : ce qu’il faut y écrire.",
                    fiche=fiche,
                    action=action,
                )


def _required(champs):
    """Return the required fields whose lack has no gap of its own."""
    return (champ for champ in champs_of(champs) if champ.required and champ.kind not in {CALENDRIER, INDICATEURS})


class Sigle(NamedTuple):
    """An acronym of the sources, its meaning, and the writings that nobody knows."""

    sigle: str
    sens: str
    inconnus: tuple[str, ...]


@lru_cache(maxsize=1)
def sigles() -> tuple[Sigle, ...]:
    """Return the controlled acronyms (data/vocabulaire.yaml)."""
    source = resources.files("tandem.conventions.data").joinpath("vocabulaire.yaml")
    rows = yaml.safe_load(source.read_text(encoding="utf-8"))["sigles"]
    return tuple(Sigle(row["sigle"], row["sens"], tuple(row["inconnus"])) for row in rows)


def _sigle_gaps(fiche) -> Iterator[Gap]:
    texts = [fiche.titre, *map(str, fiche.contenu.values())]
    texts += [str(text) for action in fiche.actions.all() for text in (action.titre, *action.contenu.values())]
    words = set(re.findall(r"\w+", "\n".join(texts)))
    for sigle in sigles():
        for unknown in words.intersection(sigle.inconnus):
            yield _gap(
                "sigle_inconnu",
                _name(fiche),
                f"« {unknown} » n’est pas un sigle connu. À mettre à l’ordre du jour : s’agit-il de "
                f"« {sigle.sigle} » ({sigle.sens}) ?",
                fiche=fiche,
            )
