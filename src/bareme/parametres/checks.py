"""What is wrong, old or missing in a set of parameters: `bareme check`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from importlib.resources.abc import Traversable
from itertools import combinations, pairwise

from bareme.anomalies import Anomalie, Severity, error, information, warning
from bareme.display import fold, format_date
from bareme.parametres.loading import ROOT, files_of, read_parametre
from bareme.parametres.model import Parametre, ParametreError
from bareme.parametres.wording import worded
from bareme.strict_yaml import read_yaml

_SHARES = (
    (
        "prise_en_charge/avance",
        "prise_en_charge/septieme_mois",
        "prise_en_charge/dixieme_mois",
        "prise_en_charge/solde",
    ),
)
"""Files whose values, on each date, share a whole."""

_ASCENDING = (
    ("participation/nouvel_employeur", "participation/montant"),
    *(("modulation/distance_plancher", f"amorcage/niveau_{niveau}") for niveau in range(3, 9)),
)
"""Pairs of which the first is never above the second, besides those that their names tell."""

_LOWEST = {
    "plancher": "plafond",
    "minimum": "maximum",
    "minimale": "maximale",
    "minimales": "maximales",
    "minimal": "maximal",
}

_ORDER = {Severity.ERREUR: 0, Severity.AVERTISSEMENT: 1, Severity.INFORMATION: 2}
_WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One anomaly of one parameter."""

    key: str
    anomalie: Anomalie

    def as_row(self) -> dict[str, str]:
        """Flat French columns."""
        return {"cle": self.key, **self.anomalie.as_row()}


@dataclass(frozen=True, slots=True)
class Review:
    """A set of parameters compared with a day. `findings` begins with the errors, then follows the keys."""

    on: date | None
    parametres: Mapping[str, Parametre]
    findings: tuple[Finding, ...]

    @property
    def has_errors(self) -> bool:
        return any(finding.anomalie.is_error for finding in self.findings)


def review(required: Mapping[str, bool] | None = None, *, on: date | None = None, root: Traversable = ROOT) -> Review:
    """Check every file of a folder, alone then against the others.

    `on` is the day of the review; without it, the newest `checked_on` of the set. `required` names the keys that the
    engine reads, True when a value is wanted on every date; the first of them dates the first rule.
    """
    read, findings = _read_all(root)
    day = on or max((parametre.checked_on for parametre in read.values()), default=None)
    for parametre in read.values():
        findings += (Finding(parametre.key, anomalie) for anomalie in (*_alone(parametre), *_age(parametre, day)))
    findings += _same_twice(read)
    findings += _shares(read)
    findings += _inverted(read)
    findings += _gaps(read, required or {}, {finding.key for finding in findings if finding.anomalie.is_error})
    findings = [_with_line(finding, root) for finding in findings]
    findings.sort(key=lambda found: (_ORDER[found.anomalie.severity], found.key, found.anomalie.line or 0))
    return Review(day, read, tuple(findings))


def _read_all(root: Traversable) -> tuple[dict[str, Parametre], list[Finding]]:
    read, findings = {}, []
    for key, file in sorted(files_of(root).items()):
        try:
            read[key] = read_parametre(key, file.read_bytes())
        except ParametreError as broken:
            findings += [Finding(key, anomalie) for anomalie in broken.anomalies]
        except OSError as broken:
            reason = broken.strerror or "lecture impossible"
            findings.append(Finding(key, error("fichier_illisible", reason, "Vérifiez vos droits sur ce fichier")))
    return read, findings


def _with_line(finding: Finding, root: Traversable) -> Finding:
    """The same with the line of its file, where the place is known by name only."""
    column = finding.anomalie.column
    if finding.anomalie.line is not None or column is None:
        return finding
    document = read_yaml(root.joinpath(*f"{finding.key}.yaml".split("/")).read_bytes())
    line = document.line_of(tuple(column.split(".", maxsplit=1)))
    return Finding(finding.key, replace(finding.anomalie, line=line))


def _alone(parametre: Parametre) -> Iterator[Anomalie]:
    if parametre.hypothese and not parametre.note:
        expected = "une note qui dit l’autre lecture était attendue pour une hypothèse"
        yield error("hypothese_sans_note", expected, "Ajoutez la clé « note »", column="hypothese", value="true")
    if len(parametre.values) == 1 and parametre.values[0].amount is None:
        expected = "une valeur était attendue : aucune n’est connue"
        yield information(
            "sans_valeur", expected, "Écrivez-la avec son texte", column=_place(parametre.values[0].since)
        )
        return
    for value in parametre.values:
        if value.reference is None:
            expected = "un texte était attendu : cette valeur n’a pas de référence"
            remedy = "Donnez-en un, ou laissez l’hypothèse écrite"
            yield information("sans_reference", expected, remedy, column=_place(value.since, "reference"))
    yield from _ends(parametre)


