"""Find, and with `python -m tests.architecture.typography` repair, the French typography of what people read.

U+202F before ; : ! ? » € and after «, the curly apostrophe, one character for « … ».
The texts of `bareme` take theirs when they are shown (`bareme.display.typography`), so they are left alone.
"""

import ast
import io
import re
import sys
import tokenize
from pathlib import Path

THIN = "\u202f"
FAULTS = {
    "plain space before double punctuation": (re.compile(r"(?<=[\w»)\]}’…%]) ([;:!?€])(?=[\s.,)\"']|$)"), THIN + r"\1"),
    "plain space after «": (re.compile(r"« "), "«" + THIN),
    "plain space before »": (re.compile(r" »"), THIN + "»"),
    "straight apostrophe": (re.compile(r"\b([cdjlmnstCDJLMNST]|[Qq]u|[Aa]ujourd)'(?=[a-zà-ÿA-ZÀ-Ÿ])"), r"\1’"),
    "three dots": (re.compile(r"(?<=[a-zà-ÿ])\.\.\.(?=\s|$)"), "…"),
}
SPOKEN_ATTRIBUTES = re.compile(r'(\b(?:aria-label|title|alt|placeholder|data-confirm|caption|label|text)=")([^"]*)"')
TAG = re.compile(r"\{% (?!if |elif |comment)")
TAG_WORDS = re.compile(r'(")([^"]*)"')
# What a template does not show: comments, scripts, tags but for the words they are given, variables.
SILENT = re.compile(
    r"(\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->|<script\b.*?</script>|<style\b.*?</style>|\{%.*?%\}|<[^>]*>)",
    re.DOTALL,
)


def faults_of(text: str) -> list[str]:
    """Names of the faults of a text."""
    return [name for name, (pattern, _repair) in FAULTS.items() if pattern.search(text)]


def repaired(text: str) -> str:
    """The same text without its faults."""
    for pattern, repair in FAULTS.values():
        text = pattern.sub(repair, text)
    return text


def literals(source: str) -> list[tokenize.TokenInfo]:
    """String tokens of a module; docstrings, patterns (raw) and bytes left out."""
    bare = {
        (node.value.lineno, node.value.col_offset)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    strings = [token for token in tokens if token.type == tokenize.STRING and token.start not in bare]
    return [token for token in strings if not set("rRbB") & set(re.match(r"\w*", token.string).group())]


def repair_module(source: str) -> str:
    """A module whose string constants are repaired."""
    lines = source.splitlines(keepends=True)
    for token in reversed(literals(source)):
        (first, start), (last, end) = token.start, token.end
        block = "".join(lines[first - 1 : last])
        tail = len(lines[last - 1]) - end
        lines[first - 1 : last] = [block[:start] + repaired(token.string) + block[len(block) - tail :]]
    return "".join(lines)


def repair_template(source: str) -> str:
    """A template whose visible text, and attributes that are read aloud, are repaired."""
    parts = SILENT.split(source)
    texts = [repaired(part) if number % 2 == 0 else _respoken(part) for number, part in enumerate(parts)]
    return "".join(texts)


def _respoken(part: str) -> str:
    return _spoken(part).sub(lambda found: f'{found[1]}{repaired(found[2])}"', part)


def _spoken(part: str) -> re.Pattern:
    """The words heard in a tag: all that are given to a tag of the template, some attributes of an element."""
    return TAG_WORDS if TAG.match(part) else SPOKEN_ATTRIBUTES


def module_faults(source: str) -> list[tuple[int, str]]:
    """(line, fault) of a module."""
    return [(token.start[0], fault) for token in literals(source) for fault in faults_of(token.string)]


def template_faults(source: str) -> list[tuple[int, str]]:
    """(line, fault) of a template."""
    found, line = [], 1
    for number, part in enumerate(SILENT.split(source)):
        heard = [part] if number % 2 == 0 else [text for _name, text in _spoken(part).findall(part)]
        found += [(line, fault) for text in heard for fault in faults_of(text)]
        line += part.count("\n")
    return found


def main(root: Path) -> int:
    """Repair the platform's modules and templates; print the files changed."""
    source = root / "src" / "tandem"
    for path in sorted([*source.rglob("*.py"), *(source / "web" / "templates").rglob("*.*")]):
        before = path.read_text(encoding="utf-8")
        after = repair_module(before) if path.suffix == ".py" else repair_template(before)
        if "migrations" not in path.parts and after != before:
            path.write_text(after, encoding="utf-8")
            print(path.relative_to(root))  # noqa: T201 - a command line prints
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parents[2]))
