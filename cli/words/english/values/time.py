"""What is wrong with a moment."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "time.unreadable": "{text!r} is not a time.",
    "time.no_time_of_day": "{text!r} has no time of day.",
    "time.way_out": "Write it like 2026-11-20T17:20:00+08:00.",
    "time.leap_second": ("{text!r} is a leap second, which no shop's clock shows. Write second 59 or the next minute."),
    "time.no_time": "{text!r}: {hour:02}:{minute:02}:{second:02} is no time of day.",
    "time.no_offset": "{text!r}: no clock on Earth is {sign}{east} off UTC.",
    "time.no_zone": "{text!r} has no zone.",
    "time.add_offset": "Add the offset, like {text}+08:00.",
    # of order files
    "time.not_read": "{text!r} is no time that can be read.",
    "time.iso_way_out": "Write it like 2026-11-20T09:30:26+08:00.",
    "time.out_of_years": "{text!r} is not in the years {first} to {last}.",
    "time.names_no_zone": "{text!r} names no zone.",
    "time.give_zone": "Write the offset like +08:00, or give the zone by --input-zone.",
    "time.skipped": "{text!r} did not happen in {zone}: the clocks went forward. Check the time or zone.",
    "time.both_ways": (
        "{text!r} may have the day or the month first: {why}. Write the year first, like 2026-11-20 09:30."
    ),
    "time.other_month_first": "the file has {text!r} too",
    "time.none_tells": "no date of the file tells which",
}
