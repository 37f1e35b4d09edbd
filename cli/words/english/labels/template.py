"""What is wrong with a carrier's workbook that is to be filled."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "template.no_workbook": "is no .xlsx or .xlsm: open it in a spreadsheet and save it as .xlsx.",
    "template.damaged": "cannot be read as a workbook ({error}). Download it again, or save it as .xlsx.",
    "template.no_heads": (
        "has no row with the heads of {layout}: {heads:list}. Looked at were the sheets {sheets:list}. Is it the "
        "carrier's workbook, as downloaded?"
    ),
    "template.heads_missing": (
        "lacks heads that {layout} needs: {heads:list}. Has the carrier changed its form? Then write a layout of your "
        "own, see docs/LABELS.md."
    ),
    "template.no_key": (
        "has no column known to hold the order: name its head in the shop file, section [layout.{layout}.heads], like "
        '"Group ID" = "{fields:or}".'
    ),
    "template.head_unknown": "is named in the shop file, but the workbook has no such head.",
    "template.not_offered": "{text!r} is not in the carrier's list: {choices:list}.",
    "template.filled_below": (
        "is filled. If it is an example or yesterday's order, say --first-row {row}: rows from there on are written "
        "anew; if it is an instruction, name the first row below it."
    ),
}
