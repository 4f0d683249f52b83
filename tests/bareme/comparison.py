"""The product's answer and the twin's, in the same words: a summary, then lines, in centimes."""

from __future__ import annotations

from functools import cache

from bareme.funding import VERSIONS, fund
from bareme.legislation import law_on
from tests.bareme.strategies import TYPES, as_contrat, hundredths
from tests.bareme.twin import account

laws = cache(law_on)


def funded(contract, overrides=None):
    """The product's Funding of a contract of the twin, under the law of its conclusion or a chosen hypothèse."""
    law = law_on(contract.conclusion, overrides) if overrides else laws(contract.conclusion)
    return fund(as_contrat(contract), law)


def by_the_product(contract):
    funding = funded(contract)
    told = funding.summary
    wording = VERSIONS.get(TYPES[contract.type]) or f"v{told.version}"
    summary = (wording, told.jours, told.mois, told.npec_retenu, told.du_brut, told.participation, told.du_opco)
    return summary, [tuple(line) for line in funding.lines]


def by_the_twin(contract):
    own = account(contract)
    money = (own.npec_retenu, own.du_brut, own.participation, own.du_opco)
    lines, ranks = [], {}
    for payment in own.payments:
        ranks[payment.annee] = ranks.get(payment.annee, 0) + 1
        amount = hundredths(payment.montant)
        lines.append((payment.annee, ranks[payment.annee], payment.nature, payment.exigible_le, amount))
    return (own.version, own.jours, own.mois, *map(hundredths, money)), lines


def agree(contract):
    """Both ways give the same summary and the same lines, cent by cent, in the same order."""
    assert by_the_product(contract) == by_the_twin(contract)
