"""Thrift's compact protocol, in which the footer of a Parquet file is written: decoded, and encoded to the same bytes.

A struct is a dictionary: number of the field -> its kind and value.  A list is the kind of its items and the items.
To be encoded, a struct may stand as the bytes that it was encoded to before.

Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import define

if TYPE_CHECKING:
    from collections.abc import Sequence

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)
_FLAGS: Final = (TRUE, FALSE)
_LONG: Final = 15
"""What stands for the length of a list that has as many items or more, and for the step to a field as far away."""

Struct = dict[int, tuple[int, Any]]


def decoded(data: bytes) -> Struct:
    """The struct that stands at the start of the bytes.

    Raises:
        ValueError: they are no struct.
    """
    try:
        return _Decoder(data).struct()
    except IndexError:
        raise ValueError("a struct that is cut off") from None


def encoded(fields: Struct) -> bytes:
    """The bytes of a struct, its fields in the order of their numbers."""
    out = bytearray()
    _put_struct(out, fields)
    return bytes(out)


@define
class _Decoder:
    data: bytes
    at: int = 0

    def struct(self) -> Struct:
        fields: Struct = {}
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else self._signed()
            kind = head & 15
            fields[number] = (kind, kind == TRUE if kind in _FLAGS else self._value(kind))
        return fields

    def _value(self, kind: int) -> Any:
        match kind:
            case 1 | 2 | 3:  # within lists a flag is a byte
                return self._byte()
            case 4 | 5 | 6:
                return self._signed()
            case 7:
                return self._bytes(8)
            case 8:
                return self._bytes(self._number())
            case 9 | 10:
                head = self._byte()
                count = head >> 4 if head >> 4 < _LONG else self._number()
                return head & 15, [self._value(head & 15) for _ in range(count)]
            case 12:
                return self.struct()
            case _:
                raise ValueError(f"values of the kind {kind}")

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def _bytes(self, length: int) -> bytes:
        self.at += length
        if self.at > len(self.data):
            raise IndexError
        return self.data[self.at - length : self.at]

    def _number(self) -> int:
        number = shift = 0
        while True:
            byte = self._byte()
            number |= (byte & 127) << shift
            if byte < 128:
                return number
            shift += 7

    def _signed(self) -> int:
        number = self._number()
        return (number >> 1) ^ -(number & 1)


def _put_struct(out: bytearray, fields: Struct | bytes) -> None:
    if isinstance(fields, bytes):
        out += fields
        return
    last = 0
    for number, (kind, value) in sorted(fields.items()):
        step = number - last
        marked = (TRUE if value else FALSE) if kind in _FLAGS else kind
        if 0 < step <= _LONG:
            out.append(step << 4 | marked)
        else:
            out.append(marked)
            _put_signed(out, number)
        if kind not in _FLAGS:
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
        case _:
            _put_struct(out, value)


def _put_list(out: bytearray, kind: int, items: Sequence[Any]) -> None:
    if len(items) < _LONG:
        out.append(len(items) << 4 | kind)
    else:
        out.append(_LONG << 4 | kind)
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
