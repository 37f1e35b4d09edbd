"""Roundings of a card."""

from typing import Final

SENTENCES: Final = {
    "rounding.no_step": "{text!r} is no step to round to.",
    "rounding.write_step": "Write it like 0.01.",
    "rounding.unreadable": "{text!r} is no rounding.",
    "rounding.write_it": "Write step and mode, like 0.01 half_up or 1 up.",
}
