"""Weeks and their days."""

from typing import Final

SENTENCES: Final = {
    "week.unreadable": "{text!r} is no week.",
    "week.digits": "Write seven digits, Monday first: 1 worked, 0 not, like 1111100.",
    "week.none_worked": "{text!r} is a week without a working day.",
    "week.way_out": "Write it like 1111100 or Mon-Fri.",
    "week.no_weekday": "{text!r} is no weekday.",
    "week.weekdays": "Write {names:or}.",
    "week.write_digits": "Write seven digits from Monday on, 1 for a day with pickup, like 1111110.",
}
