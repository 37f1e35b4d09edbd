"""Cells made of the texts of many orders, and what they break: plain ones as they are, all else once a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from attrs import define

from carriers.finding import Finding
from carriers.labels.columns.consignee_doubts import PLAIN_EMAIL
from carriers.labels.columns.steps import CELLS
from carriers.labels.columns.table import codes_of
from carriers.labels.layouts import cell
from carriers.labels.layouts.fields import NUMBERS
from carriers.labels.layouts.layout import CUSTOMS_FACTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carriers.labels.columns.found import Findings
    from carriers.labels.columns.placed import PlacedOrders
    from carriers.labels.layouts.layout import Column, Layout

_VERBATIM: Final = frozenset(
    """
    order_id platform platform_order_id carrier service name company company_or_name address address1 address2 address3
    city state state_or_city postcode tax_id note description contents contents_zh item.sku item.title item.variant
    item.name_en item.name_zh item.spec item.material
    """.split()  # noqa: SIM905 - easier to check than forty quoted words
)
"""Fields of text whose cells have no rule of their own besides their column's."""
_WIDE: Final = {"utf-8": "À-ž一-龥", "utf-8-sig": "À-ž一-龥", "gb18030": "À-ž一-龥", "gbk": "一-龥"}
"""Encoding -> letters besides ASCII that it surely has."""
_PHONES: Final = {
    "digits": "[0-9]{4,15}",
    "e164": r"\+[0-9]{4,15}",
    "zeros": "00[0-9]{4,15}",
    "spaced": r"\+[0-9]{1,3}(?: [0-9]{1,12}){1,5}",
}
"""Surely a number as the layout writes it."""


@define(eq=False)
class CellMaker:
    """Makes the cells of one chunk of orders.  `fitting`: whether each order's street fits the layout's lines."""

    placed: PlacedOrders
    found: Findings
    fitting: pl.Series

    def cells(self, n: int, raw: pl.Series, orders: pl.Series, place: pl.Series) -> pl.Series:
        """The cells made of raw texts; what they break is noted.

        Args:
            n: the column's place.
            raw: what each row tells.
            orders: of each row.
            place: of the cell among its order's.
        """
        setup = self.placed.setup
        column = setup.layout.columns[n]
        raw = raw.fill_null("")
        empty = raw == ""
        if column.required and column.field not in CUSTOMS_FACTS:
            self._required(column, orders.filter(empty), place.filter(empty))
        easy = empty
        shape = "" if _has_rules(column) else _surely_fine(column, setup.layout)
        if shape:
            easy |= plain_texts(raw, column, setup.layout, shape)
            if column.max is not None:
                easy &= raw.str.len_chars() <= column.max
        rest = (~easy).arg_true()
        if not rest.len():
            return raw.alias(str(n))
        texts = raw.gather(rest)
        abroad = texts.str.contains(r"[^\x00-\x7f]")
        keys = pl.DataFrame(
            {
                "raw": texts,
                "country": pl.select(
                    pl.when(abroad).then(self.placed.country.gather(orders.gather(rest))).otherwise(pl.lit(""))
                ).to_series(),
            }
        )
        distinct, codes = codes_of(keys)
        made = [setup.cell(n, one, country) for one, country in distinct.iter_rows()]
        found = [_faults(column, one, text, faults) for one, (text, faults) in zip(distinct["raw"], made, strict=True)]
        self.found.put_codes(CELLS, orders.gather(rest), codes, found, place.gather(rest))
        filled = pl.Series([text for text, _ in made], dtype=pl.String).gather(codes)
        return raw.scatter(rest, filled).alias(str(n))

    def _required(self, column: Column, orders: pl.Series, place: pl.Series) -> None:
        """Notes that a required cell is empty, unless it has been said why, or will be."""
        layout = self.placed.setup.layout
        if column.field == "tracking" or not orders.len():
            return
        if column.field == "phone":
            silent = self.placed.frame["phone"].gather(orders).fill_null("") == ""
            orders, place = orders.filter(silent), place.filter(silent)
        if column.field == "address1" and layout.address_columns:
            fits = self.fitting.gather(orders)  # what does not fit is told so
            orders, place = orders.filter(fits), place.filter(fits)
        found = [Finding("", column.header, "", rule, reason) for rule, reason in cell.faults("", column, layout)]
        self.found.put(
            CELLS, orders, pl.DataFrame({"header": [column.header] * orders.len()}), lambda _header: found, place
        )


def plain_texts(raw: pl.Series, column: Column, layout: Layout, shape: str = "") -> pl.Series:
    """A mask of the texts that stand in the cell as they are, and break no rule but that of length.

    `shape`: what such a text matches; "": one of plain letters.
    """
    mask = raw.str.contains(shape or _letters(column, layout))
    if not shape or column.field in _VERBATIM:
        mask &= ~raw.str.contains("  ", literal=True)
        odd = "".join(sorted(set(layout.drop)))
        if odd:
            mask &= ~raw.str.contains(f"[{re.escape(odd)}]")
        if column.strip_start:
            mask &= ~raw.str.contains(f"^[{re.escape(column.strip_start)}]")
    if column.field in NUMBERS:
        mask &= raw.str.contains("[1-9]")
    return mask.fill_null(value=False)


def has_affixes(column: Column) -> bool:
    """Whether a cell is more than its text, or has rules that hang on the text itself."""
    return _has_rules(column) or column.field in {"", "email"}


def _has_rules(column: Column) -> bool:
    return bool(column.prefix or column.suffix or column.pattern or column.choices or column.min is not None)


def _surely_fine(column: Column, layout: Layout) -> str:
    """What a text of the column matches that surely stays as it is and breaks no rule; "": each text is looked at."""
    name = column.field
    if name in NUMBERS and not set(layout.drop) & set("0123456789."):
        decimals = 2 if column.decimals is None and name.endswith("value") else column.decimals or 0
        return r"^[0-9]+" + (rf"\.[0-9]{{{decimals}}}$" if decimals else "$")
    if name == "email" and not layout.people:
        return PLAIN_EMAIL
    if name == "phone" and not layout.people:
        return f"^{_PHONES[layout.phone]}$"
    return _letters(column, layout) if name in _VERBATIM else ""


def _letters(column: Column, layout: Layout) -> str:
    """Texts of letters that the column takes, without blanks at their ends; the first sign is none of a formula."""
    wide = _WIDE.get(layout.encoding, "") if (column.charset or layout.charset) == "any" else ""
    return rf"^[A-Za-z0-9{wide}](?:[ -~{wide}]*[!-~{wide}])?$"


def _faults(column: Column, raw: str, text: str, faults: Sequence[Any]) -> list[Finding]:
    return [Finding("", column.header, text or raw, rule, reason) for rule, reason in faults]
