"""Invented contracts in known proportions, labelled synthetic. See docs.md.

Nothing here is loaded with `bareme` itself: it brings Polars and NumPy (extra `batch`).
"""
