"""The one page that an élu reads: figures, charts with their tables, and its PDF."""
