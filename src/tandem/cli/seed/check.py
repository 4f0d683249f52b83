"""One published figure, and what the demonstration world gives back."""

from typing import NamedTuple


class Check(NamedTuple):
    """One published figure: what was expected, what was found, both as readers write them."""

    label: str
    expected: str
    found: str

    @property
    def holds(self) -> bool:
        return self.expected == self.found
