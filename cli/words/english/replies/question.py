"""The questions for a fact that decides which letter fits."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "question.dispatched_on": "On which day did the parcel leave?",
    "question.has_left": "Has the parcel left?",
    "question.known_delivered": "delivered",
    "question.known_message": "message {message}",
    "question.message": "What does the buyer say? Known so far: {known}.",
    "question.no_change": "It can no longer be changed ({why}). What does the buyer want instead?",
    "question.nothing_known": "nothing yet",
    "question.still_changeable": "--status paid (if it can still be changed)",
    "question.tracked": "Can the parcel be followed?",
}
