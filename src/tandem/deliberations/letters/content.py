"""What a letter tells one OF-CFA, as data: the same content is written as pdf and as docx. Amounts are whole euros."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from bareme.majoration.result import Allocation, FormationLine
from tandem import formats
from tandem.deliberations.annexes.content import Act, AnnexeLigne
from tandem.deliberations.enums import LetterKind
from tandem.deliberations.letters.texts import LetterText, filled, paragraphs

Steps = tuple[tuple[str, str, str], ...]
"""(what, how, how much) of each step of a calculation, printed."""


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table of printed cells; `numeric` tells which columns are figures, `totals` is the last row, if any."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    totals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sender:
    """The Région that writes: its name, its colour, the campaign it writes about, what of it is invented."""

    nom: str
    slug: str
    couleur: str
    annee: int
    fiction: str


@dataclass(frozen=True, slots=True)
class LetterContent:
    """One letter, filled: ready to be written in any format."""

    kind: LetterKind
    sender: Sender
    recipient: str
    recipient_slug: str
    on: date
    place: str
    subject: str
    body: tuple[str, ...]
    voies_recours: tuple[str, ...]
    signatory: tuple[str, ...]
    tables: tuple[Table, ...]

    @property
    def dateline(self) -> str:
        """Say where and when: « Saint-Ouen-sur-Seine, le 10 juillet 2023 »."""
        day = formats.long_date(self.on)
        return f"{self.place}, le {day}" if self.place else f"Le {day}"

    @property
    def filename(self) -> str:
        """The stem of the files: « notification-2023-aftral »."""
        return f"{self.kind.value}-{self.sender.annee}-{self.recipient_slug}"


@dataclass(frozen=True, slots=True)
class OfCfaFacts:
    """All that was decided about one OF-CFA: its voted line (None when nothing was retained) and its formations."""

    nom: str
    slug: str
    ligne: AnnexeLigne | None
    retained: tuple[FormationLine, ...]
    others: tuple[FormationLine, ...]
    steps: Steps = ()


def facts_by_of_cfa(
    allocation: Allocation, lignes: Mapping[str, AnnexeLigne], slugs: Mapping[str, str], steps: Callable[[str], Steps]
) -> dict[str, OfCfaFacts]:
    """Return the facts of every OF-CFA of an allocation, by printed name, in the order of the annexe then by name."""
    retained: dict[str, list[FormationLine]] = {}
    others: dict[str, list[FormationLine]] = {}
    for line in allocation.formations:
        (retained if line.retained else others).setdefault(line.of_cfa, []).append(line)
    names = [*lignes, *(name for name in others if name not in lignes)]
    return {
        name: OfCfaFacts(
            nom=name,
            slug=slugs[name],
            ligne=lignes.get(name),
            retained=tuple(retained.get(name, ())),
            others=tuple(others.get(name, ())),
            steps=steps(name) if name in lignes else (),
        )
        for name in names
    }


def letter_content(
    kind: LetterKind, facts: OfCfaFacts, text: LetterText, *, sender: Sender, act: Act, on: date
) -> LetterContent:
    """Fill a letter. ValueError when the OF-CFA has nothing that this kind of letter could tell."""
    if kind == LetterKind.NOTIFICATION and facts.ligne is None:
        raise ValueError(f"{facts.nom} has no voted line to be notified of")
    if kind == LetterKind.REFUS and not facts.others:
        raise ValueError(f"{facts.nom} has no formation that was not retained")
    values = _values(facts, sender, act)
    return LetterContent(
        kind=kind,
        sender=sender,
        recipient=facts.nom,
        recipient_slug=facts.slug,
        on=on,
        place=text.place,
        subject=filled(text.subject, values),
        body=tuple(paragraphs(filled(text.body, values))),
        voies_recours=tuple(paragraphs(filled(text.voies_recours, values))),
        signatory=tuple(part for part in (text.signatory_quality, text.signatory_name) if part),
        tables=_notification_tables(facts) if kind == LetterKind.NOTIFICATION else (_refusal_table(facts),),
    )


def counted(number: int, noun: str) -> str:
    """Write « 1 contrat », « 188 contrats »."""
    return f"{formats.number(number)}\u00a0{noun}{'s' if number > 1 else ''}"


def _values(facts: OfCfaFacts, sender: Sender, act: Act) -> dict[str, str]:
    ligne = facts.ligne
    return {
        "region": sender.nom,
        "annee": str(sender.annee),
        "of_cfa": facts.nom,
        "deliberation": str(act),
        "montant_total": formats.euros(ligne.totale) if ligne else "",
        "majoration": formats.euros(ligne.majoration) if ligne else "",
        "bonus_vert": formats.euros(ligne.dont_bonus_vert) if ligne and ligne.dont_bonus_vert else "",
        "exceptionnelle": formats.euros(ligne.exceptionnelle) if ligne and ligne.exceptionnelle else "",
        "contrats": counted(ligne.contrats, "contrat") if ligne else "",
        "formations_retenues": counted(len(facts.retained), "formation"),
        "formations_non_retenues": counted(len(facts.others), "formation"),
    }


def _notification_tables(facts: OfCfaFacts) -> tuple[Table, ...]:
    tables = [_amounts_table(facts.ligne)]
    if facts.steps:
        tables.append(
            Table(
                title="Comment ce montant est calculé",
                headers=("Étape", "Calcul", "Montant"),
                rows=facts.steps,
                numeric=(False, False, True),
            )
        )
    if facts.retained:
        tables.append(_formations_table(facts))
    return tuple(tables)


def _amounts_table(ligne: AnnexeLigne) -> Table:
    return Table(
        title="Montant voté",
        headers=(
            "Majoration des coûts contrats",
            "Dont bonus vert",
            "Majoration exceptionnelle",
            "Majoration totale",
            "Nombre de contrats",
        ),
        rows=(
            (
                formats.euros(ligne.majoration),
                formats.euros(ligne.dont_bonus_vert),
                formats.euros(ligne.exceptionnelle),
                formats.euros(ligne.totale),
                formats.number(ligne.contrats),
            ),
        ),
        numeric=(True,) * 5,
    )


def _formations_table(facts: OfCfaFacts) -> Table:
    """Shares in centimes add up to the majoration; the exceptional amount belongs to no formation."""
    rows = tuple(
        (
            line.formation,
            line.site,
            formats.number(line.contrats),
            formats.number(line.contrats_verts),
            formats.euros_from_centimes(line.amount),
        )
        for line in facts.retained
    )
    return Table(
        title="Détail de la majoration par formation retenue",
        headers=("Formation", "Site", "Contrats", "Dont verts", "Part de la majoration"),
        rows=rows,
        numeric=(False, False, True, True, True),
        totals=(
            "Total",
            "",
            formats.number(sum(line.contrats for line in facts.retained)),
            formats.number(sum(line.contrats_verts for line in facts.retained)),
            formats.euros_from_centimes(sum(line.amount for line in facts.retained)),
        ),
    )


def _refusal_table(facts: OfCfaFacts) -> Table:
    rows = tuple(
        (
            line.formation,
            line.site,
            formats.number(line.contrats),
            "" if line.rank is None else formats.number(line.rank),
            "" if line.score is None else formats.number(Fraction(line.score), 2),
            line.reason,
        )
        for line in facts.others
    )
    return Table(
        title="Formations non retenues, rang et motif",
        headers=("Formation", "Site", "Contrats", "Rang", "Score", "Motif"),
        rows=rows,
        numeric=(False, False, True, True, True, False),
    )
