"""The Word layout of the letters: the one we give, the one a Région sends back, and what makes us refuse it."""

import io
import re
import zipfile
from datetime import date
from functools import lru_cache

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Cm, Pt
from docxtpl import DocxTemplate
from jinja2 import TemplateError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import XMLSyntaxError

from bareme.display import typography
from tandem.deliberations.word import document as word

MAX_BYTES = 2_000_000
MAX_UNPACKED_BYTES = 20_000_000
MAX_MEMBERS = 300
TAGS = {
    "organisation": "nom de la Région",
    "dateline": "lieu et date",
    "recipient": "OF-CFA destinataire",
    "subject": "objet",
    "body": "corps, paragraphe par paragraphe",
    "signatory": "qualité et nom du signataire",
    "tables": "tableaux du montant, du calcul et des formations",
    "voies_recours": "voies et délais de recours",
}
"""What a layout may place; those of REQUIRED must be there."""
REQUIRED = ("recipient", "subject", "body", "tables", "voies_recours")
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
ACTIVE_PARTS = re.compile(r"vbaProject|vbaData|/embeddings/|/activeX/|\.bin$", re.IGNORECASE)
EXTERNAL = re.compile(rb'<Relationship\b[^>]*TargetMode="External"[^>]*>', re.IGNORECASE)
FILLED_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml$|docProps/core\.xml$")
HYPERLINK = re.compile(rb'Type="[^"]*/hyperlink"')


def sandbox() -> ImmutableSandboxedEnvironment:
    """Return the environment that fills a layout: no call to the machine, every value escaped for XML."""
    return ImmutableSandboxedEnvironment(autoescape=True)


@lru_cache(maxsize=32)
def default_layout(colour: str) -> bytes:
    """Return the layout that every Région starts from, to be edited in Word and sent back."""
    document = word.new_document(
        title="Modèle de courrier", author="Tandem", subject="Modèle de courrier", on=date(2023, 1, 1)
    )
    section = document.sections[0]
    section.left_margin = section.right_margin = Cm(2.3)
    word.heading(document, "{{ organisation }}", level=2, colour=colour)
    for tag in ("recipient", "dateline"):
        paragraph = document.add_paragraph("{{ " + tag + " }}")
        paragraph.paragraph_format.left_indent = Cm(8.5)
        paragraph.runs[0].bold = tag == "recipient"
        paragraph.paragraph_format.space_after = Pt(18)
    word.heading(document, "{{ subject }}", level=1, colour=colour)
    _repeated(document, "body", "paragraphe")
    _repeated(document, "signatory", "ligne", alignment=WD_ALIGN_PARAGRAPH.RIGHT)
    document.add_paragraph("{{ tables }}")
    word.heading(document, "Voies et délais de recours", level=2, colour=colour)
    _repeated(document, "voies_recours", "paragraphe", size=9)
    word.footer(document, "{{ organisation }} – {{ subject }} – {{ recipient }}")
    return word.saved(document)


def layout_problems(content: bytes) -> list[str]:
    """Return every French sentence that says why a layout is refused, all in one pass; empty when it can be used."""
    if len(content) > MAX_BYTES:
        return [typography(f"Le fichier dépasse {MAX_BYTES // 1_000_000} Mo : réduisez les images qu’il contient.")]
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        return ["Le fichier n’est pas un document Word « .docx ». Enregistrez-le dans ce format."]
    with archive:
        problems = _archive_problems(archive)
        if problems:
            return [typography(problem) for problem in problems]
        problems = _active_problems(archive)
    try:
        problems += _tag_problems(content)
    except (PackageNotFoundError, KeyError, ValueError, XMLSyntaxError):
        problems.append("Le fichier n’est pas un document Word lisible. Enregistrez-le de nouveau au format « .docx ».")
    return [typography(problem) for problem in problems]


def _archive_problems(archive: zipfile.ZipFile) -> list[str]:
    """Look at the announced sizes before anything is unpacked."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        return ["Le document est anormalement volumineux une fois décompressé. Repartez du modèle proposé."]
    if "word/document.xml" not in archive.namelist():
        return ["Le fichier n’est pas un document Word « .docx ». Enregistrez-le dans ce format."]
    return []


def _active_problems(archive: zipfile.ZipFile) -> list[str]:
    problems = []
    if any(ACTIVE_PARTS.search(name) for name in archive.namelist()):
        problems.append("Le document contient une macro ou un objet incorporé. Retirez-le, puis renvoyez le document.")
    for name in archive.namelist():
        if not name.endswith((".rels", ".xml")):
            continue
        part = archive.read(name)
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
            problems.append("Le document contient une définition XML inattendue. Repartez du modèle proposé.")
        if name.endswith(".rels") and any(not HYPERLINK.search(link) for link in EXTERNAL.findall(part)):
            problems.append(
                "Le document va chercher un modèle ou une image sur un autre ordinateur. Incorporez l’image dans le "
                "document et détachez le modèle."
            )
    return problems


def _tag_problems(content: bytes) -> list[str]:
    """Read the tags of every part that docxtpl fills: text, headers, footers, notes and properties."""
    environment = sandbox()
    template = DocxTemplate(io.BytesIO(content))
    template.init_docx()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(name).decode("utf-8") for name in archive.namelist() if FILLED_PARTS.match(name)]
    try:
        trees = [environment.parse(template.patch_xml(part)) for part in parts]
    except TemplateError as error:
        return [f"Une balise du document est mal fermée ({error.message}). Repartez du modèle proposé."]
    found = set().union(*(meta.find_undeclared_variables(tree) for tree in trees))
    problems = [
        f"La balise « {name} » n’existe pas. Les balises admises sont : {', '.join(TAGS)}."
        for name in sorted(found - set(TAGS))
    ]
    problems += [
        f"La balise « {name} » ({TAGS[name]}) manque. Ajoutez-la, comme dans le modèle proposé."
        for name in REQUIRED
        if name not in found
    ]
    if not all(_is_plain(tree) for tree in trees):
        problems.append(
            "Un filtre, un appel ou une boucle double a été trouvé : seules les balises simples sont admises."
        )
    return problems


def _is_plain(tree: nodes.Template) -> bool:
    """Whether a part holds only names, conditions and loops that are not nested."""
    return all(isinstance(node, ALLOWED_NODES) for node in tree.find_all(nodes.Node)) and not any(
        loop.find(nodes.For) for loop in tree.find_all(nodes.For)
    )


def _repeated(document, tag: str, item: str, *, alignment=None, size: float | None = None) -> None:
    document.add_paragraph(f"{{%p for {item} in {tag} %}}")
    paragraph = document.add_paragraph("{{ " + item + " }}")
    paragraph.paragraph_format.space_after = Pt(8)
    if alignment is not None:
        paragraph.alignment = alignment
    if size is not None:
        paragraph.runs[0].font.size = Pt(size)
    document.add_paragraph("{%p endfor %}")
