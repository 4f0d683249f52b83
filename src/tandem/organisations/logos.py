"""Accept a logo only when it can do nothing but be looked at: a PNG, or an SVG made of drawing elements alone."""

import re
from xml.etree import ElementTree as ET

from django.core.exceptions import ValidationError

MAX_BYTES = 300_000
MAX_SIDE = 4000
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
SVG_NAMESPACE = "http://www.w3.org/2000/svg"
CONTENT_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}

DRAWING = frozenset(
    {
        "svg",
        "g",
        "defs",
        "title",
        "desc",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "use",
        "symbol",
        "clipPath",
        "mask",
        "linearGradient",
        "radialGradient",
        "stop",
        "style",
    }
)
URL_ATTRIBUTES = frozenset({"href", "{http://www.w3.org/1999/xlink}href", "src"})
STYLE_DANGER = re.compile(r"@import|expression|javascript:|url\s*\(\s*['\"]?\s*(?!#)", re.IGNORECASE)


def validate_logo(file) -> None:
    """Refuse a file that is not a harmless PNG or SVG; every fault found is said."""
    suffix = "." + file.name.rpartition(".")[2].lower()
    if suffix not in CONTENT_TYPES:
        raise ValidationError(f"Logo « {file.name} » refusé : un fichier .png ou .svg est attendu.")
    if file.size > MAX_BYTES:
        raise ValidationError(
            f"Logo refusé : {file.size // 1000} ko, {MAX_BYTES // 1000} ko sont acceptés au plus. Réduisez l’image."
        )
    file.seek(0)
    content = file.read()
    file.seek(0)
    faults = _png_faults(content) if suffix == ".png" else _svg_faults(content)
    if faults:
        raise ValidationError([f"Logo refusé : {fault}" for fault in faults])


def _png_faults(content: bytes) -> list[str]:
    if not content.startswith(PNG_SIGNATURE) or content[12:16] != b"IHDR":
        return ["ce fichier porte l’extension .png mais n’est pas une image PNG."]
    width, height = int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        return [f"l’image mesure {width} × {height} points, {MAX_SIDE} de côté sont acceptés au plus."]
    return []


def _svg_faults(content: bytes) -> list[str]:
    # Entities are refused before any parsing: expanding them is the attack.
    if re.search(rb"<!(DOCTYPE|ENTITY)", content, re.IGNORECASE):
        return ["une déclaration DOCTYPE ou ENTITY s’y trouve ; enregistrez l’image en « SVG simple »."]
    try:
        root = ET.fromstring(content)  # noqa: S314 - no DOCTYPE, hence no entity, and the size is bounded
    except (ET.ParseError, ValueError, LookupError):
        return ["ce fichier porte l’extension .svg mais n’est pas une image SVG."]
    if root.tag != f"{{{SVG_NAMESPACE}}}svg":
        return ["ce fichier porte l’extension .svg mais n’est pas une image SVG."]
    return [fault for element in root.iter() for fault in _element_faults(element)]


def _element_faults(element) -> list[str]:
    # Comments and processing instructions have a function as tag.
    if not isinstance(element.tag, str):
        return []
    namespace, _, name = element.tag.rpartition("}")
    if namespace.removeprefix("{") != SVG_NAMESPACE:
        # Editors keep their own notes beside the drawing: browsers ignore them, but only if they hold no drawing.
        return [f"l’élément « {name} » d’un autre vocabulaire s’y trouve ; enregistrez l’image en « SVG simple »."]
    if name not in DRAWING:
        return [f"l’élément « {name} » n’est pas admis."]
    faults = [f"l’attribut « {key} » n’est pas admis." for key in element.attrib if key.lower().startswith("on")]
    faults += [
        f"l’adresse « {value[:60]} » n’est pas admise : une image ne désigne qu’elle-même."
        for key, value in element.attrib.items()
        if key in URL_ATTRIBUTES and not value.startswith("#")
    ]
    styles = [value for key, value in element.attrib.items() if key not in URL_ATTRIBUTES]
    if name == "style":
        styles.append(element.text or "")
    if any(STYLE_DANGER.search(text) for text in styles):
        faults.append("une règle de style fait appel à une adresse extérieure.")
    return faults
