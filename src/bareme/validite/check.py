"""One check: its name, its article, the ground it covers, the rule that answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from bareme.display import typography
from bareme.parametres import ParametreMissingError
from bareme.validite.facts import Facts
from bareme.validite.motifs import Motif, in_force, named
from bareme.validite.trace import Trace
from bareme.validite.verdict import Answer, Resultat, Verdict, unknown

Rule = Callable[[Facts, Trace], Answer]

_NOT_A_GROUND = "Ce n’est pas un motif de refus de l’OPCO pour un contrat conclu à cette date."


@dataclass(frozen=True, slots=True)
class Check:
    """A check of one or several types of contract.

    `motif` None: what it finds is never a ground to refuse; but `decides` says that its refusal is the decision itself.
    """

    controle: str
    titre: str
    article: str
    motif: Motif | None
    rule: Rule
    decides: bool = False

    def run(self, facts: Facts, overrides: Mapping[str, Fraction] | None = None) -> Verdict:
        """Check one contract. A parameter without value on the date makes the answer unknown, never an error."""
        trace = Trace(overrides or {})
        try:
            answer = self.rule(facts, trace)
        except ParametreMissingError as missing:
            answer = unknown(str(missing))
        return self._verdict(self._judged(answer, facts, trace), facts, trace)

    def _judged(self, answer: Answer, facts: Facts, trace: Trace) -> Answer:
        """A refusal whose ground is not in force is told as an alert."""
        if answer.resultat is not Resultat.REFUSE or self.decides:
            return answer
        if self.motif is not None and in_force(self.motif, facts, trace):
            return answer
        return Answer(Resultat.ALERTE, typography(f"{answer.phrase} {_NOT_A_GROUND}"), answer.article, answer.manque)

    def _verdict(self, answer: Answer, facts: Facts, trace: Trace) -> Verdict:
        refused = answer.resultat is Resultat.REFUSE
        return Verdict(
            controle=self.controle,
            titre=self.titre,
            resultat=answer.resultat,
            article=answer.article or self.article,
            phrase=answer.phrase,
            motif=named(self.motif, facts) if refused and self.motif is not None else "",
            manque=answer.manque,
            figures=tuple(trace.figures.noted),
            parametres=tuple(trace.used.values()),
        )
