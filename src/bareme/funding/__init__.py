"""The funding of one contract, run plainly: `fund` gives its figures and its instalments. See docs.md."""

from __future__ import annotations

from bareme.funding.plain import NATURES, VERSIONS, Funding, Instalment, fund

__all__ = ["NATURES", "VERSIONS", "Funding", "Instalment", "fund"]
