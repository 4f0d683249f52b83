"""Write the library: clauses with their variants, templates of fiche."""

from tandem.conventions.loaders.reading import read
from tandem.conventions.models import ModeleClause, ModeleFiche, VarianteClause
from tandem.organisations.models import Organisation


def load_library() -> None:
    """Write the clauses, their variants and the templates of fiche that the sources print."""
    for rank, row in enumerate(read("clauses.yaml")["clauses"], start=1):
        modele, _ = ModeleClause.objects.update_or_create(
            code=row["code"],
            defaults={
                "numero": row["numero"],
                "titre": row["titre"],
                "types": row["types"],
                "reference": row.get("reference", ""),
                "rank": rank,
            },
        )
        for variante in row["variantes"]:
            VarianteClause.objects.update_or_create(
                modele=modele,
                code=variante["code"],
                defaults={
                    "libelle": variante["libelle"],
                    "engagement": variante.get("engagement", ""),
                    "texte": variante["texte"],
                    "source": variante.get("source", ""),
                    "is_modele": variante.get("statut") == "modele",
                },
            )
    owners = {item.slug: item for item in Organisation.objects.order_by("pk")}
    for row in read("modeles_fiches.yaml")["modeles"]:
        ModeleFiche.objects.update_or_create(
            code=row["code"],
            defaults={
                "nom": row["nom"],
                "organisation": owners.get(row.get("organisation", "")),
                "champs": row["champs"],
                "champs_action": row.get("champs_action", []),
                "source": row.get("source", ""),
            },
        )


def titles() -> dict[tuple[str, str], str]:
    """Return the heading that each variant prints, by (clause, variant), where it is not the clause's own."""
    return {
        (row["code"], variante["code"]): variante.get("titre", row["titre"])
        for row in read("clauses.yaml")["clauses"]
        for variante in row["variantes"]
    }
