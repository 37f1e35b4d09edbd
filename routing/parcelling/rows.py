"""Parcels as rows of an order table: a part of an order, or several orders in one."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from routing.orders import LINE
from routing.parcelling.packed_orders import measures
from routing.parcelling.pieces import lines_of, value_shares
from routing.services.packing import FLAG, NONE_FITS, NOT_KNOWN
from routing.values.goods import GENERAL, goods_of, together
from routing.values.money import half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from routing.parcelling.packed import Packed
    from routing.parcelling.pieces import Articles

    Order = Mapping[str, Any]
    Row = dict[str, Any]

SPLIT: Final = "SPLIT"
"""Flag of a parcel that holds a part of an order."""
MERGED: Final = "MERGED"
"""Flag of a parcel that holds several orders."""
_STACKED: Final = "SIZE_STACKED"
_OF_PACKING: Final = (_STACKED, NONE_FITS, NOT_KNOWN)
_LINE_FIELDS: Final = tuple(one.name for one in LINE.fields)
_OF_MASTER: Final = (
    "declared_e4", "declared_currency", "weight_g", "name_en", "name_zh", "hs_code", "origin", "goods", "material",
)  # fmt: skip
_BETWEEN: Final = " | "


def part_of(order: Order, taken: Sequence[int], packed: Packed, value_e4: int | None) -> Row:
    """A parcel with so many pieces of each line of an order.

    Args:
        order: a row of an order table.
        taken: pieces of each of its lines.
        packed: how they are packed.
        value_e4: their share of the order's value; see `shares`.
    """
    lines = lines_of(order)
    kept = [{**line, "quantity": number} for line, number in zip(lines, taken, strict=True) if number]
    row = {**order, **measures(packed), "value_e4": value_e4, "quantity": sum(taken)}
    row["shape"] = "roll" if packed.roll else None
    row["flags"] = _flags([order["flags"]], packed, SPLIT, several=sum(taken) > 1)
    if order["items"]:
        row["items"] = kept
        row["goods"] = _goods(order, kept)
        if len(kept) == 1:
            only = kept[0]
            row |= {"sku": only["sku"], "hs_code": only["hs_code"], "origin": only["origin"]}
            row["description"] = only["name_en"]
    return row


def shares(order: Order, parts: Iterable[Sequence[int]]) -> list[int | None]:
    """What the order's value comes to in each of its parts, one after another; together they are all of it."""
    each = value_shares(order)
    told: list[int | None] = []
    passed, sum_e4 = Fraction(0), 0
    for taken in parts:
        if each is None or order["value_e4"] is None:
            told.append(None)
            continue
        passed += sum((share * number for share, number in zip(each, taken, strict=True)), Fraction(0))
        upto = passed * order["value_e4"]
        upto_e4 = half_up(upto.numerator, upto.denominator)
        told.append(upto_e4 - sum_e4)
        sum_e4 = upto_e4
    return told


def merged(orders: Sequence[Order], packed: Packed, latest_at: datetime, articles: Articles) -> Row:
    """Several orders to one door as one parcel: paid when the last of them was, to leave by the first one's time.

    Args:
        orders: rows of an order table, in their order.
        packed: how all of it is packed.
        latest_at: the earliest of their latest times.
        articles: of the product master, for orders told in one line.
    """
    return {
        **joined(orders, packed, latest_at),
        **dict.fromkeys(("sku", "hs_code", "origin", "description")),
        "note": _notes(orders),
        "items": [line for order in orders for line in _lines(order, articles)],
        "flags": _flags([order["flags"] for order in orders], packed, MERGED, several=True),
    }


def joined(orders: Sequence[Order], packed: Packed, latest_at: datetime) -> Row:
    """What of such a parcel prices it where no card and no door asks for its lines; arguments as above."""
    first = orders[0]
    values = [order["value_e4"] for order in orders]
    pieces = [order["quantity"] for order in orders]
    delivery = [order["deliver_by"] for order in orders if order["deliver_by"] is not None]
    return {
        **first,
        **measures(packed),
        "shape": None,
        "paid_at": max(order["paid_at"] for order in orders),
        "ship_by": latest_at,
        "deliver_by": min(delivery, default=None),
        "value_e4": None if None in values else sum(values),
        "quantity": None if None in pieces else sum(pieces),
        "tracked": any(order["tracked"] for order in orders) or None,
        "po_box": any(order["po_box"] for order in orders) or None,
        "goods": _said(orders),
    }


def line_owners(orders: Sequence[Order], articles: Articles) -> list[str]:
    """The order of each line of a merged parcel."""
    return [str(order["order_id"]) for order in orders for _ in _lines(order, articles)]


def _flags(several_flags: Iterable[str | None], packed: Packed, kind: str, *, several: bool) -> str:
    kept = [flag for flags in several_flags for flag in (flags or "").split(";") if flag]
    told = [flag for flag in dict.fromkeys(kept) if flag not in _OF_PACKING and not flag.startswith(FLAG)]
    stacked = several and packed.packing is None and packed.sides_e9 is not None
    return ";".join([*told, *([_STACKED] if stacked else []), *([packed.flag] if packed.flag else []), kind])


def _goods(order: Order, kept: Sequence[Mapping[str, Any]]) -> str | None:
    """The goods of some lines; all of the order's where they are not what its lines say."""
    goods: str | None = order["goods"]
    return _said(kept) if _said(order["items"]) == goods else goods


def _said(lines: Iterable[Mapping[str, Any]]) -> str | None:
    """What lines say of their goods together: `general` only when every line says so."""
    words = [line["goods"] for line in lines]
    special = together(goods_of(word) for word in words if word) - GENERAL
    if special:
        return ";".join(sorted(special))
    return None if None in words else "general"


def _notes(orders: Sequence[Order]) -> str | None:
    """The buyer's words, each with its order where several orders have some."""
    notes = [(order["order_id"], order["note"]) for order in orders if order["note"]]
    if len({note for _, note in notes}) <= 1:
        return notes[0][1] if notes else None
    return _BETWEEN.join(f"{order_id}: {note}" for order_id, note in notes)


def _lines(order: Order, articles: Articles) -> list[dict[str, Any]]:
    """The lines of an order; one told by its own columns becomes one, or two where its value does not divide evenly."""
    if order["items"]:
        return list(order["items"])
    description = order["description"] or ""
    chinese = any("\u4e00" <= sign <= "\u9fff" for sign in description)
    line: dict[str, Any] = dict.fromkeys(_LINE_FIELDS)
    listed = articles.get(order["sku"] or "")
    if listed is not None:
        line |= {name: listed[name] for name in _OF_MASTER}
    own = {name: order[name] for name in ("sku", "hs_code", "origin", "goods", "quantity")}
    own |= {"title": description or None, "name_zh" if chinese else "name_en": description or None}
    line |= {name: value for name, value in own.items() if value is not None}
    value, pieces = order["value_e4"], order["quantity"]
    if value is None or not pieces:
        return [line]
    each, more = divmod(value, pieces)
    split = [(each + 1, more), (each, pieces - more)]
    return [{**line, "unit_value_e4": unit, "quantity": number} for unit, number in split if number]
