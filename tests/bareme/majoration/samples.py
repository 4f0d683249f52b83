"""A small règlement with round numbers, and candidatures made in one line."""

from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

from bareme.majoration.candidatures import Candidature
from bareme.majoration.reglement import Reglement, load_reglement
from bareme.majoration.reglement.parts import Residu

EXAMPLE = Path(__file__).parents[3] / "examples" / "idf-2023"

SMALL = """
code: essai
version: 1
titre: Règlement d’essai
annee: 2024
source: {titre: Données fictives}
clauses:
  enveloppe: {ref: Art. 1, texte: L’enveloppe., statut: fictif}
  contrats_a_compter_du: {ref: Art. 2, texte: La date., statut: fictif}
  regle: {ref: Art. 3, texte: La règle., statut: fictif}
enveloppe: 10000
contrats_a_compter_du: 2023-09-01
recevabilite:
  pieces: [{code: attestation, libelle: Attestation, obligatoire: true}]
  retard: refuser
  incomplet: ecarter
  relances_jours: [1, 7]
  clause: regle
donnees:
  - {code: premier_contrat_le, libelle: Premier contrat, type: date}
eligibilite:
  - {code: minimum, libelle: Contrats, champ: contrats, operateur: ">=", valeur: 2, clause: regle}
  - code: fenetre
    libelle: Début
    champ: premier_contrat_le
    operateur: ">="
    valeur: contrats_a_compter_du
    si_absent: eligible
    clause: contrats_a_compter_du
criteres:
  - code: filiere
    libelle: Filière
    poids: 60
    clause: regle
    indicateurs:
      - {code: tension, libelle: Tension, type: booleen, bareme: {mode: valeurs, points: {oui: 4, non: 0}}}
      - code: besoin
        libelle: Besoin
        type: liste
        bareme: {mode: valeurs, points: {fort: 2, faible: 0}}
  - code: publics
    libelle: Publics
    poids: 30
    clause: regle
    indicateurs:
      - code: qpv
        libelle: Jeunes des quartiers
        type: effectif
        unite: jeunes
        bareme: {mode: paliers, paliers: [{a_partir_de: 0, points: 0}, {a_partir_de: 5, points: 3}]}
      - code: femmes
        libelle: Femmes
        type: taux
        bareme: {mode: lineaire, de: 0, a: 50 %, points_de: 0, points_a: 3}
  - code: innovation
    libelle: Innovation
    poids: 10
    clause: regle
    indicateurs:
      - {code: note, libelle: Note, type: qualitatif, bareme: {mode: notation, points_max: 5}}
bonus_vert: {taux: 10 %, clause: regle}
complements: {classes: {A: 0, B: "0,25"}, clause: regle}
plafonds: {clause: regle}
planchers: {clause: regle}
coupure: {mode: aucune, clause: regle}
departage:
  nom: contrats d’abord
  cles: [{cle: contrats, sens: decroissant}]
  clause: regle
arrondi: {methode: half_up, residu: plus_fort_reste, clause: regle}
"""


@cache
def small() -> Reglement:
    return load_reglement(SMALL.encode())


@cache
def idf() -> Reglement:
    return load_reglement(EXAMPLE / "reglement.yaml")


def rules(
    enveloppe=10000, *, total=None, dont_vert=None, floor=0, caps=None, floors=None, bonus=None, classes=None, lines=()
) -> Reglement:
    """The small règlement with other bounds and rates; no schema check, for speed."""
    base = small()
    return replace(
        base,
        enveloppe=enveloppe,
        plafonds=replace(
            base.plafonds,
            total=None if total is None else Fraction(total),
            dont_vert=None if dont_vert is None else Fraction(dont_vert),
            par_organisme={name: Fraction(cap) for name, cap in (caps or {}).items()},
        ),
        planchers=replace(
            base.planchers,
            total=Fraction(floor),
            par_organisme={name: Fraction(bound) for name, bound in (floors or {}).items()},
        ),
        bonus_vert=replace(base.bonus_vert, taux=base.bonus_vert.taux if bonus is None else Fraction(bonus)),
        complements=replace(
            base.complements,
            classes=base.complements.classes
            if classes is None
            else {name: Fraction(rate) for name, rate in classes.items()},
        ),
        arrondi=replace(
            base.arrondi, residu=Residu.LIGNES_DESIGNEES if lines else Residu.PLUS_FORT_RESTE, lignes=tuple(lines)
        ),
    )


def one(of_cfa, contrats, verts=0, complement="A", *, formation="Formation", **others) -> Candidature:
    """One candidature; its reference is made of its names."""
    reference = others.pop("reference", f"{of_cfa} · {formation} · {complement}")
    return Candidature(
        reference=reference,
        of_cfa=of_cfa,
        formation=formation,
        contrats=contrats,
        contrats_verts=verts,
        complement=complement,
        **others,
    )


def figures(**changed) -> dict:
    """A complete set of figures for the small règlement, worth the maximum, with some of them changed."""
    full = {
        "tension": True,
        "besoin": "fort",
        "qpv": Fraction(5),
        "femmes": Fraction(1, 2),
        "note": Fraction(5),
    }
    return full | changed


def amounts(allocation) -> dict[str, int]:
    return {line.of_cfa: line.majoration for line in allocation.organismes}
