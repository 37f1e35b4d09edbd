"""What a backtest counts in, and why an order changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from routing.reason import Reason
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
    reason: Reason


def reason(old: Choice, new: Choice) -> Reason:
    """Why an order is routed otherwise, or costs otherwise, by the new facts."""
    if old.chosen is None:
        return Reason("backtest.had_no_channel", reason=old.reason)
    code = old.chosen.service.code
    before = cny(old.chosen.price_fen or 0)
    after = next((one for one in new.answers if one.service.code == code), None)
    if after is None:
        return Reason("backtest.not_among_new", code=code)
    if not after.priced:
        return Reason(
            "backtest.no_longer_takes",
            code=code,
            refusal=after.refusals[0].code,
            why=after.refusals[0].message,
        )
    now = cny(after.price_fen or 0)
    if new.chosen is None:
        return Reason("backtest.policy_leaves_none", code=code, now=now, reason=new.reason)
    return _otherwise(old, new, code, (before, now), after.chargeable_g)


def _otherwise(old: Choice, new: Choice, code: str, money: tuple[str, str], billed_g: int | None) -> Reason:
    """Why, where the old channel still takes the order."""
    before, now = money
    chosen = new.chosen.service.code if new.chosen else NONE
    billed = old.chosen.chargeable_g if old.chosen else None
    if chosen == code:
        if billed == billed_g:
            return Reason("backtest.costs", code=code, now=now, before=before)
        return Reason("backtest.costs_billed", code=code, now=now, before=before, billed_g=billed_g, before_g=billed)
    if now != before:
        return Reason("backtest.other_is_cheapest", code=code, now=now, before=before, chosen=chosen, tier=new.tier)
    if old.tier != new.tier:
        return Reason("backtest.other_tier", tier=new.tier, before=old.tier)
    return Reason("backtest.undercut", chosen=chosen, code=code, now=now)
