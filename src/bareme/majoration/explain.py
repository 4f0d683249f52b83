"""« Pourquoi ce montant ? » for an organisme and for a formation: every step from the envelope to the voted amount."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from bareme.display import counted, format_cents, format_euros, format_integer, format_rate, typography
from bareme.majoration.explain_scoring import scoring_steps
from bareme.majoration.reglement.parts import Clause
from bareme.majoration.result import Allocation, FormationLine, OrganismeLine
from bareme.majoration.steps import Explanation, Input, Step, euros, signed

__all__ = ["Explanation", "Input", "Step", "explain_formation", "explain_organisme"]

_HALF_UP = "half_up"


def explain_organisme(allocation: Allocation, of_cfa: str) -> Explanation:
    """The whole-euro amount of one organisme, majoration exceptionnelle included. KeyError when it has no line."""
    line = allocation.organisme(of_cfa)
    formations = [item for item in allocation.formations_of(of_cfa) if item.retained]
    steps = [*_common_steps(allocation)] if line.contrats else []
    if line.contrats:
        steps += _organisme_parts(allocation, line, formations)
        steps += _organisme_bounds(allocation, line)
        steps += _organisme_rounding(allocation, line)
    if line.exceptionnelle:
        steps.append(_exceptionnelle_step(allocation, line))
    conclusion = typography(
        f"{counted(line.contrats, 'contrat retenu')} dans {counted(len(formations), 'formation')} : "
        f"{format_euros(line.majoration)} de majoration, dont {format_euros(line.dont_bonus_vert)} de bonus vert"
        + (f", et {format_euros(line.exceptionnelle)} de majoration exceptionnelle" if line.exceptionnelle else "")
        + "."
    )
    return Explanation(of_cfa, None, conclusion, tuple(steps), Fraction(line.totale))


def explain_formation(allocation: Allocation, reference: str) -> Explanation:
    """The share of one formation, to the centime; its score and rank first. KeyError when the reference is unknown."""
    formation = allocation.formation(reference)
    steps = list(scoring_steps(allocation, formation))
    if formation.retained and formation.contrats:
        steps += _common_steps(allocation)
        steps += _formation_share(allocation, formation)
    conclusion = formation.reason[0].upper() + formation.reason[1:] + "."
    total = Fraction(formation.amount, 100)
    return Explanation(formation.of_cfa, formation.formation, conclusion, tuple(steps), total)


def _common_steps(allocation: Allocation) -> Iterator[Step]:
    """Mean and base: the same for everybody."""
    counters, clause = allocation.counters, _clause(allocation, "base")
    yield Step(
        code="moyenne",
        label="Moyenne par contrat (M)",
        formula="M = enveloppe ÷ contrats retenus",
        inputs=(
            Input("enveloppe, hors majoration exceptionnelle", format_euros(allocation.reglement.enveloppe)),
            Input("contrats retenus, plafonnés compris", format_integer(counters.contrats_retenus)),
        ),
        value=allocation.mean,
        displayed=euros(allocation.mean),
        unit="euros_par_contrat",
        clause=allocation.reglement.clause_of("enveloppe"),
    )
    formula, inputs = _base_formula(allocation)
    yield Step(
        code="base",
        label="Base par contrat (b), imposée" if allocation.base_imposed else "Base par contrat (b)",
        formula=formula,
        inputs=inputs,
        value=allocation.base,
        displayed=euros(allocation.base),
        unit="euros_par_contrat",
        clause=clause,
    )


def _base_formula(allocation: Allocation) -> tuple[str, tuple[Input, ...]]:
    if allocation.base_imposed:
        return "b = base donnée pour cet essai", ()
    bound = [line for line in allocation.organismes if line.capped_total or line.floored]
    free = [line for line in allocation.organismes if line.contrats and not (line.capped_total or line.floored)]
    contrats = sum(line.contrats for line in free)
    if not contrats:
        return "b = plus petite base pour laquelle toutes les lignes sont à leur plafond ou à leur plancher", ()
    held = sum((line.exact for line in bound), Fraction(0))
    green = sum((line.vert_exact for line in free), Fraction(0))
    complements = sum((line.exact - line.vert_exact - line.contrats * allocation.base for line in free), Fraction(0))
    return (
        "b = (enveloppe − lignes au plafond ou au plancher − bonus vert − compléments) ÷ contrats des autres lignes",
        (
            Input("enveloppe", format_euros(allocation.reglement.enveloppe)),
            Input(f"lignes au plafond ou au plancher ({len(bound)})", euros(held)),
            Input("bonus vert des autres lignes", euros(green)),
            Input("compléments de périmètre des autres lignes", euros(complements)),
            Input("contrats des autres lignes", format_integer(contrats)),
        ),
    )


def _organisme_parts(allocation: Allocation, line: OrganismeLine, formations: list[FormationLine]) -> Iterator[Step]:
    yield _base_part(allocation, line.contrats)
    by_class: dict[str, int] = {}
    for item in formations:
        by_class[item.complement] = by_class.get(item.complement, 0) + item.contrats
    for name, contrats in sorted(by_class.items()):
        if contrats:
            yield _complement_part(allocation, name, contrats)
    raw = line.contrats_verts * allocation.reglement.bonus_vert.taux * allocation.mean
    declared = sum(item.candidature.contrats_verts for item in formations)
    yield _green_part(allocation, line.contrats_verts, raw, declared=declared)
    if line.capped_green:
        yield _green_cap(allocation, line.vert_exact, line.vert_exact - raw)


def _base_part(allocation: Allocation, contrats: int) -> Step:
    value = contrats * allocation.base
    return Step(
        code="part_base",
        label="Montant de base",
        formula="contrats × b",
        inputs=(Input("contrats", format_integer(contrats)), Input("b", euros(allocation.base))),
        value=value,
        displayed=euros(value),
        delta=value,
        clause=_clause(allocation, "base"),
    )


def _complement_part(allocation: Allocation, name: str, contrats: int) -> Step:
    complements = allocation.reglement.complements
    rate = complements.classes[name]
    value = contrats * rate * allocation.mean
    return Step(
        code=f"complement_{name}",
        label=f"Complément de périmètre financier, classe {name}",
        formula="contrats × taux × M",
        inputs=(
            Input("contrats", format_integer(contrats)),
            Input("taux", format_rate(rate)),
            Input("M", euros(allocation.mean)),
        ),
        value=value,
        displayed=euros(value),
        delta=value,
        rate=rate,
        clause=complements.clause,
    )


def _green_part(allocation: Allocation, verts: int, value: Fraction, *, declared: int | None = None) -> Step:
    bonus = allocation.reglement.bonus_vert
    uncounted = (declared or 0) - verts
    return Step(
        code="bonus_vert",
        label="Bonus vert",
        formula="contrats verts × taux × M",
        inputs=(
            Input("contrats verts", format_integer(verts)),
            Input("taux", format_rate(bonus.taux)),
            Input("M", euros(allocation.mean)),
            *(
                [Input("déclarés mais sous les seuils du bonus vert", format_integer(uncounted))]
                if declared and uncounted
                else []
            ),
        ),
        value=value,
        displayed=euros(value),
        delta=value,
        rate=bonus.taux,
        clause=bonus.clause,
    )


def _green_cap(allocation: Allocation, value: Fraction, delta: Fraction) -> Step:
    cap = allocation.reglement.plafonds.dont_vert
    return Step(
        code="plafond_vert",
        label="Plafond du bonus vert de l’organisme",
        formula="bonus vert ramené au plafond",
        inputs=(Input("plafond", euros(cap if cap is not None else value)), Input("effet", signed(delta))),
        value=value,
        displayed=euros(value),
        delta=delta,
        cap=cap,
        clause=allocation.reglement.plafonds.clause,
    )


def _organisme_bounds(allocation: Allocation, line: OrganismeLine) -> Iterator[Step]:
    raw = _raw_organisme(allocation, line)
    yield Step(
        code="montant_calcule",
        label="Montant calculé",
        formula="base + compléments + bonus vert",
        inputs=(),
        value=raw,
        displayed=euros(raw),
    )
    if not (line.capped_total or line.floored):
        return
    rules = allocation.reglement
    label = "Plafond de l’organisme" if line.capped_total else "Plancher de l’organisme"
    yield Step(
        code="plafond_total" if line.capped_total else "plancher_total",
        label=label,
        formula="montant calculé ramené au plafond" if line.capped_total else "montant calculé porté au plancher",
        inputs=(
            Input("plafond" if line.capped_total else "plancher", euros(line.exact)),
            Input("effet", signed(line.exact - raw)),
        ),
        value=line.exact,
        displayed=euros(line.exact),
        delta=line.exact - raw,
        cap=line.exact,
        clause=rules.plafonds.clause if line.capped_total else rules.planchers.clause,
    )


def _organisme_rounding(allocation: Allocation, line: OrganismeLine) -> Iterator[Step]:
    rule = allocation.reglement.arrondi
    rounded = line.majoration - line.ajustement
    yield Step(
        code="arrondi",
        label="Arrondi à l’euro",
        formula="euro le plus proche, le demi-euro vers le haut, une seule fois par organisme",
        inputs=(Input("effet", signed(rounded - line.exact)),),
        value=Fraction(rounded),
        displayed=format_euros(rounded),
        delta=rounded - line.exact,
        rounding=_HALF_UP,
        clause=rule.clause,
    )
    if line.ajustement:
        yield Step(
            code="ajustement",
            label="Ajustement d’arrondi",
            formula="un euro pour que la somme des lignes arrondies égale l’enveloppe",
            inputs=(
                Input("reste à répartir sur l’ensemble des lignes", signed(Fraction(allocation.residu))),
                Input("pour cette ligne", signed(Fraction(line.ajustement))),
            ),
            value=Fraction(line.majoration),
            displayed=format_euros(line.majoration),
            delta=Fraction(line.ajustement),
            rounding=rule.residu.value,
            clause=rule.clause_residu,
        )


def _exceptionnelle_step(allocation: Allocation, line: OrganismeLine) -> Step:
    return Step(
        code="exceptionnelle",
        label="Majoration exceptionnelle",
        formula="majoration + majoration exceptionnelle, hors enveloppe et hors plafonds",
        inputs=(
            Input("majoration", format_euros(line.majoration)),
            Input("majoration exceptionnelle", format_euros(line.exceptionnelle)),
        ),
        value=Fraction(line.totale),
        displayed=format_euros(line.totale),
        delta=Fraction(line.exceptionnelle),
        clause=allocation.reglement.clauses.get("majoration_exceptionnelle"),
    )


def _formation_share(allocation: Allocation, formation: FormationLine) -> Iterator[Step]:
    line = allocation.organisme(formation.of_cfa)
    yield _base_part(allocation, formation.contrats)
    yield _complement_part(allocation, formation.complement, formation.contrats)
    raw_green = formation.contrats_verts * allocation.reglement.bonus_vert.taux * allocation.mean
    declared = formation.candidature.contrats_verts
    yield _green_part(allocation, formation.contrats_verts, raw_green, declared=declared)
    green = raw_green
    if line.capped_green and line.contrats_verts:
        green = line.vert_exact * Fraction(formation.contrats_verts, line.contrats_verts)
        yield _green_cap(allocation, green, green - raw_green)
    own = _raw_formation(allocation, formation) + green
    whole = _raw_organisme(allocation, line)
    ratio = own / whole if whole else Fraction(formation.contrats, line.contrats)
    share = line.majoration * ratio
    yield Step(
        code="part_organisme",
        label="Part de la formation dans le montant de l’organisme",
        formula="majoration de l’organisme × montant calculé de la formation ÷ montant calculé de l’organisme",
        inputs=(
            Input("majoration de l’organisme", format_euros(line.majoration)),
            Input("montant calculé de la formation", euros(own)),
            Input("montant calculé de l’organisme", euros(whole)),
        ),
        value=share,
        displayed=euros(share),
        delta=share - own,
        clause=allocation.reglement.arrondi.clause_partage,
    )
    amount = Fraction(formation.amount, 100)
    yield Step(
        code="centimes",
        label="Arrondi au centime",
        formula="plus fort reste entre les formations de l’organisme, qui totalisent exactement son montant",
        inputs=(Input("effet", signed(amount - share)),),
        value=amount,
        displayed=format_cents(formation.amount),
        delta=amount - share,
        rounding="plus_fort_reste",
        clause=allocation.reglement.arrondi.clause_partage,
    )


def _raw_formation(allocation: Allocation, formation: FormationLine) -> Fraction:
    """Base and complement of one formation, without its green part."""
    rate = allocation.reglement.complements.classes[formation.complement]
    return formation.contrats * (allocation.base + rate * allocation.mean)


def _raw_organisme(allocation: Allocation, line: OrganismeLine) -> Fraction:
    """Amount of one organisme after its green cap, before its total cap and floor."""
    formations = (item for item in allocation.formations_of(line.of_cfa) if item.retained)
    amount = sum((_raw_formation(allocation, item) for item in formations), Fraction(0))
    green = line.contrats_verts * allocation.reglement.bonus_vert.taux * allocation.mean
    cap = allocation.reglement.plafonds.dont_vert
    return amount + (green if cap is None else min(green, cap))


def _clause(allocation: Allocation, name: str) -> Clause:
    """A clause that the règlement may name for the explanation alone; that of the envelope otherwise."""
    return allocation.reglement.clauses.get(name, allocation.reglement.clause_of("enveloppe"))
