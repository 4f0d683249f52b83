"""Whether a contract is valid: every check of the law, its answer, its reason. See docs.md."""

from bareme.validite.controles import checks, verify
from bareme.validite.facts import Facts
from bareme.validite.motifs import Motif, motifs_on
from bareme.validite.verdict import Resultat, Verdict

__all__ = ["Facts", "Motif", "Resultat", "Verdict", "checks", "motifs_on", "verify"]
