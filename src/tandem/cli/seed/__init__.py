"""The demonstration world: the real tables of the sources, and an invented world labelled as such."""
