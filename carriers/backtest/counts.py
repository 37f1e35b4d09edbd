"""What a backtest counts in, and why an order changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from routing.values.money import cny

if TYPE_CHECKING:
    from routing.exact.choice import Choice

NONE: Final = ""
"""The service of an order without a channel."""


@frozen
class Money:
    """Orders and their prices in fen, by the old facts and by the new."""

    old_orders: int = 0
    new_orders: int = 0
    old_fen: int = 0
    new_fen: int = 0

    @property
    def change_fen(self) -> int:
        """How much more the new facts cost."""
        return self.new_fen - self.old_fen

    def __add__(self, other: Money) -> Money:
        return Money(
            self.old_orders + other.old_orders,
            self.new_orders + other.new_orders,
            self.old_fen + other.old_fen,
            self.new_fen + other.new_fen,
        )


@frozen
class Largest:
    """One order whose price changes much, or which loses or gains its channel, and why."""

    order_id: str
    country: str
    old_service: str
    new_service: str
    old_fen: int | None
    new_fen: int | None
    reason: str


def reason(old: Choice, new: Choice) -> str:
    """Why an order is routed otherwise, or costs otherwise, by the new facts."""
    if old.chosen is None:
        return f"had no channel: {old.reason}"
    code = old.chosen.service.code
    before = cny(old.chosen.price_fen or 0)
    after = next((one for one in new.answers if one.service.code == code), None)
    if after is None:
        return f"{code} is not among the new cards"
    if not after.priced:
        return f"{code} no longer takes it: {after.refusals[0].code}, {after.refusals[0].message}"
    now = cny(after.price_fen or 0)
    if new.chosen is None:
        return f"{code} would take it for {now}, but the policy leaves no channel: {new.reason}"
    return _otherwise(old, new, code, (before, now), after.chargeable_g)


def _otherwise(old: Choice, new: Choice, code: str, money: tuple[str, str], billed_g: int | None) -> str:
    """Why, where the old channel still takes the order."""
    before, now = money
    chosen = new.chosen.service.code if new.chosen else NONE
    billed = old.chosen.chargeable_g if old.chosen else None
    if chosen == code:
        weights = "" if billed == billed_g else f", billed {billed_g} g instead of {billed} g"
        return f"{code} costs {now} instead of {before}{weights}"
    if now != before:
        return f"{code} now costs {now} instead of {before}; {chosen} is the cheapest of tier {new.tier}"
    if old.tier != new.tier:
        return f"falls into tier {new.tier} instead of {old.tier}"
    return f"{chosen} undercuts {code} ({now})"
