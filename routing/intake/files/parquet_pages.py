"""To how much the pages of a Parquet file unpack, told from their heads before a library unpacks them.

What a page says of its size is held against what comes out by whoever unpacks it, so it may be believed.

Source: https://parquet.apache.org/docs/file-format/ and parquet.thrift of apache/parquet-format.
"""

from __future__ import annotations

from typing import IO, Any, Final

from routing.values.thrift import STRUCT, Decoder, decoded, plain

_TAIL: Final = 8
"""Bytes of the length of the file's end, and of the mark behind it."""
_HEAD: Final = (1 << 10, 1 << 16, 1 << 24)
"""Bytes that are read for the head of a page; more where it holds long texts."""
_PAGES: Final = (100_000, 1_000)
"""Pages of a file: so many, and one for each so many bytes."""
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
        end = plain(STRUCT, decoded(stream.read(length)))
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
        head = Decoder(stream.read(size))
        try:
            return plain(STRUCT, head.struct()), head.at
        except IndexError:
            continue
    raise ValueError("a page without a head")
