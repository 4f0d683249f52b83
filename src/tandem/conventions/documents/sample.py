"""An invented convention, for the preview of a layout; it says on each page that its data are invented."""

from datetime import date

from bareme.display import THIN, typography
from tandem.conventions.documents.blocks import blocks_of
from tandem.conventions.documents.content import (
    ALL_FICTION,
    AxeSection,
    ConventionDocument,
    Row,
    Section,
    Sheet,
    Signing,
)

PARTIES = """\
ENTRE

La Région d’exemple, ci-après désignée « la Région »,

ET

L’opérateur de compétences d’exemple, ci-après désigné « l’OPCO »."""
OBJECT = """\
Les parties se concertent sur les domaines suivants :

• le développement de l’apprentissage ;
▪ dans les CFA ;
▪ dans les entreprises ;
• l’orientation tout au long de la vie."""
DURATION = "La convention est conclue pour une durée de trois ans à compter de la date de signature."
ROWS = (
    ("Contexte", "Un contexte d’exemple."),
    ("Objectifs", "- Un premier objectif ;\n- un second objectif."),
    ("Calendrier", "Tout au long de l’année."),
)


def sample_content(*, organisation: str = "Région d’exemple", couleur: str = "#1f4e5f") -> ConventionDocument:
    """Return a short convention with a clause, a list, a fiche with an action, and two parties."""
    rows = tuple(Row(label, blocks_of(text)) for label, text in ROWS)
    return ConventionDocument(
        title="Convention d’exemple",
        organisation=organisation,
        couleur=couleur,
        etat="Projet d’exemple, sans valeur d’engagement",
        on=date(2023, 1, 1),
        parties=blocks_of(typography(PARTIES)),
        clauses=(
            Section("article-1", f"Article 1{THIN}: objet de la convention", blocks_of(typography(OBJECT))),
            Section("article-2", f"Article 2{THIN}: durée", blocks_of(DURATION)),
        ),
        axes=(
            AxeSection(
                f"Axe 1{THIN}: développement de l’apprentissage",
                (Sheet("1.1", "Fiche 1.1 – Action d’exemple", rows, (Sheet("1.1-1", "Action 1 – Étape", rows),)),),
            ),
        ),
        signatures=(
            Signing(0, "Pour la Région", (("Prénom NOM", "Présidente ou président"),)),
            Signing(0, "Pour l’OPCO", (("Prénom NOM", "Président"), ("Prénom NOM", "Vice-présidente"))),
        ),
        fiction=typography(ALL_FICTION),
        slug="exemple",
    )
