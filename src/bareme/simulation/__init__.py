"""Reforms as files, and what each one changes: contract by contract, exact to the centime. See docs.md.

Nothing here is loaded with `bareme` itself: `impact` brings Polars and the compiled rules (extra `batch`).
"""
