"""What is wrong with a label file as a whole."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "label_check.columns": "Write {count} columns.",
    "label_check.twice": "It stands in an earlier row. Take one out.",
    "label_check.number_twice": "The number stands on another order, in {place}. A number belongs to one parcel.",
    "label_check.order_differs": "In {place} the same order says {other!r}. Make the rows of an order say one thing.",
    "label_check.sum_differs": "The order's value is {total}, its lines make {lines}. Make them one sum.",
    "label_check.id_mangled": (
        "A spreadsheet has shortened it to a number. Copy it from the marketplace, into a cell formatted as text."
    ),
    "label_check.too_many_rows": "A file has at most {most} rows. Split it.",
    "label_check.too_many_bytes": "A file has at most {most} bytes. Split it.",
    "label_check.no_row": "The file holds no row.",
    "label_check.other_header": "the header is {header!r}; {layout} has {wanted!r} there.",
    "label_check.other_count": "{count} columns; {layout} has {wanted}.",
    "label_check.not_text": "cannot be read as {encoding} text with {delimiter!r} between cells: {error}.",
    "label_check.no_workbook": "is no workbook: {error}.",
}
