"""The two conventions of CP 2023-247 become documents: every clause and fiche, in Word and in PDF, to the word."""

import io
import json
import re
from datetime import date

import pikepdf
import pytest
from docx import Document

from tandem.conventions.actions.documents import finalise, record_signature
from tandem.conventions.documents.content import convention_content, document_from
from tandem.conventions.documents.docx import convention_docx
from tandem.conventions.documents.obstacles import Target, convention_obstacles
from tandem.conventions.documents.pdf import convention_pdf
from tandem.conventions.enums import EtatConvention, RolePartie
from tandem.conventions.models import Convention
from tandem.conventions.placeholders import placeholders_of
from tandem.organisations.enums import Role
from tests.tandem.conventions.documents.worlds import authorise
from tests.tandem.conventions.factories import RepresentantFactory
from tests.tandem.deliberations.published import structure_of, table_attribute, tags_of
from tests.tandem.factories import MembershipFactory, UserFactory
from tests.tandem.printing.text import docx_text, pdf_text, plain

ON = date(2023, 9, 1)
SLUGS = ("akto-idf-2023", "atlas-idf-2023")
SIGNING = {"akto-idf-2023": 2, "atlas-idf-2023": 1}
"""How many people sign for each OPCO."""
MARKS = re.compile(r"[\s•▪–‣-]+")


@pytest.fixture(params=SLUGS)
def convention(request, real_conventions):
    return real_conventions[request.param]


def letters(text):
    """Return a text without spaces, bullets and dashes: what no layout may change."""
    return MARKS.sub("", text)


def printed_texts(convention):
    """Return every text that the document owes: clauses, fields of fiches, actions."""
    found = [clause.texte for clause in convention.clauses.current()]
    for fiche in convention.fiches.select_related("modele").prefetch_related("actions"):
        found += [fiche.titre, *(fiche.contenu.get(champ["code"], "") for champ in fiche.modele.champs)]
        for action in fiche.actions.all():
            found += [action.titre, *action.contenu.values()]
    return found


def missing_lines(convention, text):
    text = letters(text)
    return [line for words in printed_texts(convention) for line in words.split("\n") if letters(line) not in text]


def test_the_word_file_holds_every_line_of_the_clauses_and_fiches(convention):
    assert missing_lines(convention, docx_text(convention_docx(_content(convention)))) == []


def test_the_pdf_file_holds_every_line_of_the_clauses_and_fiches(convention):
    content = _content(convention)
    # The foot of a page, the letters behind the next and its header row fall in the middle of a sentence.
    foot = re.escape(letters(content.running_title)) + r"page\d+sur\d+(PROJET)?(RubriqueContenu)?"
    text = re.sub(foot, "", letters(pdf_text(convention_pdf(content))))

    assert missing_lines(convention, text) == []


def test_three_fiches_of_akto_and_sixteen_of_atlas_are_printed_with_the_labels_of_their_template(real_conventions):
    counts = {slug: sum(len(axe.fiches) for axe in _content(real_conventions[slug]).axes) for slug in SLUGS}
    first = _content(real_conventions["akto-idf-2023"]).axes[0].fiches[0]

    assert counts == {"akto-idf-2023": 3, "atlas-idf-2023": 16}
    assert [row.label for row in first.rows] == [
        "Axe",
        "Enjeux",
        "Description de l’action (Contexte et objectifs)",
        "Public(s) cible(s)",
        "Porteurs",
        "Indicateurs",
        "Pilotage de l’action",
    ]


def test_the_numbered_actions_of_akto_have_their_own_tables(real_conventions):
    fiche = _content(real_conventions["akto-idf-2023"]).axes[2].fiches[0]

    assert [action.heading[:8] for action in fiche.actions] == [f"Action {rank}" for rank in range(1, 6)]
    assert [row.label for row in fiche.actions[0].rows] == [
        "Objectifs",
        "Temporalité",
        "Modalités d’exécution",
        "Indicateurs de résultat",
    ]


def test_akto_signs_with_two_people_and_atlas_with_one(real_conventions):
    akto, atlas = (_content(real_conventions[slug]).signatures[1].people for slug in SLUGS)

    assert akto == (("Jean HEDOU", "Président"), ("Laurent BARTHELEMY", "Vice-Président"))
    assert atlas == (("Philippe DEGONZAGUE", "président"),)


def test_a_draft_says_that_it_is_one_in_words_and_behind_them(convention):
    content = _content(convention)

    assert content.watermark == "PROJET"
    assert "Projet au 1er septembre 2023, sans valeur d’engagement" in plain(pdf_text(convention_pdf(content)))
    assert b'string="PROJET"' in _header_of(convention_docx(content))


def test_the_pdf_is_tagged_titled_and_in_french(real_conventions):
    content = _content(real_conventions["akto-idf-2023"])
    with pikepdf.open(io.BytesIO(convention_pdf(content))) as pdf, pdf.open_metadata() as metadata:
        tags = tags_of(pdf)
        scopes = {table_attribute(element, "/Scope") for element in structure_of(pdf) if str(element.S) == "/TH"}

        assert metadata.get("{http://www.aiim.org/pdfua/ns/id/}part") == "1"
        assert content.title == metadata["dc:title"]
        assert str(pdf.Root.Lang).lower().startswith("fr")
        assert {"/H1", "/H2", "/H3", "/L", "/LI", "/Table", "/TH", "/TD"} <= set(tags)
        assert scopes == {"/Column"}


