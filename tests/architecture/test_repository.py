"""The repository names no machine, hides no test, documents what it reads, and its pages point somewhere."""

import ast
import re

from tests.architecture.sources import ROOT, SRC, TEMPLATES, parsed, python_files, tracked_files, where

TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
    ".html",
    ".css",
    ".js",
    ".sh",
    ".json",
    ".csv",
    ".typ",
    ".svg",
    "",
}
# Written in pieces, so that this file does not find itself.
FORBIDDEN = re.compile(
    "|".join(
        [
            r"(?<![\w/])/wor" + r"k/",
            r"(?<![\w/])/roo" + r"t/",
            r"/home/[a-z]+" + r"/",
            "py" + r"pi\.org",
            "pythonhosted" + r"\.org",
            "registry" + r"\.npmjs",
            "deb" + r"\.debian\.org",
            "file:" + "///opt",
            "index" + "-url http",
        ]
    )
)
HIDDEN_TEST = {"skip", "skipif", "xfail", "importorskip"}
LEFT_OUT = ("requirements/",)  # its first line repeats the command, with the option --no-emit-index-url


def text_files():
    return [path for path in tracked_files() if path.suffix in TEXT and not where(path).startswith("examples/sources")]


def test_no_file_names_a_machine_or_a_package_host():
    named = [
        f"{where(path, number)}: {found.group()}"
        for path in text_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := FORBIDDEN.search(line))
    ]

    assert [] == named


def test_no_test_is_skipped_or_expected_to_fail():
    hidden = [
        where(path, node.lineno)
        for path in python_files("tests")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in HIDDEN_TEST
    ]

    assert [] == hidden


def test_tests_are_plain_functions():
    classes = [
        where(path, node.lineno)
        for path in python_files("tests")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test")
    ]

    assert [] == classes


def test_every_template_is_used():
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in tracked_files()
        if path.is_relative_to(SRC) and path.suffix in {".py", ".html", ".txt"}
    )
    unused = [
        name
        for path in tracked_files()
        if path.is_relative_to(TEMPLATES)
        and re.sub(r"_(subject|message)\.txt$", "", name := path.relative_to(TEMPLATES).as_posix()) not in code
        and not found_by_name(name)
    ]

    assert [] == unused


def found_by_name(name):
    """Whether Django or allauth look the template up themselves."""
    return re.fullmatch(r"(400|403|404|429|500|403_csrf)\.html", name) or name.split("/")[0] in {
        "account",
        "allauth",
        "mfa",
        "socialaccount",
        "usersessions",
        "django",
        "admin",
    }


def test_the_lock_suits_the_oldest_python_and_names_no_host():
    for name in ("dev.txt", "prod.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        assert "--python-version 3.11.0 --generate-hashes --no-emit-index-url" in text, f"{name}: run make lock"
        assert not re.search(r"^(--|-e|https?:)", text, re.MULTILINE), name


def environment_variables():
    """Name → first place, of every variable that the code, the Makefile or the scripts read."""
    found = {}
    pattern = re.compile(r"environ(?:\.get\(|\[|\.setdefault\()\s*[\"'](\w+)[\"']|getenv\([\"'](\w+)[\"']")
    for path in python_files("src"):
        for match in pattern.finditer(path.read_text(encoding="utf-8")):
            found.setdefault(match[1] or match[2], where(path))
    return found


def test_every_environment_variable_is_documented():
    documented = set(re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "environment.md").read_text(), re.MULTILINE))

    assert {} == {name: place for name, place in environment_variables().items() if name not in documented}


def test_no_documented_variable_has_disappeared():
    text = (ROOT / "docs" / "environment.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in tracked_files()
        if path.suffix in {".py", ".sh", ""} and where(path).startswith(("src/", "tests/", "deploy/", "Makefile"))
    )

    assert [] == [name for name in sorted(documented) if name not in code]


def test_links_between_documents_lead_somewhere():
    broken = [
        f"{where(path)} → {target}"
        for path in tracked_files()
        if path.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists()
    ]

    assert [] == broken


def test_the_page_of_a_package_of_the_engine_names_every_module():
    packages = {path.parent for path in tracked_files() if path.match("src/bareme/*/__init__.py")}
    pages = {package: (package / "docs.md").read_text(encoding="utf-8") for package in packages}
    unnamed = [
        where(module)
        for package, page in pages.items()
        for module in package.glob("[a-z]*.py")
        if not re.search(rf"\b{module.stem}\b", page)
    ]

    assert len(packages) > 12
    assert [] == sorted(unnamed)


def test_every_app_opens_with_one_page():
    models = [path for path in tracked_files() if path.is_relative_to(SRC / "tandem") and "models" in path.as_posix()]
    apps = {path.parent if path.name == "models.py" else path.parents[1] for path in models if path.suffix == ".py"}
    expected = {*apps, SRC / "bareme", SRC / "tandem" / "database"}

    assert [] == sorted(where(path) for path in expected if not (path / "docs.md").is_file())
