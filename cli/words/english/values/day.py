"""What is wrong with a day."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "day.unreadable": "{text!r} is no day.",
    "day.way_out": "Write it like 2026-11-20.",
    "day.not_in_calendar": "{text!r} is not in the calendar.",
    "day.check": "Check day and month.",
    "day.ends_before": "{text!r} ends before it begins.",
    "day.turn_round": "Write {first}..{last}.",
    "day.out_of_range": "{text!r} is outside {first}-{last}. Check the year.",
}
