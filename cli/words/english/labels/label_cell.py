"""Which rule of its column a cell of a label file breaks."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "label_cell.no_such_line": "This order has no such line: leave the cell empty.",
    "label_cell.fixed": "The layout wants {wanted!r} here.",
    "label_cell.empty": "Leave the cell empty.",
    "label_cell.too_long": "It has {count} characters, {most} are allowed. {way_out}",
    "label_cell.not_in_list": "The carrier's list has {choices:list}. {way_out}",
    "label_cell.take_one": "Give the carrier's word for it ([layout.{layout}] of the shop file, or the order).",
    "label_cell.unit_needed": (
        'Name the customs unit of its code in the shop file, section [layout.{layout}.units]: 9503 = "千克"; for that '
        "unit the product master must tell the net weight."
    ),
    "label_cell.shorten": "Shorten it.",
    "label_cell.give_carriers_code": (
        "Give the carrier's own code for it in the shop file, section [layout.{layout}.services]."
    ),
    "label_cell.too_short": "It has {count} characters, at least {least} are needed.",
    "label_cell.sender_needed": "Give it in the shop file (--shop), section [sender].",
    "label_cell.needed_of_article": "The carrier needs it for every article. Give it in the product master.",
    "label_cell.needed": "The carrier needs it. Give it in the order file.",
    "label_cell.control_sign": "Take out line breaks, tabs and invisible signs.",
    "label_cell.formula": "A cell may not begin with {sign!r}: a spreadsheet would run it. Take the sign off.",
    "label_cell.signs_not_taken": "The carrier does not take {signs:words}.",
    "label_cell.latin_only": "The carrier takes Latin letters only, not {sign!r}. Write it with Latin letters.",
    "label_cell.not_in_encoding": "The file's encoding ({encoding}) lacks a sign of it. Write it with other signs.",
    "label_cell.no_number": "Write a number with {decimals} decimals, like {like}.",
    "label_cell.zero": "It must be above zero.",
    "label_cell.phone": "Write the number with its country code, as the layout's other rows do.",
    "label_cell.country": "It is no country as this layout writes them.",
    "label_cell.hs_code": "An HS code has at least six digits, like 392690.",
    "label_cell.email": "It is no e-mail address. Write it like name@example.com, or leave the cell empty.",
    "label_cell.date": "It is no day as this layout writes them. Write it like {like}.",
    "label_cell.currency": "It is no currency as this layout writes them.",
    "label_cell.yes_or_no": "Write {yes} or {no}.",
    "label_cell.pattern": "It does not have the form the carrier wants ({pattern}).",
}
