"""The figures of one agent, or of the team."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from routing.service_figures.chat import Conversation, Turn

_US = timedelta(microseconds=1)
_SECOND_US = 1_000_000


@frozen
class Figures:
    """Counts, and the shares and times that follow from them; None where there is nothing to divide by."""

    agent: str | None
    """None: the team."""
    enquired: int
    """Buyers who wrote."""
    paid: int
    """Of these, who paid after their first message."""
    answered: int
    """Of these, who were answered at least once."""
    sent: int
    """Messages of agents."""
    received: int
    """Messages of buyers."""
    waits_us: tuple[int, ...]
    """Microseconds from the first message of each turn to its answer, ascending."""
    open_us: tuple[int, ...]
    """The same of turns without answer, to the moment that counts."""
    greeted_us: tuple[int, ...]
    """Of the waits, those of first turns."""
    amounts_e4: tuple[int, ...]
    """What the buyers paid, a sum for each of those of whom the log tells one."""

    @property
    def conversion(self) -> Fraction | None:
        """Buyers who paid to buyers who enquired."""
        return _ratio(self.paid, self.enquired)

    @property
    def answer_ratio(self) -> Fraction | None:
        """Messages of the agent to messages of the buyers."""
        return _ratio(self.sent, self.received)

    @property
    def reply_rate(self) -> Fraction | None:
        """Buyers answered to buyers received."""
        return _ratio(self.answered, self.enquired)

    @property
    def average_s(self) -> Fraction | None:
        """Mean waiting time, in seconds; turns without answer have none yet."""
        return _ratio(sum(self.waits_us), len(self.waits_us) * _SECOND_US)

    @property
    def p90_s(self) -> Fraction | None:
        """The least waiting time, in seconds, that nine tenths of the answers do not pass (nearest rank)."""
        count = len(self.waits_us)
        return Fraction(self.waits_us[-(-9 * count // 10) - 1], _SECOND_US) if count else None

    @property
    def transaction_e4(self) -> Fraction | None:
        """Mean amount of a paying buyer, in ten-thousandths."""
        return _ratio(sum(self.amounts_e4), len(self.amounts_e4))

    def over(self, limit_s: int) -> int:
        """How often a buyer waited longer, those who still wait included."""
        return sum(wait > limit_s * _SECOND_US for wait in (*self.waits_us, *self.open_us))

    def within(self, limit_s: int) -> Fraction | None:
        """The share of turns answered in that time; one that is open and younger is not counted yet."""
        late = self.over(limit_s)
        in_time = sum(wait <= limit_s * _SECOND_US for wait in self.waits_us)
        return _ratio(in_time, in_time + late)

    def greeted_within(self, limit_s: int) -> Fraction | None:
        """The share of first answers given in that time."""
        return _ratio(sum(wait <= limit_s * _SECOND_US for wait in self.greeted_us), len(self.greeted_us))


def figures(chats: Sequence[Conversation], now: datetime, agent: str | None = None) -> Figures:
    """The figures of an agent, or of the team.

    Args:
        chats: all conversations.
        now: until when those without answer wait.
        agent: whose turns count; None: everybody's.
    """
    own = [(chat, turns) for chat in chats if (turns := _own(chat.turns, agent))]
    waits = sorted(_us(turn.answered - turn.began) for _, turns in own for turn in turns if turn.answered)
    return Figures(
        agent=agent,
        enquired=len(own),
        paid=sum(chat.paid for chat, _ in own),
        answered=sum(any(turn.answered for turn in turns) for _, turns in own),
        sent=sum(not one.from_buyer and agent in {None, one.agent} for chat in chats for one in chat.messages),
        received=sum(turn.messages for _, turns in own for turn in turns),
        waits_us=tuple(waits),
        open_us=tuple(max(_us(now - turn.began), 0) for _, turns in own for turn in turns if not turn.answered),
        greeted_us=tuple(
            _us(turn.answered - turn.began)
            for chat, turns in own
            if (turn := turns[0]) is chat.turns[0] and turn.answered
        ),
        amounts_e4=tuple(sum(chat.amounts_e4) for chat, _ in own if chat.paid and chat.amounts_e4),
    )


def agents(chats: Iterable[Conversation]) -> tuple[str, ...]:
    """Everybody who answered or is to answer, by name."""
    named = {one.agent for chat in chats for one in chat.messages} | {
        turn.agent for chat in chats for turn in chat.turns
    }
    return tuple(sorted(named - {""}))


def _own(turns: Sequence[Turn], agent: str | None) -> list[Turn]:
    return [turn for turn in turns if agent in {None, turn.agent}]


def _us(span: timedelta) -> int:
    return span // _US


def _ratio(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
