"""Writes of conventions: atomic, keyword-only, with their actor."""
