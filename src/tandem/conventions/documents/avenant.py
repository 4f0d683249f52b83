"""What an avenant says, as a document: visas, one article per change, and in annexe each wording, old and new.

It is a `ConventionDocument`: the writers, the layouts and the circuit of signature of the convention serve it too.
"""

from datetime import date

from bareme.display import THIN, typography
from tandem.conventions.amendments import avenant_faults, rival_faults
from tandem.conventions.champs import champs_of
from tandem.conventions.documents.blocks import Block, blocks_of
from tandem.conventions.documents.content import (
    MISSING,
    PARTIES,
    AxeSection,
    ConventionDocument,
    Row,
    Section,
    Sheet,
    brand_colour,
    draft_state,
    fiction_of,
    named_parties,
    signatures_of,
)
from tandem.conventions.documents.obstacles import Obstacle, Target, open_places, signatory_obstacles
from tandem.conventions.enums import EtatAvenant, NatureDocument, NatureModification, ObjetModification
from tandem.conventions.models import Clause, ModeleFiche
from tandem.conventions.rules import rules_of
from tandem.conventions.snapshots import changes_of, clause_heading, fields_of, title_of, written
from tandem.formats import long_date

COMPARED = "Rédaction ancienne et nouvelle"


def avenant_content(avenant, *, on: date) -> ConventionDocument:
    """Return an avenant as it stands, with its signatories of the day."""
    convention = avenant.convention
    lines = list(avenant.modifications.order_by("rank"))
    modeles = {modele.code: modele for modele in ModeleFiche.objects.order_by("pk")}
    signatures = signatures_of(convention, on=on)
    return ConventionDocument(
        title=typography(f"{avenant.name} à la convention « {convention.titre} »"),
        organisation=convention.proprietaire.nom,
        couleur=brand_colour(convention.proprietaire),
        etat=draft_state(avenant, on),
        on=on,
        parties=named_parties(convention, _party_clauses(convention, lines), signatures),
        clauses=(Section("visas", "", _visas(avenant)), *_articles(convention, lines, modeles)),
        axes=_annexe(convention, lines, modeles),
        signatures=signatures,
        fiction=fiction_of(convention, [], on),
        nature=NatureDocument.AVENANT.value,
        slug=f"{convention.slug}-avenant-{avenant.numero or 'projet'}",
        annexe=f"Annexe{THIN}: ce qui change",
    )


def avenant_obstacles(avenant, *, on: date) -> list[Obstacle]:
    """Return all that keeps the document of an avenant from being finalised on a day; empty when it can be."""
    faults = [*avenant_faults(avenant, on), *rival_faults(avenant)]
    found = [Obstacle(fault, Target.AVENANT) for fault in faults]
    if avenant.draft_of_id is not None:
        found.append(
            Obstacle("Ce projet d’avenant n’est pas partagé : partagez-le avec les autres parties.", Target.AVENANT)
        )
    found += open_places(avenant.objet, "Objet de l’avenant", Target.AVENANT)
    modeles = {modele.code: modele for modele in ModeleFiche.objects.order_by("pk")}
    for line in (
        avenant.modifications.exclude(nature=NatureModification.RETRAIT)
        .exclude(objet=ObjetModification.CLAUSE, code=PARTIES)
        .order_by("rank")
    ):
        for change in changes_of(line, modeles):
            if change.is_changed:
                found += open_places(change.after, f"{title_of(line)}, « {change.label} »", Target.AVENANT, line.code)
    for clause in _party_clauses(avenant.convention, avenant.modifications.order_by("rank")):
        found += open_places(clause.texte, "Parties", Target.AVENANT, clause.code)
    return [*found, *signatory_obstacles(avenant.convention, on=on)]


def _party_clauses(convention, lines) -> list[Clause]:
    """Return the clause that names the parties, as the avenant prints it: in its new words if it changes them."""
    found = list(convention.clauses.current().filter(code=PARTIES))
    after = {line.code: line.after for line in lines if line.objet == ObjetModification.CLAUSE and line.after}
    for clause in found:
        clause.texte = after.get(clause.code, {}).get("texte", clause.texte)
    return found


def _visas(avenant) -> tuple[Block, ...]:
    convention = avenant.convention
    visas = [f"Vu le code du travail, article {article.reference} ;" for article in rules_of(convention.type).articles]
    signed = f" signée le {long_date(convention.signed_on)}" if convention.signed_on else ""
    visas.append(f"Vu la convention « {convention.titre} »{signed} ;")
    earlier = convention.avenants.filter(etat=EtatAvenant.SIGNE).exclude(pk=avenant.pk).order_by("numero")
    visas += [f"Vu son avenant n° {one.numero} signé le {long_date(one.signed_on)} ;" for one in earlier]
    visas += [
        f"Vu sa prolongation de {one.duree_mois} mois, convenue le {long_date(one.agreed_on)} ;"
        for one in convention.prolongations.order_by("agreed_on", "pk")
    ]
    return tuple(_said(visa) for visa in (*visas, "Les parties sont convenues de ce qui suit."))


def _said(sentence: str) -> Block:
    return Block(lines=(typography(sentence),))


