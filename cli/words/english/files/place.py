"""A place in a file."""

from typing import Final

SENTENCES: Final = {
    "place.row": "row {row}",
    "place.line": "line {line}",
    "place.byte": "byte {byte}",
    "place.column": "column {column}",
    "place.column_within": "{within}, column {column}",
    "place.order": "order {order}",
    "place.of_order": "{within} ({order})",
    "place.cell_of_sheet": "{sheet}!{cell}",
    "place.within_sheet": "{sheet}!{within}",
    "place.within_file": "{file} {within}",
}
