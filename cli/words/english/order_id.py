"""Order numbers."""

from __future__ import annotations

from typing import Final

_READ_BEFORE: Final = (
    "{order_id!r} was read before: {file} row {row}. Remove one, or fix the id if a spreadsheet cut it. "
)

SENTENCES: Final = {
    "order_id.line_read_before": _READ_BEFORE
    + "If both are lines of one order, sort the file by the order id: lines that far apart are not joined.",
    "order_id.mangled": (
        "is what a spreadsheet leaves of a long number; its digits are lost. "
        "Export the orders again and open the file as text, or fix the id by hand."
    ),
    "order_id.row_read_before": _READ_BEFORE
    + "If both are articles of one order, write them as one row: here a row is a parcel.",
    "order_id.strange": (
        "is no order number: it has line breaks, unseen signs or more than {most} signs. Write it anew."
    ),
    "order_id.write_number": "Write the marketplace's order number.",
}
