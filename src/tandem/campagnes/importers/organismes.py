"""Recognise the OF-CFA that a file names: by SIRET, UAI or exact name; a near name is only ever a question."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.utils.text import slugify

from bareme.anomalies import Anomalie, error, information
from tandem.imports.importer import Choice, Question
from tandem.organisations.enums import TypeOrganisation
from tandem.organisations.identifiers import validate_siret, validate_uai
from tandem.organisations.models import Organisation

CREATE = "creer"
# Share of common trigrams (pg_trgm) from which two names, without accents nor case, are offered as perhaps the same.
NEAR = 0.35
NEAR_SHOWN = 5
SLUG_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Named:
    """An organisme as the file names it."""

    nom: str
    siret: str = ""
    uai: str = ""

    @property
    def key(self):
        return f"{self.nom}|{self.siret}|{self.uai}"


@dataclass
class Recognition:
    """Who each name is. A `Named` absent from `known` is to be created, or waits for an answer, or is in error."""

    known: dict[Named, Organisation] = field(default_factory=dict)
    to_create: set[Named] = field(default_factory=set)
    pending: set[Named] = field(default_factory=set)
    questions: list[Question] = field(default_factory=list)
    anomalies: list[Anomalie] = field(default_factory=list)


def recognise(lines_by_name, answers):
    """Recognise every `Named` of {Named: lines} among the OF-CFA of the platform; `answers` settle the questions."""
    found = Recognition()
    index = _Index(lines_by_name)
    unknown = []
    for named, lines in lines_by_name.items():
        wrong = _identifier_errors(named, lines)
        if wrong:
            found.anomalies += wrong
            continue
        organisation, conflict = index.find(named, lines)
        if conflict:
            found.anomalies += conflict
        elif organisation:
            found.known[named] = organisation
        else:
            unknown.append(named)
    _ask(unknown, lines_by_name, answers, found)
    return found


def recognise_own(lines_by_name, organisation):
    """Accept only the names of one organisation: what a file of its own may hold; anything else is an error."""
    found = Recognition()
    for named, lines in lines_by_name.items():
        is_own = _is_own(named, organisation)
        if is_own:
            found.known[named] = organisation
            continue
        found.anomalies += [
            error(
                "autre_organisme",
                f"seules les candidatures de votre organisme sont acceptées (« {organisation.nom} »)",
                "Retirez cette ligne, ou corrigez le nom de l’organisme",
                line=line,
                column="of_cfa",
                value=named.nom,
            )
            for line in lines
        ]
    return found


def _is_own(named, organisation):
    """Whether a file names this organisation: by an identifier when both have it, otherwise by name."""
    for column in ("siret", "uai"):
        given, registered = getattr(named, column), getattr(organisation, column)
        if given and registered:
            return given == registered
    return _folded(named.nom) in {_folded(name) for name in (organisation.nom, organisation.nom_source) if name}


def create_organismes(names, *, region, source, is_fictif):
    """Create the OF-CFA of these names as the source prints them; return {Named: Organisation}."""
    ordered = sorted(names, key=lambda named: named.key)
    bases = {named: slugify(named.nom)[: SLUG_LENGTH - 5].strip("-") or "of-cfa" for named in ordered}
    used = set(Organisation.objects.order_by().values_list("slug", flat=True))
    created = {}
    for named in ordered:
        slug = _free_slug(bases[named], used)
        used.add(slug)
        created[named] = Organisation(
            type=TypeOrganisation.OF_CFA,
            slug=slug,
            nom=named.nom,
            nom_source=named.nom,
            siret=named.siret,
            siren=named.siret[:9],
            uai=named.uai,
            region=region,
            source=source[:255],
            is_fictif=is_fictif,
        )
    Organisation.objects.bulk_create(created.values())
    return created


def _free_slug(base, used):
    if base not in used:
        return base
    number = 2
    while f"{base}-{number}" in used:
        number += 1
    return f"{base}-{number}"


class _Index:
    """The OF-CFA that the identifiers and exact names of a file designate, read in one query."""

    def __init__(self, names):
        wanted = Q(nom__in=[named.nom for named in names]) | Q(nom_source__in=[named.nom for named in names])
        sirets = [named.siret for named in names if named.siret]
        uais = [named.uai for named in names if named.uai]
        wanted |= Q(siret__in=sirets) | Q(uai__in=uais)
        self.by_siret, self.by_uai = {}, {}
        self.by_source, self.by_name = defaultdict(list), defaultdict(list)
        for organisation in Organisation.objects.of_cfa().filter(wanted).order_by("pk"):
            self.by_siret.setdefault(organisation.siret, organisation)
            self.by_uai.setdefault(organisation.uai, organisation)
            self.by_source[organisation.nom_source].append(organisation)
            self.by_name[organisation.nom].append(organisation)

    def find(self, named, lines):
        """Return (organisation, None), (None, conflict) or (None, None)."""
        by_identifier = {
            column: organisation
            for column, organisation in (
                ("siret", self.by_siret.get(named.siret) if named.siret else None),
                ("uai", self.by_uai.get(named.uai) if named.uai else None),
            )
            if organisation
        }
        by_name = self.by_source.get(named.nom) or self.by_name.get(named.nom) or []
        if len({organisation.pk for organisation in by_identifier.values()}) > 1:
            both = " et ".join(f"« {organisation.nom} »" for organisation in by_identifier.values())
            return None, _conflict(named, lines, f"le SIRET et l’UAI désignent deux organismes : {both}")
        if by_identifier:
            organisation = next(iter(by_identifier.values()))
            if by_name and organisation.pk not in {other.pk for other in by_name}:
                identifier = next(iter(by_identifier)).upper()
                said = f"l’identifiant ({identifier}) désigne « {organisation.nom} », le nom désigne un autre organisme"
                return None, _conflict(named, lines, said)
            return organisation, None
        if len(by_name) > 1:
            return None, _conflict(named, lines, f"{len(by_name)} organismes enregistrés portent ce nom")
        if not by_name:
            return None, None
        return self._same_name(named, by_name[0], lines)

    def _same_name(self, named, organisation, lines):
        for column in ("siret", "uai"):
            given, registered = getattr(named, column), getattr(organisation, column)
            if given and registered and given != registered:
                said = f"« {organisation.nom} » est enregistré avec un autre {column.upper()} ({registered})"
                return None, _conflict(named, lines, said)
        return organisation, None


def _conflict(named, lines, said):
    return [
        error(
            "organisme_contradictoire",
            said,
            "Corrigez le nom ou l’identifiant : les deux doivent désigner le même organisme",
            line=line,
            column="of_cfa",
            value=named.nom,
        )
        for line in lines
    ]


def _identifier_errors(named, lines):
    errors = []
    for column, validator in (("siret", validate_siret), ("uai", validate_uai)):
        value = getattr(named, column)
        try:
            if value:
                validator(value)
        except ValidationError as refusal:
            errors += [
                error(
                    f"{column}_invalide",
                    refusal.messages[0].rstrip("."),
                    "Corrigez l’identifiant, ou laissez la cellule vide",
                    line=line,
                    column=column,
                    value=value,
                )
                for line in lines
            ]
    return errors


def _ask(unknown, lines_by_name, answers, found):
    """Turn every unknown name into a question, already settled when it was answered."""
    near = _near_names([named.nom for named in unknown])
    chosen = [answers.get(named.key, "") for named in unknown]
    answered = Organisation.objects.of_cfa().in_bulk([int(answer) for answer in chosen if answer.isdigit()])
    for named, answer in zip(unknown, chosen, strict=True):
        candidates = dict(near[named.nom])
        if answer.isdigit() and int(answer) in answered:
            organisation = answered[int(answer)]
            found.known[named] = organisation
            candidates.setdefault(organisation.pk, organisation.nom)
            found.anomalies.append(
                information(
                    "organisme_reconnu_par_reponse",
                    f"reconnu comme « {organisation.nom} » d’après votre réponse",
                    "Changez la réponse si ce n’est pas le même organisme",
                    line=lines_by_name[named][0],
                    column="of_cfa",
                    value=named.nom,
                )
            )
        elif answer == CREATE:
            found.to_create.add(named)
        else:
            found.pending.add(named)
        found.questions.append(_question(named, lines_by_name[named], candidates))


def _question(named, lines, candidates):
    choices = [Choice(str(pk), f"C’est « {nom} », déjà enregistré") for pk, nom in candidates.items()]
    return Question(
        key=named.key,
        label=named.nom,
        lines=tuple(lines),
        choices=(*choices, Choice(CREATE, "C’est un nouvel organisme : le créer sous ce nom", lasting=False)),
        default="" if candidates else CREATE,
    )


def _near_names(names):
    """Return {name: [(pk, nom), …]}: the OF-CFA whose name looks like it, accents and case apart, nearest first."""
    near = {name: [] for name in names}
    if not names:
        return near
    query = """
        SELECT asked.name, near.id, near.nom
        FROM unnest(%s::text[]) AS asked(name)
        CROSS JOIN LATERAL (
            SELECT id, nom, GREATEST(
                similarity(unaccent(lower(nom)), unaccent(lower(asked.name))),
                similarity(unaccent(lower(nom_source)), unaccent(lower(asked.name)))
            ) AS score
            FROM organisations_organisation
            WHERE type = %s
            ORDER BY score DESC, id
            LIMIT %s
        ) AS near
        WHERE near.score >= %s
        ORDER BY asked.name, near.score DESC, near.id
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [list(names), TypeOrganisation.OF_CFA, NEAR_SHOWN, NEAR])
        for name, pk, nom in cursor.fetchall():
            near[name].append((pk, nom))
    return near


def _folded(text):
    return slugify(text)
