"""Order lines packed into one cell."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "packed.export_again": "Export the orders again.",
    "packed.no_beginning": "{text!r} does not begin with 【1】.",
    "packed.no_quantity": "{text!r} has no readable (产品数量:...).",
    "packed.unreadable": "{what} {way_out}",
}
