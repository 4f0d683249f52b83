"""Write the plan of a file of candidatures, and say what must be remembered to undo it exactly."""

import json
from datetime import datetime, time

from django.db import connection
from django.utils import timezone

from tandem.campagnes.actions.transitions import move_candidatures
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.importers.organismes import create_organismes
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
    writer = _Writer(plan, situation, actor, plan.recognition.known | created)
    writer.reason = f"Import n° {file_import.pk} ({file_import.filename})"
    return {
        "organisations": sorted(organisation.pk for organisation in created.values()),
        **writer.dossiers(),
        "candidatures_created": writer.new_candidatures(),
        "candidatures_changed": writer.changed_candidatures(),
        **writer.exceptionnelles(),
    }


def received_at(situation):
    """Return the moment at which the Région received the candidatures: the day said on the form, otherwise now."""
    day = situation.options.get("recu_le")
    if not day:
        return timezone.now()
    noon = datetime.combine(datetime.fromisoformat(day).date(), time(12))
    return timezone.make_aware(noon, timezone.get_default_timezone())


class _Writer:
    """Writes one plan, in the order of `write`: an organisme has its dossier before its candidatures."""

    reason = ""

    def __init__(self, plan, situation, actor, organisations):
        self.plan, self.situation, self.actor, self.organisations = plan, situation, actor, organisations
        self.campagne = situation.campagne

    def dossiers(self):
        """Open the missing dossiers; those that come through the Région are deposited on the day it received them."""
        deposit = self._deposit()
        touched = {self.organisations[row.named].pk for row in (*self.plan.new, *self.plan.changed)}
        missing = [
            Dossier(campagne=self.campagne, of_cfa_id=pk, is_fictif=self.campagne.is_fictif, **deposit)
            for pk in sorted(touched - self.plan.dossiers.keys())
        ]
        Dossier.objects.bulk_create(missing)
        changed = {}
        for pk in sorted(touched & self.plan.dossiers.keys()):
            dossier = self.plan.dossiers[pk]
            if deposit and dossier.depose_le is None:
                before = dossier_snapshot(dossier)
                for column, value in deposit.items():
                    setattr(dossier, column, value)
                dossier.save(update_fields=["depose_le", "depose_par", "is_late"])
                changed[dossier.pk] = {"before": before, "after": dossier_snapshot(dossier)}
        self.plan.dossiers |= {dossier.of_cfa_id: dossier for dossier in missing}
        return {"dossiers_created": [dossier.pk for dossier in missing], "dossiers_changed": changed}

    def new_candidatures(self):
        """Create the candidatures, and deposit those that come through the Région."""
        references = self._references()
        candidatures = [
            Candidature(
                dossier=self.plan.dossiers[self.organisations[row.named].pk],
                reference=row.reference or next(references),
                indicateurs=row.indicateurs,
                is_fictif=self.campagne.is_fictif,
                **row.values,
            )
            for row in self.plan.new
        ]
        Candidature.objects.bulk_create(candidatures, batch_size=BATCH)
        if self.situation.is_region:
            self._deposit_candidatures(candidatures)
        return {candidature.pk: snapshot(candidature) for candidature in candidatures}

    def changed_candidatures(self):
        """Change the candidatures already there, and deposit the drafts that come through the Région."""
        held = [row.existing for row in self.plan.changed]
        before = {candidature.pk: snapshot(candidature) for candidature in held}
        for row in self.plan.changed:
            for name, value in row.values.items():
                setattr(row.existing, name, value)
            row.existing.indicateurs = {**row.existing.indicateurs, **row.indicateurs}
        update_candidatures(held)
        self._deposit_candidatures([row.existing for row in self.plan.changed if row.deposits])
        return {item.pk: {"before": before[item.pk], "after": snapshot(item)} for item in held}

    def exceptionnelles(self):
        """Propose the exceptional amounts; the motive stays empty until a person writes it, and another validates."""
        made, changed = {}, {}
        standing = standing_of(self.actor, self.campagne) if self.plan.exceptionnelles else None
        for named, amount in self.plan.exceptionnelles.items():
            of_cfa = self.organisations[named]
            # An interest declared with an OF-CFA bars from proposing its help, by a file as by hand.
            require(can_propose_exceptionnelle(standing, self.campagne.etat, of_cfa.pk))
            proposal = self.plan.proposals.get(of_cfa.pk)
            if proposal is None:
                proposal = MajorationExceptionnelle.objects.create(
                    campagne=self.campagne, of_cfa=of_cfa, montant=amount, motifs=[], texte="", proposee_par=self.actor
                )
                made[proposal.pk] = {"montant": str(amount)}
                continue
            before = {"montant": str(proposal.montant), "proposee_par_id": proposal.proposee_par_id}
            proposal.montant, proposal.proposee_par = amount, self.actor
            proposal.save(update_fields=["montant", "proposee_par"])
            after = {"montant": str(amount), "proposee_par_id": self.actor.pk}
            changed[proposal.pk] = {"before": before, "after": after}
        return {"exceptionnelles_created": made, "exceptionnelles_changed": changed}

    def _deposit(self):
        if not self.situation.is_region:
            return {}
        moment = received_at(self.situation)
        return {"depose_le": moment, "depose_par_id": self.actor.pk, "is_late": moment >= self.campagne.cloture}

    def _deposit_candidatures(self, candidatures):
        move_candidatures(candidatures, StatutCandidature.DEPOSEE, actor=self.actor, reasons=self.reason)

    def _references(self):
        """Yield references that neither the campaign nor the file itself uses."""
        given = {row.reference for row in self.plan.new if row.reference}
        free = next_references(self.campagne, len(self.plan.new) + len(given))
        return (reference for reference in free if reference not in given)


def dossier_snapshot(dossier):
    """Return a dossier's deposit as JSON-ready data."""
    moment = dossier.depose_le.isoformat() if dossier.depose_le else None
    return {"depose_le": moment, "depose_par_id": dossier.depose_par_id, "is_late": dossier.is_late}


def update_candidatures(candidatures):
    """Save the columns of SNAPSHOT but the state; the triggers of history and of the vote see every row."""
    with connection.cursor() as cursor:
        for start in range(0, len(candidatures), UPDATE_BATCH):
            batch = candidatures[start : start + UPDATE_BATCH]
            given = [{"id": candidature.pk, **snapshot(candidature)} for candidature in batch]
            cursor.execute(UPDATE_CANDIDATURES, [json.dumps(given)])
