"""Annexe 1 as data: columns, order and totals of the annexe of CP 2023-247 (R111-R114, R121).

Amounts are whole euros. Nothing here knows the database: the same content is written as csv, xlsx, docx and pdf.
"""

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date

from tandem import formats
from tandem.deliberations.enums import EtatAnnexe

# The source's own words, missing accents included (CP 2023-247, annexe 1).
HEADERS = (
    "OF CFA bénéficiaires",
    "Majoration des couts contrats",
    "Dont bonus vert",
    "Majoration exceptionnelle",
    "Majoration totale",
    "Nombre de contrats",
)
TITLE = "Annexe 1 : Etat récapitulatif des majorations de couts contrats {annee}"
RUNNING_TITLE = "ETAT RECAPITULATIF DES MAJORATIONS {annee} {etat}"
RUNNING_STATES = {
    EtatAnnexe.PROPOSEE: "PROPOSEES AU VOTE",
    EtatAnnexe.VOTEE: "VOTEES",
    EtatAnnexe.RECTIFIEE: "RECTIFIEES",
}
WATERMARKS = {
    EtatAnnexe.PROPOSEE: "PROPOSÉ AU VOTE",
    EtatAnnexe.VOTEE: "",
    EtatAnnexe.RECTIFIEE: "",
}
TOTAUX = "TOTAUX"
# The source prints zero so in « Dont bonus vert », and leaves « Majoration exceptionnelle » blank.
ZERO_EUROS = f"-{formats.NARROW_SPACE}€"


class AnnexeError(Exception):
    """An annexe that must not leave the house; the message is a French sentence for the person who asked for it."""


@dataclass(frozen=True, slots=True)
class AnnexeLigne:
    """One beneficiary; `totale` = `majoration` + `exceptionnelle`, `dont_bonus_vert` is part of `majoration`."""

    nom: str
    majoration: int
    dont_bonus_vert: int
    exceptionnelle: int
    totale: int
    contrats: int

    def printed(self) -> tuple[str, ...]:
        """Return the six cells as the source prints them."""
        return (
            self.nom,
            formats.euros(self.majoration),
            formats.euros(self.dont_bonus_vert) if self.dont_bonus_vert else ZERO_EUROS,
            formats.euros(self.exceptionnelle) if self.exceptionnelle else "",
            formats.euros(self.totale),
            formats.number(self.contrats),
        )


@dataclass(frozen=True, slots=True)
class Rectification:
    """What a délibération rectificative changes for one OF-CFA: signed whole euros and contracts, with its motive."""

    nom: str
    ecart_majoration: int
    ecart_bonus_vert: int
    ecart_exceptionnelle: int
    ecart_contrats: int
    totale_avant: int
    totale_apres: int
    motif: str


@dataclass(frozen=True, slots=True)
class Act:
    """A délibération as a document cites it."""

    numero: str
    date: date

    def __str__(self) -> str:
        return f"délibération n° {self.numero} du {formats.long_date(self.date)}"


@dataclass(frozen=True, slots=True)
class Annexe:
    """One annexe 1: `sha256` is the print of the frozen record behind it, named by `sha256_of`."""

    region: str
    region_slug: str
    annee: int
    etat: EtatAnnexe
    lignes: tuple[AnnexeLigne, ...]
    date: date
    sha256: str
    sha256_of: str
    vote_act: Act | None = None
    rectification_act: Act | None = None
    rectifications: tuple[Rectification, ...] = ()
    source: str = ""
    is_fictif: bool = False
    couleur: str = "#1f4e5f"

    def __post_init__(self):
        problems = list(self._problems())
        if problems:
            raise AnnexeError("L’annexe ne peut être produite. " + " ".join(problems))

    @property
    def title(self) -> str:
        return TITLE.format(annee=self.annee)

    @property
    def running_title(self) -> str:
        return RUNNING_TITLE.format(annee=self.annee, etat=RUNNING_STATES[self.etat])

    @property
    def watermark(self) -> str:
        return WATERMARKS[self.etat]

    @property
    def totaux(self) -> AnnexeLigne:
        """The totals line, recomputed from the lines."""
        sums = {
            field.name: sum(getattr(ligne, field.name) for ligne in self.lignes)
            for field in fields(AnnexeLigne)
            if field.name != "nom"
        }
        return AnnexeLigne(nom=TOTAUX, **sums)

    def printed_totaux(self) -> tuple[str, ...]:
        """Return the totals as the source prints them: no total under « Dont bonus vert » (it is included, R113)."""
        cells = self.totaux.printed()
        return (*cells[:2], "", *cells[3:])

    @property
    def statement(self) -> str:
        """Say in one sentence what these amounts are worth."""
        match self.etat:
            case EtatAnnexe.PROPOSEE:
                return "Montants proposés au vote. Document préparatoire, sans valeur de décision."
            case EtatAnnexe.VOTEE:
                return f"Montants votés par la {self.vote_act}."
            case _:
                return f"Montants votés par la {self.vote_act}, rectifiés par la {self.rectification_act}."

    @property
    def green_note(self) -> str:
        """The total that the source does not print, said under the table (R113)."""
        total = formats.euros(self.totaux.dont_bonus_vert)
        return f"Le bonus vert, soit {total} au total, est compris dans la majoration des coûts contrats."

    @property
    def notes(self) -> tuple[str, ...]:
        """The lines printed under the table."""
        notes = [self.green_note]
        if self.source:
            notes.append(f"Source : {self.source}.")
        if self.is_fictif:
            notes.append("Données fictives : ce document sert à la démonstration et n’a aucune valeur.")
        return tuple(notes)

    @property
    def sha256_note(self) -> str:
        return f"Empreinte SHA-256 {self.sha256_of} : {self.sha256}"

    @property
    def filename(self) -> str:
        """The stem of the files: « annexe-1-ile-de-france-2023-votee »."""
        return f"annexe-1-{self.region_slug}-{self.annee}-{self.etat.value}"

    def _problems(self):
        if not self.lignes:
            yield "Elle n’a aucune ligne : adoptez d’abord un scénario qui retient au moins une formation."
        for rank, ligne in enumerate(self.lignes, start=1):
            if ligne.totale != ligne.majoration + ligne.exceptionnelle:
                yield (
                    f"Ligne {rank} ({ligne.nom}) : la majoration totale attendue est "
                    f"{formats.euros(ligne.majoration + ligne.exceptionnelle)}, "
                    f"trouvé {formats.euros(ligne.totale)} ; refaites le calcul du scénario."
                )
            if not 0 <= ligne.dont_bonus_vert <= ligne.majoration:
                yield (
                    f"Ligne {rank} ({ligne.nom}) : le bonus vert, {formats.euros(ligne.dont_bonus_vert)}, doit être "
                    f"compris dans la majoration, {formats.euros(ligne.majoration)}."
                )


def digest(lignes: tuple[AnnexeLigne, ...], rectifications: tuple[Rectification, ...]) -> str:
    """Return the SHA-256 of the lines of an annexe rectificative, which no frozen record holds as bytes."""
    content = {
        "lignes": [[getattr(ligne, field.name) for field in fields(ligne)] for ligne in lignes],
        "rectifications": [[getattr(one, field.name) for field in fields(one)] for one in rectifications],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
