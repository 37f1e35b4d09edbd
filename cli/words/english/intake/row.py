"""Rows of an order file that are no rows of its table."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "row.write_country": "Write the two-letter code of the consignee's country, like US.",
    "row.write_paid_at": "Write when the order was paid, like 2026-11-20T09:30:26+08:00.",
    "row.broken_quotes": ('a quotation mark opens or closes where CSV does not allow it. Double it ("") or remove it.'),
    "row.bad_encoding": "the row is not text in {encoding}. Save the file as UTF-8.",
    "row.ragged": "the row has {cells} cells, the header {width}. Check its separators and quotes.",
    "row.error_cell": "a cell holds {said}: its formula failed. Mend the cell, or write the value itself.",
    "row.error_in_cell": "cell {place} holds {said}: its formula failed. Mend the cell, or write the value itself.",
    "row.two_values": (
        "the column {header} stands in the file twice, with {one!r} and {other!r}. Keep one of the two columns."
    ),
    "row.cell_too_long": "a cell has {signs} signs; {most} is the most. Shorten it, or look for a missing quotation mark.",
}
