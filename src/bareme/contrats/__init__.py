"""Contracts in and out of files: their columns, read and checked at once, and what is computed from them written.

Nothing here is loaded with `bareme` itself: `schema` is light, the other modules bring Polars (extra `batch`).
See docs.md.
"""
