"""Some thousand orders with the day and the place of each: what their doubts, numbers and cells are asked of."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from attrs import define, field

from carriers.labels.columns.goods import per_order
from carriers.labels.columns.phones import read_phones
from carriers.shipment import Shipment
from routing.intake.columns.addresses import territory_codes

if TYPE_CHECKING:
    from carriers.labels.columns.goods import Goods
    from carriers.labels.columns.table import ShipmentTable
    from carriers.labels.consignee.phone import Phone
    from carriers.labels.file_setup import FileSetup

_ADDRESS: Final = ("postcode", "state", "city")
_UNKNOWN, AND = "\x00", "\x1f"


@define(eq=False, slots=False)
class PlacedOrders:
    """Orders with the day and the place of each.

    `orders` are as `goods.declared` tells them; `place` has `country`, `on`, and the parts of the address that tell a
    territory, which are null in the main part of a country.
    """

    table: ShipmentTable
    goods: Goods
    orders: pl.DataFrame
    setup: FileSetup
    place: pl.DataFrame = field(init=False)

    def __attrs_post_init__(self) -> None:
        country = self.frame["country"].cast(pl.String)
        cells = {name: self.frame[name] for name in _ADDRESS}
        within = pl.col("territory").is_not_null()
        place = pl.DataFrame(
            {
                "country": country,
                "on": self.frame["dispatch_on"].fill_null(self.setup.on),
                "territory": territory_codes(country, cells),
                **cells,
            }
        ).with_columns(pl.when(within).then(pl.col(name)).alias(name) for name in _ADDRESS)
        self.place = place.drop("territory")

    @property
    def frame(self) -> pl.DataFrame:
        """The orders' own columns."""
        return self.table.frame

    @property
    def country(self) -> pl.Series:
        """Of each order."""
        return self.place["country"]

    @property
    def on(self) -> pl.Series:
        """When each order is handed over."""
        return self.place["on"]

    @cached_property
    def goods_keys(self) -> pl.DataFrame:
        """`goods` of each order, and `kinds` of its articles where it names none itself: see `kinds_of`."""
        lines = self.goods.lines
        kinds = pl.Series([one.goods for one in self.goods.articles], dtype=pl.String)
        told = lines.select("order", kind=kinds.gather(lines["article"]).fill_null(_UNKNOWN))
        of_articles = per_order(told, pl.col("kind")).list.join(AND)
        named = pl.col("goods").fill_null("") != ""
        return pl.DataFrame({"goods": self.frame["goods"], "kinds": of_articles}).with_columns(
            pl.when(~named).then("kinds")
        )

    @cached_property
    def phones(self) -> tuple[list[Phone | None], pl.Series]:
        """The distinct telephone numbers as they are read, and which of them each order has; null: it names none."""
        return read_phones(self.frame["phone"], self.country)


def kinds_of(told: str | None) -> list[str | None]:
    """The goods of each article; None: not known."""
    return [None if one == _UNKNOWN else one for one in (told or "").split(AND)]


def shipment_to(
    country: str, postcode: str | None = None, state: str | None = None, city: str | None = None, **more: Any
) -> Shipment:
    """A shipment to an address, without what does not tell its territory."""
    return Shipment("", country, postcode=postcode, state=state, city=city, **more)
