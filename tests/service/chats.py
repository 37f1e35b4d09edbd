"""Chats typed in a line each, for the tests of service figures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from routing.service_figures.chat import Conversation, Message, conversations

DAY = "2026-11-20T"  # a Friday
CHINA = "+08:00"


def at(clock: str) -> datetime:
    """A moment: of the Friday in China where the text has no day."""
    return datetime.fromisoformat(clock if "T" in clock else f"{DAY}{clock}{CHINA}")


def says(buyer: str, clock: str, agent: str = "", **others: Any) -> Message:
    """A message of the buyer; `agent` is who is to answer."""
    return Message(buyer, agent, at(clock), from_buyer=True, **others)


def answers(agent: str, buyer: str, clock: str, **others: Any) -> Message:
    """A message of the agent."""
    return Message(buyer, agent, at(clock), from_buyer=False, **others)


def chat(*messages: Message) -> tuple[Conversation, ...]:
    """The conversations of the messages."""
    return conversations(messages)
