"""The funding of a contract written a second time, from the articles alone: slow, exact, without the engine's figures.

`articles` quotes each figure beside the words of the Code, `civil` counts the days and months, `level` modulates the
annual level, `entitlement` says what is due, `payments` when it is paid, `account` puts a decision on the level in.
Nothing here imports `bareme`: a wrong line of YAML and a wrong rule are both seen by comparison.
"""

from tests.bareme.twin.account import Account, Payment, account
from tests.bareme.twin.contract import Contract

__all__ = ["Account", "Contract", "Payment", "account"]
