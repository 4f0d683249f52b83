"""Which reference data the platform carries, as the page « version des données » lists them."""

from dataclasses import dataclass
from importlib.metadata import version

from tandem.organisations.models import Branche, KeyFigure
from tandem.territoires.models import Departement, Region


@dataclass(frozen=True, kw_only=True)
class Release:
    """One body of reference data: its state and where it comes from."""

    name: str
    state: str
    source: str
    rows: int | None


def data_releases() -> list[Release]:
    """Return the releases, the software first; counts come from the database."""
    branche_sources = sorted(set(Branche.objects.order_by().values_list("source", flat=True)))
    figure_sources = sorted(set(KeyFigure.objects.order_by().values_list("source", flat=True)))
    return [
        Release(name="Logiciel Tandem", state=f"version {version('tandem')}", source="Code source publié", rows=None),
        Release(
            name="Régions et départements",
            state="Code officiel géographique, état de 2024",
            source="Insee, relevé par mission-apprentissage/contrat (licence MIT)",
            rows=Region.objects.count() + Departement.objects.count(),
        ),
        Release(
            name="Branches professionnelles",
            state="telles que les sources les énumèrent, à leur date",
            source=" ; ".join(branche_sources),
            rows=Branche.objects.count(),
        ),
        Release(
            name="Chiffres clés datés",
            state="chacun à sa date",
            source=" ; ".join(figure_sources),
            rows=KeyFigure.objects.count(),
        ),
    ]
