"""What is left to do: buyers without an answer, and enquiries to be followed up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from routing.service_figures.chat import Conversation

SILENCE = "silence"
"""Why an answered enquiry is not paid where the log says nothing else: the buyer wrote no more."""


@frozen
class Unanswered:
    """A buyer who had the last word."""

    buyer: str
    platform: str
    agent: str
    item: str
    since: datetime
    waited: timedelta


@frozen
class FollowUp:
    """The next follow-up of an unpaid enquiry that was answered."""

    buyer: str
    platform: str
    agent: str
    """Who wrote last."""
    item: str
    reason: str
    minutes: int
    """Which of the steps it is."""
    due_at: datetime
    due: bool
    """Whether its time has come."""


def unanswered(chats: Iterable[Conversation], now: datetime) -> list[Unanswered]:
    """The buyers whose last message nobody answered, those who wait longest first."""
    found = [
        Unanswered(chat.buyer, chat.platform, turn.agent, chat.last("item"), turn.began, now - turn.began)
        for chat in chats
        if chat.turns and (turn := chat.turns[-1]).answered is None
    ]
    return sorted(found, key=lambda one: (one.since, one.buyer))


def follow_ups(chats: Iterable[Conversation], steps: Sequence[int], now: datetime) -> list[FollowUp]:
    """The next step of each enquiry that was answered and not paid, by when it is due.

    The clock starts with the first message that answered the buyer's last; a step is done by any message sent as late
    as its time.

    Args:
        chats: all conversations.
        steps: minutes after the answer, ascending.
        now: which steps are due.
    """
    return sorted(_next_steps(chats, steps, now), key=lambda one: (one.due_at, one.buyer))


def _next_steps(chats: Iterable[Conversation], steps: Sequence[int], now: datetime) -> Iterator[FollowUp]:
    for chat in chats:
        answered = chat.turns[-1].answered if chat.turns else None
        if answered is None or chat.paid:
            continue
        last = chat.messages[-1]
        for minutes in steps:
            due_at = answered + timedelta(minutes=minutes)
            if last.at < due_at:
                yield FollowUp(
                    chat.buyer, chat.platform, last.agent, chat.last("item"), chat.last("reason") or SILENCE, minutes,
                    due_at, due_at <= now,
                )  # fmt: skip
                break
