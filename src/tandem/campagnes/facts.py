"""Read, for many candidatures at once, the facts that recevabilité and eligibility are decided on."""

from collections import defaultdict
from collections.abc import Iterable

from bareme.majoration.candidatures import Candidature as EngineCandidature
from bareme.majoration.eligibility import failed_conditions
from bareme.majoration.reglement import Reglement
from bareme.majoration.reglement.parts import Critere, Notation
from tandem.campagnes.engine import reglement_for
from tandem.campagnes.inputs import UNSCORED_TYPES, read_value
from tandem.campagnes.models import Candidature, Piece
from tandem.campagnes.recevabilite import Constat, Depot, examine, missing_figures, missing_pieces


class DepotReader:
    """Reads the deposits of one campaign: two queries, whatever the number of candidatures."""

    def __init__(self, campagne) -> None:
        self.campagne = campagne
        self.reglement: Reglement = reglement_for(campagne)
        self._pieces: dict[int, set[str]] = defaultdict(set)
        found = Piece.objects.filter(dossier__campagne=campagne, withdrawn_at__isnull=True)
        for dossier, nature in found.order_by("pk").values_list("dossier", "nature"):
            self._pieces[dossier].add(nature)
        # A campaign whose file has no criteria column is the list already retained: no figure is missing then.
        self.asks_figures = Candidature.objects.filter(dossier__campagne=campagne).exclude(indicateurs={}).exists()

    def depot(self, candidature) -> Depot:
        """Return how a candidature (with its dossier) came in and what it lacks."""
        figures = missing_figures(self.reglement, candidature.indicateurs) if self.asks_figures else ()
        return Depot(
            is_late=candidature.dossier.is_late,
            missing_pieces=missing_pieces(self.reglement, self._pieces[candidature.dossier_id]),
            missing_figures=figures,
        )

    def is_incomplete(self, candidature) -> bool:
        depot = self.depot(candidature)
        return bool(depot.missing_pieces or depot.missing_figures)

    def constat(self, candidature, now) -> Constat:
        """Return what the règlement proposes for the recevabilité of a candidature."""
        return examine(self.depot(candidature), self.reglement.recevabilite, cloture=self.campagne.cloture, now=now)

    def ineligibilities(self, candidature) -> list[str]:
        """Return every French reason why a candidature is not eligible. Raises FieldError on an unreadable figure."""
        return list(failed_conditions(engine_candidature(candidature, self.reglement), self.reglement))


def engine_candidature(candidature, reglement: Reglement) -> EngineCandidature:
    """Return a candidature as the engine reads it, its exceptional help apart. Raises FieldError."""
    organisme = candidature.dossier.of_cfa
    return EngineCandidature(
        reference=candidature.reference,
        of_cfa=organisme.nom_source or organisme.nom,
        formation=candidature.formation,
        site=candidature.site,
        contrats=candidature.contrats,
        contrats_verts=candidature.contrats_verts,
        complement=candidature.complement,
        indicateurs={
            code: read_value(candidature.indicateurs.get(code), kind)
            for code, kind in reglement.column_types.items()
            if kind not in UNSCORED_TYPES
        },
    )


def qualitative_criteres(reglement: Reglement) -> Iterable[Critere]:
    """Return the criteria that a person scores."""
    return [critere for critere in reglement.criteres if notation_of(critere)]


def notation_of(critere: Critere) -> Notation | None:
    """Return the scale of the note that a person gives on a criterion; None when figures alone decide."""
    return next(
        (indicateur.bareme for indicateur in critere.indicateurs if isinstance(indicateur.bareme, Notation)), None
    )
