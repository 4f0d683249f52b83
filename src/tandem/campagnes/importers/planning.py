"""Confront the rows of a file with the dossiers of a campaign: what is new, changed, the same, absent, impossible."""

from collections import defaultdict
from dataclasses import dataclass, field

from bareme.anomalies import Anomalie, error, warning
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.importers.organismes import Named, Recognition
from tandem.campagnes.importers.rows import Row, differences, new_differences
from tandem.campagnes.models import Candidature, Dossier, MajorationExceptionnelle
from tandem.formats import euros
from tandem.imports.enums import ChangeAction
from tandem.imports.importer import Change, Difference

_S = StatutCandidature
OPEN_TO_REGION = frozenset({_S.BROUILLON, _S.DEPOSEE})
OPEN_TO_CFA = frozenset({_S.BROUILLON})


@dataclass
class Plan:
    """What `apply` will write. Everything in it was read under the campaign's lock."""

    recognition: Recognition
    new: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    dossiers: dict[int, Dossier] = field(default_factory=dict)
    exceptionnelles: dict[Named, int] = field(default_factory=dict)
    proposals: dict[int, MajorationExceptionnelle] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    anomalies: list[Anomalie] = field(default_factory=list)


class Planner:
    """Builds the plan of one file; two queries whatever the number of rows."""

    def __init__(self, situation, recognition, labels, *, told=frozenset()):
        """`told` are the lines whose double is already reported."""
        self.told = told
        self.situation = situation
        self.labels = labels
        self.plan = Plan(recognition)
        self.open_statuts = OPEN_TO_REGION if situation.is_region else OPEN_TO_CFA
        organisations = {organisation.pk for organisation in recognition.known.values()}
        campagne = situation.campagne
        dossiers = Dossier.objects.filter(campagne=campagne, of_cfa__in=organisations).order_by("pk")
        self.plan.dossiers = {dossier.of_cfa_id: dossier for dossier in dossiers}
        self.existing = list(
            Candidature.objects.filter(dossier__campagne=campagne, dossier__of_cfa__in=organisations).order_by("pk")
        )
        of_cfa_by_dossier = {dossier.pk: dossier.of_cfa_id for dossier in self.plan.dossiers.values()}
        self.by_key, self.by_reference, self.holders = {}, {}, defaultdict(set)
        self.elsewhere = set()
        for candidature in self.existing:
            of_cfa = of_cfa_by_dossier[candidature.dossier_id]
            self.by_key[of_cfa, candidature.formation, candidature.site] = candidature
            self.by_reference[of_cfa, candidature.reference] = candidature
            self.holders[candidature.reference].add(of_cfa)

    def build(self, rows, *, has_exceptionnelle):
        """Return the plan of these rows."""
        seen = {}
        given = [row.reference for row in rows if row.reference]
        self.elsewhere = set(
            Candidature.objects.filter(dossier__campagne=self.situation.campagne, reference__in=given)
            .exclude(pk__in=[candidature.pk for candidature in self.existing])
            .values_list("reference", flat=True)
        )
        for row in rows:
            organisation = self.plan.recognition.known.get(row.named)
            identity = organisation.pk if organisation else row.named
            first = seen.setdefault((identity, *row.key), row)
            if first is not row:
                self._refuse_double(row, first)
                continue
            self._place(row, organisation)
        self._absent(rows)
        self._check_dossiers()
        if has_exceptionnelle:
            self._exceptionnelles(rows)
        return self.plan

    def _place(self, row, organisation):
        row.existing = self._find(row, organisation)
        self._check_reference(row, organisation)
        if row.existing is None:
            self.plan.new.append(row)
            self.plan.changes.append(Change(ChangeAction.NEW, row.label, row.line, new_differences(row, self.labels)))
            return
        is_draft = row.existing.statut == StatutCandidature.BROUILLON
        row.deposits = self.situation.is_region and is_draft
        row.differences = differences(row, self.labels)
        if not row.differences:
            self.plan.changes.append(Change(ChangeAction.UNCHANGED, row.label, row.line))
        elif row.existing.statut not in self.open_statuts:
            self._refuse_decided(row)
        else:
            self.plan.changed.append(row)
            self.plan.changes.append(Change(ChangeAction.CHANGED, row.label, row.line, row.differences))

    def _find(self, row, organisation):
        if organisation is None:
            return None
        by_reference = self.by_reference.get((organisation.pk, row.reference)) if row.reference else None
        by_key = self.by_key.get((organisation.pk, *row.key))
        if by_reference and by_key and by_reference is not by_key:
            self.plan.anomalies.append(
                error(
                    "reference_contradictoire",
                    f"cette référence est celle d’une autre formation (« {by_reference.formation} »)",
                    f"Donnez la référence de cette formation ({by_key.reference}), ou laissez la cellule vide",
                    line=row.line,
                    column="reference",
                    value=row.reference,
                )
            )
        return by_reference or by_key

    def _check_reference(self, row, organisation):
        """Refuse a reference that another OF-CFA of the campaign bears: addresses know candidatures by it."""
        if row.existing or not row.reference:
            return
        holders = self.holders.get(row.reference, set()) - ({organisation.pk} if organisation else set())
        if holders or row.reference in self.elsewhere:
            self.plan.anomalies.append(
                error(
                    "reference_prise",
                    "cette référence est celle d’une candidature d’un autre organisme dans la campagne",
                    "Laissez la cellule vide : une référence sera donnée",
                    line=row.line,
                    column="reference",
                    value=row.reference,
                )
            )

    def _refuse_double(self, row, first):
        if row.line in self.told:
            return
        self.plan.anomalies.append(
            error(
                "doublon",
                f"cette formation est déjà demandée à la ligne {first.line} pour le même organisme et le même site",
                "Gardez une seule des deux lignes, ou précisez le site",
                line=row.line,
                column="formation",
                value=row.values["formation"],
            )
        )

    def _refuse_decided(self, row):
        statut = StatutCandidature(row.existing.statut)
        changed = ", ".join(f"{item.label} : {item.old or '—'} → {item.new or '—'}" for item in row.differences)
        remedy = "Reprenez d’abord votre dossier en brouillon, ou retirez la ligne du fichier"
        if self.situation.is_region:
            remedy = "Remettez d’abord la candidature à l’état « Déposée », ou retirez la ligne du fichier"
        self.plan.anomalies.append(
            error(
                "deja_instruite",
                f"cette candidature est à l’état « {statut.label} » : un fichier ne peut plus la modifier ({changed})",
                remedy,
                line=row.line,
                column="formation",
                value=row.values["formation"],
            )
        )

    def _check_dossiers(self):
        """Refuse to add to a dossier that its OF-CFA has deposited: it takes it back first."""
        is_touched = self.plan.new or self.plan.changed
        deposited = [dossier for dossier in self.plan.dossiers.values() if dossier.depose_le]
        if is_touched and deposited and not self.situation.is_region:
            self.plan.anomalies.append(
                error(
                    "dossier_depose",
                    "votre dossier est déjà déposé : un fichier ne peut plus le compléter",
                    "Reprenez d’abord votre dossier en brouillon, puis déposez le fichier de nouveau",
                )
            )

    def _absent(self, rows):
        """List the candidatures of the same OF-CFA that the file does not hold; they stay as they are."""
        held = {row.existing.pk for row in rows if row.existing}
        names = {of_cfa.pk: of_cfa.nom for of_cfa in self.plan.recognition.known.values()}
        by_dossier = {dossier.pk: names[of_cfa] for of_cfa, dossier in self.plan.dossiers.items()}
        for candidature in self.existing:
            if candidature.pk not in held and candidature.statut != StatutCandidature.RETIREE:
                label = f"{by_dossier[candidature.dossier_id]} – {candidature.formation}"
                label += f" ({candidature.site})" if candidature.site else ""
                self.plan.changes.append(Change(ChangeAction.ABSENT, label))

    def _exceptionnelles(self, rows):
        """Plan one proposal per OF-CFA, the sum of its lines; its motive is completed on screen, never guessed."""
        sums, lines = defaultdict(int), defaultdict(list)
        for row in rows:
            sums[row.named] += row.exceptionnelle
            lines[row.named].append(row.line)
        proposals = MajorationExceptionnelle.objects.filter(campagne=self.situation.campagne).order_by("pk")
        self.plan.proposals = {proposal.of_cfa_id: proposal for proposal in proposals}
        for named, amount in sums.items():
            organisation = self.plan.recognition.known.get(named)
            proposal = self.plan.proposals.get(organisation.pk) if organisation else None
            if amount and not self.situation.is_region:
                self._refuse_own_exceptionnelle(lines[named], rows)
            elif amount or proposal:
                self._exceptionnelle(named, amount, proposal, lines[named][0])

    def _exceptionnelle(self, named, amount, proposal, line):
        label = f"{named.nom} – majoration exceptionnelle"
        if proposal is None:
            shown = Difference("Montant proposé (motif à compléter)", None, euros(amount))
            self.plan.exceptionnelles[named] = amount
            self.plan.changes.append(Change(ChangeAction.NEW, label, line, (shown,)))
        elif proposal.montant == amount:
            self.plan.changes.append(Change(ChangeAction.UNCHANGED, label, line))
        elif not amount:
            self.plan.anomalies.append(self._kept(named, proposal, line))
        elif proposal.validee_par_id:
            self.plan.anomalies.append(
                error(
                    "exceptionnelle_validee",
                    f"une majoration exceptionnelle de {euros(proposal.montant)} est déjà validée pour cet organisme",
                    "Donnez le même montant, ou corrigez d’abord la proposition dans la campagne",
                    line=line,
                    column="exceptionnelle",
                    value=str(amount),
                )
            )
        else:
            shown = Difference("Montant proposé", euros(proposal.montant), euros(amount))
            self.plan.exceptionnelles[named] = amount
            self.plan.changes.append(Change(ChangeAction.CHANGED, label, line, (shown,)))

    def _kept(self, named, proposal, line):
        return warning(
            "exceptionnelle_conservee",
            f"le fichier ne demande rien, une majoration exceptionnelle de {euros(proposal.montant)} est proposée "
            f"pour « {named.nom} » : elle est conservée",
            "Retirez la proposition dans la campagne si elle n’a plus lieu d’être",
            line=line,
            column="exceptionnelle",
            value="0",
        )

    def _refuse_own_exceptionnelle(self, lines, rows):
        asked = {row.line: row.exceptionnelle for row in rows}
        self.plan.anomalies += [
            error(
                "exceptionnelle_reservee",
                "la majoration exceptionnelle est proposée par la Région, pas par l’organisme",
                "Laissez 0 dans cette colonne",
                line=line,
                column="exceptionnelle",
                value=str(asked[line]),
            )
            for line in lines
            if asked[line]
        ]
