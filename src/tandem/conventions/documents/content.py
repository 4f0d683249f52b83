"""What a convention says, as a plain document: read once from the database, written by three writers.

The words are those of the text, never normalised; only headings, labels and states are ours.
"""

from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import NamedTuple

from bareme.display import THIN, typography
from tandem.conventions.champs import INDICATEURS, calendar_champ
from tandem.conventions.completeness import numero_key
from tandem.conventions.documents.blocks import Block, blocks_from, blocks_of
from tandem.conventions.enums import NatureDocument, PublicCible
from tandem.conventions.fiche_content import champs_of_row
from tandem.conventions.models import Action
from tandem.formats import long_date
from tandem.organisations.models import Representant

WATERMARK = "PROJET"
ALL_FICTION = "Données fictives : ce document n’a aucune valeur."
FICTIVE_LIFE = "Texte réel, signature et suivi fictifs : ce document n’a aucune valeur."
SOME_FICTION = "Une partie des données est fictive : ce document n’a aucune valeur."
MISSING = "—"
UNTITLED = frozenset({"parties", "visas"})
"""Clauses that their sources print without a heading."""
PARTIES, SIGNATURES = "parties", "signatures"


class Section(NamedTuple):
    """A clause: its code, its heading (none for the parties and the visas) and its text."""

    code: str
    heading: str
    blocks: tuple[Block, ...]


class Row(NamedTuple):
    """A field of a fiche under the label of its own template."""

    label: str
    blocks: tuple[Block, ...]


class Sheet(NamedTuple):
    """A fiche, or one of its numbered actions: a heading and its fields."""

    code: str
    heading: str
    rows: tuple[Row, ...]
    actions: tuple["Sheet", ...] = ()


class AxeSection(NamedTuple):
    """An axis and its fiches."""

    heading: str
    fiches: tuple[Sheet, ...]


class Signing(NamedTuple):
    """Who signs for a party, on the day of the document, in order: (nom, qualité)."""

    partie: int
    heading: str
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ConventionDocument:
    """Everything that the writers print; `watermark` is empty once the document is closed."""

    title: str
    organisation: str
    couleur: str
    etat: str
    on: date
    parties: tuple[Block, ...]
    clauses: tuple[Section, ...]
    axes: tuple[AxeSection, ...]
    signatures: tuple[Signing, ...]
    fiction: str = ""
    watermark: str = WATERMARK
    nature: str = NatureDocument.CONVENTION.value
    slug: str = "convention"
    annexe: str = field(default="Annexe" + THIN + ": fiches actions")

    @property
    def running_title(self) -> str:
        """What the foot of each page says."""
        return f"{self.title} – {self.etat}"

    @property
    def same_words(self) -> tuple:
        """The text alone: what may not change between the finalisation and the last signature."""
        return self.title, self.parties, self.clauses, self.axes

    def as_json(self) -> dict:
        """Return JSON-ready data; `document_from` reads it back."""
        return asdict(self) | {"on": self.on.isoformat()}


def document_from(data: dict) -> ConventionDocument:
    """Return the document that `as_json` wrote."""
    return ConventionDocument(
        **data
        | {
            "on": date.fromisoformat(data["on"]),
            "parties": blocks_from(data["parties"]),
            "clauses": tuple(Section(code, heading, blocks_from(rows)) for code, heading, rows in data["clauses"]),
            "axes": tuple(AxeSection(heading, tuple(map(_sheet_from, rows))) for heading, rows in data["axes"]),
            "signatures": tuple(
                Signing(partie, heading, tuple(map(tuple, people))) for partie, heading, people in data["signatures"]
            ),
        }
    )


def _sheet_from(row) -> Sheet:
    code, heading, rows, actions = row
    return Sheet(
        code,
        heading,
        tuple(Row(label, blocks_from(blocks)) for label, blocks in rows),
        tuple(map(_sheet_from, actions)),
    )


def convention_content(convention, *, on: date) -> ConventionDocument:
    """Return a convention as it stands, with its signatories of the day; once signed, its consolidated text."""
    clauses = list(convention.clauses.current())
    signatures = signatures_of(convention, on=on)
    fiches = shared_fiches(convention)
    return ConventionDocument(
        title=convention.titre,
        organisation=convention.proprietaire.nom,
        couleur=brand_colour(convention.proprietaire),
        etat=consolidated_state(on) if convention.is_signed else draft_state(convention, on),
        on=on,
        parties=named_parties(convention, clauses, signatures),
        clauses=tuple(section_of(clause) for clause in clauses if clause.code != PARTIES),
        axes=_axes(fiches),
        signatures=signatures,
        fiction=fiction_of(convention, fiches, on),
        watermark="" if convention.is_signed else WATERMARK,
        slug=convention.slug,
    )


def shared_fiches(convention) -> list:
    """Return the fiches that both sides see, by axis, 1.2 before 1.10, with all that a document prints of them."""
    found = (
        convention.fiches.shared()
        .select_related("axe", "modele")
        .prefetch_related("actions", "porteurs", "partenaires", "indicateurs")
        .order_by("axe__numero", "pk")
    )
    return sorted(found, key=lambda fiche: (fiche.axe.numero, numero_key(fiche.numero)))


def draft_state(subject, on: date) -> str:
    """Return what a draft says of itself; `subject` is a convention or an avenant."""
    return typography(f"Projet au {long_date(on)}, sans valeur d’engagement (état : {subject.get_etat_display()})")


