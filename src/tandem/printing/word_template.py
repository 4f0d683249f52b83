"""A Word template that someone edits and sends back: why it is refused, and how it is filled in a sandbox.

A template holds names, conditions and loops that are not nested; what it prints is bounded. It runs nothing.
"""

import io
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import Template, TemplateError, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import LxmlError

from tandem.printing import PrintingError, word
from tandem.printing.word_package import UNREADABLE, danger_problems, opening_problems

MAX_PART_CHARACTERS = 1_000_000
MAX_TAGS = 300
MAX_PRINTED_CHARACTERS = 5_000_000
ALLOWED_NODES = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.If,
    nodes.For,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Const,
)
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
FILLED_PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
# Two braces that open or close a tag, whatever Word wrote between them: what each costs is bounded, so is their number.
BRACES = re.compile(r"\{(?:<[^>]*>)*[{%#]|[}%#](?:<[^>]*>)*\}")
MARKUP = re.compile(r"<[^>]*>")
# Words that docxtpl adds to the language, read by expressions whose time explodes.
TABLE_WORDS = re.compile(r"\{%-?\s*(?:colspan|cellbg|vm|hm)\b")

NOT_PLAIN = "Un filtre, un appel ou une boucle double a été trouvé : seules les balises simples sont admises."
NESTED = "Les balises du document sont trop imbriquées. Repartez du modèle proposé."
TOO_MANY = (
    f"Le document est trop long ou contient trop de balises : {MAX_TAGS} balises et un million de caractères au plus, "
    "mise en forme comprise. Repartez du modèle proposé."
)
TOO_LONG = "Une fois rempli, le document serait démesuré. Retirez les balises et les boucles répétées."
UNFILLABLE = "Le document ne peut être rempli avec les balises qu’il contient. Repartez du modèle proposé."
MISPLACED = (
    "La balise « {name} » doit être placée une seule fois, seule sur sa ligne, dans le corps du document et hors de "
    "toute condition."
)
# A document that Word would repair, and that these libraries read until something is missing.
READING_ERRORS = (PackageNotFoundError, LxmlError, LookupError, AttributeError, TypeError, ValueError)
FILLING_ERRORS = (*READING_ERRORS, TemplateError, SyntaxError, RecursionError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a template may place: each tag with what it prints, in French; those it must hold; values for a trial.

    `marks` are the tags whose line gives way to tables, see `replace_mark`.
    """

    tags: Mapping[str, str]
    required: Collection[str]
    sample: Mapping[str, object]
    marks: Collection[str] = ()

    def __post_init__(self):
        strays = {*self.required, *self.marks} - set(self.tags)
        if strays or set(self.sample) != set(self.tags) - set(self.marks):
            raise ValueError("every tag but the marks has a sample, and a required tag or a mark is a tag")

    def trial(self) -> dict[str, object]:
        """Return the context of a trial rendering, marks included."""
        return {**self.sample, **{name: mark(name) for name in self.marks}}


def problems_of(content: bytes, vocabulary: Vocabulary) -> list[str]:
    """Return every French sentence that says why a template is refused, all in one pass; empty when it can be used."""
    problems = opening_problems(content)
    if problems:
        return problems
    problems = danger_problems(content)
    found = _tag_problems(content, vocabulary)
    if not problems and not found:
        found = _trial_problems(content, vocabulary)
    return problems + found


def rendered(content: bytes, context: Mapping[str, object]):
    """Return the python-docx document of a template filled with these values, each escaped for XML.

    Raises PrintingError, in French.
    """
    try:
        template = DocxTemplate(io.BytesIO(content))
        template.render(dict(context), _Sandbox(), autoescape=True)
    except _TooLongError as error:
        raise PrintingError(TOO_LONG) from error
    except FILLING_ERRORS as error:
        raise PrintingError(UNFILLABLE) from error
    return template.docx


def mark(name: str) -> str:
    """Return the value of a tag whose line will give way to tables: a text that nobody writes."""
    return f"\u2063{name.upper()}\u2063"


def replace_mark(document, name: str, elements: Iterable) -> None:
    """Put XML elements (titles, tables) in the place of the line that holds a mark, which docxtpl alone cannot do.

    Raises PrintingError when the line is not in the body.
    """
    holder = next(iter(_holders(document, name)), None)
    if holder is None:
        raise PrintingError(MISPLACED.format(name=name))
    for element in elements:
        holder.addprevious(element)
    holder.getparent().remove(holder)


class _TooLongError(TemplateError):
    pass


class _BoundedTemplate(Template):
    """A template that stops when what all the parts of a document print together is too long."""

    def render(self, *args, **kwargs) -> str:
        pieces = []
        for piece in self.generate(*args, **kwargs):
            self.environment.left -= len(piece)
            if self.environment.left < 0:
                raise _TooLongError
            pieces.append(piece)
        return "".join(pieces)


class _Sandbox(ImmutableSandboxedEnvironment):
    """What fills one document: no call to the machine, no tag that is not plain, every value escaped for XML."""

    template_class = _BoundedTemplate

    def __init__(self):
        super().__init__(autoescape=True)
        self.globals.clear()
        self.left = MAX_PRINTED_CHARACTERS

    def from_string(self, source, globals=None, template_class=None):  # noqa: A002 - the name that Jinja gives it
        tree = self.parse(source)
        if not _is_plain(tree):
            raise SecurityError(NOT_PLAIN)
        return super().from_string(tree, globals, template_class)


def _tag_problems(content: bytes, vocabulary: Vocabulary) -> list[str]:
    """Read the tags of every part that docxtpl fills: text, headers, footers, notes and properties."""
    try:
        template = DocxTemplate(io.BytesIO(content))
        parts, properties = _filled_parts(template)
    except READING_ERRORS:
        return [UNREADABLE]
    problems = _shape_problems(parts)
    if problems:
        return problems
    try:
        trees = [_Sandbox().parse(source) for source in (*map(template.patch_xml, parts), *properties)]
        found = set().union(*(meta.find_undeclared_variables(tree) for tree in trees))
        is_plain = all(_is_plain(tree) for tree in trees)
    except TemplateError as error:
        return [f"Une balise du document est mal fermée ({error.message}). Repartez du modèle proposé."]
    except RecursionError:
        return [NESTED]
    tags = vocabulary.tags
    problems = [
        f"La balise « {name} » n’existe pas. Les balises admises sont : {', '.join(tags)}."
        for name in sorted(found - set(tags))
    ]
    problems += [
        f"La balise « {name} » ({tags[name]}) manque. Ajoutez-la, comme dans le modèle proposé."
        for name in vocabulary.required
        if name not in found
    ]
    return problems if is_plain else [*problems, NOT_PLAIN]


def _filled_parts(template: DocxTemplate) -> tuple[list[str], list[str]]:
    """Return the XML and the properties that docxtpl fills, as it reads them: by relation, not by name."""
    template.init_docx()
    package = template.docx.part.package
    parts = [template.get_xml()]
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        parts += [template.get_part_xml(part) for _, part in template.get_headers_footers(uri)]
    parts += [part.blob.decode("utf-8") for part in package.parts if part.content_type == FOOTNOTES]
    return parts, [getattr(template.docx.core_properties, name) for name in FILLED_PROPERTIES]


def _shape_problems(parts: list[str]) -> list[str]:
    """Refuse what would take too long to read, before it is read."""
    braces = sum(len(BRACES.findall(part)) for part in parts)
    if braces > 2 * MAX_TAGS or any(len(part) > MAX_PART_CHARACTERS for part in parts):
        return [TOO_MANY]
    if any(TABLE_WORDS.search(text) for part in parts for text in (part, MARKUP.sub("", part))):
        return [NOT_PLAIN]
    return []


def _trial_problems(content: bytes, vocabulary: Vocabulary) -> list[str]:
    """Fill the template with invented values: it must end, stay of a bounded size and keep its marks."""
    try:
        document = rendered(content, vocabulary.trial())
        word.saved(document)
    except PrintingError as error:
        return [str(error)]
    except FILLING_ERRORS:
        return [UNFILLABLE]
    return [MISPLACED.format(name=name) for name in vocabulary.marks if _words(document, name) != [mark(name)]]


def _is_plain(tree: nodes.Template) -> bool:
    """Whether a part holds only names, conditions and loops that are not nested."""
    return all(isinstance(node, ALLOWED_NODES) for node in tree.find_all(nodes.Node)) and not any(
        loop.find(nodes.For) for loop in tree.find_all(nodes.For)
    )


def _holders(document, name: str) -> list:
    """Return the paragraphs of the body whose text holds a mark."""
    return [one for one in document.element.body.iter(qn("w:p")) if mark(name) in _text(one)]


def _words(document, name: str) -> list[str]:
    return [_text(holder).strip() for holder in _holders(document, name)]


def _text(paragraph) -> str:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
