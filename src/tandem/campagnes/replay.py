"""Compute a voted annexe again, from what was frozen, and compare the bytes."""

import hashlib
from typing import NamedTuple

from tandem.campagnes.engine import recompute


class Replay(NamedTuple):
    """`expected` is the SHA-256 recorded with the vote, `found` that of the annexe computed again.

    `breaks` tells, in French, every frozen thing that is no longer what was voted; empty when all is.
    """

    expected: str
    found: str
    breaks: tuple[str, ...]

    @property
    def is_identical(self) -> bool:
        return not self.breaks


def replay(vote) -> Replay:
    """Compute the annexe again from the frozen data, the règlement and the parameters, never from a kept result."""
    scenario = vote.scenario
    breaks = [
        f"{what} : l’empreinte enregistrée est {expected[:12]}, le contenu donne {digest(contenu)[:12]}."
        for what, contenu, expected in (
            ("Données figées", scenario.donnees.contenu, scenario.donnees.sha256),
            ("Règlement", scenario.reglement.contenu, scenario.reglement.sha256),
            ("Annexe votée", vote.annexe, vote.sha256),
        )
        if digest(contenu) != expected
    ]
    allocation = recompute(scenario).allocation
    again = allocation.canonical()
    if again != vote.annexe.encode():
        breaks.append(
            f"Annexe recalculée : empreinte {hashlib.sha256(again).hexdigest()[:12]}, {vote.sha256[:12]} attendue."
        )
    breaks += _line_breaks(vote, allocation)
    return Replay(vote.sha256, hashlib.sha256(again).hexdigest(), tuple(breaks))


def digest(contenu: str) -> str:
    return hashlib.sha256(contenu.encode()).hexdigest()


def _line_breaks(vote, allocation) -> list[str]:
    """Compare the voted lines, one by one, with those computed again."""
    stored = {
        ligne.nom_source: (ligne.majoration, ligne.dont_bonus_vert, ligne.exceptionnelle, ligne.contrats)
        for ligne in vote.lignes.order_by("rank")
    }
    again = {
        line.of_cfa: (line.majoration, line.dont_bonus_vert, line.exceptionnelle, line.contrats)
        for line in allocation.organismes
    }
    return [
        f"Ligne « {name} » : {stored.get(name, 'absente')} enregistré, {again.get(name, 'absente')} recalculé."
        for name in sorted(stored.keys() | again.keys())
        if stored.get(name) != again.get(name)
    ]
