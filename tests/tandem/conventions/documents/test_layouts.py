"""The Word layout of an organisation: a hostile one is refused and changes nothing, any honest one renders."""

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from docx import Document

from tandem.conventions.actions.templates import publish_template, upload_template
from tandem.conventions.documents.circuit import layout_of
from tandem.conventions.documents.content import convention_content
from tandem.conventions.documents.docx import convention_docx
from tandem.conventions.documents.pdf import convention_pdf
from tandem.conventions.documents.sample import sample_content
from tandem.conventions.documents.word_layout import default_layout
from tandem.conventions.enums import NatureDocument
from tandem.conventions.models import ModeleDocument
from tests.tandem.conventions.documents.worlds import closed, ready
from tests.tandem.conventions.factories import build_partners
from tests.tandem.printing.archives import document_of, related, rewritten
from tests.tandem.printing.text import docx_text, pdf_text, plain

TAGS = ("{{ titre }}", "{{ etat }}", "{{ donnees_fictives }}", "{{ parties }}", "{{ clauses }}")
PLAIN = (*TAGS, "{{ signatures }}", "{{ fiches }}")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def own_layout(*before):
    """Return a bare layout, without any heading style nor list: what a third organisation may send."""
    document = Document(io.BytesIO(document_of(*before, *PLAIN)))
    for style in list(document.styles):
        if style.name.startswith(("Heading", "List")):
            style.delete()
    numbering = [key for key, relation in document.part.rels.items() if relation.reltype.endswith("/numbering")]
    for key in numbering:
        document.part.drop_rel(key)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def upload(world, data, actor=None):
    return upload_template(
        actor=actor or world.region_officer,
        organisation=world.region,
        nature=NatureDocument.CONVENTION,
        filename="modele.docx",
        data=data,
    )


def refusals(call):
    with pytest.raises(ValidationError) as refused:
        call()
    return [plain(message) for message in refused.value.messages]


def test_a_hostile_layout_is_refused_for_each_of_its_dangers_and_nothing_is_kept(db):
    world = build_partners()
    hostile = rewritten(
        related("oleObject", "https://mal.example/x", "TargetMode='External' ", content=default_layout("#1f4e5f")),
        added={"word/vbaProject.bin": b"macro"},
    )

    found = " ".join(refusals(lambda: upload(world, hostile)))
    assert "contient une macro. Enregistrez-le sans macro" in found
    assert "contient un objet incorporé, comme un classeur" in found
    assert not ModeleDocument.objects.exists()


def test_a_layout_that_computes_is_refused(db):
    world = build_partners()
    hostile = document_of(*PLAIN, "{{ titre.__class__.__mro__ }}")

    assert "seules les balises simples sont admises" in " ".join(refusals(lambda: upload(world, hostile)))


def test_every_part_that_a_layout_lacks_is_named_at_once(db):
    world = build_partners()

    assert refusals(lambda: upload(world, document_of("{{ titre }}", "{{ logo }}", "{{ parties }}"))) == [
        (
            "La balise « logo » n’existe pas. Les balises admises sont : titre, organisation, etat, donnees_fictives, "
            "parties, clauses, signatures, fiches."
        ),
        (
            "La balise « etat » (état : projet, ou version finalisée et sa date) manque. Ajoutez-la, comme dans le "
            "modèle proposé."
        ),
        (
            "La balise « donnees_fictives » (mention des données fictives, vide s’il n’y en a pas) manque. "
            "Ajoutez-la, comme dans le modèle proposé."
        ),
        (
            "La balise « clauses » (clauses dans leur ordre, avec leurs titres) manque. Ajoutez-la, comme dans le "
            "modèle proposé."
        ),
        "La balise « signatures » (tableau des signataires) manque. Ajoutez-la, comme dans le modèle proposé.",
        (
            "La balise « fiches » (fiches actions par axe, en tableaux) manque. Ajoutez-la, comme dans le modèle "
            "proposé."
        ),
    ]


def test_the_layout_we_give_is_accepted(db):
    world = build_partners()

    assert upload(world, default_layout("#1f4e5f")).version == 1


def test_the_layout_of_a_third_organisation_renders_with_real_headings_and_lists(real_conventions):
    content = convention_content(real_conventions["akto-idf-2023"], on=timezone.localdate())
    written = convention_docx(content, own_layout("Papier à en-tête d’une autre organisation"))
    document = Document(io.BytesIO(written))
    heading = next(one for one in document.paragraphs if one.text == "Préambule")
    item = next(one for one in document.paragraphs if one.text == "Activités du déchet")

    assert docx_text(written).startswith("Papier à en-tête")
    assert heading.style.name == "Heading 1"
    assert heading.style.element.find(f"{W}pPr/{W}outlineLvl").get(f"{W}val") == "0"
    assert item._p.pPr.numPr.numId.val in {one.numId for one in document.part.numbering_part.element.num_lst}


def test_a_draft_is_marked_on_a_first_page_that_has_its_own_header(db):
    document = Document(io.BytesIO(own_layout()))
    document.sections[0].different_first_page_header_footer = True
    target = io.BytesIO()
    document.save(target)
    section = Document(io.BytesIO(convention_docx(sample_content(), target.getvalue()))).sections[0]

    assert b'string="PROJET"' in section.header.part.blob
    assert b'string="PROJET"' in section.first_page_header.part.blob


def test_a_layout_serves_once_published_and_not_before(db):
    world = ready()
    layout = own_layout("Papier de la Région")
    template = upload(world, layout)
    before = layout_of(world.region, NatureDocument.CONVENTION)
    publish_template(actor=world.region_officer, template=template)

    assert (before, layout_of(world.region, NatureDocument.CONVENTION)) == (None, layout)
    assert docx_text(bytes(closed(world).docx)).startswith("Papier de la Région")


def test_the_last_version_alone_is_published_and_once(db):
    world = build_partners()
    first, second = upload(world, own_layout("Un")), upload(world, own_layout("Deux"))
    assert "plus récente" in refusals(lambda: publish_template(actor=world.region_officer, template=first))[0]
    publish_template(actor=world.region_officer, template=second)

    assert "déjà publiée" in refusals(lambda: publish_template(actor=world.region_officer, template=second))[0]


def test_a_layout_is_in_the_hands_of_its_organisation(db):
    world = build_partners()

    with pytest.raises(PermissionDenied):
        upload(world, default_layout("#1f4e5f"), actor=world.opco_officer)


def test_the_preview_says_that_its_data_are_invented(db):
    content = sample_content()
    pdf = convention_pdf(content)

    assert "Données fictives" in docx_text(convention_docx(content))
    assert "Données fictives" in pdf_text(pdf)
    assert pdf == convention_pdf(content)
