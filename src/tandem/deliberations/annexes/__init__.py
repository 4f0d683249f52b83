"""Annexe 1: what it says (content), where it comes from (sources), how it is written (csv, xlsx, docx, pdf)."""
