"""Which kind of order file a header tells, and what keeps it from telling."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "header.holds": "row {row} holds {count} columns of {title:name}",
    "header.no_kind": "{name!r} is no kind of order file that is known. Use one of {known}.",
    "header.twice": "column {name} is there twice. Keep one.",
    "header.none": "has no row that may be a header. Save the export again as CSV or .xlsx, or leave the file out.",
    "header.is_no": (
        "is no {title:name}; the columns missing are {missing} (row {row} begins {begins}). "
        "Export all columns, or rename the columns to sampan's own."
    ),
    "header.unlike": (
        "has a header that is not known. Row {row} begins {begins}. Write a profile of the file: `sampan orders profile FILE -o "
        "my.toml` proposes one, and `--from my.toml` reads by it."
    ),
    "header.unknown": (
        "has a header that is not known. The nearest is the {title:name}; the columns missing are {missing} "
        "(row {row} begins {begins}). Export all columns, or write a profile of the file: `sampan orders profile FILE -o "
        "my.toml` proposes one, and `--from my.toml` reads by it."
    ),
}
