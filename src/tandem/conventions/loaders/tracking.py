"""Write what is followed: indicators, obligations, committees, key figures and printed ratios."""

from django.utils import timezone

from tandem.conventions.legal_obligations import obligation_fields, party_of
from tandem.conventions.models import Comite, Indicateur, MembreComite, Obligation
from tandem.conventions.rules import rules_of
from tandem.organisations.models import KeyFigure, KeyRatio, Organisation

FIGURE = ("label", "value", "unit", "qualifier", "quote", "source")
RATIO = ("label", "printed", "printed_value", "kind", "numerator", "denominator", "quote", "source")
FACT = ["organisation", "code", "date"]
"""What makes a published figure or ratio one fact."""


def load_figures(facts) -> None:
    """Write the key figures and the printed ratios, each a dated fact with its quote (R264, R265)."""
    known = {item.slug: item for item in Organisation.objects.order_by("pk")}
    rows = facts.get("chiffres", ())
    KeyFigure.objects.bulk_create(
        (
            KeyFigure(
                organisation=known[row["organisation"]],
                code=row["code"],
                date=row["date"],
                **{name: row.get(name, "") for name in FIGURE},
            )
            for row in rows
        ),
        update_conflicts=True,
        unique_fields=FACT,
        update_fields=FIGURE,
    )
    stated = {(row["organisation"], row["code"], row["date"]) for row in rows}
    figures = {
        (one.organisation.slug, one.code): one
        for one in KeyFigure.objects.select_related("organisation").order_by("date")
        if (one.organisation.slug, one.code, one.date) in stated
    }
    KeyRatio.objects.bulk_create(
        (
            KeyRatio(
                organisation=known[row["organisation"]],
                code=row["code"],
                date=row["date"],
                label=row["label"],
                printed=row["printed"],
                printed_value=row.get("printed_value"),
                kind=row["kind"],
                numerator=figures.get((row["organisation"], row.get("numerator"))),
                denominator=figures.get((row["organisation"], row.get("denominator"))),
                quote=row["quote"],
                source=row["source"],
            )
            for row in facts.get("ratios", ())
        ),
        update_conflicts=True,
        unique_fields=FACT,
        update_fields=RATIO,
    )


def load_tracking(convention, facts, *, fiches, organisations) -> None:
    """Write the indicators, the obligations of the text and of the law, the committees of one convention."""
    parties = {partie.role: partie for partie in convention.parties.order_by("rank")}
    places = _Places(fiches)
    Indicateur.objects.bulk_create(
        Indicateur(convention=convention, rank=rank, **_indicateur(row, parties), **places.of(row))
        for rank, row in enumerate(facts.get("indicateurs", ()), start=1)
    )
    obligations = [*facts.get("obligations", ()), *rules_of(convention.type).obligations]
    Obligation.objects.bulk_create(
        Obligation(convention=convention, rank=rank, **obligation_fields(row, parties), **places.of(row))
        for rank, row in enumerate(obligations, start=1)
    )
    for row in facts.get("comites", ()):
        _comite(convention, row, organisations)


class _Places:
    """The fiches and actions of a convention, by the numbers that the data give."""

    def __init__(self, fiches) -> None:
        self.fiches = fiches
        self.actions = {
            (numero, str(action.numero)): action for numero, fiche in fiches.items() for action in fiche.actions.all()
        }

    def of(self, row) -> dict:
        fiche = self.fiches.get(row.get("fiche") or "")
        return {"fiche": fiche, "action": self.actions.get((row.get("fiche"), str(row.get("action"))))}


def _indicateur(row, parties) -> dict:
    return dict(  # noqa: C408 - the fields of a model, by name
        code=row["code"],
        libelle=row["libelle"],
        nature=row["nature"],
        unite=row["unite"],
        formule=row.get("formule", ""),
        numerateur=row.get("numerateur", ""),
        denominateur=row.get("denominateur", ""),
        population=row.get("population", ""),
        by_territoire=row.get("territoire", False),
        by_public=row.get("public", False),
        periode=row["periode"],
        cible=row.get("cible"),
        responsable=party_of(parties, row.get("responsable")),
        is_sensible=row.get("sensible", False),
        is_deduit=row.get("deduit", False),
        source=row["source"],
    )


def _comite(convention, row, organisations) -> None:
    comite = Comite.objects.create(
        convention=convention,
        code=row["code"],
        nom=row["nom"],
        nature=row["nature"],
        clause=row.get("clause", ""),
        quote=row["quote"],
        host=organisations[row["hote"]] if row.get("hote") else None,
    )
    MembreComite.objects.bulk_create(
        MembreComite(
            comite=comite,
            organisation=organisations[membre["organisation"]],
            qualite=membre["qualite"],
            role=membre["role"],
            starts_on=timezone.localdate(convention.created_at),
        )
        for membre in row.get("membres", ())
    )
