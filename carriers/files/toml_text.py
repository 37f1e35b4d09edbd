"""Plain values to TOML text: what a card or a mapping holds, in the order in which it stands."""

from __future__ import annotations

import json
from datetime import date, time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def toml_text(tables: Mapping[str, Any]) -> str:
    """The TOML text of texts, whole numbers, flags, dates, lists of them, and lists of tables.

    >>> print(toml_text({"a": 1, "b": [{"c": ["x"]}]}), end="")
    a = 1
    <BLANKLINE>
    [[b]]
    c = ["x"]
    """
    return "\n".join(_lines(tables, "")).lstrip("\n") + "\n"


def toml_value(value: Any) -> str:
    """One value as TOML writes it on a line."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():  # no key of a card takes a float: who reads the card says which
            return repr(value)
        case date() | time():
            return value.isoformat()
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case list():
            return f"[{', '.join(map(toml_value, value))}]"
        case dict():
            return f"{{ {', '.join(f'{_key(key)} = {toml_value(one)}' for key, one in value.items())} }}"
        case _:
            raise TypeError(f"{value!r} has no place in a card")


def is_tables(value: Any) -> bool:
    """Whether a value is a list of tables, to be written as [[...]]."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _lines(table: Mapping[str, Any], place: str) -> Iterator[str]:
    for key, value in table.items():
        if not is_tables(value):
            yield f"{_key(key)} = {toml_value(value)}"
    for key, value in table.items():
        if is_tables(value):
            inner = f"{place}.{_key(key)}" if place else _key(key)
            for item in value:
                yield ""
                yield f"[[{inner}]]"
                yield from _lines(item, inner)


def _key(key: str) -> str:
    plain = key.isascii() and key and all(char.isalnum() or char in "-_" for char in key)
    return key if plain else json.dumps(key, ensure_ascii=False)
