"""Consignments as columns: of each order what the cost at its door hangs on, orders alike in a group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from attrs import frozen

from routing.landed.consignment import Consignment, Item
from routing.values.hs_code import hs_class

if TYPE_CHECKING:
    import numpy.typing as npt

    Int64s = npt.NDArray[np.int64]

NO_VALUE: Final = -1
_SAFE: Final = 1 << 62
_NO_CLASS: Final = 0
_BITS: Final = 20  # of a number that stands for a class or an origin


@frozen
class ConsignmentKind:
    """Orders that differ in nothing but their value, as far as the door asks.

    Of orders with an article that has no class only that is known.
    """

    country: str
    place: str
    currency: str | None
    classes: int
    pairs: int
    nameless: bool
    vat_collected: bool | None

    def sample(self, value_e4: int | None) -> Consignment:
        """A consignment of the group with that value."""
        extra = range(self.pairs - self.classes)
        items = [Item("", hs_code=f"{number:06d}") for number in range(self.classes)]
        items += [Item("", hs_code="000000", origin=str(number)) for number in extra]
        if self.nameless:
            items.append(Item(""))
        return Consignment(self.place, self.currency, tuple(items), self.vat_collected, value_e4)


@frozen(eq=False)
class Consignments:
    """One element an order: its group, and the goods' value in ten-thousandths; NO_VALUE where it is not known.

    `unclassed` is where among `articles` the names of its articles without a class stand, the first of which are none.
    """

    group: npt.NDArray[np.intp]
    value_e4: npt.NDArray[Any]  # int64, or Python's integers where one is too large
    unclassed: npt.NDArray[np.intp]
    groups: tuple[ConsignmentKind, ...]
    articles: tuple[tuple[str, ...], ...]

    def take(self, rows: npt.NDArray[np.intp]) -> Consignments:
        """Some of the orders."""
        return Consignments(
            self.group.take(rows), self.value_e4.take(rows), self.unclassed.take(rows), self.groups, self.articles
        )


def consignments_of(frame: pl.DataFrame) -> Consignments:
    """The consignments of a chunk of orders: `routing.landed.order` in columns."""
    lines, row = _lines(frame)
    count = frame.height
    classes, origins = _numbers(lines["hs_code"], hs_class), _numbers(lines["origin"], str)
    told, pairs = _distinct(row, classes, origins, count)
    nameless = np.bincount(row[classes == _NO_CLASS], minlength=count) > 0
    told[nameless] = pairs[nameless] = 1
    articles, unclassed = _articles(lines, row, classes, count)
    group, first = _grouped(
        [
            *(_codes(frame[name]) for name in ("country", "territory", "currency")),
            _codes(frame.select(_VAT_COLLECTED).to_series()),
            nameless.astype(np.int64),
            told,
            pairs,
        ]
    )
    samples = frame.select("country", "territory", "currency", vat=_VAT_COLLECTED).select(pl.all().gather(first))
    of_lines = zip(told[first].tolist(), pairs[first].tolist(), nameless[first].tolist(), strict=True)
    groups = tuple(
        ConsignmentKind(country, territory or country, currency, *numbers, vat_collected=vat)
        for (country, territory, currency, vat), numbers in zip(samples.iter_rows(), of_lines, strict=True)
    )
    return Consignments(group, _values(frame, lines, row), unclassed, groups, articles)


_VAT_COLLECTED: Final = pl.coalesce(
    "vat_collected", pl.when(pl.col("ioss").str.len_bytes() > 0).then(pl.lit(value=True))
)
"""Whether the buyer paid VAT at the sale: as the file says, or as an IOSS number in it does."""


def _codes(column: pl.Series) -> Int64s:
    """A number for each distinct value of a column; 0 where there is none."""
    if column.null_count() == len(column):
        return np.zeros(len(column), np.int64)
    if column.dtype == pl.String:
        column = column.cast(pl.Enum(column.unique().drop_nulls()))
    physical = column.cast(pl.Int64) if column.dtype == pl.Boolean else column.to_physical().cast(pl.Int64)
    codes: Int64s = (physical + 1).fill_null(0).to_numpy()
    return codes


def _grouped(columns: list[Int64s]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The group of each row, of rows alike in all columns; and where each group is met first."""
    coded = np.zeros(len(columns[0]), np.int64)
    for codes in columns:
        coded = coded * (int(codes.max(initial=0)) + 1) + codes
    _, first, group = np.unique(coded, return_index=True, return_inverse=True)
    return group, first


