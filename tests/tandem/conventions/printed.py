"""Reads the data of the conventions and the sources that they quote; finds a quote in its source."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[3]
APP = ROOT / "src" / "tandem"
DATA = APP / "conventions" / "data"
SOURCES = Path(__file__).parent / "sources"

SLUGS = (
    "akto-idf-2023",
    "atlas-idf-2023",
    "opco-sante-akto-2025",
    "grands-rendez-vous-2022",
    "akto-normandie-2022",
)
AKTO = "Convention Région Île-de-France – AKTO 2023 (rapport CP 2023-247 du 5 juillet 2023, annexe 2)"
ATLAS = "Convention Région Île-de-France – ATLAS 2023 (rapport CP 2023-247 du 5 juillet 2023, annexe 3)"
# The page header of one page, and the links that the extraction of the pdf repeats alone on their line.
NOT_TEXT = re.compile(r"^Convention Région IDF / OPCO ATLAS 2023-2026\..*$|^https?://\S+$", re.MULTILINE)
# Values copied from the source, under these keys, wherever they are.
QUOTED = {
    "quote", "actions_quote", "axes_quote", "duree_quote", "etat_quote", "fiches_sans_avenant_quote",
    "mise_en_demeure_quote", "prolongation_quote", "territoires_quote", "nom_source", "printed", "a_evoquer",
    "designation", "champs", "contenu", "secteurs", "domaines", "participants",
}  # fmt: skip
# Values copied from the source in these files only; elsewhere the words are ours.
QUOTED_IN = {
    "": {"objet"},
    "axes": {"titre"},
    "fiches": {"titre"},
    "actions": {"titre"},
    "calendrier": {"texte"},
    "indicateurs": {"libelle"},
    "representants": {"nom", "qualite"},
    "variantes": {"texte", "titre"},
    "decisions": {"texte"},
    "agrements": {"acte"},
}


def read(name):
    """One file of data."""
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


def whole(slug):
    """The three files of a convention as one mapping."""
    return {**read(f"{slug}/convention.yaml"), **read(f"{slug}/fiches.yaml"), **read(f"{slug}/suivi.yaml")}


CONVENTIONS = {slug: whole(slug) for slug in SLUGS}
CLAUSES = {row["code"]: row for row in read("clauses.yaml")["clauses"]}
MODELES = {row["code"]: row for row in read("modeles_fiches.yaml")["modeles"]}
TYPES = {row["code"]: row for row in read("types_conventions.yaml")["types"]}
PORTEFEUILLE = read("portefeuille-akto-2022.yaml")
NAMED = read("organisations.yaml")
KNOWN = yaml.safe_load((APP / "organisations/data/organisations_reelles.yaml").read_text(encoding="utf-8"))
ORGANISATIONS = {row["slug"] for row in [*NAMED["organisations"], *KNOWN["organisations"]]}


def fold(text):
    """Fold white space and the hyphens that end a line; nothing else may differ from the source."""
    return re.sub(r"(?<=\w)- (?=\w)", "-", re.sub(r"\s+", " ", text)).strip()


def source_texts():
    """Label of a source → its text, folded; the two conventions of Île-de-France share one file."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in SOURCES.glob("*.txt")}
    both = NOT_TEXT.sub("", texts["conventions-idf-2023"])
    first, second = re.split(r"CONVENTION\s+(?=Entre la Région Ile-de-France et l’OPCO ATLAS)", both)
    return {
        AKTO: fold(first),
        ATLAS: fold(second),
        "Communiqué OPCO Santé – AKTO du 10 juillet 2025": fold(texts["opco-sante-akto-2025"]),
        "Centre Inffo, 11 avril 2022": fold(texts["grands-rendez-vous-2022"]),
        "Communiqué d’AKTO sur la convention avec la Région Normandie, mai 2022": fold(texts["akto-normandie-2022"]),
        "loi": fold(texts["code-du-travail-extraits"]),
    }


TEXTS = source_texts()


def text_of(source):
    """The source that a label names; a label may go on with the fiche."""
    found = [text for label, text in TEXTS.items() if source.startswith(label)]
    return found[0] if found else TEXTS["loi"] if "R6523" in source else ""


def strings(value):
    """Every text of a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings(item)


def quotes(node, source="", holder="", place=""):
    """(place, source, text) of everything that a file copies from a source."""
    if isinstance(node, list):
        for number, item in enumerate(node):
            yield from quotes(item, source, holder, f"{place}[{number}]")
    if not isinstance(node, dict) or node.get("statut") == "modele":
        return
    source = node.get("source", source)
    for key, value in node.items():
        here = f"{place}.{key}"
        if key in QUOTED or key in QUOTED_IN.get(holder, ()):
            yield from ((here, source, text) for text in strings(value))
        else:
            yield from quotes(value, source, key, here)


def printed_in(text, source):
    """Whether the source holds the text; « […] » stands for words left out."""
    place = 0
    for part in fold(text).split("[…]"):
        place = source.find(part.strip(), place)
        if place < 0:
            return False
        place += len(part.strip())
    return True


def missing_quotes(data):
    """What a file says that its source does not."""
    return [
        f"{place} ({source}): {text}" for place, source, text in quotes(data) if not printed_in(text, text_of(source))
    ]


def rows(key, slugs=SLUGS):
    """(convention, row) of a list of every convention."""
    return [(slug, row) for slug in slugs for row in CONVENTIONS[slug][key]]


def obligation(slug, code):
    """One obligation of a convention."""
    return next(row for row in CONVENTIONS[slug]["obligations"] if row["code"] == code)


def cadence(row):
    """How often, at least, at most, from which month, to which month."""
    return row["par"], row["min"], row["max"], row.get("mois_debut"), row.get("mois_fin")


def clause_texts(slug):
    """The texts of a convention's clauses, in the order of its source."""
    chosen = [(CLAUSES[clause["code"]], clause["variante"]) for clause in CONVENTIONS[slug]["clauses"]]
    return [v["texte"] for row, variant in chosen for v in row["variantes"] if v["code"] == variant]


def left_out(texts, source):
    """What the source prints between these texts, read in order, and after the last."""
    between = []
    for text in texts:
        before, _found, source = source.partition(fold(text))
        between.append(before.strip())
    return [*between, source.strip()]


def figure_key(row):
    """What makes a published figure one: who, what, when."""
    return row["organisation"], row["code"], row["date"]
