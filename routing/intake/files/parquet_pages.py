"""To how much the pages of a Parquet file unpack, told from their heads before a library unpacks them.

The file's end and the head of each page are in the compact protocol of Thrift: fields by number, numbers in groups of
seven bits.  What a page says of its size is held against what comes out by whoever unpacks it, so it may be believed.

Source: https://parquet.apache.org/docs/file-format/ and parquet.thrift of apache/parquet-format.
"""

from __future__ import annotations

from typing import IO, Any, Final

from attrs import define

_TAIL: Final = 8
"""Bytes of the length of the file's end, and of the mark behind it."""
_HEAD: Final = (1 << 10, 1 << 16, 1 << 24)
"""Bytes that are read for the head of a page; more where it holds long texts."""
_PAGES: Final = (100_000, 1_000)
"""Pages of a file: so many, and one for each so many bytes."""
_DEPTH: Final = 32
_ROW_GROUPS, _COLUMNS, _CHUNK = 4, 1, 3
_PACKED, _DATA_AT, _WORDS_AT = 7, 9, 11
_PAGE_UNPACKED, _PAGE_PACKED = 2, 3


def unpacked_size(stream: IO[bytes]) -> int:
    """Bytes of all pages together, unpacked.

    Args:
        stream: the whole file.

    Raises:
        ValueError: the file is none, or its parts contradict each other.
    """
    size = stream.seek(0, 2)
    stream.seek(max(size - _TAIL, 0))
    length = int.from_bytes(stream.read(4), "little")
    stream.seek(max(size - _TAIL - length, 0))
    try:
        end = _Reader(stream.read(length)).struct()
        chunks = [column[_CHUNK] for group in end[_ROW_GROUPS] for column in group[_COLUMNS]]
        return _pages(stream, chunks, _PAGES[0] + size // _PAGES[1])
    except (IndexError, KeyError, TypeError, OSError, OverflowError) as error:
        raise ValueError(f"{type(error).__name__} in its end") from None


def _pages(stream: IO[bytes], chunks: list[dict[int, Any]], most: int) -> int:
    total = count = 0
    for chunk in chunks:
        at, words = chunk[_DATA_AT], chunk.get(_WORDS_AT, 0)
        at = words if 0 < words < at else at
        end = at + chunk[_PACKED]
        while at < end:
            head, length = _head(stream, at)
            count += 1
            if head[_PAGE_PACKED] < 0 or head[_PAGE_UNPACKED] < 0 or count > most:
                raise ValueError("too many pages, or pages of less than nothing")
            total += head[_PAGE_UNPACKED]
            at += length + head[_PAGE_PACKED]
    return total


def _head(stream: IO[bytes], at: int) -> tuple[dict[int, Any], int]:
    """The head of a page, and its length."""
    for size in _HEAD:
        stream.seek(at)
        reader = _Reader(stream.read(size))
        try:
            return reader.struct(), reader.at
        except IndexError:
            continue
    raise ValueError("a page without a head")


@define
class _Reader:
    """Values of the compact protocol, one after another."""

    data: bytes
    at: int = 0

    def struct(self, depth: int = 0) -> dict[int, Any]:
        """Fields by number."""
        if depth > _DEPTH:
            raise ValueError("too deep")
        fields: dict[int, Any] = {}
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else self._signed()
            kind = head & 15
            fields[number] = kind == 1 if kind in {1, 2} else self._value(kind, depth)
        return fields

    def _value(self, kind: int, depth: int) -> Any:  # noqa: PLR0911 - a return for each kind
        """One value; texts and fractions are passed over."""
        match kind:
            case 1 | 2 | 3:  # flags are a byte within lists
                return self._byte()
            case 4 | 5 | 6:
                return self._signed()
            case 7:
                return self._skip(8)
            case 8:
                return self._skip(self._number())
            case 9 | 10:
                head = self._byte()
                count = head >> 4 if head >> 4 < 15 else self._number()
                return [self._value(head & 15, depth + 1) for _ in range(count)]
            case 11:
                count = self._number()
                kinds = self._byte() if count else 0
                return [(self._value(kinds >> 4, depth + 1), self._value(kinds & 15, depth + 1)) for _ in range(count)]
            case 12:
                return self.struct(depth + 1)
            case _:
                raise ValueError(f"values of the kind {kind}")

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def _number(self) -> int:
        number = shift = 0
        while shift < 70:
            byte = self._byte()
            number |= (byte & 127) << shift
            if byte < 128:
                return number
            shift += 7
        raise ValueError("a number without end")

    def _signed(self) -> int:
        number = self._number()
        return (number >> 1) ^ -(number & 1)

    def _skip(self, length: int) -> None:
        self.at += length
        if self.at > len(self.data):
            raise IndexError
