"""What the buyer paid."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "amount.no_currency": "has no currency. Write it beside the amount (12.50 USD) or in a column currency.",
    "amount.other_currency": "names another currency than the column. Make them agree.",
    "amount.other_sign": (
        "beside an amount is no sign of the order's currency. Make both agree, or give the currency by --currency."
    ),
    "amount.three_figures": (
        "has three figures after the point: are they decimals or thousands? Write it like 250.00 or 250000."
    ),
    "amount.shared_sign": "has a sign several currencies share. Write the code.",
}
