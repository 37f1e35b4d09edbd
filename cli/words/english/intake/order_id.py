"""Order numbers."""

from __future__ import annotations

from typing import Final

_READ_BEFORE: Final = (
    "{order_id!r} was read before: {file} row {row}. Remove one, or fix the id if a spreadsheet cut it. "
)

SENTENCES: Final = {
    "order_id.contradictory": (
        "{order_id!r} stands in {places:and}, which tell different things, and nothing says which is newer. Keep the one "
        "that is right, with all of its lines."
    ),
    "order_id.newer_elsewhere": "{order_id!r} is told of otherwise, and later, in {place}, which counts.",
    "order_id.line_read_before": _READ_BEFORE
    + "If both are lines of one order, sort the file by the order id: lines that far apart are not joined.",
    "order_id.mangled": (
        "is what a spreadsheet leaves of a long number; its digits are lost. "
        "Export the orders again and open the file as text, or fix the id by hand."
    ),
    "order_id.read_before": _READ_BEFORE,
    "order_id.row_read_before": _READ_BEFORE
    + "If both are articles of one order, write them as one row: here a row is a parcel.",
    "order_id.rows_differ": (
        "{order_id!r} has several rows that differ ({rows:list}). Write the articles of an order as one row: here a row is "
        "a parcel."
    ),
    "order_id.strange": (
        "is no order number: it has line breaks, unseen signs or more than {most} signs. Write it anew."
    ),
    "order_id.write_number": "Write the marketplace's order number.",
}
