"""Wall clocks: cutoffs of a day."""

from typing import Final

SENTENCES: Final = {
    "clock.unreadable": "{text!r} is no wall-clock time.",
    "clock.way_out": "Write it from 00:00 to 24:00, like 17:00.",
    "clock.no_cutoff": "{text!r} is no cutoff for a day.",
    "clock.cutoff_way_out": "Write it like 2026-11-11=20:00 or Sat=12:00.",
}
