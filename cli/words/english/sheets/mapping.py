"""A mapping of a price sheet."""

from typing import Final

SENTENCES: Final = {
    "mapping.no_sheet": "is missing. A mapping has at least one [[sheet]] that says where the prices stand.",
    "mapping.no_such_service": "{service!r} is the code of no [[service]].",
    "mapping.first_row_above": "lies above the first row after the header.",
    "mapping.unit_zero": "{text!r} is no unit of a price. Write it like 1 kg or 100 g.",
    "mapping.steps_order": 'write steps by weight, the first without over: ["10 g", "over 2 kg: 500 g"].',
    "mapping.first_missing": 'is missing. Write the first weight, like "500 g", or the column first_weight.',
    "mapping.column_missing": "{key!r} is missing. Layout {layout} reads: {columns:list}.",
    "mapping.column_unknown": "{key!r} is not known. Layout {layout} reads: {columns:list}.",
    "mapping.edge_missing": "{edge!r} is missing. A matrix with weights {weights} has it as its first column.",
}
