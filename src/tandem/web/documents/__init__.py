"""Documents of a campaign: annexe 1 and the letters to the OF-CFA."""