def _articles(
    lines: pl.DataFrame, row: Int64s, classes: Int64s, count: int
) -> tuple[tuple[tuple[str, ...], ...], npt.NDArray[np.intp]]:
    """The names of the articles without a class, and for each order which of them are its own."""
    index = np.zeros(count, np.intp)
    where = np.flatnonzero(classes == _NO_CLASS)
    if not where.size:
        return ((),), index
    unclassed = lines.select("sku", "title", "number", row=row).select(pl.all().gather(where))
    given = [pl.when(pl.col(name).str.len_bytes() > 0).then(name) for name in ("sku", "title")]
    named = unclassed.select("row", name=pl.coalesce(*given, pl.format("#{}", "number")))
    together = named.group_by("row", maintain_order=True).agg("name")
    distinct = together["name"].unique(maintain_order=True)
    known = pl.DataFrame({"name": distinct, "number": np.arange(1, len(distinct) + 1)})
    numbered = together.join(known, on="name", how="left", maintain_order="left")
    index[numbered["row"].to_numpy()] = numbered["number"].to_numpy()
    return ((), *map(tuple, distinct.to_list())), index


def _lines(frame: pl.DataFrame) -> tuple[pl.DataFrame, Int64s]:
    """The lines of all orders, one after another, and to which order each belongs."""
    nothing = pl.lit(None, pl.Int64)
    own = frame.select(
        "hs_code", "origin", "sku", title="description", number=pl.lit(1, pl.Int64), quantity=nothing,
        unit_value_e4=nothing,
    )  # fmt: skip
    listed = (frame["items"].list.len().fill_null(0) > 0).to_numpy()
    if not listed.any():
        return own, np.arange(frame.height)
    rows = np.flatnonzero(listed)
    items = frame["items"].gather(rows)
    lengths = items.list.len().to_numpy().astype(np.int64)
    row = np.repeat(rows, lengths)
    number = np.arange(1, len(row) + 1) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    lines = items.explode().struct.unnest().with_columns(number=number).select(own.columns)
    if len(rows) == frame.height:
        return lines, row
    others = np.flatnonzero(~listed)
    order = np.concatenate([row, others])
    by_row = np.argsort(order, kind="stable")
    both = pl.concat([lines, own.select(pl.all().gather(others))])
    return both.select(pl.all().gather(by_row)), order.take(by_row)


def _numbers(texts: pl.Series, read: Any) -> Int64s:
    """A number for each distinct text as it is read; 0 where there is none."""
    known = texts.unique().drop_nulls()
    number: dict[str, int] = {}
    codes = [0 if (text := read(one)) is None else number.setdefault(text, len(number) + 1) for one in known]
    if not codes:
        return np.zeros(len(texts), np.int64)
    found: Int64s = texts.replace_strict(known, codes, default=0, return_dtype=pl.Int64).fill_null(0).to_numpy()
    return found


def _distinct(row: Int64s, classes: Int64s, origins: Int64s, count: int) -> tuple[Int64s, Int64s]:
    """How many classes, and how many pairs of class and origin, each order has."""
    if len(row) == count:  # a line each
        return np.ones(count, np.int64), np.ones(count, np.int64)
    keys = np.sort(((row << _BITS) | classes) << _BITS | origins)
    new_pair = np.diff(keys, prepend=-1) != 0
    new_class = np.diff(keys >> _BITS, prepend=-1) != 0
    where = keys >> (2 * _BITS)
    return np.bincount(where[new_class], minlength=count), np.bincount(where[new_pair], minlength=count)


def _values(frame: pl.DataFrame, lines: pl.DataFrame, row: Int64s) -> npt.NDArray[Any]:
    """What the goods are worth: of the lines where each tells it, else what was paid for all."""
    paid = frame["value_e4"].fill_null(NO_VALUE).to_numpy()
    known = (lines["quantity"].is_not_null() & lines["unit_value_e4"].is_not_null()).to_numpy()
    value: npt.NDArray[Any] = paid.copy()
    if known.any():
        pieces, unit = (lines[name].fill_null(0).to_numpy() for name in ("quantity", "unit_value_e4"))
        longest = int(np.bincount(row).max())
        safe = int(pieces.max()) * int(unit.max()) * longest < _SAFE
        worth = pieces * unit if safe else pieces.astype(object) * unit.astype(object)
        whole = np.bincount(row, minlength=frame.height) == np.bincount(row[known], minlength=frame.height)
        first = np.flatnonzero(np.diff(row, prepend=-1))
        sums = np.add.reduceat(worth, first)
        value = np.where(whole, sums, paid)
    value[frame["currency"].is_null().to_numpy()] = NO_VALUE
    return value
