"""Prices and weight ranges of price sheets."""

from typing import Final

SENTENCES: Final = {
    "sheet_figure.error_cell": "{text!r} is an error of the spreadsheet, no price.",
    "sheet_figure.ask_again": "Ask for the sheet with its figures.",
    "sheet_figure.no_discount": "{text!r} is no share of the list price.",
    "sheet_figure.write_discount": "Write it like 0.7, 70% or 7折.",
    "sheet_figure.no_range": "{text!r} is no weight range.",
    "sheet_figure.write_range": "Write it like 0-0.5 kg, ≤2kg or 500 g.",
    "sheet_figure.below_zero": "{text!r} is no price from zero up.",
    "sheet_figure.no_price": "{text!r} is no price.",
    "sheet_figure.write_price": "Write a number, or - where nothing is offered.",
    "sheet_figure.other_currency": "{text!r} is in {code}; the card is in {currency}.",
    "sheet_figure.set_currency": "Set the mapping's currency.",
}
