"""What a seller packs with: bags and cartons with their own weight, inner sizes and costs, and what fills them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from attrs import field, frozen
from attrs.validators import ge, gt, in_

if TYPE_CHECKING:
    Sides = tuple[int, int, int]

BAG: Final = "bag"
CARTON: Final = "carton"
FILLED_BY: Final = ("parcel", "piece")
FLAG: Final = "PACKING:"
"""Begins the flag that names an order's packing."""
NONE_FITS: Final = "PACKING_NONE"
"""Flag of an order whose articles no packing of the file takes."""
NOT_KNOWN: Final = "PACKING_UNKNOWN"
"""Flag of an order for which no packing can be found: weight or size of an article is not known."""


@frozen
class Packing:
    """One bag or carton.  Empty `goods`: any may lie in it.

    `inner_mm` of a carton are its inner sides from the longest to the shortest; of a bag its length and width as it
    lies flat, and 0.  `outer_mm` are a carton's outer sides.  `wall_mm` is what a bag adds to each side of what lies
    in it, both walls together.
    """

    name: str
    kind: Literal["bag", "carton"] = field(validator=in_((BAG, CARTON)))
    inner_mm: Sides
    weight_g: int = field(validator=ge(0))
    most_g: int = field(validator=gt(0))
    cost_fen: int = field(default=0, validator=ge(0))
    goods: frozenset[str] = frozenset()
    outer_mm: Sides = (0, 0, 0)
    wall_mm: int = 0

    def takes(self, goods: frozenset[str]) -> bool:
        """Whether such goods may lie in it."""
        return not self.goods or goods <= self.goods


@frozen
class Filler:
    """What is put around pieces, or into a parcel: for goods of these words, for all where there are none.

    `room_mm` is what it adds to each side of a piece, both faces together.
    """

    name: str
    per: Literal["parcel", "piece"] = field(validator=in_(FILLED_BY))
    weight_g: int = field(default=0, validator=ge(0))
    cost_fen: int = field(default=0, validator=ge(0))
    goods: frozenset[str] = frozenset()
    room_mm: int = field(default=0, validator=ge(0))

    def concerns(self, goods: frozenset[str]) -> bool:
        """Whether goods of these words call for it."""
        return not self.goods or not self.goods.isdisjoint(goods)


@frozen
class PackingTable:
    """All that a packing file lists, in its order."""

    packings: tuple[Packing, ...]
    fillers: tuple[Filler, ...] = ()

    def named(self, name: str) -> Packing | None:
        """The packing of that name."""
        return next((one for one in self.packings if one.name == name), None)


def packing_of(flags: str | None) -> str:
    """The name of the packing that an order's flags tell; empty where they tell none."""
    return next((flag.removeprefix(FLAG) for flag in (flags or "").split(";") if flag.startswith(FLAG)), "")
