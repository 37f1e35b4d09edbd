"""Thrift's compact protocol, in which a Parquet file tells of itself: fields by number, numbers in sevens of bits.

A struct is a dictionary: number of the field -> its kind and value.  A list is the kind of its items and the items, a
map the kinds of its keys and values and the pairs.  The bytes may be anybody's, so depth and numbers have an end.

Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

from typing import Any, Final

from attrs import define

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)
FLAGS: Final = (TRUE, FALSE)
"""The kinds of a flag; as a field it has no value but its kind, within a list it is a byte."""
LONG: Final = 15
"""What stands for the length of a list that has as many items or more, and for the step to a field as far away."""
_DEPTH: Final = 32
_NUMBER_BITS: Final = 70

Struct = dict[int, tuple[int, Any]]


def decoded(data: bytes) -> Struct:
    """The struct that stands at the start of the bytes.

    Raises:
        ValueError: they are no struct.
    """
    try:
        return Decoder(data).struct()
    except IndexError:
        raise ValueError("a struct that is cut off") from None


def plain(kind: int, value: Any) -> Any:
    """A value without the kinds in it: a struct is its values by number, a list its items."""
    if kind == STRUCT:
        return {number: plain(*field) for number, field in value.items()}
    if kind in {LIST, SET}:
        items, each = value
        return [plain(items, one) for one in each]
    if kind == MAP:
        keys, values, pairs = value
        return [(plain(keys, key), plain(values, one)) for key, one in pairs]
    return value


@define
class Decoder:
    """Structs that stand in bytes one after another; `at` is where the next one begins."""

    data: bytes
    at: int = 0

    def struct(self, depth: int = 0) -> Struct:
        """The next struct.

        Raises:
            IndexError: the bytes end within it.
            ValueError: it is none.
        """
        fields: Struct = {}
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else self._signed()
            kind = head & 15
            fields[number] = (kind, kind == TRUE if kind in FLAGS else self._value(kind, depth))
        return fields

    def _value(self, kind: int, depth: int) -> Any:  # noqa: PLR0911 - a return for each kind
        if depth > _DEPTH:
            raise ValueError("too deep")
        match kind:
            case 1 | 2 | 3:
                return self._byte()
            case 4 | 5 | 6:
                return self._signed()
            case 7:
                return self._bytes(8)
            case 8:
                return self._bytes(self._number())
            case 9 | 10:
                return self._list(depth + 1)
            case 11:
                return self._map(depth + 1)
            case 12:
                return self.struct(depth + 1)
            case _:
                raise ValueError(f"values of the kind {kind}")

    def _list(self, depth: int) -> tuple[int, list[Any]]:
        head = self._byte()
        count = head >> 4 if head >> 4 < LONG else self._number()
        return head & 15, [self._value(head & 15, depth) for _ in range(count)]

    def _map(self, depth: int) -> tuple[int, int, list[tuple[Any, Any]]]:
        count = self._number()
        kinds = self._byte() if count else 0
        key, value = kinds >> 4, kinds & 15
        return key, value, [(self._value(key, depth), self._value(value, depth)) for _ in range(count)]

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def _bytes(self, length: int) -> bytes:
        self.at += length
        if self.at > len(self.data):
            raise IndexError
        return self.data[self.at - length : self.at]

    def _number(self) -> int:
        number = 0
        for shift in range(0, _NUMBER_BITS, 7):
            byte = self._byte()
            number |= (byte & 127) << shift
            if byte < 128:
                return number
        raise ValueError("a number without end")

    def _signed(self) -> int:
        number = self._number()
        return (number >> 1) ^ -(number & 1)