def _age(parametre: Parametre, day: date | None) -> Iterator[Anomalie]:
    if day and day > _year_after(parametre.checked_on):
        expected = f"une vérification de moins d’un an au {format_date(day)} était attendue"
        remedy = "Comparez la valeur avec son texte, puis changez la date"
        checked = format_date(parametre.checked_on)
        yield warning("verification_ancienne", expected, remedy, column="checked_on", value=checked)


def _ends(parametre: Parametre) -> Iterator[Anomalie]:
    first = parametre.values[0]
    if first.amount is None:
        expected = "une valeur était attendue avant la fin du paramètre"
        yield error("fin_sans_debut", expected, "Ajoutez la valeur ou retirez la fin", column=_place(first.since))
    for before, after in pairwise(parametre.values):
        if before.amount is None:
            expected = f"aucune valeur n’était attendue après la fin du {format_date(before.since)}"
            remedy = "Retirez la fin, ou ouvrez un autre paramètre pour la nouvelle règle"
            found = worded(after.amount, parametre.unit)
            yield error("valeur_apres_fin", expected, remedy, column=_place(after.since), value=found)


def _same_twice(read: Mapping[str, Parametre]) -> Iterator[Finding]:
    """Files that describe the same thing: two answers to one question, or the same one written twice."""
    described = defaultdict(list)
    for parametre in read.values():
        described[fold(parametre.description)].append(parametre)
    for same in described.values():
        for first, second in combinations(same, 2):
            for day in _days((first, second)):
                one, other = _amount(first, day), _amount(second, day)
                if one is not None and other is not None and (one, first.unit) != (other, second.unit):
                    expected = f"la valeur de {first.key}, de même description, était attendue ({_said(first, day)})"
                    place = {"column": _place(day), "value": _said(second, day)}
                    yield Finding(second.key, error("contradiction", expected, "Gardez un seul des deux", **place))
                    break
            else:
                expected = f"une autre description que celle de {first.key} était attendue"
                yield Finding(second.key, warning("doublon", expected, "Gardez un seul des deux", column="description"))


def _shares(read: Mapping[str, Parametre]) -> Iterator[Finding]:
    for keys in _SHARES:
        parts = [read[key] for key in keys if key in read]
        for day in _days(parts):
            amounts = {part.key: amount for part in parts if (amount := _amount(part, day)) is not None}
            total = sum(amounts.values())
            if amounts and total != _WHOLE:
                shown = " + ".join(worded(amount, "taux") for amount in amounts.values())
                expected = f"des parts dont la somme fait 100 % étaient attendues ({', '.join(amounts)})"
                place = {"column": _place(day), "value": f"{shown} = {worded(Fraction(total), 'taux')}"}
                yield Finding(keys[-1], error("parts", expected, "Corrigez la part fausse", **place))


def _inverted(read: Mapping[str, Parametre]) -> Iterator[Finding]:
    for low, high in (*_ASCENDING, *_named_pairs(read)):
        if low not in read or high not in read or read[low].unit != read[high].unit:
            continue
        for day in _days((read[low], read[high])):
            least, most = _amount(read[low], day), _amount(read[high], day)
            if least is not None and most is not None and least > most:
                expected = f"au plus la valeur de {high} était attendu ({_said(read[high], day)})"
                place = {"column": _place(day), "value": _said(read[low], day)}
                yield Finding(low, error("plancher_au_dessus", expected, "Corrigez l’une des deux", **place))


def _named_pairs(read: Mapping[str, Parametre]) -> Iterator[tuple[str, str]]:
    for key in read:
        words = key.replace("/", "_").split("_")
        for low, high in _LOWEST.items():
            if low in words:
                yield key, key.replace(low, high)


def _gaps(read: Mapping[str, Parametre], required: Mapping[str, bool], broken: Iterable[str]) -> Iterator[Finding]:
    """Keys that the engine reads and does not find, or not on every date."""
    for key in sorted(set(required) - set(read) - set(broken)):
        expected = "ce paramètre était attendu : le calcul le lit"
        yield Finding(key, error("parametre_manquant", expected, f"Ajoutez le fichier {key}.yaml"))
    first = next(iter(required), None)
    if first is None or first not in read:
        return
    start = read[first].values[0].since
    for parametre in (read[key] for key in sorted(required) if key in read and required[key]):
        for day in {start, *_days((parametre,))}:
            if day >= start and _amount(parametre, day) is None:
                expected = f"une valeur était attendue au {format_date(day)} : le calcul la lit à chaque date"
                yield Finding(parametre.key, error("trou", expected, "Ajoutez la valeur", column=_place(day)))


def _days(parametres: Iterable[Parametre]) -> list[date]:
    return sorted({value.since for parametre in parametres for value in parametre.values})


def _amount(parametre: Parametre, day: date) -> Fraction | None:
    """The value in force; None before the first and after the end."""
    past = [value for value in parametre.values if value.since <= day]
    return past[-1].amount if past else None


def _said(parametre: Parametre, day: date) -> str:
    return worded(_amount(parametre, day), parametre.unit)


def _place(day: date, part: str = "values") -> str:
    return f"{part}.{day.isoformat()}"


def _year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
