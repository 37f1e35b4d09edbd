"""What is wrong with an item of a consignment as it was typed."""

from typing import Final

SENTENCES: Final = {
    "item.no_item": "{text!r} is no item.",
    "item.one_currency": "Write all values in one.",
    "item.several_currencies": "The items are worth {currencies:and}: several currencies.",
    "item.write_item": 'Write HS:PIECES:VALUE, like "610910:5:50 EUR"; VALUE is of all pieces together.',
}
