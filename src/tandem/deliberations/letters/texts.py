"""The words of a letter: a Région edits them, a sandbox fills them, nothing but its variables can be named."""

from dataclasses import dataclass

from jinja2 import TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

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

ALLOWED_NODES = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.If,
    nodes.CondExpr,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Const,
)
# Variables and conditions are all that a letter needs; a loop would let one person stall the site.

DEFAULT_VOIES_RECOURS = """\
La présente décision peut être contestée dans un délai de deux mois à compter de sa notification :
– par un recours gracieux adressé à la présidente ou au président du conseil régional ;
– par un recours contentieux devant le tribunal administratif territorialement compétent, par courrier ou par \
l’application Télérecours citoyens, www.telerecours.fr (articles R. 421-1 et R. 421-5 du code de justice \
administrative).

Le recours gracieux formé dans ce délai en interrompt le cours (article L. 411-2 du code des relations entre le public \
et l’administration) : le tribunal peut alors être saisi dans les deux mois qui suivent la réponse ou, à défaut de \
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
        subject="Majoration des coûts contrats {{ annee }} : notification d’attribution",
        body="""\
Madame, Monsieur,

Par la {{ deliberation }}, la {{ region }} a approuvé les majorations attribuées aux organismes de formation \
dispensant des formations par apprentissage retenus au titre de l’appel à candidatures {{ annee }}.

{{ of_cfa }} reçoit à ce titre {{ montant_total }} pour {{ contrats }} d’apprentissage, dans \
{{ formations_retenues }}.{% if exceptionnelle %} Ce montant comprend une majoration exceptionnelle de \
{{ exceptionnelle }}.{% endif %}{% if bonus_vert %} La majoration des coûts contrats comprend {{ bonus_vert }} au \
titre de la dimension environnementale des formations.{% endif %}

Le calcul de ce montant et son détail par formation figurent à la suite de ce courrier.

Je vous prie d’agréer, Madame, Monsieur, l’expression de ma considération distinguée.""",
        voies_recours=DEFAULT_VOIES_RECOURS,
        signatory_quality="La présidente ou le président du conseil régional",
    ),
    LetterKind.REFUS: LetterText(
        subject="Majoration des coûts contrats {{ annee }} : formations non retenues",
        body="""\
Madame, Monsieur,

Vous avez demandé à la {{ region }} la majoration des coûts contrats de vos formations au titre de l’appel à \
candidatures {{ annee }}.

À l’issue de l’instruction et du classement des demandes, la majoration n’a pas été accordée à {{ of_cfa }} pour \
{{ formations_non_retenues }}. Les montants approuvés par la {{ deliberation }} ne les comprennent donc pas. Le rang \
obtenu et le motif figurent, pour chaque formation, à la suite de ce courrier.

Je vous prie d’agréer, Madame, Monsieur, l’expression de ma considération distinguée.""",
        voies_recours=DEFAULT_VOIES_RECOURS,
        signatory_quality="La présidente ou le président du conseil régional",
    ),
}


_SANDBOX = ImmutableSandboxedEnvironment(autoescape=False)


def problems_of(text: str, *, field: str) -> list[str]:
    """Return every French sentence that says why a text cannot be used; empty when it can."""
    try:
        tree = _SANDBOX.parse(text)
    except TemplateSyntaxError as error:
        place = f"{field}, ligne {error.lineno}{THIN}"
        return [f"{place}: une accolade de variable ou de condition est mal fermée. Corrigez cette ligne."]
    problems = [
        f"{field}, ligne {node.lineno}{THIN}: seules les variables et les conditions simples sont admises. "
        "Retirez les filtres, les appels et les boucles."
        for node in tree.find_all(nodes.Node)
        if not isinstance(node, ALLOWED_NODES)
    ][:1]
    unknown = sorted(meta.find_undeclared_variables(tree) - set(VARIABLES))
    problems += [
        f"{field}{THIN}: la variable «{NBSP}{name}{NBSP}» n’existe pas. Les variables admises sont{THIN}: "
        f"{', '.join(VARIABLES)}."
        for name in unknown
    ]
    return problems


def filled(text: str, values: dict[str, str]) -> str:
    """Return the text with its variables replaced. KeyError when a variable has no value, even an empty one."""
    if problems_of(text, field="Texte"):
        raise ValueError("a letter text must be checked with problems_of before it is filled")
    return typography(_SANDBOX.from_string(text).render({name: values[name] for name in VARIABLES}))


def paragraphs(text: str) -> list[str]:
    """Split a text at its empty lines; a line break inside a paragraph is kept."""
    return [block.strip() for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
