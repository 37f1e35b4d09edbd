"""What is wrong with a carrier's reply, or with a row of it."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "answer.several_files": "holds {n} tables. Unpack it, and give one after another.",
    "answer.no_heads": (
        "has no head known to hold the order's number beside one for the tracking number. Its heads are {heads:list}. "
        "Name them with --order-column and --tracking-column."
    ),
    "answer.no_such_head": "lacks the head {order!r} or {number!r}. Its heads are {heads:list}.",
    "answer.in_row": "Row {row}: {reason}",
    "answer.mangled": "A spreadsheet has shortened the number. Ask the carrier for the file again, or save it as text.",
    "answer.no_order": "The order's number is missing.",
    "answer.unknown_order": "The run has no assigned order of this number. Is it another day's? Read it into that run.",
    "answer.no_number": "The carrier has given no number yet. Read its next reply.",
    "answer.two_numbers": "An earlier row tells {first} for the same order. Ask the carrier which of them it is.",
    "answer.number_of_two": "The same number is told for {others:list}, which go elsewhere. Ask the carrier.",
    "answer.number_shared": "The same number is told for {others:list}, which go to the same door.",
    "answer.other_number": "The order has {before} already. To take the new one: --replace.",
}
