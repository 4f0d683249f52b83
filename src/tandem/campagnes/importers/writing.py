"""Write the plan of a file of candidatures, and say what must be remembered to undo it exactly."""

import json
from datetime import datetime, time

from django.db import connection
from django.utils import timezone

from tandem.campagnes.actions.transitions import move_candidatures
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.importers.organismes import create_organismes
from tandem.campagnes.importers.planning import organisation_of
from tandem.campagnes.importers.rows import snapshot
from tandem.campagnes.models import Candidature, Dossier, MajorationExceptionnelle
from tandem.campagnes.perms import can_propose_exceptionnelle
from tandem.campagnes.references import next_references
from tandem.campagnes.standing import require, standing_of

BATCH = 500
UPDATE_BATCH = 5_000
# One statement for thousands of rows: Django's bulk_update writes one CASE per row and column, minutes for 20 000 rows.
UPDATE_CANDIDATURES = """
    UPDATE campagnes_candidature AS held
    SET formation = given.formation, site = given.site, rncp = given.rncp, departement_id = given.departement_id,
        contrats = given.contrats, contrats_verts = given.contrats_verts, complement = given.complement,
        indicateurs = given.indicateurs
    FROM jsonb_to_recordset(%s::jsonb) AS given(
        id bigint, formation varchar, site varchar, rncp varchar, departement_id varchar, contrats integer,
        contrats_verts integer, complement varchar, indicateurs jsonb
    )
    WHERE held.id = given.id
"""


def write(plan, *, file_import, situation, actor):
    """Write the plan; return the undo data: what was created, and what changed with its values before and after."""
    created = create_organismes(
        {row.named for row in plan.new} & plan.recognition.to_create,
        region=situation.campagne.organisation.region,
        source=f"Import n° {file_import.pk} – {file_import.filename}",
        is_fictif=situation.campagne.is_fictif,
    )
    undo = {"organisations": sorted(organisation.pk for organisation in created.values())}
    undo |= _write_dossiers(plan, created, situation, actor)
    reason = f"Import n° {file_import.pk} ({file_import.filename})"
    undo["candidatures_created"] = _create_candidatures(plan, created, situation, actor, reason)
    undo["candidatures_changed"] = _change_candidatures(plan, actor, reason)
    undo |= _write_exceptionnelles(plan, created, situation, actor)
    return undo


def received_at(situation):
    """Return the moment at which the Région received the candidatures: the day said on the form, otherwise now."""
    day = situation.options.get("recu_le")
    if not day:
        return timezone.now()
    noon = datetime.combine(datetime.fromisoformat(day).date(), time(12))
    return timezone.make_aware(noon, timezone.get_default_timezone())


def _write_dossiers(plan, created, situation, actor):
    """Open the missing dossiers; those that come through the Région are deposited on the day it received them."""
    deposit = {}
    if situation.is_region:
        moment = received_at(situation)
        deposit = {
            "depose_le": moment,
            "depose_par_id": actor.pk,
            "is_late": moment >= situation.campagne.cloture,
        }
    touched = {organisation_of(plan, created, row.named).pk for row in (*plan.new, *plan.changed)}
    missing = [
        Dossier(campagne=situation.campagne, of_cfa_id=pk, is_fictif=situation.campagne.is_fictif, **deposit)
        for pk in sorted(touched - plan.dossiers.keys())
    ]
    Dossier.objects.bulk_create(missing)
    changed = {}
    for pk in sorted(touched & plan.dossiers.keys()):
        dossier = plan.dossiers[pk]
        if deposit and dossier.depose_le is None:
            before = dossier_snapshot(dossier)
            for column, value in deposit.items():
                setattr(dossier, column, value)
            dossier.save(update_fields=["depose_le", "depose_par", "is_late"])
            changed[dossier.pk] = {"before": before, "after": dossier_snapshot(dossier)}
    plan.dossiers |= {dossier.of_cfa_id: dossier for dossier in missing}
    return {"dossiers_created": [dossier.pk for dossier in missing], "dossiers_changed": changed}


def dossier_snapshot(dossier):
    """Return a dossier's deposit as JSON-ready data."""
    moment = dossier.depose_le.isoformat() if dossier.depose_le else None
    return {"depose_le": moment, "depose_par_id": dossier.depose_par_id, "is_late": dossier.is_late}


def _create_candidatures(plan, created, situation, actor, reason):
    missing = sum(not row.reference for row in plan.new)
    references = iter(next_references(situation.campagne, missing))
    candidatures = [
        Candidature(
            dossier=plan.dossiers[organisation_of(plan, created, row.named).pk],
            reference=row.reference or next(references),
            indicateurs=row.indicateurs,
            is_fictif=situation.campagne.is_fictif,
            **row.values,
        )
        for row in plan.new
    ]
    Candidature.objects.bulk_create(candidatures, batch_size=BATCH)
    if situation.is_region:
        move_candidatures(candidatures, StatutCandidature.DEPOSEE, actor=actor, reasons=reason)
    return {candidature.pk: snapshot(candidature) for candidature in candidatures}


def _change_candidatures(plan, actor, reason):
    held = [row.existing for row in plan.changed]
    before = {candidature.pk: snapshot(candidature) for candidature in held}
    for row in plan.changed:
        for name, value in row.values.items():
            setattr(row.existing, name, value)
        row.existing.indicateurs = {**row.existing.indicateurs, **row.indicateurs}
    update_candidatures(held)
    drafts = [row.existing for row in plan.changed if row.deposits]
    move_candidatures(drafts, StatutCandidature.DEPOSEE, actor=actor, reasons=reason)
    return {pk: {"before": before[pk], "after": snapshot(candidature)} for pk, candidature in _by_pk(held).items()}


def _by_pk(candidatures):
    return {candidature.pk: candidature for candidature in candidatures}


def update_candidatures(candidatures):
    """Save the columns of SNAPSHOT but the state; the triggers of history and of the vote see every row."""
    with connection.cursor() as cursor:
        for start in range(0, len(candidatures), UPDATE_BATCH):
            batch = candidatures[start : start + UPDATE_BATCH]
            given = [{"id": candidature.pk, **snapshot(candidature)} for candidature in batch]
            cursor.execute(UPDATE_CANDIDATURES, [json.dumps(given)])


def _write_exceptionnelles(plan, created, situation, actor):
    """Propose the exceptional amounts; the motive stays empty until a person writes it, and another validates."""
    made, changed = {}, {}
    standing = standing_of(actor, situation.campagne) if plan.exceptionnelles else None
    for named, amount in plan.exceptionnelles.items():
        of_cfa = organisation_of(plan, created, named)
        # An interest declared with an OF-CFA bars from proposing its help, by a file as by hand.
        require(can_propose_exceptionnelle(standing, situation.campagne.etat, of_cfa.pk))
        proposal = plan.proposals.get(of_cfa.pk)
        if proposal is None:
            proposal = MajorationExceptionnelle.objects.create(
                campagne=situation.campagne, of_cfa=of_cfa, montant=amount, motifs=[], texte="", proposee_par=actor
            )
            made[proposal.pk] = {"montant": str(amount)}
            continue
        before = {"montant": str(proposal.montant), "proposee_par_id": proposal.proposee_par_id}
        proposal.montant, proposal.proposee_par = amount, actor
        proposal.save(update_fields=["montant", "proposee_par"])
        after = {"montant": str(amount), "proposee_par_id": actor.pk}
        changed[proposal.pk] = {"before": before, "after": after}
    return {"exceptionnelles_created": made, "exceptionnelles_changed": changed}
