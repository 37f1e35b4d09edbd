"""The change of a backtest as a picture: orders by channel, money by country."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

from cli.words import said
from routing.values.money import cny

if TYPE_CHECKING:
    from carriers.backtest.backtest import Backtest

_BARS = 12
_WIDTH = 300  # of the longest bar


def picture(test: Backtest) -> str:
    """The picture as SVG text."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only a picture needs it

    source = (resources.files("cli.cards") / "backtest.svg.jinja").read_text(encoding="utf-8")
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    total = test.total
    account = said(
        "Total {old} to {new} CNY (change {change}). {kept} keep their channel, {changed} change it, {lost} lose it,"
        " {gained} gain one.",
        old=cny(total.old_fen),
        new=cny(total.new_fen),
        change=cny(total.change_fen),
        **{name: test.account[name] for name in ("kept", "changed", "lost", "gained")},
    )
    return page.from_string(source).render(
        title=said("Past orders by old and new cards"),
        head=said("{n} past orders by old and new cards", n=test.account["orders"]),
        account=account,
        orders=said("Orders by channel"),
        money=said("Money by country (CNY): right costs more, left costs less"),
        old=said("old"),
        new=said("new"),
        services=_services(test),
        countries=_countries(test),
    )


def _services(test: Backtest) -> list[dict[str, Any]]:
    """Orders of each service, old and new, those with the most first."""
    found = sorted(test.by_service.items(), key=lambda item: (-max(item[1].old_orders, item[1].new_orders), item[0]))
    longest = max((max(one.old_orders, one.new_orders) for _, one in found), default=1) or 1
    return [
        {
            "name": name,
            "old": one.old_orders,
            "new": one.new_orders,
            "old_width": round(one.old_orders / longest * _WIDTH, 1),
            "new_width": round(one.new_orders / longest * _WIDTH, 1),
        }
        for name, one in found[:_BARS]
    ]


def _countries(test: Backtest) -> list[dict[str, Any]]:
    """Money by country, the largest changes first; bars to the right cost more, to the left less."""
    found = sorted(test.by_country.items(), key=lambda item: (-abs(item[1].change_fen), item[0]))
    longest = max((abs(one.change_fen) for _, one in found), default=1) or 1
    return [
        {
            "name": name,
            "text": ("+" if one.change_fen > 0 else "") + cny(one.change_fen),
            "dearer": one.change_fen > 0,
            "width": round(abs(one.change_fen) / longest * _WIDTH / 2, 1),
        }
        for name, one in found[:_BARS]
    ]
