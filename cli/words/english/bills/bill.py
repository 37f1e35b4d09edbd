"""Sentences on reading bills."""

from typing import Final

SENTENCES: Final = {
    "bill.unknown_form": "has the head of no bill that is known ({forms:list}). `sampan bill guess FILE -o map.toml` proposes a map; give it with --map.",
    "bill.nearly_form": "looks like a bill of {form}, but lacks {lacking:list}. If its columns are called otherwise, `sampan bill guess FILE -o map.toml` proposes a map; known are {forms:list}.",
    "bill.no_lines": "holds no line below its head.",
    "bill.two_marks": "writes decimals with a point in some cells and with a comma in others. Save it with one of them, or say decimal in a map.",
    "bill.which_mark": "{text!r} reads in two ways: its mark may stand before decimals or between thousands. Say decimal in a map.",
    "bill.no_amount": "{text!r} is no amount. Write it like 1234.50.",
    "bill.no_figure": "{text!r} is no figure that is read here. Amounts are written like 1234.50, weights like 0.35 kg.",
    "bill.no_total": "has no total. Look at the row; write the amount or take the row out.",
    "bill.no_currency": 'does not say its currency. Say currency in a map, like currency = "CNY".',
    "bill.weights_lack": "lacks the columns {columns:list} of a weights.csv that `sampan bill check` wrote.",
    "bill.master_without_weight": "has no column of weight to write to.",
    "bill.same_file": "{file} says what {other} says, and counts once.",
    "bill.rows_again": (
        "invoice {bill}: a line of {file} stands in another file of it, and counts once.",
        "invoice {bill}: {n} lines of {file} stand in another file of it, and count once.",
    ),
    "bill.no_numbers": "lacks the column order_id or one of {columns:list}.",
    "bill.nothing_guessed": "no row looks like the head of a bill: no column is called like a tracking or order number with an amount. Write a map by hand, as docs/BILLS.md shows.",
}
