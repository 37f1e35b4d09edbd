"""A carrier's upload file as data: its columns in order, what each may hold, and how the file is written.

One TOML file per layout in carriers/data/labels; docs/LABELS.md explains the keys.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

import attrs
from attrs import frozen
from attrs.validators import in_, optional

from carriers.labels.consignee.phone import STYLES

if TYPE_CHECKING:
    from collections.abc import Mapping

CHARSETS = ("ascii", "any")
COUNTRY_STYLES = ("iso2", "en", "zh")
FILE_TYPES = ("csv", "txt", "xlsx")
ROWS = ("order", "item", "sku")
CUSTOMS_FACTS = {
    "description": "description",
    "item.name_en": "description",
    "item.hs_code": "hs_code",
    "item.origin": "origin",
    "item.origin_lower": "origin",
}
"""Fields that customs judges (customs.py): a missing one is said there, in customs' words."""
UNITS = ("g", "kg", "oz", "lb", "cm", "mm", "in")


@frozen
class Column:
    """One column.  Lengths count characters; `item` is the number of the order line it tells (0: the row's own)."""

    header: str
    field: str = ""  # a word of carriers.labels.fields; "": the column stays as `value` says
    value: str = ""
    required: bool = False
    min: int | None = None
    max: int | None = None
    charset: str = attrs.field(default="", validator=in_(("", *CHARSETS)))
    decimals: int | None = None
    unit: str | None = attrs.field(default=None, validator=optional(in_(UNITS)))
    prefix: str = ""
    suffix: str = ""
    pattern: str = ""
    strip_start: str = ""
    codes: bool = False  # of states: as codes, where the country has them
    choices: tuple[str, ...] = ()  # what may stand there, where the carrier offers a list
    item: int = 0


@frozen
class Layout:
    """One carrier's file.  See the class `Column` for its columns."""

    name: str
    title: str
    carrier: str
    seen: str  # from when the sources are: a year, a span, or undated
    confidence: str = attrs.field(validator=in_(("high", "medium", "low")))
    sources: tuple[str, ...]
    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()
    types: tuple[str, ...] = ("csv",)
    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\r\n"
    header: bool = True
    rows: str = attrs.field(default="order", validator=in_(ROWS))
    rows_max: int | None = None
    bytes_max: int | None = None
    people: bool = False
    country: str = attrs.field(default="iso2", validator=in_(COUNTRY_STYLES))
    phone: str = attrs.field(default="digits", validator=in_(STYLES))
    charset: str = attrs.field(default="ascii", validator=in_(CHARSETS))
    drop: str = ""
    currency: str | None = None
    currencies: Mapping[str, str] = attrs.field(factory=dict)
    yes: str = "Y"
    no: str = "N"
    date: str = "%Y-%m-%d"
    companion: str = ""
    carriers: tuple[str, ...] = ()  # whose services it takes; none named: any
    sheet: str = ""  # the worksheet's name, where the carrier wants one
    template: bool = False  # only some heads are known: it is filled into the carrier's own workbook
    one_workbook: bool = False  # the companion is a second worksheet of the same file
    per_order: bool = False  # each order has a file of its own
    repeats: tuple[str, ...] = ()  # heads that the carrier's own form has twice
    preamble: tuple[tuple[str, ...], ...] = ()  # rows above the head; "shop.KEY" stands for a setting

    @cached_property
    def items_max(self) -> int | None:
        """How many order lines one row tells; None: each line has a row of its own, or none is told by number."""
        return max(column.item for column in self.columns) or None

    @cached_property
    def field_names(self) -> frozenset[str]:
        """The words of carriers.labels.fields that its columns hold."""
        return frozenset(column.field for column in self.columns if column.field)

    @cached_property
    def told_of_party(self) -> frozenset[str]:
        """The facts of the consignee that its columns tell in the layout's letters."""
        return frozenset(name for column in self.columns for name in _told_by(column))

    @cached_property
    def state_codes(self) -> Column | None:
        """The column that wants a state as its code."""
        return next((column for column in self.columns if column.field == "state" and column.codes), None)

    @cached_property
    def unit_decimals(self) -> int | None:
        """With how many decimals the value of a piece is told; None where it is not told."""
        decimals = [2 if c.decimals is None else c.decimals for c in self.columns if c.field == "item.unit_value"]
        return min(decimals, default=None)

    @cached_property
    def customs_columns(self) -> Mapping[str, Mapping[int, Column]]:
        """For each fact customs judges (description, hs_code, origin) its column by the number of the order line."""
        found: dict[str, dict[int, Column]] = {}
        for column in self.columns:
            if column.field in CUSTOMS_FACTS:
                found.setdefault(CUSTOMS_FACTS[column.field], {}).setdefault(column.item, column)
        return found

    @cached_property
    def key(self) -> int | None:
        """The column by which its rows are known: of an order, or of an article; None where the file is one order's."""
        named = {"item.sku"} if self.rows == "sku" else {"order_id", "tracking"}
        return next((at for at, column in enumerate(self.columns) if column.field in named), None)

    @cached_property
    def settings(self) -> tuple[str, ...]:
        """The settings of [layout.NAME] that its rows above the head tell."""
        cells = (cell for row in self.preamble for cell in row)
        return tuple(dict.fromkeys(cell.removeprefix("shop.") for cell in cells if cell.startswith("shop.")))

    @cached_property
    def address_columns(self) -> tuple[Column, ...]:
        """The columns over which the street address is wrapped, in order."""
        return tuple(column for column in self.columns if re.fullmatch(r"address[1-3]", column.field))


def _told_by(column: Column) -> tuple[str, ...]:
    """The facts of the consignee that a column tells in the layout's letters."""
    if column.charset == "any":
        return ()
    if column.field.startswith("address"):
        return ("address1", "address2")
    both = {"company_or_name": ("company", "name"), "state_or_city": ("state", "city")}
    return both.get(column.field, (column.field,))
