"""What is wrong with a label file as a whole."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "label_check.columns": "Write {count} columns.",
    "label_check.twice": "It stands in an earlier row. Take one out.",
    "label_check.too_many_rows": "A file has at most {most} rows. Split it.",
    "label_check.too_many_bytes": "A file has at most {most} bytes. Split it.",
    "label_check.no_row": "The file holds no row.",
    "label_check.other_header": "the header is {header!r}; {layout} has {wanted!r} there.",
    "label_check.other_count": "{count} columns; {layout} has {wanted}.",
    "label_check.not_text": "cannot be read as {encoding} text with {delimiter!r} between cells: {error}.",
    "label_check.no_workbook": "is no workbook: {error}.",
}
