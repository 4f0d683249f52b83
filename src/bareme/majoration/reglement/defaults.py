"""What a règlement that says nothing of a rule is taken to say: the neutral form of each rule that may be left out."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

DEFAULT_CLAUSE = "regle_par_defaut"
ONLY_CLASS = "unique"

_CLAUSE = {
    "ref": "Règle par défaut",
    "texte": "Le règlement n’en dit rien : la règle neutre s’applique.",
    "statut": "hypothese",
}
# No criterion, everybody eligible, no bonus, one class without complement, no bound, no cut-off, the alphabet.
_RULES: Mapping[str, Mapping[str, Any]] = {
    "recevabilite": {"pieces": [], "retard": "refuser", "incomplet": "ecarter", "relances_jours": []},
    "bonus_vert": {"taux": 0},
    "complements": {"classes": {ONLY_CLASS: 0}},
    "plafonds": {},
    "planchers": {},
    "coupure": {"mode": "aucune"},
    "departage": {
        "nom": "ordre alphabétique",
        "cles": [{"cle": name, "sens": "croissant"} for name in ("of_cfa", "formation", "site")],
    },
    "arrondi": {},
}
_ROUNDING = {"methode": "half_up", "residu": "plus_fort_reste"}


def completed(data: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of schema-checked data with every rule present.

    A rule filled in names the clause `regle_par_defaut`, added to the clauses: the outcome is a document of its own,
    which passes the schema and which a scenario may change.
    """
    whole: dict[str, Any] = deepcopy(dict(data))
    missing = [rule for rule in _RULES if rule not in whole]
    for rule in missing:
        whole[rule] = {**deepcopy(dict(_RULES[rule])), "clause": DEFAULT_CLAUSE}
    if missing:
        whole["clauses"].setdefault(DEFAULT_CLAUSE, dict(_CLAUSE))
    for rule in ("eligibilite", "criteres"):
        whole.setdefault(rule, [])
    whole["arrondi"] = _ROUNDING | whole["arrondi"]
    return whole
