"""Whether a Word file that someone sends may be opened: its size, its archive, what it runs, what it fetches."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from bareme.tables.xlsx_package import UNPACKING_ERRORS

MAX_BYTES = 2_000_000
MAX_UNPACKED_BYTES = 20_000_000
MAX_MEMBERS = 300

TOO_LARGE = f"Le fichier dépasse {MAX_BYTES // 1_000_000} Mo : réduisez les images qu’il contient."
NOT_WORD = "Le fichier n’est pas un document Word « .docx ». Enregistrez-le dans ce format."
UNREADABLE = "Le fichier n’est pas un document Word lisible. Enregistrez-le de nouveau au format « .docx »."
BOMB = "Le document est anormalement volumineux une fois décompressé. Repartez du modèle proposé."
ESCAPE = "Le document contient un chemin qui sort de son archive. Repartez du modèle proposé."
TWICE = "Le document contient deux parties du même nom. Enregistrez-le de nouveau dans Word, puis renvoyez-le."
DEFINITION = "Le document contient une définition XML inattendue. Repartez du modèle proposé."
MACRO = "Le document contient une macro. Enregistrez-le sans macro, au format « .docx », puis renvoyez-le."
OBJECT = (
    "Le document contient un objet incorporé, comme un classeur ou un autre fichier. Remplacez-le par un tableau ou "
    "une image, puis renvoyez le document."
)
ACTIVE = "Le document contient une macro ou un objet incorporé. Retirez-le, puis renvoyez le document."
ATTACHED = (
    "Le document est attaché à un modèle rangé ailleurs. Dans Word, onglet Développeur, Modèle de document, choisissez "
    "« Normal », puis renvoyez le document."
)
CHUNK = (
    "Le document inclut un autre fichier entier (« altChunk »), qui ne peut être vérifié. Copiez son texte dans le "
    "document, puis renvoyez-le."
)
EXTERNAL = (
    "Le document va chercher un modèle ou une image sur un autre ordinateur. Incorporez l’image dans le "
    "document et détachez le modèle."
)
FETCH = (
    "Le document contient un champ « {name} », qui va chercher un contenu ailleurs. Remplacez-le par son résultat "
    "(Ctrl + Maj + F9), puis renvoyez le document."
)

NAMES = (
    (re.compile(r"vbaProject|vbaData", re.IGNORECASE), MACRO),
    (re.compile(r"/embeddings/|oleObject", re.IGNORECASE), OBJECT),
    (re.compile(r"/activeX/|\.bin$", re.IGNORECASE), ACTIVE),
)
"""What a part is, told by its name: the first pattern that is found."""
RELATIONS = {
    "vbaproject": MACRO,
    "oleobject": OBJECT,
    "package": OBJECT,
    "control": ACTIVE,
    "attachedtemplate": ATTACHED,
    "afchunk": CHUNK,
}
ELEMENTS = {"OLEObject": OBJECT, "control": ACTIVE, "attachedTemplate": ATTACHED, "altChunk": CHUNK}
FETCHING_FIELDS = {"DDE", "DDEAUTO", "INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT", "IMPORT", "LINK", "DATABASE", "RD"}
PLAIN_ENCODINGS = {"UTF-8", "ASCII", "US-ASCII"}


def opening_problems(content: bytes) -> list[str]:
    """Return the French sentences that forbid to read further; empty when every part can be parsed without danger."""
    if len(content) > MAX_BYTES:
        return [TOO_LARGE]
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except UNPACKING_ERRORS:
        return [NOT_WORD]
    with archive:
        return _archive_problems(archive) or _parsing_problems(archive)


def danger_problems(content: bytes) -> list[str]:
    """Return every French sentence about what the document runs or fetches; `opening_problems` found nothing."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = _xml_parts(archive)
        found = [sentence for name in archive.namelist() for sentence in _told_by_name(name)]
    for name, part in parts.items():
        root = _parsed(part)
        if name.lower().endswith(".rels"):
            found += _told_by_relations(name, root)
        else:
            found += _told_by_elements(root)
    return list(dict.fromkeys(found))


def _archive_problems(archive: zipfile.ZipFile) -> list[str]:
    """Look at the announced names and sizes before anything is unpacked."""
    members = archive.infolist()
    names = [member.filename.lower() for member in members]
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        return [BOMB]
    problems = []
    # The name as the archive holds it: Python shortens and straightens the one that it shows.
    if any(_escapes(member.orig_filename) for member in members):
        problems.append(ESCAPE)
    if len(set(names)) < len(names):
        problems.append(TWICE)
    if not problems and "word/document.xml" not in archive.namelist():
        problems.append(NOT_WORD)
    return problems


def _escapes(path: str) -> bool:
    return path.startswith("/") or ".." in path.split("/") or any(mark in path for mark in ("\\", ":", "\0"))


def _parsing_problems(archive: zipfile.ZipFile) -> list[str]:
    """Unpack every part; an XML part is written in UTF-8 and defines nothing."""
    try:
        parts = _xml_parts(archive)
    except UNPACKING_ERRORS:
        return [UNREADABLE]
    if any(b"<!DOCTYPE" in part or b"<!ENTITY" in part for part in parts.values()):
        return [DEFINITION]
    try:
        documents = [_parsed(part).getroottree().docinfo for part in parts.values()]
    except etree.XMLSyntaxError:
        return [UNREADABLE]
    # Another encoding could hide a definition from the search above.
    if any(one.internalDTD is not None or one.encoding.upper() not in PLAIN_ENCODINGS for one in documents):
        return [DEFINITION]
    return []


def _xml_parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Return the parts that are XML, by their name or, whatever their name, by their first character."""
    parts = {name: archive.read(name) for name in archive.namelist()}
    return {
        name: part
        for name, part in parts.items()
        if name.lower().endswith((".xml", ".rels"))
        or part[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")
    }


def _parsed(part: bytes) -> etree._Element:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _told_by_name(name: str) -> list[str]:
    return [sentence for pattern, sentence in NAMES if pattern.search(name)][:1]


def _told_by_relations(name: str, root: etree._Element) -> Iterator[str]:
    for relation in root.iter("{*}Relationship"):
        kind = relation.get("Type", "").rsplit("/", 1)[-1].lower()
        target = relation.get("Target", "")
        is_external = relation.get("TargetMode", "").lower() == "external"
        if kind in RELATIONS:
            yield RELATIONS[kind]
        elif is_external and kind != "hyperlink":
            yield EXTERNAL
        if not is_external and _escapes(_resolved(name, target)):
            yield ESCAPE


def _resolved(name: str, target: str) -> str:
    """Return the path of a target inside the archive, from the name of the part that holds the relation."""
    folder = "" if target.startswith("/") else posixpath.dirname(posixpath.dirname(name))
    return posixpath.normpath(posixpath.join(folder, target.lstrip("/")))


def _told_by_elements(root: etree._Element) -> Iterator[str]:
    fields = [""]
    for element in root.iter("{*}*"):
        name = etree.QName(element).localname
        if name in ELEMENTS:
            yield ELEMENTS[name]
        elif name in {"Override", "Default"} and "macroenabled" in element.get("ContentType", "").lower():
            yield MACRO
        elif name == "fldChar":
            fields.append("")
        elif name == "instrText":
            # Word may cut the name of a field into several runs.
            fields[-1] += element.text or ""
        elif name == "fldSimple":
            fields += ["".join(value for key, value in element.attrib.items() if key.endswith("}instr")), ""]
    for field in fields:
        word = field.split(maxsplit=1)[0].upper() if field.strip() else ""
        if word in FETCHING_FIELDS:
            yield FETCH.format(name=word)