def consolidated_state(on: date) -> str:
    """Return what the text of a signed convention says of itself, its avenants taken in."""
    return typography(f"Texte consolidé au {long_date(on)} : seul le document signé fait foi")


def closed(content: ConventionDocument, version: int) -> ConventionDocument:
    """Return the same document closed for signature: no watermark, its version and its day."""
    return replace(content, etat=f"Version {version}, finalisée le {long_date(content.on)}", watermark="")


def section_of(clause) -> Section:
    """Return a clause under the heading that the page prints."""
    if clause.code in UNTITLED:
        heading = ""
    elif clause.numero[:1].isdigit():
        heading = f"Article {clause.numero}{THIN}: {clause.titre}" if clause.titre else f"Article {clause.numero}"
    else:
        heading = clause.titre or clause.code
    return Section(clause.code, heading, blocks_of(clause.texte))


def signatures_of(convention, *, on: date) -> tuple[Signing, ...]:
    """Return who signs for each party on a day, in the order of the parties: AKTO with two, ATLAS with one."""
    parties = list(convention.parties.select_related("organisation").order_by("rank"))
    people = list(
        Representant.objects.on(on).signing().filter(organisation__in=[partie.organisation_id for partie in parties])
    )
    return tuple(
        Signing(
            partie.pk,
            f"Pour {partie.designation}",
            tuple((one.nom, one.qualite) for one in people if one.organisation_id == partie.organisation_id),
        )
        for partie in parties
    )


def brand_colour(organisation) -> str:
    """Return the main colour of an organisation's charte, the neutral one when it has none."""
    charte = getattr(organisation, "charte", None)
    return charte.couleur_primaire if charte else "#1f4e5f"


def named_parties(convention, clauses, signatures) -> tuple[Block, ...]:
    """Return the clause that names the parties; without one, a paragraph for each from what is recorded."""
    written = next((clause for clause in clauses if clause.code == PARTIES), None)
    if written is not None:
        return blocks_of(written.texte)
    parties = convention.parties.select_related("organisation").order_by("rank")
    return tuple(
        Block(lines=(_party_line(partie, signing.people),)) for partie, signing in zip(parties, signatures, strict=True)
    )


def _party_line(partie, people) -> str:
    seat = f", {partie.organisation.adresse}" if partie.organisation.adresse else ""
    by = " et par ".join(f"{nom}, {qualite}" for nom, qualite in people)
    by = f", représentée par {by}" if by else ""
    return typography(f"{partie.organisation.nom}{seat}{by}, ci-après désignée « {partie.designation} ».")


def _axes(fiches) -> tuple[AxeSection, ...]:
    found: dict = {}
    for fiche in fiches:
        found.setdefault(fiche.axe, []).append(sheet_of(fiche))
    return tuple(AxeSection(f"Axe {axe.numero}{THIN}: {axe.titre}", tuple(sheets)) for axe, sheets in found.items())


def sheet_of(fiche) -> Sheet:
    """Return a fiche with the labels of its template, in their order, and its numbered actions."""
    return Sheet(
        fiche.numero,
        f"Fiche {fiche.numero} – {fiche.titre}",
        rows_of(fiche),
        tuple(
            Sheet(f"{fiche.numero}-{action.numero}", f"Action {action.numero} – {action.titre}", rows_of(action))
            for action in fiche.actions.all()
        ),
    )


def rows_of(row) -> tuple[Row, ...]:
    """Return the fields of a fiche or of an action, each with its words."""
    return tuple(Row(label, blocks_of(text or MISSING)) for label, text in texts_of(row))


def texts_of(row) -> list[tuple[str, str]]:
    """Return (label, words) for each field of a fiche or of an action.

    A field that was not written takes what the fiche keeps elsewhere: its calendar, its porteurs, its indicators.
    """
    champs = champs_of_row(row)
    calendar = calendar_champ(champs)
    return [
        (champ.label, (row.calendrier_texte if champ == calendar else "") or _written(row, champ) or _kept(row, champ))
        for champ in champs
    ]


def _written(row, champ) -> str:
    value = row.contenu.get(champ.code) or ""
    return "\n".join(f"• {one}" for one in value) if isinstance(value, list) else str(value).strip("\n")


def _kept(row, champ) -> str:
    if isinstance(row, Action):
        return ""
    keepers = {
        "axe": lambda: row.axe.titre,
        "porteurs": lambda: _names(row.porteurs),
        "partenaires": lambda: _names(row.partenaires),
        "publics": lambda: ", ".join(str(PublicCible(one).label) for one in row.publics),
        "actions": lambda: "\n".join(f"• {action.titre}" for action in row.actions.all()),
    }
    if champ.code in keepers:
        return keepers[champ.code]()
    if champ.kind == INDICATEURS:
        return "\n".join(f"• {one.libelle}" for one in sorted(row.indicateurs.all(), key=lambda one: one.pk))
    return ""


def _names(organisations) -> str:
    return ", ".join(sorted(str(one) for one in organisations.all()))


def fiction_of(convention, fiches, on) -> str:
    """Return what a document says of its invented data; empty when everything is real."""
    if convention.is_fictif:
        return typography(ALL_FICTION)
    if convention.is_suivi_fictif:
        return typography(FICTIVE_LIFE)
    organisations = convention.parties.values("organisation")
    signing = Representant.objects.on(on).signing().filter(organisation__in=organisations, is_fictif=True)
    return typography(SOME_FICTION) if any(fiche.is_fictif for fiche in fiches) or signing.exists() else ""
