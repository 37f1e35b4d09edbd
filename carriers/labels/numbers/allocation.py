"""Which postal item numbers may stand on which service: UPU S10's first letters, and whose numbers they are."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

    from carriers.shipment import Shipment

ANY: Final = "*"
_OPERATORS: Final = {"CN": "China Post"}
"""Whose numbers end with the letters of a country (UPU S10), as far as it is known here."""
_COURIER: Final = "courier"


def letters_for(shipment: Shipment, trusted: Collection[str] = ()) -> str:
    """First letters of the numbers that a shipment may bear, the best first; ANY: all, "": none.

    Args:
        shipment: the order and its service.
        trusted: services that the seller named for these numbers.
    """
    table = _table()
    for key in ((shipment.carrier, shipment.service), (shipment.carrier, "")):
        if key in table:
            return table[key] or (ANY if shipment.service in trusted else "")
    return "" if shipment.service_class == _COURIER and shipment.service not in trusted else ANY


def may_bear(number: str, shipment: Shipment, trusted: Collection[str] = ()) -> bool:
    """Whether the number is one of the shipment's carrier: a number of China Post stands on no other's parcel."""
    owner = _OPERATORS.get(number[-2:])
    return owner is None or owner == shipment.carrier or shipment.service in trusted


@cache
def _table() -> dict[tuple[str, str], str]:
    path = resources.files("carriers") / "data/labels/item_numbers.csv"
    with path.open(encoding="utf-8") as file:
        return {(row["carrier"], row["service"]): row["letters"] for row in csv.DictReader(file)}
