"""What each line of many orders tells in a column of the layout, before any rule: once for each article or measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl
from attrs import define, field

from carriers.customs.customs import Declared
from carriers.labels.columns.amounts import amounts_told
from carriers.labels.columns.goods import one_declared
from carriers.labels.columns.order_texts import NOBODY
from carriers.labels.columns.table import mapped
from carriers.shipment import Article

if TYPE_CHECKING:
    from carriers.labels.columns.order_texts import OrderTexts
    from carriers.labels.layouts.layout import Column

_BY_ARTICLE: Final[dict[str, tuple[str, ...]]] = {
    "item.sku": ("sku",), "item.title": ("title", "name_en"), "item.variant": ("variant",),
    "item.name_en": ("name_en",), "item.name_zh": ("name_zh",), "item.hs_code": ("hs_code",),
    "item.origin": ("origin",), "item.origin_lower": ("origin",), "item.spec": ("variant", "material"),
    "item.customs_unit": ("hs_code",), "item.material": ("material",),
    "item.manufacturer_id": ("manufacturer_id",), "item.gtin": ("gtin",),
}  # fmt: skip
"""Fields of a line that hang on some facts of its article alone."""
_AS_IT_IS: Final = frozenset(f"item.{name}" for name in ("sku", "variant", "name_en", "name_zh", "material",
                                                         "manufacturer_id", "gtin"))  # fmt: skip
OF_ITEMS: Final = frozenset(_BY_ARTICLE) | {
    "item.number", "item.quantity", "item.unit_value", "item.line_value", "item.unit_weight", "item.line_weight",
    "item.customs_quantity", "item.currency",
}  # fmt: skip
"""All that is told of lines here."""


@define(eq=False)
class ItemTexts:
    """What the lines of a chunk's orders tell."""

    orders: OrderTexts
    _of_articles: dict[str, pl.Series] = field(factory=dict, init=False)
    """By field: many columns tell the same of the first line, the second, ..."""

    def texts(self, column: Column, items: pl.DataFrame) -> pl.Series:
        """What the column is made of, for each of the lines."""
        name = column.field
        if name in {"item.number", "item.quantity"}:
            return items[name.removeprefix("item.").replace("number", "item")].cast(pl.String)
        if name in {"item.unit_value", "item.line_value"}:
            told, quantity = items["told_e4"], items["quantity"]
            amounts = told if name == "item.line_value" else (told + quantity - 1) // quantity  # never below
            return amounts_told(amounts, 2 if column.decimals is None else column.decimals)
        if name == "item.currency":
            words = self.orders.placed.setup.layout.currencies
            return items["currency"].replace(words) if words else items["currency"]
        if name in _BY_ARTICLE:
            if name not in self._of_articles:
                self._of_articles[name] = self._of_article(column)
            return self._of_articles[name].gather(items["article"])
        return self._measured(column, items)

    def _measured(self, column: Column, items: pl.DataFrame) -> pl.Series:
        """A weight, or how much of the statutory unit, of each of the lines."""
        source, articles = self.orders.source(column), self.orders.placed.goods.articles
        names = ["weight_g", *(["quantity"] if column.field != "item.unit_weight" else [])]
        names += ["article"] if column.field == "item.customs_quantity" else []

        def tell(*row: Any) -> str | None:
            told = dict(zip(names, row, strict=True))
            line = one_declared(articles[told.get("article", 0)], told.get("quantity", 1), 0, told["weight_g"])
            return source(self.orders.facts(NOBODY, declared=(line,), items=(line,)), line)

        return mapped(items.select(names), tell)

    def _of_article(self, column: Column) -> pl.Series:
        """What the column is made of, for each of the articles."""
        names, source = _BY_ARTICLE[column.field], self.orders.source(column)
        articles = self.orders.placed.goods.articles
        keys = pl.DataFrame(
            {name: pl.Series([getattr(one, name) for one in articles], dtype=pl.String) for name in names}
        )
        if column.field in _AS_IT_IS:
            return keys.to_series()

        def tell(*row: Any) -> str | None:
            line = Declared(Article(**dict(zip(names, row, strict=True))), 0, "")
            return source(self.orders.facts(NOBODY), line)

        return mapped(keys, tell)
