"""The steps of an order's findings, in the order in which they are told."""

from __future__ import annotations

VALUES, LINES, PHONE, ARTICLES, LACKS, BATTERY, RECIPIENT, GIFT = range(8)
NAME, MASKS, ODD, EMAIL, STATE, GUESSES, TAX, PRICES, CELLS, NOTES = range(8, 18)
