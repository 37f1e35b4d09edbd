"""Weights and sizes of orders."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "measure.empty": "is empty. Write it, or name the product master (--products) and the order's sku.",
    "measure.side_missing": "lacks a side. Write length, width and height, or none of them.",
}