def _articles(convention, lines, modeles) -> tuple[Section, ...]:
    titles = {clause.code: clause for clause in convention.clauses.current()}
    told = [_article(line, titles, modeles) for line in lines]
    told += [
        ("Autres stipulations", (_said("Les autres stipulations de la convention demeurent inchangées."),)),
        (
            "Entrée en vigueur",
            (_said("Le présent avenant prend effet à la date de sa signature par l’ensemble des parties."),),
        ),
    ]
    return tuple(
        Section(f"article-{rank}", f"Article {rank}{THIN}: {heading}", blocks)
        for rank, (heading, blocks) in enumerate(told, start=1)
    )


def _article(line, clauses, modeles) -> tuple[str, tuple[Block, ...]]:
    """Return the heading and the text of the article that makes one change."""
    if line.objet == ObjetModification.CLAUSE:
        return _clause_article(line, clauses)
    return _fiche_article(line, modeles)


def _clause_article(line, clauses) -> tuple[str, tuple[Block, ...]]:
    name = _named(line.before or line.after)
    match line.nature:
        case NatureModification.RETRAIT:
            return f"Suppression de {name}", (_said(f"{_capital(name)} est {_agreed('supprimé', name)}."),)
        case NatureModification.AJOUT:
            place = clauses.get(line.after.get("follows", ""))
            after = f"Après {_named_clause(place)}, il" if place is not None else "Il"
            opening = f"{after} est inséré {_indefinite(line.after)} {_agreed('ainsi rédigé', name)} :"
            return f"Ajout de {name}", (_said(opening), *_new_words(line))
        case _:
            opening = f"{_capital(name)} est {_agreed('ainsi rédigé', name)} :"
            return f"Modification de {name}", (_said(opening), *_new_words(line))


def _new_words(line) -> tuple[Block, ...]:
    heading = clause_heading(line.after)
    return (*((Block(lines=(heading,)),) if heading else ()), *blocks_of(line.after["texte"]))


def _named(snapshot) -> str:
    """« l’article 5 », « la clause « Préambule » »."""
    if snapshot["numero"][:1].isdigit():
        return f"l’article {snapshot['numero']}"
    return typography(f"la clause « {snapshot['titre'] or snapshot['numero']} »")


def _named_clause(clause) -> str:
    return _named({"numero": clause.numero, "titre": clause.titre or clause.code})


def _indefinite(snapshot) -> str:
    if snapshot["numero"][:1].isdigit():
        return f"un article {snapshot['numero']}"
    return f"une clause « {snapshot['titre']} »"


def _agreed(participle: str, name: str) -> str:
    return f"{participle}e" if name.startswith("la ") else participle


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]


def _fiche_article(line, modeles) -> tuple[str, tuple[Block, ...]]:
    name = typography(f"la fiche action {line.code} « {(line.before or line.after)['titre']} »")
    match line.nature:
        case NatureModification.RETRAIT:
            return f"Arrêt de la fiche action {line.code}", (_said(f"{_capital(name)} est arrêtée."),)
        case NatureModification.AJOUT:
            opening = f"Il est ajouté à l’axe {line.after['axe']} {name}, annexée au présent avenant."
            return f"Ajout de la fiche action {line.code}", (_said(opening),)
        case _:
            blocks = [_said(f"{_capital(name)} est modifiée. Les rubriques suivantes sont ainsi rédigées :")]
            for change in changes_of(line, modeles):
                if change.is_changed:
                    blocks += [_said(f"{change.label} :"), *(blocks_of(change.after) or (Block(lines=(MISSING,)),))]
            return f"Modification de la fiche action {line.code}", tuple(blocks)


def _annexe(convention, lines, modeles) -> tuple[AxeSection, ...]:
    """Return the new fiches under their axis, then each wording that changes, old and new."""
    titres = dict(convention.axes.values_list("numero", "titre").order_by("numero"))
    added: dict[int, list[Sheet]] = {}
    compared = []
    for line in lines:
        if line.objet == ObjetModification.FICHE and line.nature == NatureModification.AJOUT:
            added.setdefault(line.after["axe"], []).append(_new_sheet(line, modeles[line.after["modele"]]))
        elif line.nature == NatureModification.CHANGEMENT:
            compared.append(Sheet(line.code, title_of(line), _compared_rows(line, modeles)))
    found = [
        AxeSection(f"Axe {numero}{THIN}: {titres.get(numero, '')}", tuple(sheets))
        for numero, sheets in sorted(added.items())
    ]
    return (*found, *((AxeSection(COMPARED, tuple(compared)),) if compared else ()))


def _new_sheet(line, modele) -> Sheet:
    contenu = line.after["contenu"]
    rows = [Row(champ.label, _words(written(contenu.get(champ.code)))) for champ in champs_of(modele.champs)]
    if not any(field.key == "contenu.calendrier" for field in fields_of(line.after, modele)):
        rows.append(Row("Calendrier", _words(line.after["calendrier"])))
    return Sheet(line.code, title_of(line), tuple(rows))


def _compared_rows(line, modeles) -> tuple[Row, ...]:
    changed = [change for change in changes_of(line, modeles) if change.is_changed]
    return tuple(
        row
        for change in changed
        for row in (
            Row(f"{change.label}, ancienne rédaction", _words(change.before)),
            Row(f"{change.label}, nouvelle rédaction", _words(change.after)),
        )
    )


def _words(text: str) -> tuple[Block, ...]:
    return blocks_of(text) or (Block(lines=(MISSING,)),)
