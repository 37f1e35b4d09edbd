"""What a parcel may hold, as far as carriers distinguish it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from routing.errors import ReadError
from routing.reason import Reason
from routing.values.widths import half_width

if TYPE_CHECKING:
    from collections.abc import Iterable

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
_BETWEEN: Final = re.compile(r"[;,|、/\s]+")


def read_goods(text: str) -> frozenset[str]:
    """The goods that people write: words of GOODS in any case, between commas, semicolons, strokes or spaces.

    `general` falls away beside any other.

    Raises:
        ReadError: a word that is not one of GOODS, or none.

    >>> sorted(read_goods("Liquid, battery；general"))
    ['battery', 'liquid']
    """
    words = {word for word in _BETWEEN.split(half_width(text).strip().casefold()) if word}
    unknown = tuple(sorted(words - set(GOODS)))
    if unknown:
        raise ReadError(Reason("goods.unknown", words=unknown), Reason("goods.write", goods=GOODS))
    if not words:
        raise ReadError(Reason("goods.none", text=text), Reason("goods.write", goods=GOODS))
    return frozenset(words - GENERAL or words)


def together(several: Iterable[frozenset[str]]) -> frozenset[str]:
    """The goods of what travels together: general only when nothing else is among it.

    >>> sorted(together([GENERAL, frozenset({"battery"})]))
    ['battery']
    """
    words = frozenset[str]().union(*several)
    return words - GENERAL or words


def goods_of(text: str) -> frozenset[str]:
    """The goods of an order's column `goods`: words joined with ";".

    >>> sorted(goods_of("battery;magnet"))
    ['battery', 'magnet']
    """
    return frozenset(text.split(";"))
