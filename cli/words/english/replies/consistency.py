"""Facts of a letter that disagree with each other, with the order or with the day."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "consistency.day_over": "{day} is over; give a day to come.",
    "consistency.holiday_lasts": "the holiday ends on {end} and is spoken of as if it lasted.",
    "consistency.holiday_said_over": "the holiday ends on {end} and is said to be over.",
    "consistency.moment_over": "{moment} is over; give a time to come.",
    "consistency.other_currency": (
        "{amount} {currency} is not in {of_order}, as the order is; give approved_by if meant."
    ),
    "consistency.out_of_order": "{day} is after {later}, {day_of_later}; one of the two is wrong.",
    "consistency.over_order": "{amount} is more than the order's {total} {currency}; give approved_by if meant.",
    "consistency.refused": "{field} (from {column}): {reason}",
    "consistency.still_to_come": "{day} is still to come; a thing that happened has a day that is past.",
    "consistency.update_too_late": (
        "{moment} is not within 48 hours from now; a buyer does not wait longer for the next update."
    ),
    "consistency.window_not_over": "{window} from {sent} are not over yet, so the parcel is not late.",
    "consistency.window_of_another": ("the window {window} is not for {meant} to {to}; take it from the window table."),
    "consistency.window_over": (
        "{window} from {sent} are over, so the parcel is not within its time; in_transit.past_window fits."
    ),
    "consistency.window_without_service": (
        "the window {window} is not for no service to {to}; take it from the window table."
    ),
}
