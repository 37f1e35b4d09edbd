"""Whether the values of a layout file are of the kinds that its keys want, before anything is built of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""A layout's name is the name of its file in labels/: it leads nowhere else."""
_MOST: Final = 1_000_000_000
_DECIMALS: Final = 6
_SHEET_SIGNS: Final = 31  # of a worksheet's name


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_yes_or_no(value: Any) -> bool:
    return isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST


def _is_decimals(value: Any) -> bool:
    return _is_count(value) and value <= _DECIMALS


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _are_words(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


def _are_rows(value: Any) -> bool:
    return isinstance(value, list) and all(_are_texts(one) for one in value)


def _is_sheet(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _SHEET_SIGNS and not set(value) & set("[]:*?/\\")


def _is_sign(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 1


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(_NAME.fullmatch(value)) and ".." not in value


def _is_pattern(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(re.compile(value))
    except re.error:
        return False


def _is_line_end(value: Any) -> bool:
    return value in {"\n", "\r\n"}


_LAYOUT: Final[Mapping[str, tuple[Callable[[Any], bool], Reason]]] = {
    **dict.fromkeys(
        (
            "title",
            "carrier",
            "seen",
            "confidence",
            "encoding",
            "rows",
            "country",
            "phone",
            "charset",
            "drop",
            "currency",
            "yes",
            "no",
            "date",
            "companion",
        ),
        (_is_text, Reason("label_layout.wants_text")),
    ),
    **dict.fromkeys(
        ("sources", "notes", "types", "carriers", "repeats"), (_are_texts, Reason("label_layout.wants_texts"))
    ),
    "preamble": (_are_rows, Reason("label_layout.wants_rows")),
    "sheet": (_is_sheet, Reason("label_layout.wants_sheet")),
    **dict.fromkeys(
        ("header", "people", "template", "one_workbook", "per_order"),
        (_is_yes_or_no, Reason("label_layout.wants_yes_or_no")),
    ),
    **dict.fromkeys(("rows_max", "bytes_max"), (_is_count, Reason("label_layout.wants_number", most=_MOST))),
    "name": (_is_name, Reason("label_layout.wants_name")),
    "delimiter": (_is_sign, Reason("label_layout.wants_sign")),
    "line_end": (_is_line_end, Reason("label_layout.wants_line_end")),
    "currencies": (_are_words, Reason("label_layout.wants_words")),
}
_COLUMN: Final[Mapping[str, tuple[Callable[[Any], bool], Reason]]] = {
    **dict.fromkeys(
        ("header", "field", "value", "charset", "unit", "prefix", "suffix", "strip_start"),
        (_is_text, Reason("label_layout.wants_text")),
    ),
    **dict.fromkeys(("required", "codes"), (_is_yes_or_no, Reason("label_layout.wants_yes_or_no"))),
    **dict.fromkeys(("min", "max"), (_is_count, Reason("label_layout.wants_number", most=_MOST))),
    "choices": (_are_texts, Reason("label_layout.wants_texts")),
    "decimals": (_is_decimals, Reason("label_layout.wants_number", most=_DECIMALS)),
    "pattern": (_is_pattern, Reason("label_layout.wants_pattern")),
}


def type_faults(raw: Mapping[str, Any]) -> Iterator[tuple[str, Reason]]:
    """(place, reason) for each value that is of another kind than its key wants; unknown keys too."""
    for key, value in raw.items():
        if key != "group":
            yield from _fault(key, value, key, _LAYOUT)
    groups = raw.get("group")
    if not isinstance(groups, list) or not groups or not all(isinstance(group, dict) for group in groups):
        yield "group", Reason("label_layout.wants_groups")
        return
    for at, group in enumerate(groups, 1):
        place = f"group[{at}]"
        for key in sorted(set(group) - {"items", "columns"}):
            yield f"{place}.{key}", Reason("label_layout.unknown_key", known=("items", "columns"))
        yield from _group_faults(group, place)


def _group_faults(group: Mapping[str, Any], place: str) -> Iterator[tuple[str, Reason]]:
    items, columns = group.get("items", [1]), group.get("columns")
    if not isinstance(items, list) or not items or not all(_is_count(one) and one for one in items):
        yield f"{place}.items", Reason("label_layout.wants_items")
    if not isinstance(columns, list) or not all(isinstance(column, dict) for column in columns):
        yield f"{place}.columns", Reason("label_layout.wants_columns")
        return
    for number, column in enumerate(columns, 1):
        where = f"{place}.columns[{number}]"
        if "header" not in column:
            yield where, Reason("label_layout.no_header")
        for key, value in column.items():
            yield from _fault(key, value, f"{where}.{key}", _COLUMN)


def _fault(
    key: str, value: Any, place: str, kinds: Mapping[str, tuple[Callable[[Any], bool], Reason]]
) -> Iterator[tuple[str, Reason]]:
    if key not in kinds:
        yield place, Reason("label_layout.unknown_key", known=tuple(sorted(kinds)))
        return
    is_right, reason = kinds[key]
    if not is_right(value):
        yield place, reason
