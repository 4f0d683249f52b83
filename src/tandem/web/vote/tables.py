"""The tables of what was voted, of what each OF-CFA is owed today, and of who was told."""

from tandem.web.tables import Column, Filter, Kind, Options, Table


def voted_table(request, place, lines) -> Table:
    """The voted lines, in the order of the annexe."""
    return Table(
        request,
        "votes",
        caption=f"Montants votés, campagne {place.campagne.annee}",
        columns=[_name(place), *_amounts("voted")],
        rows=lines,
        options=Options(
            noun=("OF-CFA", "OF-CFA"),
            search_label="Rechercher un OF-CFA",
            total_label="TOTAUX",
            file_name=f"montants-votes-{place.campagne.annee}",
            sticky_filters=False,
        ),
    )


def current_table(request, place, lines) -> Table:
    """What was voted, what the corrections changed, what is owed today."""
    return Table(
        request,
        "montants",
        caption=f"Montants en vigueur, campagne {place.campagne.annee}",
        columns=[
            _name(place),
            Column(key="votee", label="Totale votée", kind=Kind.EURO, path="voted.totale", total=True),
            Column(key="ecart", label="Corrections", kind=Kind.SIGNED_EURO, path="change.totale", total=True),
            Column(key="totale", label="Totale en vigueur", kind=Kind.EURO, path="current.totale", total=True),
            Column(key="vert", label="Dont bonus vert", kind=Kind.EURO, path="current.dont_bonus_vert", total=True),
            Column(key="contrats", label="Contrats", kind=Kind.INT, path="current.contrats", total=True),
        ],
        rows=lines,
        options=Options(
            noun=("OF-CFA", "OF-CFA"),
            row_class=lambda row: "row-changed" if row.is_corrected else "",
            search_label="Rechercher un OF-CFA",
            total_label="TOTAUX",
            file_name=f"montants-en-vigueur-{place.campagne.annee}",
            sticky_filters=False,
        ),
    )


def notification_table(request, place, rows, form_id: str) -> Table:
    """The OF-CFA concerned by the vote and whether each was told; `form_id` is empty for a reader."""
    return Table(
        request,
        "notifications",
        caption=f"Notifications, campagne {place.campagne.annee}",
        columns=[
            Column(key="of_cfa", label="OF-CFA", path="of_cfa.nom", search=True, fixed=True),
            Column(key="totale", label="Majoration totale", kind=Kind.EURO, total=True),
            Column(
                key="etat",
                label="État",
                kind=Kind.BADGE,
                choices={"a_notifier": "À notifier", "notifie": "Notifié"},
                filter=Filter.CHOICE,
                tone=lambda row: "success" if row["etat"] == "notifie" else "info",
            ),
            Column(key="at", label="Notifié le", kind=Kind.MOMENT),
            Column(key="actor", label="Par"),
            Column(
                key="people",
                label="Personnes prévenues",
                kind=Kind.INT,
                help="Personnes de l’OF-CFA qui ont un compte.",
            ),
            Column(key="sha256", label="Empreinte du courrier", visible=False, css="hash"),
        ],
        rows=rows,
        options=Options(
            noun=("OF-CFA", "OF-CFA"),
            select=_choice if form_id else None,
            select_label=lambda row: row["of_cfa"].nom,
            select_form=form_id,
            search_label="Rechercher un OF-CFA",
            file_name=f"notifications-{place.campagne.annee}",
        ),
    )


def _choice(row) -> str:
    return row["of_cfa"].slug if row["etat"] == "a_notifier" else ""


def _name(place) -> Column:
    return Column(
        key="nom",
        label="OF-CFA bénéficiaires",
        search=True,
        fixed=True,
        css="wide",
        link=lambda row: place.url("campagne_pourquoi", of_slug=row.of_cfa.slug),
    )


def _amounts(owner: str) -> list[Column]:
    def column(key, label, kind=Kind.EURO):
        return Column(key=key, label=label, kind=kind, path=f"{owner}.{key}", total=True)

    return [
        column("majoration", "Majoration des coûts contrats"),
        column("dont_bonus_vert", "Dont bonus vert"),
        column("exceptionnelle", "Majoration exceptionnelle"),
        column("totale", "Majoration totale"),
        column("contrats", "Nombre de contrats", Kind.INT),
    ]
