"""Help for settling a dispute or complaint: who answers for it, who pays the freight, what may be offered, by when.

Amounts are compared only within one currency; without them the order of the handbook stands.  Nothing here sets an
amount: a person decides it, and above a band another person approves.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from attrs import frozen

from routing.reason import Reason
from templates_en.english import write
from templates_en.fact_types import Money, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from templates_en.shop import Shop


_FREE = frozenset({"wait"})
"""Options that cost nothing in money."""


@frozen
class Option:
    """One way to settle: its words for the buyer, and the most it costs the shop where that is known."""

    key: str
    words: str
    loss: Money | None
    owed: bool  # the buyer must be offered this one or another owed one


@frozen
class Resolution:
    """What the handbooks and the platform leave open for one reason."""

    reason: str
    responsible: str
    why: str
    freight_payer: str
    options: tuple[Option, ...]  # least loss first
    ordered_by: Reason
    windows: tuple[Reason, ...]
    approval: Reason
    next_update_by: datetime


@cache
def _tables() -> dict[str, Any]:
    text = resources.files("templates_en").joinpath("data/resolutions.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def resolution_words() -> Iterator[str]:
    """The words of the table: who answers and pays, why, and what can be offered."""
    tables = _tables()
    for row in tables["reason"].values():
        yield from (row["responsible"], row["why"], row["freight_payer"])
    yield from tables["option"].values()


def reason_of(situation: str, message: str | None) -> str | None:
    """The dispute reason that a situation comes to, or for an offer of money the buyer's message; None for neither."""
    tables = _tables()
    of_message = tables["message"].get(message or "") if situation == "after.compensation_offer" else None
    reason: str | None = tables["situation"].get(situation, of_message)
    return reason


def resolve(
    reason: str,
    shop: Shop,
    now: datetime,
    *,
    order_value: Money | None,
    partial_refund: Money | None = None,
    delivered_on: date | None = None,
) -> Resolution:
    """The resolution for that reason.

    Args:
        reason: a dispute reason of `words.toml`.
        shop: its freight amounts, days and bands.
        now: the moment of the answer; the next update is due within the shop's hours from it.
        order_value: what the buyer paid.
        partial_refund: the amount a person has in mind for a partial refund.
        delivered_on: when known, the windows for exchange and return get their last day.
    """
    tables = _tables()
    row = tables["reason"][reason]
    money = {
        "order_value": order_value,
        "partial_refund": partial_refund,
        "return_freight": shop.settings.get("return_freight") if row["freight_payer"] == "seller" else None,
        "resend_freight": shop.settings.get("resend_freight"),
    }
    options = [
        Option(key, tables["option"][key], _loss(key, money, row["freight_payer"]), key in row["owed"])
        for key in row["options"]
    ]
    losses = [option.loss for option in options if option.key not in _FREE]
    if losses and all(losses) and len({loss.currency for loss in losses if loss}) == 1:
        options.sort(key=lambda option: option.loss.amount if option.loss else Decimal(0))
        ordered_by = Reason("resolution.by_loss")
    else:
        ordered_by = Reason("resolution.by_handbook")
    return Resolution(
        reason=reason,
        responsible=row["responsible"],
        why=row["why"],
        freight_payer=row["freight_payer"],
        options=tuple(options),
        ordered_by=ordered_by,
        windows=tuple(_windows(shop, delivered_on)),
        approval=_approval(partial_refund, shop.bands or tables["band"]),
        next_update_by=now + shop.next_update,
    )


def _loss(key: str, money: dict[str, Money | None], freight_payer: str) -> Money | None:  # noqa: PLR0911 - a line an option
    """The most an option costs: the item counts at what the buyer paid, since the shop's own cost is not known."""
    value = money["order_value"]
    match key:
        case "wait":
            return None
        case "partial_refund":
            return money["partial_refund"]
        case "full_refund":
            return value
        case "resend":
            return _sum(value, money["resend_freight"])
        case "send_part":
            return money["resend_freight"]
        case "exchange":
            return _sum(money["return_freight"], money["resend_freight"])
        case _:  # return_refund: the item comes back, so only the freight is lost
            return money["return_freight"] if freight_payer == "seller" else None


def _sum(first: Money | None, second: Money | None) -> Money | None:
    if first is None or second is None or first.currency != second.currency:
        return None
    return Money(first.amount + second.amount, first.currency)


def _windows(shop: Shop, delivered_on: date | None) -> Iterable[Reason]:
    exchange, back = int(shop.settings["exchange_days"]), int(shop.settings["return_days"])
    if delivered_on is None:
        yield Reason("resolution.exchange_days", days=exchange)
        yield Reason("resolution.return_days", days=back)
        return
    yield Reason("resolution.exchange_until", days=exchange, until=delivered_on + timedelta(days=exchange))
    yield Reason("resolution.return_until", days=back, until=delivered_on + timedelta(days=back))


def _approval(amount: Money | None, bands: Iterable[dict[str, Any]]) -> Reason:
    """Whether another person approves the amount, as far as a band of the same currency says."""
    shown = [(row, read("money", row["approver_above"])) for row in bands]
    if amount is None:
        bands_known = (
            Reason("resolution.band", name=row["name"], least=row["least"], most=row["most"]) for row, _ in shown
        )
        return Reason("resolution.bands", bands=tuple(bands_known))
    same = [(row, limit) for row, limit in shown if limit.currency == amount.currency]
    if not same:
        return Reason("resolution.no_band", currency=amount.currency, amount=write("money", amount))
    limit = max(limit.amount for _, limit in same)
    if amount.amount > limit:
        return Reason(
            "resolution.needs_approval", amount=write("money", amount), limit=str(limit), currency=amount.currency
        )
    return Reason("resolution.within_band", amount=write("money", amount), limit=str(limit), currency=amount.currency)
