"""Calendars of days off: the official ones, and a seller's file over them."""

from typing import Final

SENTENCES: Final = {
    "calendar.see_help": "Compare `sampan calendar --help`.",
    "calendar.unreadable": "{error}",
    "calendar.unknown": "{name!r} is no calendar of holidays.",
    "calendar.choose": "Choose {names:or}.",
    # Faults of the file
    "calendar.no_list_of_days": 'is not a list of days. Write it like ["2026-02-09..2026-02-25"].',
    "calendar.no_day": 'is no day. Write "2026-02-09", "2026-02-09..2026-02-25" or {{ days = "...", why = "..." }}.',
    "calendar.no_year": "{year} is no year from {first} to {last}. Write it like year = 2027.",
    "calendar.no_holidays": "is empty: a year without a holiday is no notice. List the days off of {year}.",
    "calendar.other_year": "{day} is not in {year}. Put it under the year of its notice.",
    "calendar.off_and_worked": "{day} is both off and worked. Keep it in one of the two lists.",
    "calendar.years_apart": "{year} does not join the years known to {last}. Add {due} first.",
    "calendar.no_handling_days": "{days} is no number of days from 0 to {most}.",
    # Remarks on what is not wrong
    "calendar.closed_and_open": "{days:dates}: closed and open; closed wins.",
    "calendar.open_anyway": "{days:dates}: open, but worked anyway.",
    "calendar.make_up_on_weekday": "{days:dates}: a make-up working day on a weekday; such days are weekends as a rule.",
    "calendar.beyond_official": "{days:dates}: beyond the official days, {first} to {last}; your word alone holds.",
    "calendar.cutoff_on_day_off": "{days:dates}: a cutoff on a day off has no effect.",
    "calendar.cutoff_on_weekday_off": "{weekdays:weekdays}: a cutoff on a weekday off counts on make-up and open days only.",
    "calendar.closed_anyway": "every closed day is off anyway.",
}
