"""The Word layouts of an organisation: received and checked, tried, then published."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tandem.actes.journal import record
from tandem.conventions.documents.docx import convention_docx
from tandem.conventions.documents.sample import sample_content
from tandem.conventions.documents.word_layout import VOCABULARIES
from tandem.conventions.enums import NatureDocument
from tandem.conventions.models import ModeleDocument
from tandem.conventions.perms import can_edit_layout
from tandem.conventions.standing import require
from tandem.organisations.actions import roles_in
from tandem.organisations.models import Organisation
from tandem.printing import PrintingError
from tandem.printing.word_template import problems_of


@transaction.atomic
def upload_template(*, actor, organisation, nature: NatureDocument, filename: str, data: bytes) -> ModeleDocument:
    """Keep a new version of a Word layout, not yet in use.

    Raises PermissionDenied, or ValidationError with everything that refuses the file: nothing is then written.
    """
    require(can_edit_layout(roles_in(actor, organisation)))
    problems = template_problems(nature, data)
    if problems:
        raise ValidationError({"fichier": problems})
    # Two people at once get two versions, not one number.
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    last = ModeleDocument.objects.filter(organisation=organisation, nature=nature).aggregate(last=Max("version"))
    template = ModeleDocument.objects.create(
        organisation=organisation,
        nature=nature,
        version=(last["last"] or 0) + 1,
        contenu=data,
        filename=filename[-255:],
        sha256=hashlib.sha256(data).hexdigest(),
        actor=actor,
    )
    _journal(actor, template, "convention.modele.depose")
    return template


@transaction.atomic
def publish_template(*, actor, template: ModeleDocument) -> None:
    """Put a version in use for the next documents, after a whole document was written with it."""
    template = ModeleDocument.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=template.pk)
    require(can_edit_layout(roles_in(actor, template.organisation)))
    if template.published_at is not None:
        raise ValidationError("Cette version est déjà publiée.")
    if template.organisation.modeles_document.filter(nature=template.nature, version__gt=template.version).exists():
        raise ValidationError("Une version plus récente a été déposée : publiez-la, ou déposez de nouveau celle-ci.")
    problems = template_problems(template.nature, bytes(template.contenu))
    if problems:
        raise ValidationError(problems)
    template.published_at = timezone.now()
    template.save(update_fields=["published_at"])
    _journal(actor, template, "convention.modele.publie")


def _journal(actor, template: ModeleDocument, code: str) -> None:
    record(
        actor=actor,
        code=code,
        organisation=template.organisation,
        subject=template,
        payload={"nature": template.nature, "version": template.version, "sha256": template.sha256},
    )


def template_problems(nature: NatureDocument, data: bytes) -> list[str]:
    """Return every French sentence that refuses a layout: its archive, its tags, a whole document written with it."""
    problems = problems_of(data, VOCABULARIES[NatureDocument(nature)])
    if problems:
        return problems
    try:
        convention_docx(sample_content(), data)
    except PrintingError as error:
        return [str(error)]
    return []
