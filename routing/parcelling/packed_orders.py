"""Orders as they are packed: the smallest packing of each, with the weight and size that the parcel has in it.

Figures that the order's own file gives are those of the parcel, and stay; those of the product master are of bare
articles, and become those of the packed parcel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl
from attrs import field, frozen

from routing.orders import OrderTable
from routing.parcelling.packed import Packed, Packer, bare
from routing.parcelling.pieces import SIDES, Articles, lines_of, pieces_of, rounded, whole
from routing.services.packing import NOT_KNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from routing.intake import ProductMaster
    from routing.services.packing import PackingTable

_MEASURES: Final = ("weight_g", *(f"{side}_mm" for side in SIDES))
_ROUNDED: Final = ("weight_up_e9", *(f"{side}_up_e9" for side in SIDES))
_COLUMNS: Final = (*_MEASURES, *_ROUNDED, "items", "sku", "quantity", "goods", "shape", "flags")
_STACKED: Final = "SIZE_STACKED"
_UNPACKED: Final = Packed(0, None, flag=NOT_KNOWN)


def articles_of(products: ProductMaster | None) -> Articles:
    """The rows of a product master by article number; none without one."""
    return {} if products is None else {row["sku"]: row for row in products.frame.iter_rows(named=True)}


def measures(packed: Packed) -> dict[str, int | None]:
    """The columns of an order that tell the parcel's weight and size."""
    told: dict[str, int | None] = {}
    sides: tuple[int | None, ...] = packed.sides_e9 or (None,) * len(SIDES)
    for name, up, exact_e9 in zip(_MEASURES, _ROUNDED, (packed.weight_e9, *sides), strict=True):
        told[name], told[up] = (None, None) if exact_e9 is None else rounded(exact_e9)
    return told


@frozen(eq=False)
class PackedOrders:
    """Packs chunks of orders; orders of the same articles are packed once."""

    articles: Articles
    packer: Packer
    _known: dict[object, tuple[Packed, Packed]] = field(init=False, factory=dict, repr=False)

    @classmethod
    def of(cls, products: ProductMaster | None, table: PackingTable) -> PackedOrders:
        """By a product master and a seller's packing."""
        return cls(articles_of(products), Packer(table))

    def __call__(self, table: OrderTable) -> OrderTable:
        """The orders with the flag of their packing, and with its weight and size where those were the articles'."""
        rows = [self._row(order) for order in table.frame.select(_COLUMNS).iter_rows(named=True)]
        names = (*_MEASURES, *_ROUNDED, "shape", "flags")
        schema = {name: table.frame.schema[name] for name in names}
        packed = pl.DataFrame(rows, schema=schema, orient="row")
        return OrderTable(table.frame.with_columns(packed[name] for name in names))

    def _row(self, order: Mapping[str, Any]) -> tuple[Any, ...]:
        articles, packed = self.packed(order)
        flags = [flag for flag in (order["flags"] or "").split(";") if flag]
        told: Mapping[str, Any] = order
        if packed.packing is not None and of_articles(order, articles):
            told = {**order, **measures(packed), "shape": None}
            flags = [flag for flag in flags if flag != _STACKED]
        return (*(told[name] for name in (*_MEASURES, *_ROUNDED, "shape")), ";".join((*flags, packed.flag)))

    def packed(self, order: Mapping[str, Any]) -> tuple[Packed, Packed]:
        """The order's articles as they are, and in the smallest packing."""
        key = tuple((line["sku"], line["quantity"], line["goods"]) for line in lines_of(order))
        if key not in self._known:
            pieces = pieces_of(order, self.articles)
            self._known[key] = (bare(pieces), self.packer.smallest(pieces)) if pieces else (_UNPACKED, _UNPACKED)
        return self._known[key]


def of_articles(order: Mapping[str, Any], articles: Packed) -> bool:
    """Whether the order's weight and size are those of its articles, and not the order's own."""
    parcel = whole(order)
    return parcel.weight_e9 == articles.weight_e9 and (
        parcel.sides_e9 is None
        or (articles.sides_e9 is not None and parcel.sides_e9 == tuple(sorted(articles.sides_e9, reverse=True)))
    )
