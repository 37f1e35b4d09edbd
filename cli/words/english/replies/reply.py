"""What stands between a letter and its text, and what was done to a fact."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "reply.chosen_by_hand": "chosen by hand",
    "reply.from_shop": "{setting} in the shop file (--shop FILE) or {option}",
    "reply.from_tracking": "--tracking FILE, --event KIND@TIME or {option}",
    "reply.from_window": "add a [[window]] for the service and destination to the shop file (--shop FILE)",
    "reply.name_left_out": "{name} {text!r} is not fit for a greeting and was left out.",
    "reply.name_written": "{name} {text!r} is written as {written!r}.",
    "reply.option": "{option}",
    "reply.no_platform": "{what}",
    "reply.opened_or": "--dispute-opened TIME or {option}",
    "reply.other_language": "the buyer's language is {locale}; this letter is English.",
    "reply.part_not_allowed": "this part may not stand in the message. {rules:parts}.",
    "reply.unreadable": "{what} {way_out}",
}
