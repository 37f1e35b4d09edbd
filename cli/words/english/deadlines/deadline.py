"""Deadlines: the note for a table, and the reason of every shift."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "deadline.note": "{parts:parts}",
    # On which side of the cutoff
    "deadline.paid_on_day_off": "paid on a day off",
    "deadline.before_cutoff": "before the {cutoff_s:clock} cutoff",
    "deadline.after_cutoff": "after the {cutoff_s:clock} cutoff",
    # The payment
    "deadline.paid": "{parts:list}",
    "deadline.paid_at": "paid {at:moment} in {zone}",
    "deadline.paid_at_given": "paid {at:moment} in {zone} (given as {given:iso})",
    "deadline.on_make_up_day": "a make-up working day ({cause:name})",
    "deadline.on_day_off": "a day off",
    # Days off
    "deadline.off": "{spans:list}",
    "deadline.days_off": "{days} off",
    "deadline.days_off_for": "{days} off ({cause:name})",
    "deadline.days": "{days:days}",
    "deadline.days_of_month": "{days:days of month}",
    "deadline.closed": "closed",
    "deadline.open": "open",
    "deadline.holiday": "holiday",
    "deadline.make_up": "make-up",
    # The dispatch day
    "deadline.ships": "ships {on:day}",
    "deadline.ships_make_up": "ships {on:day} (make-up working day)",
    "deadline.ships_open": "ships {on:day} ({cause:name})",
    "deadline.picked_up": "the carrier picks up {on:day}",
    "deadline.pickup_unknown": "the carrier's pickup day is not known",
    # The working hours
    "deadline.hours": "{parts:parts}",
    "deadline.hours_end": "{hours} working hours end {at:moment}",
    "deadline.hours_end_from_midnight": "{hours} working hours from 00:00 of the next working day end {at:moment}",
    # The marketplace's clock
    "deadline.marketplace": "marketplace",
    "deadline.ship_by": "{whose} ship-by {on:day}",
    "deadline.ship_by_at": "{ship_by} ({at:moment})",
    "deadline.ship_by_earlier": "{whose} ship-by {on:day} is earlier than the own {own:day}",
    "deadline.ship_by_too_soon": "{whose} ship-by {on:day} is before the dispatch day: ship sooner or ask the marketplace for more time",
    "deadline.ship_by_unknown": "{whose} ship-by UNKNOWN: its business days do not cover that date",
    # What is not known
    "deadline.before_calendar": "UNKNOWN: workdays are known from {first}; earlier orders have no deadline here",
    "deadline.beyond_count": "UNKNOWN: days are counted to {last}",
    "deadline.beyond_calendar": "UNKNOWN: workdays are known to {last}; add the {year} notice to your calendar file under [[official]]",
}
