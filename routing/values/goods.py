"""What a parcel may hold, as far as carriers distinguish it."""

from __future__ import annotations

from typing import Final

GOODS: Final = (
    "general",
    "battery",  # built in, or packed with the device
    "battery_pure",  # batteries or power banks alone
    "liquid",
    "powder",
    "magnet",
    "food",
    "cosmetic",
    "blade",
    "textile",
    "document",
)
GENERAL: Final = frozenset({"general"})
"""What a parcel holds of which nothing is said."""


def goods_of(text: str) -> frozenset[str]:
    """The goods a cell names: words joined with ";".

    >>> sorted(goods_of("battery;magnet"))
    ['battery', 'magnet']
    """
    return frozenset(text.split(";"))
