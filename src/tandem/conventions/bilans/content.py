"""Build a bilan: everything that it says of a convention over a period, read once, as plain data.

A draft is built at each reading; a published one is read back from what was frozen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from bareme.display import THIN, typography
from tandem.conventions.bilans.facts import (
    AxeLine,
    Bound,
    Covered,
    Decided,
    Happened,
    Identity,
    Lack,
    Measured,
    Meetings,
    Owed,
    Party,
    Sending,
    Text,
    frozen,
    thawed,
)
from tandem.conventions.bilans.followup import (
    axes,
    decided,
    in_period,
    meetings,
    owed,
    sendings,
    shared_obligations,
)
from tandem.conventions.bilans.forms import code_of, engagements_of, sections_of
from tandem.conventions.bilans.measured import covered, measured
from tandem.conventions.bilans.periods import BilanPeriod, asked_by
from tandem.conventions.completeness import Sources, gaps
from tandem.conventions.documents.content import brand_colour, shared_fiches
from tandem.conventions.enums import EtatConvention, EtatReunion
from tandem.conventions.followed import Followed, follow
from tandem.conventions.models import Convention, Reunion, Transmission
from tandem.conventions.series import indicateurs_of, series_of
from tandem.conventions.wording import clause_words
from tandem.organisations.models import Representant


@dataclass(frozen=True)
class BilanContent:
    """Everything that the page, the Word document and the PDF say; `on` is the day on which it was read."""

    slug: str
    period: str
    title: str
    starts_on: str
    ends_on: str
    on: str
    published_on: str
    organisation: str
    couleur: str
    fiction: str
    identity: Identity
    texts: tuple[Text, ...]
    owed: tuple[Owed, ...]
    meetings: Meetings
    sendings: tuple[Sending, ...]
    axes: tuple[AxeLine, ...]
    measured: tuple[Measured, ...]
    covered: tuple[Covered, ...]
    decided: tuple[Decided, ...]
    happened: tuple[Happened, ...]
    bounds: tuple[Bound, ...]
    lacks: tuple[Lack, ...]

    @property
    def running_title(self) -> str:
        """What the foot of each page says."""
        return f"{self.title} – {self.identity.titre}"

    @property
    def text_of(self) -> dict[str, Text]:
        """The qualitative sections by their code."""
        return {text.code: text for text in self.texts}

    @property
    def hidden_cells(self) -> int:
        """How many counts of people are hidden in the period."""
        return sum(one.hidden for one in self.measured)

    def as_json(self) -> dict[str, Any]:
        """Return JSON-ready data; `content_from` reads it back."""
        return frozen(self)


def content_from(data: Mapping[str, Any]) -> BilanContent:
    """Return the content that `as_json` wrote."""
    return thawed(BilanContent, data)


def bilan_content(
    convention: Convention,
    period: BilanPeriod,
    *,
    on: date,
    texts: Mapping[str, str] | None = None,
    published_on: date | None = None,
    is_fictif: bool = False,
) -> BilanContent:
    """Return what a bilan says on a day; `texts` are its qualitative sections by code, invented if `is_fictif`.

    Nothing of it depends on who reads: the drafts of one side, its values not yet shared, are left out.
    """
    (followed,) = follow([convention])
    obligations = shared_obligations(followed)
    series = series_of(convention, on=on)
    found_axes = axes(convention, period)
    values = measured(series, period)
    return BilanContent(
        slug=convention.slug,
        period=period.slug,
        title=period.title,
        starts_on=period.starts_on.isoformat(),
        ends_on=period.ends_on.isoformat(),
        on=on.isoformat(),
        published_on=published_on.isoformat() if published_on else "",
        organisation=convention.proprietaire.nom,
        couleur=brand_colour(convention.proprietaire),
        fiction=_fiction(convention, period, values, is_fictif=is_fictif),
        identity=_identity(followed, obligations, period),
        texts=_texts(convention, texts or {}, found_axes),
        owed=owed(followed, obligations, period, on),
        meetings=meetings(convention, period),
        sendings=sendings(obligations, period),
        axes=found_axes,
        measured=values,
        covered=covered(convention, series, period, on),
        decided=decided(convention, period),
        happened=_happened(convention, period),
        bounds=_bounds(convention, period),
        lacks=_lacks(convention),
    )


def _fiction(convention, period: BilanPeriod, values: Iterable[Measured], *, is_fictif: bool) -> str:
    """Say whether the data are invented, in all or in part."""
    if convention.is_fictif:
        return typography("Données fictives : ce bilan n’a aucune valeur.")
    days = (period.starts_on, period.ends_on)
    some = (
        is_fictif
        or any(one.is_fictif for one in values)
        or Reunion.objects.filter(
            in_period("starts_at", period), comite__convention=convention, etat=EtatReunion.TENUE, is_fictif=True
        ).exists()
        or Transmission.objects.current()
        .filter(obligation__convention=convention, date__range=days, is_fictif=True)
        .exists()
        or convention.fiches.shared().filter(is_fictif=True).exists()
    )
    return typography("Une partie des données est fictive : ce bilan n’a aucune valeur.") if some else ""


def _identity(followed: Followed, obligations, period: BilanPeriod) -> Identity:
    convention = followed.convention
    people = list(
        Representant.objects.on(period.ends_on)
        .signing()
        .filter(organisation__in=[partie.organisation_id for partie in followed.parties])
    )
    return Identity(
        titre=convention.titre,
        type=convention.type,
        type_label=str(convention.get_type_display()),
        etat=str(convention.get_etat_display()),
        signed_on=convention.signed_on.isoformat() if convention.signed_on else "",
        end=followed.end.isoformat() if followed.end else "",
        objet=convention.objet,
        source=convention.source,
        territoires=tuple(convention.territoires.order_by("nom").values_list("nom", flat=True)),
        parties=tuple(
            Party(
                nom=str(partie.organisation),
                role=str(partie.get_role_display()),
                designation=partie.designation,
                delegation=str(partie.delegation or ""),
                people=tuple(str(one) for one in people if one.organisation_id == partie.organisation_id),
            )
            for partie in followed.parties
        ),
        asked_by=tuple(f"{one.libelle} ({clause_words(one.clause)})" for one in asked_by(obligations, period)),
    )


def _texts(convention, texts: Mapping[str, str], found: tuple[AxeLine, ...]) -> tuple[Text, ...]:
    engagements = {code_of(fiche): fiche for fiche in engagements_of(convention)}
    etats = {fiche.numero: fiche.etat for axe in found for fiche in axe.fiches}
    return tuple(
        Text(
            code=section.code,
            label=section.label,
            texte=texts.get(section.code, "").strip(),
            quote=_quote(engagements[section.code]) if section.code in engagements else "",
            etat=etats.get(engagements[section.code].numero, "") if section.code in engagements else "",
        )
        for section in sections_of(convention)
    )


def _quote(fiche) -> str:
    return str(fiche.contenu.get("texte") or "").rstrip(" ,")


def _happened(convention, period: BilanPeriod) -> tuple[Happened, ...]:
    """Return the avenants signed, the prolongations agreed, the letters sent and the changes of state of a period."""
    days = (period.starts_on, period.ends_on)
    found = [
        Happened(one.signed_on.isoformat(), one.name, f"{one.objet} ({_lines(one.lines)})")
        for one in convention.avenants.filter(draft_of__isnull=True, signed_on__range=days)
        .annotate(lines=Count("modifications"))
        .order_by("signed_on", "pk")
    ]
    found += [
        Happened(one.agreed_on.isoformat(), "Prolongation", f"{one.duree_mois} mois{THIN}: {one.motif}")
        for one in convention.prolongations.filter(agreed_on__range=days).order_by("agreed_on", "pk")
    ]
    found += [
        Happened(
            one.sent_on.isoformat(),
            f"Lettre recommandée{THIN}: {str(one.get_nature_display()).lower()}",
            f"De {one.partie.organisation}{THIN}: {one.texte}",
        )
        for one in convention.courriers.filter(sent_on__range=days)
        .select_related("partie__organisation")
        .order_by("sent_on", "pk")
    ]
    found += [
        Happened(one.date.isoformat(), f"Convention {EtatConvention(one.to_etat).label.lower()}", one.reason)
        for one in convention.transitions.filter(date__range=days).order_by("date", "at", "pk")
    ]
    return tuple(sorted(found, key=lambda one: one.date))


def _lines(count: int) -> str:
    return f"{count} modification{'s' if count > 1 else ''}"


def _bounds(convention, period: BilanPeriod) -> tuple[Bound, ...]:
    rows = (
        convention.restrictions.filter(date__lte=period.ends_on).select_related("organisation").order_by("date", "pk")
    )
    return tuple(Bound(str(one.organisation), one.clause, one.date.isoformat(), one.texte) for one in rows)


def _lacks(convention) -> tuple[Lack, ...]:
    """Return what the shared text leaves open, axis by axis then fiche by fiche."""
    found = gaps(
        Sources(
            convention,
            list(convention.axes.order_by("numero")),
            shared_fiches(convention),
            list(indicateurs_of(convention)),
            [(partie.designation, partie.organisation) for partie in convention.parties.all()],
        )
    )
    return tuple(Lack(gap.label, gap.sentence) for gap in found)
