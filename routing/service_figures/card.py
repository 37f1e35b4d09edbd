"""The handbook's score card: parts with weights, of which some are known."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CONVERSION, TRANSACTION, RESPONSE = "conversion", "transaction_value", "response_time"
"""The parts that a chat log can tell."""


@frozen
class Part:
    """A part of the card: how much of it counts, and how much of it is reached."""

    name: str
    weight: int
    """Of 100."""
    reached: Fraction | None
    """From 0 to 1; None: not known."""

    @property
    def points(self) -> Fraction | None:
        """The weight that is reached."""
        return None if self.reached is None else self.weight * self.reached


@frozen
class Card:
    """The parts in the handbook's order."""

    agent: str | None
    """None: the team."""
    parts: tuple[Part, ...]

    @property
    def weight(self) -> int:
        """The weight of the parts that are known: the sum is of so many."""
        return sum(part.weight for part in self.parts if part.reached is not None)

    @property
    def points(self) -> Fraction:
        """The sum of what is known."""
        return sum((part.points for part in self.parts if part.points is not None), Fraction(0))

    @property
    def share(self) -> Fraction | None:
        """The sum to the weight it is of; None where nothing is known."""
        return self.points / self.weight if self.weight else None

    @property
    def unknown(self) -> tuple[str, ...]:
        """The parts that are left out."""
        return tuple(part.name for part in self.parts if part.reached is None)


def card(agent: str | None, weights: Mapping[str, int], reached: Mapping[str, Fraction | None]) -> Card:
    """The card of an agent.

    Args:
        agent: whose it is; None: the team's.
        weights: part -> its weight, in the handbook's order.
        reached: part -> from 0 to 1; one that is not named is not known.
    """
    return Card(agent, tuple(Part(name, weight, reached.get(name)) for name, weight in weights.items()))


def team_card(cards: Sequence[Card], weights: Mapping[str, int]) -> Card:
    """The team's card: of each part the mean of the agents, known where it is of all of them."""
    reached: dict[str, Fraction | None] = {}
    for name in weights:
        found = [part.reached for one in cards for part in one.parts if part.name == name]
        known = [share for share in found if share is not None]
        reached[name] = sum(known, Fraction(0)) / len(known) if known and len(known) == len(found) else None
    return card(None, weights, reached)


def against(own: Fraction | None, yardstick: Fraction | None) -> Fraction | None:
    """How much of a yardstick is reached, all of it at most; None where one of the two is not known or is zero."""
    if own is None or not yardstick:
        return None
    return min(own / yardstick, Fraction(1))
