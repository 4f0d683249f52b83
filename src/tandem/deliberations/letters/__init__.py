"""Letters to the OF-CFA: their words (texts), what they tell (content), how they are written (pdf, word, batch)."""
