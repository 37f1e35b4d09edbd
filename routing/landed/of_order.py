"""An order as a consignment: what customs would see of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from routing.landed.consignment import Consignment, Item
from routing.values.territories import territory_code

if TYPE_CHECKING:
    from collections.abc import Mapping


def consignment_of(order: Mapping[str, Any]) -> Consignment:
    """The consignment of an order's row, which has the columns of `routing.orders.SCHEMA`.

    A line's value is what was paid for its pieces; where a line does not tell it, the order's value counts for all.
    """
    lines = order["items"] or [_only_line(order)]
    place = territory_code(order["country"], order["postcode"], order["state"], order["city"]) or order["country"]
    items = tuple(_item(line, number) for number, line in enumerate(lines, start=1))
    return Consignment(place, order["currency"], items, order["vat_collected"], order["value_e4"])


def _only_line(order: Mapping[str, Any]) -> Mapping[str, Any]:
    """The line of an order that has but one: the order's own columns tell all that is known."""
    return {
        "sku": order["sku"],
        "title": order["description"],
        "quantity": order["quantity"],
        "unit_value_e4": None,
        "hs_code": order["hs_code"],
        "origin": order["origin"],
    }


def _item(line: Mapping[str, Any], number: int) -> Item:
    pieces, unit_e4 = line["quantity"], line["unit_value_e4"]
    value_e4 = None if pieces is None or unit_e4 is None else pieces * unit_e4
    return Item(line["sku"] or line["title"] or f"#{number}", pieces, value_e4, line["hs_code"], line["origin"])
