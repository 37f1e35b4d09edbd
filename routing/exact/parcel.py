"""One parcel: what the carrier sees of an order.  `parcels` is the same in columns."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final

from attrs import field, frozen
from attrs.validators import ge, gt, optional

from routing.values.address_traits import traits
from routing.values.goods import GENERAL, goods_of
from routing.values.hs_code import hs_class
from routing.values.postcode import fold
from routing.values.units import E9

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Three = tuple[int, int, int]

_SIZES: Final = ("longest_side", "second_side", "shortest_side", "sides_sum", "length_girth")
NOT_ROUNDED: Final = (0, 0, 0)
"""The rounding of three sides in whole millimetres."""


@frozen
class Parcel:
    """One parcel.  `sides` from the longest to the shortest; None: unknown.  Goods not said are general goods.

    Weight and sides are rounded up, as carriers bill them; `weight_up_e9` and `sides_up_e9` tell by how many
    billionths, so that limits and triggers are judged by the exact figure.
    """

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
    weight_up_e9: int = 0
    sides_up_e9: tuple[int, int, int] = NOT_ROUNDED
    address: frozenset[str] = frozenset()
    """Words of `address_words` that hold for the address."""
    pieces: int | None = None
    items: int | None = None
    """Lines of its customs declaration: articles of one six-digit customs code make one."""

    @property
    def volume_mm3(self) -> int | None:
        """Length x width x height of the billed sides; None when the size is unknown."""
        return None if self.sides is None else self.sides[0] * self.sides[1] * self.sides[2]

    @cached_property
    def exact_weight(self) -> int | Fraction:
        """Grams before rounding."""
        return _exact(self.weight_g, self.weight_up_e9)

    @cached_property
    def exact_sides(self) -> tuple[int | Fraction, ...] | None:
        """Millimetres before rounding, from the longest to the shortest; None when the size is unknown."""
        return None if self.sides is None else tuple(map(_exact, self.sides, self.sides_up_e9))

    def volume_to_weight(self, divisor: int) -> Fraction | None:
        """Volumetric over actual weight, both before rounding; None when the size is unknown."""
        sides = self.exact_sides
        if sides is None:
            return None
        return Fraction(sides[0] * sides[1] * sides[2], divisor * self.exact_weight)

    @cached_property
    def measures(self) -> Mapping[str, int | Fraction | None]:
        """The figures a condition may ask for, but not the chargeable weight and value; None where not known."""
        if self.exact_sides is None:
            return dict.fromkeys(_SIZES) | {"weight": self.exact_weight}
        longest, second, shortest = self.exact_sides
        girth = longest + 2 * (second + shortest)
        figures = (longest, second, shortest, longest + second + shortest, girth)
        return dict(zip(_SIZES, figures, strict=True)) | {"weight": self.exact_weight}

    def measure(self, name: str) -> int | Fraction | None:
        """One of `measures`."""
        return self.measures[name]


COLUMNS: Final = (
    "country", "weight_g", "length_mm", "width_mm", "height_mm", "shape", "value_e4", "currency", "goods", "tracked",
    "platform", "requested_service", "postcode", "territory", "po_box", "weight_up_e9", "length_up_e9", "width_up_e9",
    "height_up_e9", "quantity", "items",
)  # fmt: skip
"""What of an order makes the parcel."""


def parcel_of(order: Mapping[str, object]) -> Parcel:
    """One row of an order table, given as a dictionary of at least COLUMNS, as a parcel."""
    sides, sides_up_e9 = _sides(order) or (None, NOT_ROUNDED)
    goods = order["goods"]
    return Parcel(
        country=str(order["country"]),
        weight_g=order["weight_g"],  # type: ignore[arg-type]
        sides=sides,
        roll=order["shape"] == "roll",
        value_e4=order["value_e4"],  # type: ignore[arg-type]
        currency=order["currency"],  # type: ignore[arg-type]
        goods=goods_of(str(goods)) if goods else GENERAL,
        tracked=bool(order["tracked"]),
        platform=order["platform"],  # type: ignore[arg-type]
        requested=order["requested_service"],  # type: ignore[arg-type]
        postcode=fold(str(order["postcode"] or "")),
        weight_up_e9=order["weight_up_e9"] or 0,  # type: ignore[arg-type]
        sides_up_e9=sides_up_e9,
        address=traits(order["territory"], po_box=bool(order["po_box"])),  # type: ignore[arg-type]
        pieces=order["quantity"],  # type: ignore[arg-type]
        items=_items(order["items"]),  # type: ignore[arg-type]
    )


def longest_first(sides: Iterable[tuple[int, int]]) -> tuple[Three, Three]:
    """Three sides in millimetres, from the longest to the shortest, and the billionths by which each was rounded up.

    They come as pairs of the two.
    """
    (longest, longest_up), (second, second_up), (shortest, shortest_up) = sorted(
        sides, key=lambda side: side[0] * E9 - side[1], reverse=True
    )
    return (longest, second, shortest), (longest_up, second_up, shortest_up)


def _items(lines: Sequence[Mapping[str, str | None]] | None) -> int | None:
    """How many lines the declaration has; None where the customs code of one of several articles is not known."""
    if lines is None or len(lines) < 2:
        return 1
    codes = {hs_class(line["hs_code"]) for line in lines}
    return None if None in codes else len(codes)


def _sides(order: Mapping[str, object]) -> tuple[Three, Three] | None:
    """The sides from the longest to the shortest, and their rounding; None when one is not known."""
    sides = [(order[f"{side}_mm"], order[f"{side}_up_e9"] or 0) for side in ("length", "width", "height")]
    return longest_first(sides) if all(isinstance(side, int) for side, _ in sides) else None  # type: ignore[arg-type]


def _exact(whole: int, up_e9: int) -> int | Fraction:
    return Fraction(whole * E9 - up_e9, E9) if up_e9 else whole
