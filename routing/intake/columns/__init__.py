"""Columns of cells to columns of values."""