def test_the_word_file_has_real_headings_lists_and_header_rows(real_conventions):
    document = Document(io.BytesIO(convention_docx(_content(real_conventions["akto-idf-2023"]))))
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    lists = [one for one in document.paragraphs if one._p.pPr is not None and one._p.pPr.numPr is not None]

    assert "Article 5\u202f: suivi et durée de la convention" in headings
    assert headings[-1] == "Annexe\u202f: fiches actions"
    assert any(one.text == "Activités du déchet" for one in lists)
    assert document.tables
    assert all(table.rows[0]._tr.trPr.find(f"{{{_W}}}tblHeader") is not None for table in document.tables)
    assert all(table._tbl.tblPr.find(f"{{{_W}}}tblCaption") is not None for table in document.tables)


def test_the_same_convention_gives_the_same_bytes(convention):
    content = _content(convention)
    again = _content(Convention.objects.get(pk=convention.pk))

    assert convention_pdf(content) == convention_pdf(again)
    assert convention_docx(content) == convention_docx(again)


def test_a_document_comes_back_from_json_as_it_was(convention):
    content = _content(convention)

    assert content == document_from(json.loads(json.dumps(content.as_json())))


def test_what_keeps_akto_from_being_finalised_is_listed_to_the_last_blank(real_conventions):
    assert _open_places(real_conventions["akto-idf-2023"]) == [
        ("parties", "« X » reste à remplacer."),
        ("parties", "« (adresse) » reste à remplacer par sa valeur."),
        ("parties", "« Mr/Mme X » reste à remplacer."),
        ("parties", "« X » reste à remplacer."),
        ("article-5", "une alternative reste ouverte, choisissez-en une."),
        ("signatures", "« xxx » reste à remplacer."),
    ]


def test_what_keeps_atlas_from_being_finalised_is_listed_to_the_last_blank(real_conventions):
    assert _open_places(real_conventions["atlas-idf-2023"]) == [
        ("parties", "« n° ….. du ….. » reste à compléter."),
        ("article-3-3", "une alternative reste ouverte, choisissez-en une."),
        ("article-5", "une alternative reste ouverte, choisissez-en une."),
        ("signatures", "les noms et qualités des signataires restent à écrire."),
    ]


def test_an_open_alternative_is_named_with_its_article_and_its_words(real_conventions):
    found = convention_obstacles(real_conventions["akto-idf-2023"], on=ON)
    sentence = next(plain(one.sentence) for one in found if one.code == "article-5")

    assert sentence == (
        "Article 5, « …e recommandée entre chacune des parties (ou Elle est renouvelable par voie d’avenant). » : "
        "une alternative reste ouverte, choisissez-en une."
    )


def test_the_deliberation_of_the_region_lacks_for_atlas_and_not_for_akto(real_conventions):
    lacking = {
        slug: any("n’est pas habilitée à signer" in one.sentence for one in _obstacles(real_conventions[slug]))
        for slug in SLUGS
    }

    assert lacking == {"akto-idf-2023": False, "atlas-idf-2023": True}


def test_a_deliberation_later_than_the_document_keeps_it_from_being_finalised(real_conventions):
    partie = real_conventions["atlas-idf-2023"].parties.get(rank=1)
    authorise(partie, on=date(2023, 9, 2), numero="CP 2023-300")

    assert (
        "la Région n’est habilitée que le 2 septembre 2023 : un document du 1er septembre 2023 ne peut la précéder."
    ) in [plain(one.sentence) for one in _obstacles(real_conventions["atlas-idf-2023"])]


def test_nobody_signs_for_the_region_until_its_representative_is_recorded(convention):
    convention.parties.get(rank=1).organisation.representants.all().delete()

    assert [one.target for one in _obstacles(convention) if "personne n’est enregistré" in one.sentence] == [
        Target.SIGNATAIRE
    ]


def test_each_real_convention_is_finalised_and_signed_once_its_blanks_are_filled(convention):
    region, opco = convention.parties.order_by("rank")
    _fill(convention, region)
    document = finalise(actor=_decider(region), convention=convention, on=ON)
    for signataire in document.signataires.order_by("rank"):
        record_signature(
            actor=_decider(signataire.partie),
            signataire=signataire,
            on=date(2023, 10, 12),
            sha256=document.sha256,
        )

    convention.refresh_from_db()
    assert convention.signed_on == date(2023, 10, 12)
    assert (
        document.signataires.filter(partie=opco).count() == {"akto-idf-2023": 2, "atlas-idf-2023": 1}[convention.slug]
    )


def _fill(convention, region):
    """Write something in each blank, name who signs for the Région, and record the vote."""
    for clause in convention.clauses.current():
        for hole in reversed(placeholders_of(clause.texte)):
            clause.texte = f"{clause.texte[: hole.start]}Nom{clause.texte[hole.end :]}"
        clause.save()
    region.organisation.representants.all().delete()
    RepresentantFactory(organisation=region.organisation)
    if not region.habilitations.exists():
        authorise(region, numero="CP 2023-300")
    Convention.objects.filter(pk=convention.pk).update(etat=EtatConvention.VOTEE)


def _decider(partie):
    role = Role.REGION_VALIDATION if partie.role == RolePartie.REGION else Role.OPCO_PARTENARIATS
    user = UserFactory()
    MembershipFactory(user=user, organisation=partie.organisation, role=role)
    return user


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _content(convention):
    return convention_content(convention, on=ON)


def _obstacles(convention):
    return convention_obstacles(convention, on=ON)


def _open_places(convention):
    """Return (clause, what to do) for each blank and alternative."""
    return [
        (one.code, plain(one.sentence).split(" » : ", maxsplit=1)[1])
        for one in _obstacles(convention)
        if one.target == Target.CLAUSE
    ]


def _header_of(content):
    document = Document(io.BytesIO(content))
    return document.sections[0].header.part.blob
