"""Parcels as columns, for the fast path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from attrs import fields, frozen

from routing.fast.consignments import consignments_of
from routing.values.address_traits import PO_BOX
from routing.values.hs_code import hs_class
from routing.values.money import CURRENCIES
from routing.values.units import E9

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from routing.fast.consignments import Consignments
    from routing.orders import OrderTable

    Int32s = npt.NDArray[np.int32]
    Int64s = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]
    Sides = npt.NDArray[Any]  # int32 millimetres, or int64 billionths of them

UNKNOWN: Final = -1
MEASURED: Final = (
    *("weight_g", "length_mm", "width_mm", "height_mm"),
    *("weight_up_e9", "length_up_e9", "width_up_e9", "height_up_e9", "shape"),
    *("country", "territory", "po_box", "postcode", "value_e4", "currency", "quantity", "goods"),
    *("tracked", "platform", "requested_service"),
)
"""The columns of an order table that parcels are made of where neither lines nor the door are asked about."""


@frozen(eq=False)
class Categories:
    """A column of texts as small numbers: `codes[i]` points into `values`; UNKNOWN where the cell is empty."""

    codes: Int32s
    values: tuple[str, ...]

    @classmethod
    def of(cls, column: pl.Series) -> Categories:
        """The column's distinct texts, sorted, and where each row finds its own."""
        if column.null_count() == len(column):
            return cls(np.full(len(column), UNKNOWN, np.int32), ())
        values = column.drop_nulls().unique().sort()
        codes = column.cast(pl.Enum(values)).to_physical().cast(pl.Int32).fill_null(UNKNOWN)
        return cls(codes.to_numpy(), tuple(values))

    @classmethod
    def among(cls, column: pl.Series, all_values: Sequence[str]) -> Categories:
        """The same for a column of an Enum of these texts."""
        codes = _codes(column)
        present = np.flatnonzero(np.bincount(codes + 1, minlength=1)[1:])
        place = np.full(len(all_values) + 1, UNKNOWN, np.int32)
        place[present] = np.arange(len(present), dtype=np.int32)
        return cls(place.take(codes, mode="wrap"), tuple(all_values[code] for code in present.tolist()))

    def take(self, rows: npt.NDArray[np.intp]) -> Categories:
        """Some of the rows."""
        return Categories(self.codes.take(rows), self.values)


@frozen(eq=False)
class ExactMeasures:
    """Weights and sides before rounding: billionths of a gram or millimetre, int64; UNKNOWN where not known."""

    weight_e9: Int64s
    longest_e9: Int64s
    second_e9: Int64s
    shortest_e9: Int64s

    def take(self, rows: npt.NDArray[np.intp]) -> ExactMeasures:
        """Some of the parcels."""
        return ExactMeasures(*(getattr(self, one.name).take(rows) for one in fields(ExactMeasures)))


@frozen(eq=False)
class DueColumns:
    """When parcels are due: seconds after the first moment of the dispatch day, its month (0: none), and if known."""

    seconds: Int64s
    month: npt.NDArray[np.int8]
    known: Flags

    def take(self, rows: npt.NDArray[np.intp]) -> DueColumns:
        """Some of the parcels."""
        return DueColumns(self.seconds.take(rows), self.month.take(rows), self.known.take(rows))


@frozen(eq=False)
class Parcels:
    """Parcels as columns, one element a parcel.  int32 grams and millimetres; UNKNOWN (-1) where not known.

    Weight and sides are rounded up, as carriers bill them; `exact` is None where every figure was whole.
    """

    country: Int32s  # index into COUNTRY_CODES
    weight_g: Int32s
    longest_mm: Int32s
    second_mm: Int32s
    shortest_mm: Int32s
    roll: Flags
    value_e4: Int64s
    currency: Categories
    goods: Categories  # UNKNOWN: general goods
    tracked: Flags
    platform: Categories
    requested: Categories
    postcode: pl.Series
    address: Categories  # words of the address, UNKNOWN: none
    pieces: Int32s
    items: Int32s  # lines of the customs declaration
    exact: ExactMeasures | None = None
    consignments: Consignments | None = None  # where the cost at the door is asked for
    due: DueColumns | None = None  # where the chance to be on time is

    def __len__(self) -> int:
        return len(self.weight_g)

    def take(self, rows: npt.NDArray[np.intp]) -> Parcels:
        """Some of the parcels."""
        return Parcels(
            country=self.country.take(rows),
            weight_g=self.weight_g.take(rows),
            longest_mm=self.longest_mm.take(rows),
            second_mm=self.second_mm.take(rows),
            shortest_mm=self.shortest_mm.take(rows),
            roll=self.roll.take(rows),
            value_e4=self.value_e4.take(rows),
            currency=self.currency.take(rows),
            goods=self.goods.take(rows),
            tracked=self.tracked.take(rows),
            platform=self.platform.take(rows),
            requested=self.requested.take(rows),
            postcode=self.postcode.gather(pl.Series(rows)),
            address=self.address.take(rows),
            pieces=self.pieces.take(rows),
            items=self.items.take(rows),
            exact=None if self.exact is None else self.exact.take(rows),
            consignments=None if self.consignments is None else self.consignments.take(rows),
            due=None if self.due is None else self.due.take(rows),
        )


