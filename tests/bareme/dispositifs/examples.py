"""The worked examples of the law that these rules answer for, by id."""

import json
from decimal import Decimal
from pathlib import Path

EXAMPLES = {
    example["id"]: example
    for example in json.loads((Path(__file__).parents[1] / "law_examples.json").read_text(encoding="utf-8"))["examples"]
}


def inputs_of(identifier):
    return EXAMPLES[identifier]["inputs"]


def expected_of(identifier):
    return EXAMPLES[identifier]["expected"]


def centimes(text):
    """« 600.00 » or 600, in euros → 60000."""
    amount = Decimal(str(text)) * 100
    assert amount == int(amount)
    return int(amount)


def hundredths(hours):
    return centimes(hours)
