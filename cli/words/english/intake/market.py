"""Files of marketplaces as a whole."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "market.heads_unread": "{file}: these filled columns are not known and were not read: {heads:list}.",
    "market.export_address": "Export the consignee's address too.",
    "market.export_payment": "Export the time of payment too, or leave the order until it is paid.",
    "market.no_column": "is no column of the file. {way_out}",
    "market.no_currency": (
        "{file} has orders without a currency, so their value is unknown. Say it with --currency, like USD."
    ),
    "market.no_order_id": (
        "the order id is empty, so the row belongs to no order. Write the marketplace's order number."
    ),
    "market.no_products": (
        "holds no sizes: name the product master (--products). `sampan products missing` writes one to fill."
    ),
}
