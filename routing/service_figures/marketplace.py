"""What a marketplace asks of answers, and which turns were late by it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from routing.service_figures.chat import Conversation, Turn


@frozen
class AnswerRule:
    """The time that a marketplace gives for an answer: hours by the clock, weekends included, or the same day."""

    platform: str
    hours: int | None
    """None: to the end of the day on which the buyer wrote."""
    least_percent: int | None
    """Of all turns, how many are to be answered in time; None where no share is told."""
    source: str


@frozen
class MarketplaceFigures:
    """The turns of one marketplace by its own rule."""

    rule: AnswerRule
    turns: int
    in_time: int
    late: int
    """Answered too late, or still open and late by now; what is neither is open and still in time."""


def by_rule(
    chats: Iterable[Conversation], rule: AnswerRule, now: datetime, zone: tzinfo, agent: str | None = None
) -> MarketplaceFigures:
    """The turns of the rule's marketplace.

    Args:
        chats: conversations of all marketplaces.
        rule: which marketplace, and its limit.
        now: when those without answer are looked at.
        zone: in which a day ends.
        agent: whose turns count; None: everybody's.
    """
    turns = [
        turn for chat in chats if chat.platform == rule.platform for turn in chat.turns if agent in {None, turn.agent}
    ]
    late = sum(is_late(turn, rule, now, zone) for turn in turns)
    in_time = sum(turn.answered is not None and not is_late(turn, rule, now, zone) for turn in turns)
    return MarketplaceFigures(rule, len(turns), in_time, late)


def is_late(turn: Turn, rule: AnswerRule, now: datetime, zone: tzinfo) -> bool:
    """Whether the answer came, or is still to come, after the limit; at the limit itself it is in time."""
    return (turn.answered or now) > answer_by(turn.began, rule, zone)


def answer_by(began: datetime, rule: AnswerRule, zone: tzinfo) -> datetime:
    """The last moment of an answer in time."""
    if rule.hours is not None:
        return began + timedelta(hours=rule.hours)
    day = began.astimezone(zone).date()
    return datetime.combine(day, time(23, 59, 59, 999_999), zone)
