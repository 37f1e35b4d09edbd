"""Tables as CSV."""

from typing import Final

SENTENCES: Final = {
    "table.empty": "is empty. Columns: {columns:list}.",
    "table.semicolons": "its cells are parted by semicolons. Save the file with commas between them.",
    "table.tabs": "its cells are parted by tabs. Save the file with commas between them.",
    "table.bars": "its cells are parted by bars. Save the file with commas between them.",
    "table.column_missing": "column {name!r} is missing",
    "table.column_unknown": "column {name!r} is not known",
    "table.column_twice": "column {name!r} stands there twice",
    "table.header_wrong": "{wrong:parts}. Columns: {columns:list}.",
    "table.header_wrong_near": "{wrong:parts}. {near:then}Columns: {columns:list}.",
    "table.cell": "column {column}: {error}",
    "table.cell_empty": "column {column} is empty. {way_out}",
    "table.not_utf8": "is not UTF-8. Save the file as CSV UTF-8.",
    "table.not_csv": "is not CSV: {error}.",
    "table.ragged": "has {cells} cells; the header has {header}.",
}
