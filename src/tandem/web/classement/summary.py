"""What a simulation says at a glance: its figures, its adjustments, and its effect against a reference."""

from dataclasses import dataclass
from fractions import Fraction

from bareme.display import format_exact_euros, plain_decimal, typography
from bareme.majoration.compare import compare
from bareme.majoration.result import Allocation
from tandem import formats
from tandem.campagnes.engine import Simulation


@dataclass(frozen=True)
class Adjustment:
    """A line that rounding moved by one euro, and why it was this one."""

    of_cfa: str
    amount: int
    reason: str


@dataclass(frozen=True)
class Figures:
    """The key figures, already written where they need more than a filter."""

    simulation: Simulation

    @property
    def allocation(self) -> Allocation:
        return self.simulation.allocation

    @property
    def base_exact(self) -> str:
        """The base with six decimals: « 638,109733… € »."""
        return format_exact_euros(self.allocation.base)

    @property
    def base_note(self) -> str:
        """The base with the four decimals that people quote, and whether it was solved."""
        how = "fixée par vous" if self.allocation.base_imposed else "résolue"
        return typography(f"{how} : {formats.euros(self.allocation.base, 4)}")

    @property
    def total_note(self) -> str:
        """What the sum holds, and what comes besides."""
        counters = self.allocation.counters
        note = f"dont bonus vert {formats.euros(counters.dont_bonus_vert)}"
        if counters.exceptionnelle:
            note += (
                f" ; avec {formats.euros(counters.exceptionnelle)} d’exceptionnelle : {formats.euros(counters.totale)}"
            )
        return typography(note)

    @property
    def base_plain(self) -> str:
        """The base with two decimals and a point, for an input."""
        return plain_decimal(self.allocation.base, 2)

    @property
    def base_fraction(self) -> str:
        """The base as the exact fraction that it is."""
        base = self.allocation.base
        return f"{formats.number(base.numerator)} / {formats.number(base.denominator)}"

    @property
    def reste(self) -> int:
        return self.simulation.reste

    @property
    def reste_words(self) -> str:
        if self.reste == 0:
            return "enveloppe répartie à l’euro"
        return "non attribué" if self.reste > 0 else "dépassement de l’enveloppe"

    @property
    def reste_sentence(self) -> str:
        """What an imposed base leads to."""
        base, left = formats.euros(self.allocation.base, 2), formats.euros(abs(self.reste))
        spent = f"laisserait {left}" if self.reste > 0 else f"dépasserait l’enveloppe de {left}"
        return typography(
            f"Une base de {base} par contrat {spent} : ce scénario peut être enregistré, pas adopté. "
            "Choisissez « Base résolue par le solveur » pour répartir exactement l’enveloppe."
        )

    @property
    def dotation(self) -> int:
        """The enveloppe and the exceptional helps that come with it."""
        return self.simulation.reglement.enveloppe + self.allocation.counters.exceptionnelle

    @property
    def capped(self) -> list[str]:
        """Printed names of the OF-CFA that a cap holds back."""
        return [line.of_cfa for line in self.allocation.organismes if line.capped_total]

    @property
    def capped_green(self) -> list[str]:
        return [line.of_cfa for line in self.allocation.organismes if line.capped_green]

    @property
    def adjustments(self) -> list[Adjustment]:
        """Every line that the residue of rounding moved."""
        designated = set(self.simulation.reglement.arrondi.lignes)
        return [
            Adjustment(line.of_cfa, line.ajustement, _reason(line.of_cfa in designated))
            for line in self.allocation.organismes
            if line.ajustement
        ]

    @property
    def residue_words(self) -> str:
        """Why there is something to adjust."""
        rounded = self.simulation.reglement.enveloppe - self.allocation.residu
        return typography(
            f"Chaque ligne est arrondie à l’euro ; la somme des lignes arrondies donne {formats.euros(rounded)} "
            f"pour une enveloppe de {formats.euros(self.simulation.reglement.enveloppe)}, d’où l’ajustement."
        )


def _reason(is_designated: bool) -> str:
    if is_designated:
        return "Ligne désignée par le règlement pour porter l’euro d’arrondi."
    return "Ligne que l’arrondi avait le plus écartée de son montant exact (plus fort reste)."


@dataclass(frozen=True)
class Effect:
    """What changes against a reference: « +12 formations, −9,40 €/contrat, 23 OF en hausse / 48 en baisse »."""

    formations: int
    contrats: int
    base: Fraction
    total: int
    up: int
    down: int
    same: int

    @property
    def is_nothing(self) -> bool:
        return not any((self.formations, self.contrats, self.base, self.total, self.up, self.down))

    @property
    def parts(self) -> list[str]:
        """The effect in words, one part per figure."""
        sign = "+" if self.base > 0 else ""
        decimals = 4 if 0 < abs(self.base) < Fraction(1, 100) else 2
        return [
            f"{signed(self.formations)} formation{_s(self.formations)}",
            f"{signed(self.contrats)} contrat{_s(self.contrats)}",
            f"{sign}{formats.euros(self.base, decimals)}/contrat",
            f"{self.up} OF en hausse / {self.down} en baisse",
        ]

    @property
    def sentence(self) -> str:
        if self.is_nothing:
            return "Aucun effet : mêmes montants que la référence."
        return ", ".join(self.parts)


def signed(value: int) -> str:
    """A whole difference with its sign: « +12 », « −3 », « 0 »."""
    return f"+{formats.number(value)}" if value > 0 else formats.number(value)


def _s(count: int) -> str:
    return "s" if abs(count) > 1 else ""


def effect_of(before: Allocation, after: Allocation) -> Effect:
    """Compare two allocations at a glance."""
    found = compare(before, after)
    old, new = found.counters_before, found.counters_after
    return Effect(
        formations=new.formations_retenues - old.formations_retenues,
        contrats=new.contrats_retenus - old.contrats_retenus,
        base=found.base_difference,
        total=new.totale - old.totale,
        up=len(found.winners),
        down=len(found.losers),
        same=len(found.unchanged),
    )
