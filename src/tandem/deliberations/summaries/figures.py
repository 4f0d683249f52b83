"""The figures of a campaign on one page, from its annexe and its allocation. Amounts in whole euros unless said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median_low

from bareme.majoration.reglement.parts import IndicateurType
from bareme.majoration.result import Allocation, Counters, FormationLine
from tandem.deliberations.annexes.content import Annexe, AnnexeLigne
from tandem.small_cells import Split, publishable

PUBLICS_CRITERE = "publics_prioritaires"
"""The criterion whose head counts are split by département (R85)."""
TOP = 10
UNPLACED = ""
"""Key of the formations whose site has no département yet."""


@dataclass(frozen=True, slots=True)
class Place:
    """A département that the page can show; the empty code gathers the formations without one."""

    code: str
    nom: str


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """What the retained formations of one département receive; `amount` in centimes, exceptionnelle apart."""

    place: Place
    of_cfa: int
    formations: int
    contrats: int
    amount: int


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """One OF-CFA in one département; `amount` in centimes, the share of its formations there."""

    nom: str
    slug: str
    formations: int
    contrats: int
    amount: int


@dataclass(frozen=True, slots=True)
class PreviousYear:
    """What the previous campaign gave, and where that is read."""

    annee: int
    totale: int
    contrats: int
    beneficiaires: int
    source: str


@dataclass(frozen=True, slots=True)
class PublicSplit:
    """Apprentices of one public prioritaire by département; `missing` formations gave no figure."""

    code: str
    libelle: str
    split: Split
    missing: int


@dataclass(frozen=True)
class Summary:
    """Everything the page shows; `places` lists every département of the Région, even those without a formation."""

    annexe: Annexe
    counters: Counters
    previous: PreviousYear | None
    places: tuple[PlaceLine, ...]
    beneficiaries: Mapping[str, tuple[Beneficiary, ...]]
    publics: tuple[PublicSplit, ...]
    threshold: int
    fiction: str = ""

    @property
    def totaux(self) -> AnnexeLigne:
        return self.annexe.totaux

    @property
    def beneficiaires(self) -> int:
        return len(self.annexe.lignes)

    @property
    def mean(self) -> Fraction | None:
        """Majoration per contract, exceptionnelle apart."""
        return Fraction(self.totaux.majoration, self.totaux.contrats) if self.totaux.contrats else None

    @property
    def top(self) -> tuple[AnnexeLigne, ...]:
        """The largest amounts, exceptionnelle included; the printed order settles equals."""
        return tuple(sorted(self.annexe.lignes, key=lambda ligne: -ligne.totale)[:TOP])

    @property
    def top_five_share(self) -> Fraction:
        """Share of the five largest amounts in the whole (R119)."""
        largest = sum(ligne.totale for ligne in self.top[:5])
        return Fraction(largest, self.totaux.totale) if self.totaux.totale else Fraction(0)

    @property
    def median_contrats(self) -> int:
        return median_low(ligne.contrats for ligne in self.annexe.lignes)

    @property
    def hidden_cells(self) -> int:
        return sum(one.split.hidden for one in self.publics)

    def change(self, name: str) -> int | None:
        """Difference with the previous year of totale, contrats or beneficiaires; None without a previous year."""
        if self.previous is None:
            return None
        now = self.beneficiaires if name == "beneficiaires" else getattr(self.totaux, name)
        return now - getattr(self.previous, name)

    def change_rate(self, name: str) -> Fraction | None:
        """The same difference as a share of the previous year; None without one, or over zero."""
        change = self.change(name)
        before = getattr(self.previous, name) if self.previous else 0
        return Fraction(change, before) if change is not None and before else None

    def place(self, code: str) -> PlaceLine | None:
        return next((line for line in self.places if line.place.code == code), None)


def place_lines(
    formations: Sequence[FormationLine], located: Mapping[str, str], places: Sequence[Place]
) -> tuple[PlaceLine, ...]:
    """Add up the retained formations by département; `located` gives the code of each reference, empty when unknown."""
    by_place: dict[str, list[FormationLine]] = {place.code: [] for place in places}
    for line in formations:
        if line.retained:
            by_place.setdefault(located.get(line.reference, UNPLACED), []).append(line)
    names = {place.code: place for place in places}
    return tuple(
        PlaceLine(
            place=names.get(code) or _unlisted(code),
            of_cfa=len({line.of_cfa for line in lines}),
            formations=len(lines),
            contrats=sum(line.contrats for line in lines),
            amount=sum(line.amount for line in lines),
        )
        for code, lines in by_place.items()
    )


def beneficiaries_by_place(
    formations: Sequence[FormationLine], located: Mapping[str, str], slugs: Mapping[str, str]
) -> dict[str, tuple[Beneficiary, ...]]:
    """Return the OF-CFA of each département, the largest amount first."""
    groups: dict[str, dict[str, list[FormationLine]]] = {}
    for line in formations:
        if line.retained:
            code = located.get(line.reference, UNPLACED)
            groups.setdefault(code, {}).setdefault(line.of_cfa, []).append(line)
    return {
        code: tuple(
            sorted(
                (
                    Beneficiary(
                        nom=nom,
                        slug=slugs.get(nom, ""),
                        formations=len(lines),
                        contrats=sum(line.contrats for line in lines),
                        amount=sum(line.amount for line in lines),
                    )
                    for nom, lines in by_name.items()
                ),
                key=lambda one: (-one.amount, one.nom),
            )
        )
        for code, by_name in groups.items()
    }


def public_splits(
    allocation: Allocation, located: Mapping[str, str], codes: Sequence[str], threshold: int
) -> tuple[PublicSplit, ...]:
    """Count the people of each public prioritaire in the retained formations, by département, small counts hidden."""
    critere = next((one for one in allocation.reglement.criteres if one.code == PUBLICS_CRITERE), None)
    if critere is None:
        return ()
    retained = [line for line in allocation.formations if line.retained]
    bases = dict.fromkeys(codes, 0)
    for line in retained:
        code = located.get(line.reference, UNPLACED)
        bases[code] = bases.get(code, 0) + line.contrats
    splits = []
    for indicateur in critere.indicateurs:
        if indicateur.type is not IndicateurType.EFFECTIF:
            continue
        counts: dict[str, int | None] = dict.fromkeys(bases)
        missing = 0
        for line in retained:
            value = line.candidature.indicateurs.get(indicateur.code)
            if value is None:
                missing += 1
                continue
            code = located.get(line.reference, UNPLACED)
            counts[code] = (counts[code] or 0) + int(value)
        if missing < len(retained):
            split = publishable(counts, bases, threshold)
            splits.append(PublicSplit(indicateur.code, indicateur.libelle, split, missing))
    return tuple(splits)


def _unlisted(code: str) -> Place:
    return Place(code, f"Hors de la région ({code})" if code else "Département non renseigné")
