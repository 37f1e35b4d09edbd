"""A TOML file to plain values, with the way out where people slip: turned quotes, no quotes, a key given twice."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

from routing.errors import Fault, InputError
from routing.place import Place
from routing.reason import Reason

if TYPE_CHECKING:
    from pathlib import Path

SIZE_MAX: Final = 4_000_000
"""Bytes of a TOML file: what is longer is a table, and belongs into a CSV file."""
DEPTH_MAX: Final = 12
"""Tables and lists within one another."""
_AT: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
_TURNED: Final = frozenset("\u201c\u201d\u2018\u2019\u300c\u300d\uff02")
_LONG_KEY: Final = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+[.][ \t]*+){64}""")
"""What no person writes: the parser's memory grows with the square of a dotted key."""


def load_toml(path: Path, see: Reason | None = None) -> dict[str, Any]:
    """The contents of a TOML file.

    Args:
        path: the file.
        see: where its format is shown, for the end of a message about its syntax.

    Raises:
        InputError: unreadable, too large, not UTF-8, or not TOML; the message says where.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(SIZE_MAX + 1)
    except OSError as error:
        why = Reason("file.unreadable", why=error.strerror or str(error))
        raise InputError([Fault(str(path), "", why)]) from None
    return toml_values(raw, str(path), see)


def toml_values(raw: bytes | str, file: str, see: Reason | None = None) -> dict[str, Any]:
    """The values of a TOML text.

    Args:
        raw: the text, or the bytes of its file.
        file: its name, for messages.
        see: where its format is shown, for the end of a message about its syntax.

    Raises:
        InputError: too large, not UTF-8, or not TOML; the message says where.
    """
    try:
        text = raw if isinstance(raw, str) else raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([Fault(file, Place(byte=error.start), Reason("file.not_utf8"))]) from None
    if len(text) > SIZE_MAX:
        raise InputError([Fault(file, "", Reason("toml.too_large", most=SIZE_MAX))])
    if long := _LONG_KEY.search(text):
        place = Place(line=text.count("\n", 0, long.start()) + 1)
        raise InputError([Fault(file, place, Reason("toml.key_too_long"))])
    try:
        values = tomllib.loads(text)
    except RecursionError:
        raise InputError([Fault(file, "", Reason("toml.too_deep", most=DEPTH_MAX))]) from None
    except tomllib.TOMLDecodeError as error:
        raise InputError([Fault(file, "", Reason("toml.not_valid", why=_what(text, str(error)), see=see))]) from None
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        raise InputError([Fault(file, "", Reason("toml.number_too_long"))]) from None
    if _is_deep(values):
        raise InputError([Fault(file, "", Reason("toml.too_deep", most=DEPTH_MAX))])
    return values


def _is_deep(values: object) -> bool:
    """Whether tables and lists lie too deep within one another."""
    level = [values]
    for _ in range(DEPTH_MAX):
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _what(text: str, error: str) -> Reason:
    """The parser's words, and what to do where it can be told."""
    at = _AT.search(error)
    if "overwrite a value" in error:
        return Reason("toml.key_twice", line=int(at[1])) if at else Reason("toml.key_twice_at_end")
    line = text.split("\n")[int(at[1]) - 1] if at else ""
    if _TURNED & set(line):
        return Reason("toml.turned_quotes", error=error)
    if at and "Invalid value" in error and line[int(at[2]) - 1 :][:1].isalpha():
        return Reason("toml.no_quotes", error=error)
    return Reason("toml.parser_said", error=error)
