"""The worked contract of docs/calcul.md as the engine explains it, without the list of the open readings."""

from dataclasses import replace

from bareme.display import typography
from bareme.funding.explain import explain
from tests.bareme.funding.contrats import WORKED


def page_text():
    explanation = explain("EXEMPLE-1", WORKED)
    return typography(replace(explanation, hypotheses=()).as_text())
