"""`sampan cards backtest`: past orders by old and new cards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from carriers.backtest.backtest import Backtest
from cli.cards.backtest_picture import picture
from cli.options.facts import FactPaths
from cli.options.types import DAY, PATH, from_option
from cli.output.files import atomic_file
from cli.output.show import format_option, json_text, table
from cli.words import said, sentence
from routing.intake import Reading, order_files, read_orders, read_products
from routing.values.money import cny

if TYPE_CHECKING:
    from datetime import date

    from carriers.backtest.counts import Largest, Money


@click.command(
    name="backtest",
    epilog="Example: sampan cards backtest orders.csv --old bundled --new cards/new --products products.csv",
)
@click.argument("files", nargs=-1, required=True, type=PATH, metavar="ORDERS...")
@click.option(
    "--old", multiple=True, required=True, metavar="DIR", help="Cards as they are; `bundled` works.  Repeatable."
)
@click.option("--new", multiple=True, required=True, metavar="DIR", help="Cards as they would be.  Repeatable.")
@click.option("--old-on", type=DAY, help="Day whose old facts count.  [default: each dispatch day]")
@click.option("--new-on", type=DAY, help="Day whose new facts count.  [default: each dispatch day]")
@from_option
@click.option("--products", type=PATH, metavar="FILE", help="Product master.")
@click.option("--policy", default="handbook", show_default=True, metavar="FILE|handbook|cheapest", help="For both.")
@click.option("--fx", type=PATH, metavar="FILE", help="Dated exchange rates (CSV).")
@click.option("--calendar", type=PATH, metavar="FILE", help="The seller's calendar.")
@click.option("--picture", "drawing", type=PATH, metavar="FILE", help="Draw the change (SVG).")
@format_option("table", "json")
def command(
    files: tuple[Path, ...], old: tuple[str, ...], new: tuple[str, ...], old_on: date | None,
    new_on: date | None, profile: str, products: Path | None, policy: str, fx: Path | None,
    calendar: Path | None, drawing: Path | None, output_format: str,
) -> int:  # fmt: skip
    """Route past orders by old and new cards: who changes channel, and what it costs.

    A new sheet often begins after the past orders: --new-on gives the day on which its prices are to be looked up.
    The totals are those of two runs of `sampan route`, to the cent.
    """
    before, after = (FactPaths.named(cards, policy, fx, calendar).load() for cards in (old, new))
    test = Backtest(before, after, old_on, new_on)
    master = read_products(products) if products else None
    names = frozenset(name for facts in (before, after) for one in facts.services for name in (one.code, one.carrier))
    how = Reading(profile, products=master, services=names, options=after.options)
    unreadable = 0
    for batch in read_orders(order_files(files), how):
        test.add(batch.table)
        unreadable += batch.rejected_rows
    click.echo(json_text(report(test)) if output_format == "json" else text(test))
    for remark in test.outside():
        click.echo(sentence(remark), err=True)
    if unreadable:
        click.echo(
            said("Left out: {n:count row} that could not be read; `sampan route` says why.", n=unreadable), err=True
        )
    if drawing is not None:
        with atomic_file(drawing) as file:
            file.write(picture(test).encode())
        click.echo(said("Drew {file}.", file=drawing), err=True)
    return 0


def report(test: Backtest) -> dict[str, Any]:
    """Everything as JSON values."""
    return {
        "orders": test.account,
        "repriced": dict(test.repriced),
        "total": _money(test.total),
        "by_country": {name: _money(money) for name, money in sorted(test.by_country.items())},
        "by_service": {name: _money(money) for name, money in sorted(test.by_service.items())},
        "by_tier": {name: _money(money) for name, money in sorted(test.by_tier.items())},
        "moves": [
            {"old": one or None, "new": other or None, "orders": count}
            for (one, other), count in sorted(test.moves.items(), key=lambda item: (-item[1], item[0]))
            if one != other
        ],
        "largest": [_largest(one) for one in test.largest],
        "policy_cost": {
            "orders": test.cheapest["orders"],
            "policy_cny": cny(test.cheapest["policy_fen"]),
            "cheapest_cny": cny(test.cheapest["cheapest_fen"]),
            "cost_cny": cny(test.cheapest["policy_fen"] - test.cheapest["cheapest_fen"]),
            "left_without_channel": test.cheapest["refused"],
        },
    }


def text(test: Backtest) -> str:
    """The report for people."""
    parts = ["\n".join(_account(test))]
    for title, totals in (("tier", test.by_tier), ("service", test.by_service), ("country", test.by_country)):
        rows = sorted(totals.items(), key=lambda item: (-abs(item[1].change_fen), item[0]))
        lines = table([[name, *_cells(one)] for name, one in rows[:_SHOWN]], (title, *_HEADERS), right=range(1, 6))
        more = len(rows) - _SHOWN
        rest = said("... and {more} more that change less; --format json has all.", more=more) if more > 0 else ""
        parts.append("\n".join(filter(None, (lines, rest))))
    if test.largest:
        rows_of = [
            (
                one.order_id,
                one.country,
                one.old_service,
                _fen(one.old_fen),
                one.new_service,
                _fen(one.new_fen),
                sentence(one.reason),
            )
            for one in test.largest
        ]
        headers = ("largest changes", "to", "old", "CNY", "new", "CNY", "why")
        parts.append(table(rows_of, headers, right=(3, 5)))
    return "\n\n".join(parts)


def _account(test: Backtest) -> list[str]:
    """What became of the orders and the money, in sentences."""
    account, money, free = test.account, test.total, test.cheapest
    cost = cny(free["policy_fen"] - free["cheapest_fen"])
    change = f"{_signed(money.change_fen)}{_share(money)}"
    return [
        said(
            "{orders:count order}: {kept} keep their channel, {changed} change it, {lost} lose it,\n"
            "{gained} gain one, {none} have none either way.",
            **{name: account[name] for name in ("orders", "kept", "changed", "lost", "gained", "none")},
        ),
        said(
            "Of those that keep it, {dearer} get dearer, {cheaper} cheaper.",
            dearer=test.repriced["dearer"],
            cheaper=test.repriced["cheaper"],
        ),
        said("Total {old} -> {new} CNY ({change}).", old=cny(money.old_fen), new=cny(money.new_fen), change=change),
        said(
            "The policy costs {cost} CNY more than the cheapest of all services for {orders} orders,\n"
            "and leaves {refused} without a channel that one of them would take.",
            cost=cost,
            orders=free["orders"],
            refused=free["refused"],
        ),
    ]


_SHOWN = 12
_HEADERS = ("orders old", "orders new", "CNY old", "CNY new", "change")


def _cells(money: Money) -> list[object]:
    return [
        money.old_orders,
        money.new_orders,
        cny(money.old_fen),
        cny(money.new_fen),
        _signed(money.change_fen),
    ]


def _signed(fen: int) -> str:
    return f"+{cny(fen)}" if fen > 0 else cny(fen)


def _share(money: Money) -> str:
    return f", {money.change_fen / money.old_fen:+.1%}" if money.old_fen else ""


def _fen(fen: int | None) -> str:
    return "" if fen is None else cny(fen)


def _money(money: Money) -> dict[str, Any]:
    return {
        "old_orders": money.old_orders,
        "new_orders": money.new_orders,
        "old_cny": cny(money.old_fen),
        "new_cny": cny(money.new_fen),
        "change_cny": cny(money.change_fen),
    }


def _largest(one: Largest) -> dict[str, Any]:
    return {
        "order_id": one.order_id,
        "country": one.country,
        "old_service": one.old_service or None,
        "old_cny": None if one.old_fen is None else cny(one.old_fen),
        "new_service": one.new_service or None,
        "new_cny": None if one.new_fen is None else cny(one.new_fen),
        "reason": sentence(one.reason),
    }
