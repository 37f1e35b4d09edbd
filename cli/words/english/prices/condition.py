"""What is wrong with a condition of a card or a policy as text."""

from typing import Final

SENTENCES: Final = {
    "condition.unreadable": "{text!r} is no condition.",
    "condition.unknown_measure": "{text!r}: {measure!r} is no measure.",
    "condition.allowed_measures": "{near} Allowed: {measures:list}.",
    "condition.no_currency": "{text!r} names no currency.",
    "condition.write_condition": "Write measure, comparison and figure, like weight <= 2 kg.",
    "condition.write_currency": "Write it like value < 5 USD.",
}
