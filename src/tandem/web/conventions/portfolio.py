"""The portfolio: the conventions of one OPCO across the Régions, of one Région across the OPCO."""

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tandem.conventions.dues import TERM_NOTICE_DAYS
from tandem.conventions.enums import BEFORE_SIGNATURE, LIVE, EtatConvention
from tandem.conventions.models import Convention, Prolongation
from tandem.conventions.perms import can_open
from tandem.formats import long_date, number
from tandem.web.conventions.tones import CONVENTION_TONES
from tandem.web.frame import frame_of
from tandem.web.tables import Column, Filter, Kind, Options, Table, table_response


@require_http_methods(["GET"])
def conventions(request):
    """The conventions that the person may see, those that end first on top."""
    found = list(
        Convention.objects.visible_to(request.user)
        .with_parties()
        .prefetch_related(
            "territoires", Prefetch("prolongations", queryset=Prolongation.objects.order_by("agreed_on", "pk"))
        )
        .order_by("titre", "pk")
    )
    today = timezone.localdate()
    rows = [Row(convention, today) for convention in found]
    rows.sort(key=lambda row: (row.term is None, row.term or today, row.titre))
    table = Table(
        request,
        "conventions",
        caption="Conventions",
        columns=COLUMNS,
        rows=rows,
        options=Options(noun=("convention", "conventions"), cards=True, file_name="conventions"),
    )
    live = [row for row in rows if row.convention.etat in LIVE]
    context = {
        "has_rows": bool(rows),
        "may_open": bool(can_open(frame_of(request).roles)),
        "live": len(live),
        "preparing": sum(row.etat in BEFORE_SIGNATURE for row in rows),
        "ending": sum(row.is_near for row in live),
    }
    return table_response(request, table, "conventions/liste.html", context)


class Row:
    """A convention as its line of the portfolio shows it."""

    def __init__(self, convention: Convention, today) -> None:
        self.convention = convention
        self.titre = convention.titre
        self.type = convention.get_type_display()
        self.etat = convention.etat
        self.signed_on = convention.signed_on
        self.term = convention.end
        self.is_fictif = convention.is_fictif
        self.partners = " – ".join(str(partie.organisation) for partie in convention.parties.all())
        self.territoires = ", ".join(sorted(str(territoire.nom) for territoire in convention.territoires.all()))
        self.days = (self.term - today).days if self.term else None
        self.is_near = self.days is not None and 0 <= self.days < TERM_NOTICE_DAYS

    @property
    def url(self) -> str:
        return reverse("convention", args=[self.convention.slug])

    @property
    def term_words(self) -> str:
        """The term and the time left, in words."""
        if self.term is None:
            return "Terme inconnu" if self.etat in LIVE else "—"
        if self.days < 0 or self.etat not in LIVE:
            return long_date(self.term)
        return f"{long_date(self.term)} (dans {number(self.days)} jours)"


COLUMNS = (
    Column(key="titre", label="Convention", search=True, fixed=True, link=lambda row: row.url),
    Column(key="partners", label="Parties", search=True),
    Column(key="territoires", label="Territoires", search=True),
    Column(key="type", label="Type", filter=Filter.CHOICE),
    Column(
        key="etat",
        label="État",
        kind=Kind.BADGE,
        choices=EtatConvention.choices,
        filter=Filter.CHOICE,
        tone=lambda row: CONVENTION_TONES[EtatConvention(row.etat)],
    ),
    Column(key="signed_on", label="Signée le", kind=Kind.DATE),
    Column(key="term_words", label="Terme", help="Signature, plus la durée, plus les prolongations."),
)
