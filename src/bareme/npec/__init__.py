"""The référentiel of the NPEC: read once, searched by contract on two clocks, valid on and known on. See docs.md.

Nothing here is loaded with `bareme` itself: `codes`, `model`, `resolution`, `schema` and `search` are light, the others
bring Polars (extra `batch`).
"""
