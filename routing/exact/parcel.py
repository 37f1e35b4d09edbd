"""One parcel: what the carrier sees of an order.  `parcels` is the same in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import field, frozen
from attrs.validators import ge, gt, optional

from routing.values.goods import GENERAL, goods_of
from routing.values.postcode import fold

if TYPE_CHECKING:
    from collections.abc import Mapping


@frozen
class Parcel:
    """One parcel.  `sides` from the longest to the shortest; None: unknown.  Goods not said are general goods."""

    country: str
    weight_g: int = field(validator=gt(0))
    sides: tuple[int, int, int] | None = None
    roll: bool = False
    value_e4: int | None = field(default=None, validator=optional(ge(0)))
    currency: str | None = None
    goods: frozenset[str] = GENERAL
    tracked: bool = False
    platform: str | None = None
    requested: str | None = None
    postcode: str = ""

    @property
    def volume_mm3(self) -> int | None:
        """Length x width x height; None when the size is unknown."""
        return None if self.sides is None else self.sides[0] * self.sides[1] * self.sides[2]

    def measure(self, name: str) -> int | None:
        """A figure a condition may ask for, but not the chargeable weight and value; None when the size is unknown."""
        if name == "weight":
            return self.weight_g
        if self.sides is None:
            return None
        longest, second, shortest = self.sides
        return {
            "longest_side": longest,
            "second_side": second,
            "shortest_side": shortest,
            "sides_sum": longest + second + shortest,
            "length_girth": longest + 2 * (second + shortest),
        }[name]


COLUMNS: Final = (
    "country", "weight_g", "length_mm", "width_mm", "height_mm", "shape", "value_e4", "currency", "goods", "tracked",
    "platform", "requested_service", "postcode",
)  # fmt: skip
"""What of an order makes the parcel."""


def parcel_of(order: Mapping[str, object]) -> Parcel:
    """One row of an order table, given as a dictionary of at least COLUMNS, as a parcel."""
    sides = [order[f"{side}_mm"] for side in ("length", "width", "height")]
    known = all(isinstance(side, int) for side in sides)
    goods = order["goods"]
    return Parcel(
        country=str(order["country"]),
        weight_g=order["weight_g"],  # type: ignore[arg-type]
        sides=tuple(sorted(sides, reverse=True)) if known else None,  # type: ignore[arg-type, type-var]
        roll=order["shape"] == "roll",
        value_e4=order["value_e4"],  # type: ignore[arg-type]
        currency=order["currency"],  # type: ignore[arg-type]
        goods=goods_of(str(goods)) if goods else GENERAL,
        tracked=bool(order["tracked"]),
        platform=order["platform"],  # type: ignore[arg-type]
        requested=order["requested_service"],  # type: ignore[arg-type]
        postcode=fold(str(order["postcode"] or "")),
    )
