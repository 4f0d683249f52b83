"""The convention as a document: one structured content, three writers (Word, PDF, page), one circuit of signature."""
