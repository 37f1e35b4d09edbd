"""A new issue of a price book beside the one before."""

from typing import Final

SENTENCES: Final = {
    "kept.none": (
        "keeps no mapping: it was not imported from a price sheet. Import the new book with --guess and --map once; its "
        "card keeps the mapping."
    ),
    "kept.head_gone": (
        "the heads of row {row} before ({heads:quoted}) do not stand here just as often. Describe the book anew with "
        "--guess."
    ),
    "kept.limit": "{name}: the limit {old!r} of the ranges before is now {new!r}",
    "kept.row_new": "{place}: {row} is new",
    "kept.row_gone": "{place} before: {row} is gone",
    "kept.cell_changed": "{place}: {row}, {head!r}: {old!r} is now {new!r}",
    "kept.sentence_gone": "the sentence is gone from the book",
    "kept.note_new": "{place}: {text!r} is new",
    "kept.note_gone": "{place} before: {text!r} is gone",
}
