"""The one page that an élu reads and prints."""
