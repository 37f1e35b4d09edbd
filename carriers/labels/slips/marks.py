"""Marks of goods that carriers treat by rules of their own, as a packer reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from carriers.labels.layouts.fields import goods_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from carriers.shipment import Shipment

_MARKS: Final = {
    "battery_pure": "纯电池 BATTERY",
    "battery": "带电 BATTERY",
    "liquid": "液体 LIQUID",
    "powder": "粉末 POWDER",
    "magnet": "带磁 MAGNET",
    "food": "食品 FOOD",
    "cosmetic": "化妆品 COSMETIC",
    "blade": "刀具 BLADE",
}
"""Kind of goods -> its mark, in the order in which they are printed; 普货, textiles and documents have none."""


def marks_of(shipment: Shipment) -> list[str]:
    """The marks of a parcel; none where nothing is known of its goods."""
    return marks_of_goods(goods_of(shipment) or frozenset())


def marks_of_goods(goods: Collection[str]) -> list[str]:
    """The marks of kinds of goods.

    >>> marks_of_goods({"battery", "textile"})
    ['带电 BATTERY']
    """
    return [mark for word, mark in _MARKS.items() if word in goods]
