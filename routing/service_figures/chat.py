"""One message of a chat, and all that were exchanged with one buyer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@frozen
class Message:
    """A line of a chat log.  What the log does not tell is the empty text or None."""

    buyer: str
    agent: str
    """Who wrote, or on a buyer's message who is to answer."""
    at: datetime
    """With its zone."""
    from_buyer: bool
    platform: str = ""
    item: str = ""
    reason: str = ""
    """Why an enquiry is not paid."""
    paid: bool = False
    paid_at: datetime | None = None
    """When the order was paid; None with `paid`: it was, at a time that is not told."""
    amount_e4: int | None = None
    """What was paid, in ten-thousandths of the log's one currency."""


@frozen
class Turn:
    """What a buyer wrote before the next answer: one or several messages, and the answer."""

    agent: str
    """Who answered; of an open turn who is to answer, as far as the log tells."""
    began: datetime
    """The first of its messages: from then on the buyer waits."""
    messages: int
    answered: datetime | None
    """None: nobody has answered."""


@frozen
class Conversation:
    """All messages with one buyer on one marketplace, by time; of one moment as the log has them."""

    buyer: str
    platform: str
    messages: tuple[Message, ...]
    turns: tuple[Turn, ...]

    @property
    def paid(self) -> bool:
        """Whether the buyer paid after the first message; a payment before it came of no enquiry."""
        first = self.turns[0].began if self.turns else None
        return first is not None and any(
            one.paid and (one.paid_at is None or one.paid_at >= first) for one in self.messages
        )

    @property
    def amounts_e4(self) -> tuple[int, ...]:
        """What was paid, each amount that the log tells."""
        return tuple(one.amount_e4 for one in self.messages if one.amount_e4 is not None)

    def last(self, name: str) -> str:
        """What the log last said of `item` or `reason`."""
        return next((text for one in reversed(self.messages) if (text := getattr(one, name))), "")


def conversations(messages: Iterable[Message]) -> tuple[Conversation, ...]:
    """The messages by buyer and marketplace, in the order of each one's first."""
    held: dict[tuple[str, str], list[Message]] = {}
    for one in sorted(messages, key=lambda message: message.at):
        held.setdefault((one.buyer, one.platform), []).append(one)
    return tuple(Conversation(*key, tuple(lines), tuple(_turns(lines))) for key, lines in held.items())


def _turns(messages: list[Message]) -> list[Turn]:
    found: list[Turn] = []
    waiting: list[Message] = []
    spoke = ""
    for one in messages:
        if one.from_buyer:
            waiting.append(one)
            continue
        spoke = one.agent
        if waiting:
            found.append(Turn(one.agent, waiting[0].at, len(waiting), one.at))
            waiting = []
    if waiting:
        asked = next((one.agent for one in reversed(waiting) if one.agent), spoke)
        found.append(Turn(asked, waiting[0].at, len(waiting), None))
    return found
