"""The words of a letter: a Région edits them, and they can name nothing but the variables of VARIABLES.

« [of_cfa] » is replaced by its value; « [si exceptionnelle] … [fin si] » keeps its words only when there is one.
This is no programming language on purpose: a text can neither compute, nor loop, nor reach anything.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bareme.display import NBSP, THIN, typography
from tandem.deliberations.enums import LetterKind

VARIABLES = {
    "region": "nom de la Région",
    "annee": "année de la campagne",
    "of_cfa": "nom de l’OF-CFA",
    "deliberation": "numéro et date de la délibération",
    "montant_total": "montant total voté",
    "majoration": "majoration des coûts contrats",
    "bonus_vert": "part de bonus vert, vide s’il n’y en a pas",
    "exceptionnelle": "majoration exceptionnelle, vide s’il n’y en a pas",
    "contrats": "nombre de contrats retenus, avec le mot « contrat »",
    "formations_retenues": "nombre de formations retenues, avec le mot « formation »",
    "formations_non_retenues": "nombre de formations non retenues, avec le mot « formation »",
}
"""What a text may name, and what it stands for."""

IF, END = "si ", "fin si"
TAG = re.compile(r"\[([^\[\]\n]*)\]")
STRAY = re.compile(r"[\[\]]")

DEFAULT_VOIES_RECOURS = """\
La présente décision peut être contestée dans un délai de deux mois à compter de sa notification :
– par un recours gracieux adressé à la présidente ou au président du conseil régional ;
– par un recours contentieux devant le tribunal administratif territorialement compétent, par courrier ou par \
l’application Télérecours citoyens, www.telerecours.fr (articles R. 421-1 et R. 421-5 du code de justice \
administrative).

Le recours gracieux formé dans ce délai en interrompt le cours (article L. 411-2 du code des relations entre le public \
et l’administration) : le tribunal peut alors être saisi dans les deux mois qui suivent la réponse ou, à défaut de \
réponse, la décision implicite de rejet née de deux mois de silence."""


@dataclass(frozen=True, slots=True)
class LetterText:
    """The words of one kind of letter, before they are filled."""

    subject: str
    body: str
    voies_recours: str
    signatory_quality: str
    signatory_name: str = ""
    place: str = ""


DEFAULT_TEXTS = {
    LetterKind.NOTIFICATION: LetterText(
        subject="Majoration des coûts contrats [annee] : notification d’attribution",
        body="""\
Madame, Monsieur,

Par la [deliberation], la [region] a approuvé les majorations attribuées aux organismes de formation \
dispensant des formations par apprentissage retenus au titre de l’appel à candidatures [annee].

[of_cfa] reçoit à ce titre [montant_total] pour [contrats] d’apprentissage, dans \
[formations_retenues].[si exceptionnelle] Ce montant comprend une majoration exceptionnelle de \
[exceptionnelle].[fin si][si bonus_vert] La majoration des coûts contrats comprend [bonus_vert] au \
titre de la dimension environnementale des formations.[fin si]

Le calcul de ce montant et son détail par formation figurent à la suite de ce courrier.

Je vous prie d’agréer, Madame, Monsieur, l’expression de ma considération distinguée.""",
        voies_recours=DEFAULT_VOIES_RECOURS,
        signatory_quality="La présidente ou le président du conseil régional",
    ),
    LetterKind.REFUS: LetterText(
        subject="Majoration des coûts contrats [annee] : formations non retenues",
        body="""\
Madame, Monsieur,

Vous avez demandé à la [region] la majoration des coûts contrats de vos formations au titre de l’appel à \
candidatures [annee].

À l’issue de l’instruction et du classement des demandes, la majoration n’a pas été accordée à [of_cfa] pour \
[formations_non_retenues]. Les montants approuvés par la [deliberation] ne les comprennent donc pas. Le rang \
obtenu et le motif figurent, pour chaque formation, à la suite de ce courrier.

Je vous prie d’agréer, Madame, Monsieur, l’expression de ma considération distinguée.""",
        voies_recours=DEFAULT_VOIES_RECOURS,
        signatory_quality="La présidente ou le président du conseil régional",
    ),
}


class _Token(NamedTuple):
    """A piece of a text: `tag` is what stands between square brackets, None for words."""

    line: int
    words: str
    tag: str | None


def problems_of(text: str, *, field: str) -> list[str]:
    """Return every French sentence that says why a text cannot be used; empty when it can."""
    problems = []
    opened: list[int] = []
    for token in _tokens(text):
        place = f"{field}, ligne {token.line}{THIN}"
        if token.tag is None:
            if STRAY.search(token.words):
                problems.append(f"{place}: un crochet est mal fermé. Écrivez la variable entre deux crochets.")
        elif token.tag == END:
            if not opened:
                problems.append(f"{place}: [{END}] ne ferme aucune condition. Retirez-le.")
            opened = opened[:-1]
        elif token.tag.removeprefix(IF) not in VARIABLES:
            name = token.tag.removeprefix(IF)
            problems.append(
                f"{place}: la variable «{NBSP}{name}{NBSP}» n’existe pas. Les variables admises sont{THIN}: "
                f"{', '.join(VARIABLES)}."
            )
        if token.tag and token.tag.startswith(IF):
            opened.append(token.line)
    problems += [
        f"{field}, ligne {line}{THIN}: la condition n’est pas fermée. Ajoutez [{END}] après sa phrase."
        for line in opened
    ]
    return problems


def filled(text: str, values: dict[str, str]) -> str:
    """Return the text with its variables replaced. KeyError when a variable has no value, even an empty one."""
    if problems_of(text, field="Texte"):
        raise ValueError("a letter text must be checked with problems_of before it is filled")
    kept: list[str] = []
    conditions: list[bool] = []
    for token in _tokens(text):
        if token.tag == END:
            conditions.pop()
        elif token.tag and token.tag.startswith(IF):
            conditions.append(bool(values[token.tag.removeprefix(IF)]))
        elif all(conditions):
            kept.append(token.words if token.tag is None else values[token.tag])
    return typography("".join(kept))


def paragraphs(text: str) -> list[str]:
    """Split a text at its empty lines; a line break inside a paragraph is kept."""
    return [block.strip() for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]


def _tokens(text: str) -> Iterator[_Token]:
    line, end = 1, 0
    for found in TAG.finditer(text):
        yield _Token(line, text[end : found.start()], None)
        line += text.count("\n", end, found.start())
        yield _Token(line, found[0], " ".join(found[1].split()))
        end = found.end()
    yield _Token(line, text[end:], None)