def parcels_of(table: OrderTable, *, items: bool = True, door: bool = False) -> Parcels:
    """The parcels of a chunk of orders, in the same order.

    Args:
        table: the orders.
        items: whether the lines of declarations are counted.
        door: whether the door is asked about: then they have their consignments.
    """
    frame = table.frame
    length, width, height = (_ints(frame[f"{side}_mm"]) for side in ("length", "width", "height"))
    longest, second, shortest = _by_length(length, width, height)
    weight_g = _ints(frame["weight_g"])
    return Parcels(
        country=_codes(frame["country"]),
        weight_g=weight_g,
        longest_mm=longest,
        second_mm=second,
        shortest_mm=shortest,
        roll=_flags(frame["shape"] == "roll"),
        value_e4=frame["value_e4"].fill_null(UNKNOWN).to_numpy(),
        currency=Categories.among(frame["currency"], CURRENCIES),
        goods=Categories.of(frame["goods"]),
        tracked=_flags(frame["tracked"]),
        platform=Categories.of(frame["platform"]),
        requested=Categories.of(frame["requested_service"]),
        postcode=frame["postcode"],
        address=Categories.of(_address(frame)),
        pieces=_ints(frame["quantity"]),
        items=_items(frame["items"]) if items else np.full(len(frame), UNKNOWN, np.int32),
        exact=_exact(frame, weight_g, (length, width, height)),
        consignments=consignments_of(frame) if door else None,
    )


def _by_length(length: Sides, width: Sides, height: Sides) -> tuple[Sides, Sides, Sides]:
    """The sides from the longest to the shortest; all UNKNOWN where one is."""
    least, larger = np.minimum(length, width), np.maximum(length, width)
    shortest, rest = np.minimum(least, height), np.minimum(larger, height)
    longest, second = np.maximum(larger, height), np.maximum(least, rest)
    unknown = np.flatnonzero(shortest == UNKNOWN)
    for sides in (longest, second) if unknown.size else ():
        sides[unknown] = UNKNOWN
    return longest, second, shortest


def _exact(frame: pl.DataFrame, weight_g: Int32s, sides: tuple[Int32s, Int32s, Int32s]) -> ExactMeasures | None:
    """The figures before rounding; None where all were whole."""
    ups = [frame[f"{name}_up_e9"] for name in ("weight", "length", "width", "height")]
    if all(up.null_count() == len(up) for up in ups):
        return None
    weight, *lengths = (
        np.where(whole == UNKNOWN, UNKNOWN, whole * np.int64(E9) - up.fill_null(0).to_numpy())
        for whole, up in zip((weight_g, *sides), ups, strict=True)
    )
    return ExactMeasures(weight, *_by_length(*lengths))


def _items(lines: pl.Series) -> Int32s:
    """How many lines each declaration has; UNKNOWN where the customs code of one of several articles is not known."""
    counts = np.ones(len(lines), np.int32)
    several = np.flatnonzero((lines.list.len().fill_null(1) > 1).to_numpy())
    if several.size:
        own = pl.DataFrame({"row": several, "line": lines.gather(several)}).explode("line")
        codes = own.select("row", code=pl.col("line").struct.field("hs_code"))
        classes = {code: hs_class(code) for code in codes["code"].unique().to_list()}
        of_row = codes.with_columns(pl.col("code").replace_strict(classes, return_dtype=pl.String)).group_by("row")
        told = of_row.agg(n=pl.col("code").n_unique(), unknown=pl.col("code").is_null().any())
        counts[told["row"].to_numpy()] = (
            told.select(pl.when("unknown").then(UNKNOWN).otherwise("n").cast(pl.Int32)).to_series().to_numpy()
        )
    return counts


def _address(frame: pl.DataFrame) -> pl.Series:
    """The words of each address, joined with ";"; null where there are none."""
    if frame["po_box"].null_count() == len(frame):
        return frame["territory"]
    box = pl.when("po_box").then(pl.lit(PO_BOX))
    words = frame.select(words=pl.concat_str("territory", box, separator=";", ignore_nulls=True))
    return words.select(pl.when(pl.col("words") != "").then("words")).to_series()


def _ints(figures: pl.Series) -> Int32s:
    """The figures, UNKNOWN where there is none."""
    known = figures.fill_null(UNKNOWN) if figures.null_count() else figures
    return known.to_numpy().astype(np.int32)


def _codes(texts: pl.Series) -> Int32s:
    """Each text's place among the words of its Enum, UNKNOWN where it is empty."""
    return _ints(texts.to_physical())


def _flags(flags: pl.Series) -> Flags:
    """False where nothing is said."""
    if flags.null_count() == len(flags):
        return np.zeros(len(flags), np.bool_)
    return flags.fill_null(value=False).to_numpy()
