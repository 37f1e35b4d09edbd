"""The lines of a marketplace's orders."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "lines.another_consignee": (
        "{text!r} is not what row {row} of the same order says. Make them agree, or give each an order id."
    ),
    "lines.lost": "row {row}, which cannot be read, is a line of {order_id!r}: no part of an order is sent alone. Mend the row.",
    "lines.maybe_of": "{what} It may be a line of an order beside it: {places:or}. Look before you send one of them.",
    "lines.order_in_row": "{order_id} (row {row})",
    "lines.more_left_than_bought": "more pieces are left than were bought. Check both.",
    "lines.no_article": "the order lists no article. Export the orders again.",
    "lines.no_quantity": "quantity is empty. Write how many pieces to send.",
    "lines.no_sku": "sku is empty. Write the article number.",
    "lines.packed_no_sku": (
        "an article has no (商家编码:...). Give it an article number in the listing, or write it into the cell."
    ),
    "lines.repeated": (
        "{order_id!r} holds this row already: it is the same as row {row} in every cell. Remove one of the two."
    ),
}
