"""The panel of the solver: every parameter that a person may move, from a règlement and back to its overrides."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms

from bareme.display import french_sort_key, typography
from bareme.majoration.reglement import Reglement
from bareme.majoration.reglement.parts import CoupureMode, Decision, Residu
from tandem.campagnes.engine import BASE_FIXEE

RESOLUE, FIXEE = "resolue", "fixee"
PERCENT = Fraction(100)
MODES = ((RESOLUE, "Base résolue par le solveur"), (FIXEE, "Base fixée par vous"))
COUPURES = (
    (CoupureMode.PART.value, "Part des formations classées"),
    (CoupureMode.SCORE.value, "Score minimal"),
    (CoupureMode.CONTRATS.value, "Nombre de contrats"),
    (CoupureMode.MANUEL.value, "Choix manuels seulement"),
    (CoupureMode.AUCUNE.value, "Aucune coupure"),
)
UNVALUED = frozenset({CoupureMode.MANUEL, CoupureMode.AUCUNE})
"""Cut-offs that need no threshold."""
RESIDUS = (
    (Residu.PLUS_FORT_RESTE.value, "Plus fort reste"),
    (Residu.LIGNES_DESIGNEES.value, "Ligne désignée, puis plus fort reste"),
)
DECISIONS = ((Decision.RETENIR.value, "Retenir"), (Decision.ECARTER.value, "Écarter"))
LARGEST_ENVELOPPE = 10_000_000_000


def plain(value: Fraction | int | None) -> str:
    """Write an exact number for an input of type number: a point, as few decimals as it has (12 at most)."""
    if value is None:
        return ""
    number = Fraction(value)
    text = f"{Decimal(number.numerator) / Decimal(number.denominator):.12f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def spoken(value: Decimal) -> str:
    """Write a number as a règlement reads it: « 12.5 »."""
    return format(value.normalize(), "f")


class NumberInput(forms.NumberInput):
    """A number typed or moved by the slider beside it; `data-slider` gives its lowest, highest and step."""

    def __init__(self, slider: tuple[str, str, str] | None = None, **attrs: str) -> None:
        marks = {"inputmode": "decimal", "autocomplete": "off", **attrs}
        if slider:
            marks["data-slider"] = " ".join(slider)
        super().__init__(attrs=marks)


def _percent(label: str, highest: str = "100", slider_to: str = "40") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=Decimal(highest),
        decimal_places=6,
        widget=NumberInput(("0", slider_to, "0.5"), step="any"),
    )


class SolverForm(forms.Form):
    """One field per parameter; always bound, so that what is shown is what was computed.

    `names` are the printed names of the OF-CFA by slug, `references` those of the candidatures.
    """

    mode = forms.ChoiceField(label="Base par contrat", choices=MODES, widget=forms.RadioSelect)
    base = forms.DecimalField(label="Base fixée", min_value=0, max_value=100_000, decimal_places=6, required=False)
    plafond_total = forms.DecimalField(
        label="Plafond par organisme", min_value=0, decimal_places=2, required=False, widget=NumberInput(step="any")
    )
    plafond_vert = forms.DecimalField(
        label="Dont bonus vert", min_value=0, decimal_places=2, required=False, widget=NumberInput(step="any")
    )
    plancher_total = forms.DecimalField(
        label="Plancher par organisme", min_value=0, decimal_places=2, required=False, widget=NumberInput(step="any")
    )
    coupure_mode = forms.ChoiceField(label="Coupure du classement", choices=COUPURES)
    coupure_valeur = forms.DecimalField(label="Seuil de la coupure", min_value=0, decimal_places=6, required=False)
    score_minimum = forms.DecimalField(label="Score minimal exigé", min_value=0, decimal_places=6, required=False)
    residu = forms.ChoiceField(label="Euros d’arrondi restants", choices=RESIDUS)
    residu_ligne = forms.ChoiceField(label="Ligne désignée", required=False)
    motif_ecarte = forms.CharField(label="Motif de la mise à l’écart", max_length=300, required=False)

    def __init__(self, data, *, reglement: Reglement, names: Mapping[str, str], references: Iterable[str], scale: int):
        super().__init__(data, auto_id="solveur_%s")
        self.reglement, self.names, self.references = reglement, names, frozenset(references)
        low, high = scale // 2, scale + scale // 2
        self.fields["enveloppe"] = forms.IntegerField(
            label="Enveloppe",
            min_value=1,
            max_value=LARGEST_ENVELOPPE,
            widget=NumberInput((str(low), str(high), "10000" if scale >= 1_000_000 else "100")),
        )
        self.fields["base"].widget = NumberInput(("0", "2000", "1"), step="any")
        self.fields["vert_taux"] = _percent("Bonus vert")
        for name in reglement.complements.classes:
            self.fields[f"complement_{name}"] = _percent(f"Complément, classe {name}")
        for seuil in reglement.bonus_vert.seuils:
            self.fields[f"seuil_{seuil.champ}"] = forms.DecimalField(
                label=_libelle(reglement, seuil.champ), min_value=0, decimal_places=6, widget=NumberInput(step="any")
            )
        for critere in reglement.criteres:
            self.fields[f"poids_{critere.code}"] = forms.DecimalField(
                label=critere.libelle,
                min_value=0,
                max_value=1000,
                decimal_places=6,
                widget=NumberInput(("0", "50", "1"), step="any"),
            )
        # A designated line that no candidature bears stays a choice: the rule falls back on the largest remainder.
        lines = sorted({*names.values(), *reglement.arrondi.lignes}, key=french_sort_key)
        self.fields["residu_ligne"].choices = [("", "–"), *((name, name) for name in lines)]

    @property
    def complement_fields(self):
        return [self[f"complement_{name}"] for name in self.reglement.complements.classes]

    @property
    def seuil_fields(self):
        return [self[f"seuil_{seuil.champ}"] for seuil in self.reglement.bonus_vert.seuils]

    @property
    def poids_fields(self):
        return [self[f"poids_{critere.code}"] for critere in self.reglement.criteres]

    @property
    def dropped(self) -> set[str]:
        """Slugs of the OF-CFA ticked as dropped."""
        return set(self.data.getlist("ecarte")) & set(self.names)

    @property
    def selections(self) -> list[tuple[str, str, str]]:
        """(reference, decision, reason) of each choice made by hand, blank rows apart."""
        rows = zip(
            self.data.getlist("selection_reference"),
            self.data.getlist("selection_decision"),
            self.data.getlist("selection_motif"),
            strict=False,
        )
        stripped = ((reference.strip(), decision, motif.strip()) for reference, decision, motif in rows)
        return [row for row in stripped if row[0]]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("mode") == FIXEE and cleaned.get("base") is None:
            self.add_error("base", "Indiquez la base par contrat, en euros.")
        mode = cleaned.get("coupure_mode")
        if mode and CoupureMode(mode) not in UNVALUED and cleaned.get("coupure_valeur") is None:
            self.add_error("coupure_valeur", "Cette coupure demande un seuil.")
        if mode == CoupureMode.PART and (cleaned.get("coupure_valeur") or 0) > PERCENT:
            self.add_error("coupure_valeur", typography("Une part est comprise entre 0 et 100 %."))
        if self.dropped and not cleaned.get("motif_ecarte"):
            self.add_error("motif_ecarte", "Donnez le motif de la mise à l’écart.")
        if cleaned.get("residu") == Residu.LIGNES_DESIGNEES and not cleaned.get("residu_ligne"):
            self.add_error("residu_ligne", "Indiquez la ligne qui porte les euros d’arrondi.")
        self._clean_selections()
        return cleaned

    def _clean_selections(self) -> None:
        seen = set()
        for reference, decision, motif in self.selections:
            if reference not in self.references:
                self.add_error(None, typography(f"Choix manuel : « {reference} » n’est pas une candidature classée."))
            elif decision not in set(Decision):
                self.add_error(None, typography(f"Choix manuel sur « {reference} » : retenir ou écarter ?"))
            elif not motif:
                self.add_error(None, typography(f"Choix manuel sur « {reference} » : le motif est obligatoire."))
            elif reference in seen:
                self.add_error(None, typography(f"Choix manuel : « {reference} » est saisie deux fois."))
            seen.add(reference)

    def overrides(self) -> dict[str, Any]:
        """The parameters that differ from the règlement, as paths; call after `is_valid`."""
        cleaned, reglement = self.cleaned_data, self.reglement
        rates = {"bonus_vert.taux": (_rate(cleaned["vert_taux"]), reglement.bonus_vert.taux)}
        for name, rate in reglement.complements.classes.items():
            rates[f"complements.classes.{name}"] = (_rate(cleaned[f"complement_{name}"]), rate)
        numbers = {
            "enveloppe": (cleaned["enveloppe"], reglement.enveloppe),
            "plafonds.total": (cleaned["plafond_total"], reglement.plafonds.total),
            "plafonds.dont_vert": (cleaned["plafond_vert"], reglement.plafonds.dont_vert),
            "planchers.total": (cleaned["plancher_total"] or 0, reglement.planchers.total),
            "coupure.score_minimum": (cleaned["score_minimum"], reglement.coupure.score_minimum),
        }
        for critere in reglement.criteres:
            numbers[f"criteres.{critere.code}.poids"] = (cleaned[f"poids_{critere.code}"], critere.poids)
        changed = {path: _number(new) for path, (new, old) in numbers.items() if _differs(new, old)}
        changed |= {path: _percentage(new) for path, (new, old) in rates.items() if new != old}
        return changed | self._rules() | self._choices()

    def _rules(self) -> dict[str, Any]:
        """Cut-off, green thresholds, residue: what is not one number."""
        cleaned, reglement = self.cleaned_data, self.reglement
        found: dict[str, Any] = {}
        mode = CoupureMode(cleaned["coupure_mode"])
        value = None if mode in UNVALUED else Fraction(cleaned["coupure_valeur"])
        if (mode, value) != (reglement.coupure.mode, _coupure_shown(reglement.coupure)):
            written = _percentage(value / PERCENT) if mode is CoupureMode.PART else _number(value)
            found |= {"coupure.mode": mode.value, "coupure.valeur": written}
        seuils = {seuil.champ: cleaned[f"seuil_{seuil.champ}"] for seuil in reglement.bonus_vert.seuils}
        if any(Fraction(seuils[seuil.champ]) != _shown(reglement, seuil) for seuil in reglement.bonus_vert.seuils):
            found["bonus_vert.seuils"] = [
                {"champ": seuil.champ, "minimum": _seuil_written(reglement, seuil, seuils[seuil.champ])}
                for seuil in reglement.bonus_vert.seuils
            ]
        return found | self._residu()

    def _residu(self) -> dict[str, Any]:
        """Who bears the euros of rounding: designated lines go with their rule only."""
        chosen, rule = Residu(self.cleaned_data["residu"]), self.reglement.arrondi
        line = self.cleaned_data["residu_ligne"]
        if chosen is Residu.PLUS_FORT_RESTE:
            return {} if rule.residu is chosen else {"arrondi.residu": chosen.value, "arrondi.lignes": None}
        found = {} if rule.residu is chosen else {"arrondi.residu": chosen.value}
        return found if line in rule.lignes[:1] else found | {"arrondi.lignes": [line]}

    def _choices(self) -> dict[str, Any]:
        """Dropped organismes, choices made by hand, imposed base."""
        cleaned, found = self.cleaned_data, {}
        if self.dropped:
            names = sorted(self.names[slug] for slug in self.dropped)
            found["organismes_ecartes"] = [{"of_cfa": name, "motif": cleaned["motif_ecarte"]} for name in names]
        if self.selections:
            found["selections_manuelles"] = [
                {"reference": reference, "decision": decision, "motif": motif}
                for reference, decision, motif in sorted(self.selections)
            ]
        if cleaned["mode"] == FIXEE:
            found[BASE_FIXEE] = spoken(cleaned["base"])
        return found


def initial_data(reglement: Reglement, parametres: Mapping[str, Any], slugs: Mapping[str, str]) -> dict[str, list[str]]:
    """The form of a règlement already changed by `parametres`, as the lists of a QueryDict; `slugs` by printed name."""
    coupure, base = reglement.coupure, parametres.get(BASE_FIXEE)
    data = {
        "mode": [FIXEE if base else RESOLUE],
        "base": [str(base or "")],
        "enveloppe": [str(reglement.enveloppe)],
        "vert_taux": [plain(reglement.bonus_vert.taux * 100)],
        "plafond_total": [plain(reglement.plafonds.total)],
        "plafond_vert": [plain(reglement.plafonds.dont_vert)],
        "plancher_total": [plain(reglement.planchers.total)],
        "coupure_mode": [coupure.mode.value],
        "coupure_valeur": [plain(_coupure_shown(coupure))],
        "score_minimum": [plain(coupure.score_minimum)],
        "residu": [reglement.arrondi.residu.value],
        "residu_ligne": list(reglement.arrondi.lignes[:1]),
        "motif_ecarte": [item.motif for item in reglement.organismes_ecartes[:1]],
        "ecarte": [slugs[item.of_cfa] for item in reglement.organismes_ecartes if item.of_cfa in slugs],
        "selection_reference": [choice.reference for choice in reglement.selections_manuelles],
        "selection_decision": [choice.decision.value for choice in reglement.selections_manuelles],
        "selection_motif": [choice.motif for choice in reglement.selections_manuelles],
    }
    data |= {f"complement_{name}": [plain(rate * 100)] for name, rate in reglement.complements.classes.items()}
    data |= {f"poids_{critere.code}": [plain(critere.poids)] for critere in reglement.criteres}
    return data | {f"seuil_{seuil.champ}": [plain(_shown(reglement, seuil))] for seuil in reglement.bonus_vert.seuils}


def _coupure_shown(coupure) -> Fraction | None:
    if coupure.valeur is not None and coupure.mode is CoupureMode.PART:
        return coupure.valeur * PERCENT
    return coupure.valeur


def is_share(reglement: Reglement, champ: str) -> bool:
    """Whether a figure is a share or a rate, shown and typed as a percentage."""
    kind = reglement.column_types.get(champ)
    return kind is not None and kind.value in {"taux", "part"}


def _shown(reglement: Reglement, seuil) -> Fraction:
    return seuil.minimum * PERCENT if is_share(reglement, seuil.champ) else seuil.minimum


def _seuil_written(reglement: Reglement, seuil, value: Decimal) -> int | str:
    return _percentage(_rate(value)) if is_share(reglement, seuil.champ) else _number(value)


def _libelle(reglement: Reglement, champ: str) -> str:
    labels = {item.code: item.libelle for item in (*reglement.indicateurs, *reglement.donnees)}
    return labels.get(champ, champ)


def _rate(percent: Decimal) -> Fraction:
    return Fraction(percent) / PERCENT


def _differs(new: Any, old: Any) -> bool:
    if new is None or old is None:
        return new is not old
    return Fraction(new) != Fraction(old)


def _number(value: Any) -> int | str | None:
    """A number as the YAML of a règlement writes it, never a float: 12, « 12,5 »."""
    if value is None:
        return None
    number = Fraction(value)
    return int(number) if number.denominator == 1 else plain(number).replace(".", ",")


def _percentage(rate: Fraction) -> str:
    """A rate as the YAML of a règlement writes it: « 12,5 % »."""
    return f"{plain(rate * PERCENT).replace('.', ',')} %"
