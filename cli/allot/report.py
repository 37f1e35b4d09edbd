"""What an allotment comes to, for people and as JSON: caps, what a place is worth, and every order that moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cli.output.show import table
from cli.words import said
from routing.allotment.caps import UNIT
from routing.values.money import cny

if TYPE_CHECKING:
    from routing.allotment.allot import Allotted, Claimed, Used
    from routing.allotment.caps import Measure
    from routing.allotment.lines import Lines

_SHOWN = 20


def report(found: Allotted, lines: Lines, order_ids: list[str]) -> dict[str, Any]:
    """Everything as JSON values; money as decimal text in CNY, amounts in the units of the caps."""
    away = np.flatnonzero(found.chosen != lines.home)
    moved = []
    for parcel in away.tolist():
        before, after = int(lines.home[parcel]), int(found.chosen[parcel])
        moved.append(
            {
                "order_id": order_ids[parcel],
                "from": lines.services[int(lines.service[before])],
                "to": lines.services[int(lines.service[after])],
                "from_cny": cny(int(lines.price_fen[before])),
                "to_cny": cny(int(lines.price_fen[after])),
                "more_cny": cny(int(lines.price_fen[after] - lines.price_fen[before])),
            }
        )
    return {
        "orders": len(lines.weight_g),
        "orders_moved": len(moved),
        "before_cny": cny(found.before_fen),
        "cost_cny": cny(found.cost_fen),
        "bound_cny": cny(found.bound_fen),
        "gap_percent": f"{100 * found.gap_fen / found.cost_fen:.4f}" if found.cost_fen else "0.0000",
        "optimal": found.gap_fen == 0,
        "caps": [_cap(one) for one in found.used],
        "rebates": [_rebate(one) for one in found.claimed],
        "moved": moved,
    }


def text(told: dict[str, Any]) -> str:
    """The report for people."""
    parts = [_headline(told)]
    if told["caps"]:
        heads = ("cap", "day", "by", "least", "most", "without caps", "used", "one more saves CNY")
        rows = [
            [
                *(one[name] for name in ("name", "day", "by", "least", "most", "without_caps", "used")),
                one["one_more_saves_cny"] if one["exact"] else said("at least {cny}", cny=one["one_more_saves_cny"]),
            ]
            for one in told["caps"]
        ]
        parts.append(table([["" if cell is None else cell for cell in row] for row in rows], heads, right=range(3, 8)))
        parts += [_worth(one) for one in told["caps"] if one["one_more_saves_cny"] != "0.00"]
    if told["rebates"]:
        claimed = [[one[name] for name in ("name", "by", "from", "saves_cny")] for one in told["rebates"]]
        parts.append(table(claimed, ("rebate", "by", "from", "saves CNY"), right=(2, 3)))
    if told["moved"]:
        keys = ("order_id", "from", "from_cny", "to", "to_cny", "more_cny")
        shown = told["moved"][:_SHOWN]
        columns = ("order_id", "from", "CNY", "into", "CNY", "more CNY")
        parts.append(table([[one[key] for key in keys] for one in shown], columns, right=(2, 4, 5)))
        more = len(told["moved"]) - len(shown)
        if more:
            parts.append(said("... and {n:count more order}; --format json has all.", n=more))
    return "\n\n".join(parts)


def _headline(told: dict[str, Any]) -> str:
    head = said(
        "{orders:count order}: {before} CNY without caps, {cost} CNY with them; {moved} move.",
        orders=told["orders"],
        before=told["before_cny"],
        cost=told["cost_cny"],
        moved=told["orders_moved"],
    )
    proof = (
        said("Proven: no allotment that keeps the caps costs less.")
        if told["optimal"]
        else said(
            "No allotment that keeps the caps costs less than {bound} CNY (gap {gap} %); --nodes searches longer.",
            bound=told["bound_cny"],
            gap=told["gap_percent"],
        )
    )
    return f"{head}\n{proof}"


def _worth(one: dict[str, Any]) -> str:
    """What one more place is worth, in a sentence."""
    figures = {"name": one["name"], "saving": one["one_more_saves_cny"]}
    if one["binds"] == "least":
        return said("One less to be reached at {name} saves {saving} CNY.", **figures)
    if one["by"] == "parcels":
        return said("One more place at {name} saves {saving} CNY.", **figures)
    if one["by"] == "kg":
        return said("One more kilogram at {name} saves {saving} CNY.", **figures)
    return said("One more yuan of room at {name} saves {saving} CNY.", **figures)


def _cap(one: Used) -> dict[str, Any]:
    cap, limit = one.counted.cap, one.counted.limit
    return {
        "name": cap.name,
        "day": None if one.counted.day is None else str(one.counted.day),
        "by": cap.by,
        "least": _amount(limit.least, cap.by) if limit.least else None,
        "most": None if limit.most is None else _amount(limit.most, cap.by),
        "without_caps": _amount(one.wanted, cap.by),
        "used": _amount(one.used, cap.by),
        "binds": one.shadow.binds,
        "one_more_saves_cny": cny(one.shadow.saved_fen),
        "exact": one.shadow.exact,
    }


def _rebate(one: Claimed) -> dict[str, Any]:
    by = one.rebate.by
    return {"name": one.rebate.name, "by": by, "from": _amount(one.step.at_least, by), "saves_cny": cny(one.off_fen)}


def _amount(inside: int, by: Measure) -> int | str:
    """An amount in the unit of the cap: parcels whole, kilograms to the gram, yuan to the fen."""
    unit = UNIT[by]
    if unit == 1 or inside % unit == 0:
        return inside // unit
    return f"{inside / unit:.3f}" if by == "kg" else cny(inside)
