"""Who exists: OF-CFA, OPCO, branches at a date, Régions; one sheet for each organisation."""
