"""The bilan of a convention: what it says (content), how it is laid out (parts), and its three writers."""
