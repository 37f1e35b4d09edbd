"""JSON text to documents: one, several one behind the other, or one a line, of which a broken one loses no other."""

from __future__ import annotations

import io
import json
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import orjson

from routing.errors import Fault, InputError, Problem
from routing.place import Place
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

BROKEN: Final = "JSON_INVALID"
_SHOWN: Final = 80
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_BYTE_ORDER: Final = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT: Final = 50
"""Lines by which a file of a document a line is known."""


def documents_of(name: str, data: bytes, *, exact: bool = False) -> Iterator[tuple[int, Any]]:
    """The documents of a file, each with the line it stands on, 0 where the file is one document.

    A line that is none, among others that are, comes as a Problem.

    Args:
        name: the file, for messages.
        data: its bytes.
        exact: whole numbers of any length stay exact, which takes longer; else those beyond 64 bits come as floats.

    Raises:
        InputError: the file is no JSON; it names the line and the sign.
    """
    data = _utf8(name, data)
    read = json.loads if exact else orjson.loads
    try:
        whole = [(0, read(data))]
    except RecursionError:
        raise InputError([Fault(name, "", Reason("tracking_read.too_deep"))]) from None
    except ValueError as error:
        if _is_lines(data, read):
            yield from _lines(name, data, read)
            return
        yield from _one_behind_another(name, data.decode(), error)
        return
    yield from whole


def _lines(name: str, data: bytes, read: Any) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(io.BytesIO(data), start=1):
        bare = line.strip()
        if not bare:
            continue
        try:
            yield number, read(bare)
        except (ValueError, RecursionError) as error:
            reason = Reason("tracking_read.no_json", fault=getattr(error, "msg", None) or str(error))
            yield number, Problem(name, number, "", "", bare[:_SHOWN].decode(errors="replace"), BROKEN, reason)


def _is_lines(data: bytes, read: Any) -> bool:
    """Whether at least half of the first lines are documents of their own."""
    lines = list(islice(filter(None, map(bytes.strip, io.BytesIO(data))), _LOOKED_AT))
    good = 0
    for line in lines:
        try:
            good += isinstance(read(line), dict | list)
        except (ValueError, RecursionError):
            continue
    return len(lines) > 1 and good * 2 >= len(lines)


def _one_behind_another(name: str, text: str, error: ValueError) -> Iterator[tuple[int, Any]]:
    """Documents one behind the other; the whole file is refused where one of them is broken."""
    decoder, at = json.JSONDecoder(), 0
    found: list[tuple[int, Any]] = []
    while at < len(text):
        rest = len(text) - len(text[at:].lstrip())
        if rest == len(text):
            break
        try:
            value, at = decoder.raw_decode(text, rest)
        except RecursionError:
            raise InputError([Fault(name, "", Reason("tracking_read.too_deep"))]) from None
        except ValueError as broken:
            raise InputError([_fault(name, broken if found else error)]) from None
        found.append((text.count("\n", 0, rest) + 1, value))
    yield from found


def _fault(name: str, error: ValueError) -> Fault:
    if not isinstance(error, json.JSONDecodeError):
        return Fault(name, "", Reason("tracking_read.no_json", fault=str(error)))
    return Fault(name, Place(line=error.lineno), Reason("tracking_read.no_json_at", fault=error.msg, sign=error.colno))


def _utf8(name: str, data: bytes) -> bytes:
    """The text of a file in UTF-8, without a mark of its order of bytes."""
    encodings = ("utf-16",) if data.startswith(_BYTE_ORDER) else _ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return data if encoding == "utf-8-sig" and not data.startswith(b"\xef\xbb\xbf") else text.encode()
    raise InputError([Fault(name, "", Reason("tracking_read.no_text"))])
