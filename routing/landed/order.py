"""The consignment of an order: its items as customs sees them, from the order's lines as a run keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from routing.landed.consignment import Consignment, Item

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS: Final = (
    "country", "territory", "value_e4", "currency", "vat_collected", "ioss", "items", "sku", "description", "quantity",
    "hs_code", "origin",
)  # fmt: skip
"""What of an order makes its consignment."""


def consignment_of(order: Mapping[str, Any]) -> Consignment:
    """One row of an order table, given as a dictionary of at least COLUMNS.

    Where the file does not say whether VAT was collected, an IOSS number in it says so.
    """
    lines: list[Mapping[str, Any]] = order["items"] or [_only_line(order)]
    return Consignment(
        place=order["territory"] or order["country"],
        currency=order["currency"],
        items=tuple(_item(line, number) for number, line in enumerate(lines, 1)),
        vat_collected=order["vat_collected"] if order["vat_collected"] is not None else (bool(order["ioss"]) or None),
        total_e4=order["value_e4"],
    )


def _only_line(order: Mapping[str, Any]) -> Mapping[str, Any]:
    """The one line of an order that its own columns tell; its value is what was paid for all."""
    told = {name: order[name] for name in ("sku", "quantity", "hs_code", "origin")}
    return told | {"title": order["description"], "unit_value_e4": None}


def _item(line: Mapping[str, Any], number: int) -> Item:
    pieces, unit_e4 = line["quantity"], line["unit_value_e4"]
    value_e4 = None if pieces is None or unit_e4 is None else pieces * unit_e4
    return Item(line["sku"] or line["title"] or f"#{number}", pieces, value_e4, line["hs_code"], line["origin"])
