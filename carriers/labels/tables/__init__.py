"""Columns of texts as files and back, and what many orders became."""
