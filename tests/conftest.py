"""The strict harness: what a careless change would let through is refused here, for every test (style.md §4.30)."""
