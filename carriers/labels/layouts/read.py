"""Layouts read from TOML: the bundled ones and a user's own."""

from __future__ import annotations

import string
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from attrs import asdict, evolve, fields

from carriers.labels.layouts.kinds import type_faults
from carriers.labels.layouts.layout import FILE_TYPES, Column, Layout
from routing.errors import Fault, InputError, SampanError
from routing.reason import Reason
from routing.values.nearest import nearest
from routing.values.toml_file import toml_values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable


class UnknownLayoutError(SampanError):
    """A layout name that no file has."""


_OF_SCRIPTS: Final = "éжעあ一가ก"
"""A sign of each script that encodings shift to."""


def names() -> list[str]:
    """The bundled layouts, in alphabetical order."""
    return sorted(_files())


@cache
def load(name: str) -> Layout:
    """The bundled layout of that name.

    Raises:
        UnknownLayoutError: there is none; the message names the nearest.
        InputError: its file is faulty.
    """
    if name not in names():
        near = nearest(name, names())
        raise UnknownLayoutError(
            Reason("label_layout.unknown_near", name=name, near=near[0])
            if near
            else Reason("label_layout.unknown", name=name)
        )
    return read_layout(_files()[name].read_text(encoding="utf-8"), f"{name}.toml")


def read_layout(text: str | bytes, file: str) -> Layout:
    """The layout of a TOML text, or of the bytes of its file.

    Raises:
        InputError: every fault found.
    """
    from carriers.labels.layouts.fields import KNOWN  # noqa: PLC0415 - that module needs this one's classes

    raw = toml_values(text, file)
    wrong = [Fault(file, place, reason) for place, reason in type_faults(raw)]
    if wrong:
        raise InputError(wrong)
    try:
        columns = tuple(_columns(raw.pop("group", [])))
        layout = Layout(columns=columns, **{key: _frozen_value(value) for key, value in raw.items()})
    except (TypeError, ValueError, AttributeError) as error:
        reason = Reason("label_layout.no_layout", error=str(error), keys=tuple(a.name for a in fields(Layout)))
        raise InputError([Fault(file, "", reason)]) from None
    faults = [Fault(file, place, reason) for place, reason in _faults(layout, KNOWN)]
    if faults:
        raise InputError(faults)
    return layout


def as_data(layout: Layout) -> dict[str, Any]:
    """The layout as plain data, for `sampan labels layouts --format json`."""
    return asdict(layout)


@cache
def _files() -> dict[str, Traversable]:
    """Name of a bundled layout -> its file."""
    root = resources.files("carriers") / "data/labels"
    folders = (root, *(entry for entry in root.iterdir() if entry.is_dir()))
    files = (entry for folder in folders for entry in folder.iterdir())
    return {entry.name.removesuffix(".toml"): entry for entry in files if entry.name.endswith(".toml")}


def _frozen_value(value: Any) -> Any:
    return tuple(map(_frozen_value, value)) if isinstance(value, list) else value


def _columns(groups: list[dict[str, Any]]) -> Iterator[Column]:
    """The columns of all groups; a group with `items` repeats its columns for each of those line numbers."""
    for group in groups:
        plain = [Column(**{key: _frozen_value(value) for key, value in column.items()}) for column in group["columns"]]
        for number in group.get("items", [0]):
            for column in plain:
                yield (
                    evolve(column, header=column.header.replace("{n}", str(number)), item=number) if number else column
                )


def _faults(layout: Layout, known: frozenset[str]) -> Iterator[tuple[str, Reason]]:
    for column in layout.columns:
        if column.field and column.field not in known and not column.field.startswith("shop."):
            yield column.header, Reason("label_layout.unknown_field", field=column.field, known=tuple(sorted(known)))
        if column.field and column.value:
            yield column.header, Reason("label_layout.field_and_value")
        if column.required and not (column.field or column.value):
            yield column.header, Reason("label_layout.nothing_fills")
    if layout.key is None and not layout.per_order and not layout.template:
        key = ("item.sku",) if layout.rows == "sku" else ("order_id", "tracking")
        yield "group", Reason("label_layout.no_key", fields=key)
    yield from _unfit(layout)
    headers = [column.header for column in layout.columns]
    for header in sorted({header for header in headers if headers.count(header) > 1} - set(layout.repeats)):
        yield header, Reason("label_layout.header_twice")
    for kind in layout.types:
        if kind not in FILE_TYPES:
            yield "types", Reason("label_layout.file_type", kind=kind, known=FILE_TYPES)
    if not _keeps_ascii(layout.encoding) or _has_shifts(layout.encoding):
        yield "encoding", Reason("label_layout.encoding", encoding=layout.encoding)


def _keeps_ascii(encoding: str) -> bool:
    """Whether separators, line ends and all of ASCII are its bytes of one each."""
    signs = string.printable
    try:
        return signs.encode("utf-8" if encoding == "utf-8-sig" else encoding) == signs.encode("ascii")
    except (LookupError, UnicodeError):
        return False


def _has_shifts(encoding: str) -> bool:
    """Whether signs are written by what went before them (ISO 2022, HZ): such a file is read from its start only."""
    if encoding == "utf-8-sig":
        return False
    return any((sign * 2).encode(encoding, "ignore") != sign.encode(encoding, "ignore") * 2 for sign in _OF_SCRIPTS)


def _unfit(layout: Layout) -> Iterator[tuple[str, Reason]]:
    """Keys that do not go together."""
    if layout.template and (layout.types != ("xlsx",) or not layout.header):
        yield "template", Reason("label_layout.template_is_workbook")
    if layout.one_workbook and (layout.types != ("xlsx",) or not layout.companion):
        yield "one_workbook", Reason("label_layout.two_sheets")
    if layout.per_order and layout.rows == "sku":
        yield "per_order", Reason("label_layout.no_order_file")
