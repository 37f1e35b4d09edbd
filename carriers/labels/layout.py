"""A carrier's upload file as data: its columns in order, what each may hold, and how the file is written.

One TOML file per layout in carriers/data/labels; docs/LABELS.md explains the keys.
"""

from __future__ import annotations

import codecs
import re
import tomllib
from difflib import get_close_matches
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any

import attrs
from attrs import asdict, evolve, fields, frozen
from attrs.validators import in_, optional

from carriers.labels.phone import STYLES
from routing.errors import Fault, InputError, SampanError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

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

    @cached_property
    def items_max(self) -> int | None:
        """How many order lines one row tells; None: each line has a row of its own, or none is told by number."""
        return max(column.item for column in self.columns) or None

    @cached_property
    def told(self) -> frozenset[str]:
        """The words of carriers.labels.fields that its columns hold."""
        return frozenset(column.field for column in self.columns if column.field)

    @cached_property
    def customs_columns(self) -> Mapping[str, Mapping[int, Column]]:
        """For each fact customs judges (description, hs_code, origin) its column by the number of the order line."""
        found: dict[str, dict[int, Column]] = {}
        for column in self.columns:
            if column.field in CUSTOMS_FACTS:
                found.setdefault(CUSTOMS_FACTS[column.field], {}).setdefault(column.item, column)
        return found

    @cached_property
    def address_columns(self) -> tuple[Column, ...]:
        """The columns over which the street address is wrapped, in order."""
        return tuple(column for column in self.columns if re.fullmatch(r"address[1-3]", column.field))


class UnknownLayoutError(SampanError):
    """A layout name that no file has."""


def names() -> list[str]:
    """The bundled layouts, in alphabetical order."""
    return sorted(entry.name.removesuffix(".toml") for entry in _folder().iterdir() if entry.name.endswith(".toml"))


@cache
def load(name: str) -> Layout:
    """The bundled layout of that name.

    Raises:
        UnknownLayoutError: there is none; the message names the nearest.
        InputError: its file is faulty.
    """
    if name not in names():
        near = get_close_matches(name, names(), n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UnknownLayoutError(f"{name!r} is no layout.{hint} `sampan labels layouts` lists them.")
    return read_layout((_folder() / f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml")


def read_layout(text: str, file: str) -> Layout:
    """The layout of a TOML text.

    Raises:
        InputError: every fault found.
    """
    from carriers.labels.fields import KNOWN  # noqa: PLC0415 - that module needs this one's classes

    try:
        raw = tomllib.loads(text)
        columns = tuple(_columns(raw.pop("group", [])))
        layout = Layout(columns=columns, **{key: _frozen_value(value) for key, value in raw.items()})
    except tomllib.TOMLDecodeError as error:
        raise InputError([Fault(file, "", f"is not TOML: {error}.")]) from None
    except (TypeError, ValueError, AttributeError) as error:
        allowed = ", ".join(a.name for a in fields(Layout))
        raise InputError([Fault(file, "", f"is no layout: {error}. Its keys are {allowed}.")]) from None
    faults = [Fault(file, place, message) for place, message in _faults(layout, KNOWN)]
    if faults:
        raise InputError(faults)
    return layout


def as_data(layout: Layout) -> dict[str, Any]:
    """The layout as plain data, for `sampan labels layouts --format json`."""
    return asdict(layout)


def _folder() -> Traversable:
    return resources.files("carriers") / "data/labels"


def _frozen_value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _columns(groups: list[dict[str, Any]]) -> Iterator[Column]:
    """The columns of all groups; a group with `items` repeats its columns for each of those line numbers."""
    for group in groups:
        plain = [Column(**column) for column in group["columns"]]
        for number in group.get("items", [0]):
            for column in plain:
                yield (
                    evolve(column, header=column.header.replace("{n}", str(number)), item=number) if number else column
                )


def _faults(layout: Layout, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    for column in layout.columns:
        if column.field and column.field not in known and not column.field.startswith("shop."):
            yield column.header, f"field {column.field!r} is not known. Known are {', '.join(sorted(known))}."
        if column.field and column.value:
            yield column.header, "has both a field and a fixed value. Keep one."
        if column.required and not (column.field or column.value):
            yield column.header, "is required, but nothing fills it. Give it a field or a value."
    headers = [column.header for column in layout.columns]
    for header in sorted({header for header in headers if headers.count(header) > 1}):
        yield header, "stands twice. Each header must be unique."
    for kind in layout.types:
        if kind not in FILE_TYPES:
            yield "types", f"{kind!r} is not one of {', '.join(FILE_TYPES)}."
    try:
        codecs.lookup(layout.encoding)
    except LookupError:
        yield "encoding", f"{layout.encoding!r} is no encoding. Write one like utf-8, utf-8-sig or gbk."
