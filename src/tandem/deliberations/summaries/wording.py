"""The sentences of the summary, the same on the page and in the PDF."""

from fractions import Fraction

from tandem import formats
from tandem.deliberations.letters.content import counted
from tandem.deliberations.summaries.figures import PlaceLine, PublicSplit, Summary
from tandem.small_cells import Count

HIDDEN = "masqué"
ABSENT = "non renseigné"


def change_sentence(summary: Summary, name: str) -> str:
    """Say how a figure moved since the year before: « +1 250 000 € (+6,6 %) par rapport à 2022 »."""
    previous = summary.previous
    if previous is None:
        return f"Pas de campagne {summary.annexe.annee - 1} à laquelle comparer."
    change, rate = summary.change(name), summary.change_rate(name)
    if change == 0:
        return f"Comme en {previous.annee}."
    written = formats.signed_euros(change) if name == "totale" else signed(change)
    share = "" if rate is None else f" ({signed_percentage(rate)})"
    return f"{written}{share} par rapport à {previous.annee}"


def signed(value: int) -> str:
    """Write a difference of counts with its sign."""
    return f"+{formats.number(value)}" if value > 0 else formats.number(value)


def signed_percentage(rate: Fraction) -> str:
    """Write a change as a share, with its sign."""
    return f"{'+' if rate > 0 else ''}{formats.percentage(rate)}"


def ratio_sentences(summary: Summary) -> tuple[tuple[str, str, str], ...]:
    """Return (label, share, detail) of the two ratios that the 2023 report mixes (R99)."""
    found = summary.counters
    ratios = (
        ("Formations retenues", found.part_formations, 1, found.formations_retenues, found.demandes, "formation"),
        ("Contrats retenus", found.part_contrats, 2, found.contrats_retenus, found.contrats_demandes, "contrat"),
    )
    return tuple(
        (label, formats.percentage(share, decimals), f"{formats.number(kept)} sur {counted(asked, noun)}")
        for label, share, decimals, kept, asked, noun in ratios
        if share is not None
    )


def place_sentence(line: PlaceLine) -> str:
    """Say in one sentence what a département receives."""
    if not line.contrats:
        return f"{line.place.nom}\u202f: aucune formation retenue."
    return (
        f"{counted(line.of_cfa, 'organisme')}, {counted(line.formations, 'formation')} et "
        f"{counted(line.contrats, 'contrat')}, pour {formats.euros_from_centimes(line.amount)} de majoration "
        "des coûts contrats."
    )


def count_text(count: Count) -> str:
    """Write a count of people, or why it is not written."""
    if count.is_hidden:
        return HIDDEN
    return ABSENT if count.value is None else formats.number(count.value)


def publics_table(summary: Summary) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the headers and rows of the split of people by département, its total last."""
    splits: tuple[PublicSplit, ...] = summary.publics
    headers = ("Département", *(one.libelle for one in splits))
    rows = [
        (line.place.nom, *(count_text(one.split.cells[line.place.code]) for one in splits))
        for line in summary.places
        if line.contrats
    ]
    rows.append(("Ensemble", *(count_text(one.split.total) for one in splits)))
    return headers, tuple(rows)


def publics_note(summary: Summary) -> str:
    """Say what is hidden, and that the voted amounts never are (R120)."""
    hidden = summary.hidden_cells
    start = f"{counted(hidden, 'valeur')} masquée{'s' if hidden > 1 else ''} : un" if hidden else "Un"
    return (
        f"{start} effectif de moins de {summary.threshold} personnes, ou qui permettrait de le retrouver, n’est pas "
        "affiché. Les montants votés, publics, ne sont jamais masqués."
    )
