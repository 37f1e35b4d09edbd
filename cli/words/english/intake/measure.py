"""Weights and sizes of orders."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "measure.contradicts": "contradicts another column of the {quantity}. Keep the one that is right.",
    "measure.empty": "is empty. Write it, or name the product master (--products) and the order's sku.",
    "measure.side_missing": "lacks a side. Write length, width and height, or none of them.",
}
