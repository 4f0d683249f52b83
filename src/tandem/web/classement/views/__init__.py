"""The views of this area, one module per page."""
