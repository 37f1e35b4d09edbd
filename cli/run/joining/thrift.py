"""Thrift's compact protocol written: structs as `routing.values.thrift` reads them, to the same bytes.

A struct may also stand as the bytes that it was encoded to before.

Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from routing.values.thrift import FALSE, FLAGS, LONG, TRUE, Struct

if TYPE_CHECKING:
    from collections.abc import Sequence


def encoded(fields: Struct) -> bytes:
    """The bytes of a struct, its fields in the order of their numbers.

    Raises:
        ValueError: a map is in it, which no footer has.
    """
    out = bytearray()
    _put_struct(out, fields)
    return bytes(out)


def _put_struct(out: bytearray, fields: Struct | bytes) -> None:
    if isinstance(fields, bytes):
        out += fields
        return
    last = 0
    for number, (kind, value) in sorted(fields.items()):
        step = number - last
        marked = (TRUE if value else FALSE) if kind in FLAGS else kind
        if 0 < step <= LONG:
            out.append(step << 4 | marked)
        else:
            out.append(marked)
            _put_signed(out, number)
        if kind not in FLAGS:
            _put_value(out, kind, value)
        last = number
    out.append(0)


def _put_value(out: bytearray, kind: int, value: Any) -> None:
    match kind:
        case 1 | 2 | 3:
            out.append(value)
        case 4 | 5 | 6:
            _put_signed(out, value)
        case 7:
            out += value
        case 8:
            _put_number(out, len(value))
            out += value
        case 9 | 10:
            _put_list(out, *value)
        case 12:
            _put_struct(out, value)
        case _:
            raise ValueError(f"values of the kind {kind}")


def _put_list(out: bytearray, kind: int, items: Sequence[Any]) -> None:
    if len(items) < LONG:
        out.append(len(items) << 4 | kind)
    else:
        out.append(LONG << 4 | kind)
        _put_number(out, len(items))
    for item in items:
        _put_value(out, kind, item)


def _put_number(out: bytearray, number: int) -> None:
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)


def _put_signed(out: bytearray, number: int) -> None:
    _put_number(out, number << 1 if number >= 0 else (-number << 1) - 1)
