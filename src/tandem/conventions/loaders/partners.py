"""Write the organisations that the conventions name, the bodies that decide for them, who signs, their agréments."""

from tandem.conventions.loaders.reading import read
from tandem.organisations.models import Agrement, DecisionInstance, Instance, Organisation, Representant


def load_partners() -> None:
    """Write what data/organisations.yaml holds; what people have filled in since is left as it is."""
    facts = read("organisations.yaml")
    for row in facts["organisations"]:
        Organisation.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "type": row["type"],
                "nom": row["nom"],
                "nom_source": row.get("nom_source", ""),
                "region_id": row.get("region"),
                "source": row["source"],
            },
        )
    known = {item.slug: item for item in Organisation.objects.order_by("pk")}
    for row in facts["instances"]:
        instance, _ = Instance.objects.update_or_create(
            organisation=known[row["organisation"]],
            nom=row["nom"],
            defaults={"nature": row["nature"], "source": row["source"]},
        )
        for decision in row.get("decisions", ()):
            DecisionInstance.objects.update_or_create(
                instance=instance,
                objet=decision["objet"],
                date=decision["date"],
                defaults={"texte": decision["texte"], "source": row["source"]},
            )
    for row in facts["agrements"]:
        Agrement.objects.update_or_create(
            organisation=known[row["organisation"]],
            date=row["date"],
            defaults={"acte": row["acte"] or "", "quote": row["quote"], "source": row["source"]},
        )
    for row in read("representants.yaml")["representants"]:
        Representant.objects.get_or_create(
            organisation=known[row["organisation"]],
            nom=row["nom"],
            defaults={
                "qualite": row["qualite"],
                "is_signataire": row["signe"],
                "starts_on": row["since"],
                "source": row["source"],
            },
        )
