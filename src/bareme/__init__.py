"""bareme: the pure engine. No Django, no clock, no network; exact numbers only."""
