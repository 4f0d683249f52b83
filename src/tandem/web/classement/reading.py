"""A règlement in words: each rule with its value, the clause it comes from and where that clause comes from."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from bareme.display import format_euros, format_number, format_rate, typography
from bareme.majoration.reglement import Reglement
from bareme.majoration.reglement.differences import Difference, list_differences
from bareme.majoration.reglement.parts import (
    Bareme,
    Clause,
    Condition,
    Critere,
    IncompletRegle,
    Indicateur,
    Lineaire,
    Notation,
    Paliers,
    RetardRegle,
    Valeurs,
)
from tandem.formats import long_date
from tandem.web.classement.forms import is_share
from tandem.web.classement.wording import Provenance, bound, coupure_text, departage_text, provenance, residu_text

RETARDS = {
    RetardRegle.REFUSER: "Refusée.",
    RetardRegle.ACCEPTER_SUR_MOTIF: "Acceptée si un motif est donné ; elle est signalée comme tardive.",
}
INCOMPLETS = {
    IncompletRegle.ECARTER: "Écartée du classement tant qu’une donnée manque.",
    IncompletRegle.COMPTER_SANS_POINT: "Classée sans point sur les critères dont une donnée manque.",
}
OPERATEURS = {
    ">=": "au moins",
    ">": "plus de",
    "<=": "au plus",
    "<": "moins de",
    "=": "égal à",
    "parmi": "parmi",
}


@dataclass(frozen=True)
class Rule:
    """One rule: what it is about, its value in words, and its clause."""

    label: str
    value: str
    clause: Clause
    anchor: str = ""

    @property
    def origin(self) -> Provenance:
        return provenance(self.clause)


class Scale(NamedTuple):
    """One indicator and its points, in words."""

    label: str
    kind: str
    points: str


@dataclass(frozen=True)
class Criterion:
    """One criterion: weight, indicators, clause."""

    critere: Critere
    scales: list[Scale]

    @property
    def weight(self) -> str:
        return format_number(self.critere.poids)

    @property
    def origin(self) -> Provenance:
        return provenance(self.critere.clause)


def parts_of(reglement: Reglement) -> dict[str, Any]:
    """Everything that the page shows."""
    return {
        "reglement": reglement,
        "parts": [
            ("Recevabilité et éligibilité", _admission(reglement)),
            ("Classement et coupure", _ranking(reglement)),
            ("Montants", _amounts(reglement)),
        ],
        "criteria": [
            Criterion(critere, [_scale(indicateur) for indicateur in critere.indicateurs])
            for critere in reglement.criteres
        ],
        "points_max": format_number(reglement.points_max),
        "clauses": [(clause, provenance(clause)) for clause in reglement.clauses.values()],
        "deduced": sum(clause.statut.value == "deduit" for clause in reglement.clauses.values()),
        "invented": sum(clause.statut.value == "fictif" for clause in reglement.clauses.values()),
    }


def _admission(reglement: Reglement) -> list[Rule]:
    rules = reglement.recevabilite
    pieces = " ; ".join(f"{piece.libelle}{'' if piece.obligatoire else ' (facultative)'}" for piece in rules.pieces)
    days = ", ".join(f"J−{day}" for day in rules.relances_jours) or "aucun"
    found = [
        Rule(
            "Contrats comptés",
            f"à compter du {long_date(reglement.contrats_a_compter_du)}, ce jour compris",
            reglement.clause_of("contrats_a_compter_du"),
        ),
        Rule("Pièces demandées", typography(pieces) or "aucune", rules.clause),
        Rule("Candidature tardive", typography(RETARDS[rules.retard]), rules.clause),
        Rule("Candidature incomplète", typography(INCOMPLETS[rules.incomplet]), rules.clause),
        Rule("Rappels avant la clôture", days, rules.clause),
    ]
    return found + [Rule(item.libelle, _condition(reglement, item), item.clause) for item in reglement.eligibilite]


def _condition(reglement: Reglement, condition: Condition) -> str:
    value = condition.valeur
    if hasattr(value, "isoformat"):
        shown = long_date(value)
    elif isinstance(value, tuple):
        shown = ", ".join(value)
    elif isinstance(value, bool):
        shown = "oui" if value else "non"
    elif isinstance(value, str):
        shown = value
    else:
        shown = format_rate(value) if is_share(reglement, condition.champ) else format_number(value)
    missing = "éligible" if condition.si_absent_eligible else "inéligible"
    return typography(f"{OPERATEURS[condition.operateur]} {shown} ; si la donnée manque : {missing}")


def _ranking(reglement: Reglement) -> list[Rule]:
    coupure = coupure_text(reglement.coupure)
    if reglement.coupure.score_minimum is not None:
        coupure += typography(f" ; score minimal {format_number(reglement.coupure.score_minimum)}")
    return [
        Rule("Coupure", coupure, reglement.coupure.clause),
        Rule(
            "Ex æquo",
            f"« {reglement.departage.nom} » : {departage_text(reglement)}",
            reglement.departage.clause,
            "departage",
        ),
    ]


def _amounts(reglement: Reglement) -> list[Rule]:
    vert = reglement.bonus_vert
    seuils = " et ".join(
        f"{_label(reglement, seuil.champ)} ≥ "
        + (format_rate(seuil.minimum) if is_share(reglement, seuil.champ) else format_number(seuil.minimum))
        for seuil in vert.seuils
    )
    found = [
        Rule(
            "Enveloppe",
            f"{format_euros(reglement.enveloppe)}, hors majoration exceptionnelle",
            reglement.clause_of("enveloppe"),
        ),
        Rule("Bonus vert", f"{format_rate(vert.taux)} de la moyenne M par contrat vert", vert.clause),
    ]
    if seuils:
        found.append(Rule("Formation verte", typography(seuils), vert.clause))
    found += [
        Rule(
            f"Complément, classe {name}",
            f"{format_rate(rate)} de la moyenne M par contrat",
            reglement.complements.clause,
        )
        for name, rate in reglement.complements.classes.items()
    ]
    return [
        *found,
        Rule("Plafond par organisme", bound(reglement.plafonds.total), reglement.plafonds.clause),
        Rule("Dont bonus vert", bound(reglement.plafonds.dont_vert), reglement.plafonds.clause),
        Rule("Plancher par organisme", bound(reglement.planchers.total), reglement.planchers.clause),
        Rule(
            "Arrondi",
            f"à l’euro par organisme, au plus proche ; euros restants : {residu_text(reglement)}",
            reglement.arrondi.clause,
        ),
    ]


def _scale(indicateur: Indicateur) -> Scale:
    return Scale(indicateur.libelle, indicateur.unite or indicateur.type.value, _points(indicateur.bareme, indicateur))


def _points(bareme: Bareme, indicateur: Indicateur) -> str:
    """A scale of points in one phrase."""
    shown = format_rate if indicateur.type.value in {"taux", "part"} else format_number
    if isinstance(bareme, Paliers):
        told = " ; ".join(f"à partir de {shown(start)} : {_pts(points)}" for start, points in bareme.seuils)
    elif isinstance(bareme, Lineaire):
        told = (
            f"de {_pts(bareme.points_de)} à {shown(bareme.de)} jusqu’à {_pts(bareme.points_a)} à {shown(bareme.a)}, "
            "en proportion"
        )
    elif isinstance(bareme, Valeurs):
        told = " ; ".join(f"{name} : {_pts(points)}" for name, points in bareme.points.items())
    elif isinstance(bareme, Notation):
        told = f"note de l’instructeur, de 0 à {_pts(bareme.points_max)}, justifiée et validée par une autre personne"
    return typography(told)


def _pts(points) -> str:
    return f"{format_number(points)} point{'s' if points > 1 else ''}"


def _label(reglement: Reglement, champ: str) -> str:
    labels = {item.code: item.libelle for item in (*reglement.indicateurs, *reglement.donnees)}
    return labels.get(champ, champ)


def differences(before: Reglement, after: Reglement) -> list[Difference]:
    """What two versions do not share, in reading order."""
    return [item for item in list_differences(before.as_data(), after.as_data()) if item.path != "version"]
