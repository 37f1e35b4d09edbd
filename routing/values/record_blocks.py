"""A delimited file in pieces that end where a record does."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCK: Final = 1 << 22


def record_blocks(stream: BinaryIO, size: int = _BLOCK) -> Iterator[bytes]:
    """The bytes of the file in pieces of about `size`, cut behind line feeds that no pair of quotation marks holds.

    A record longer than that comes whole.
    """
    rest = b""
    while block := stream.read(size):
        block = rest + block
        cut = block.rfind(b"\n")
        quotes = block.count(b'"', 0, cut + 1)
        while cut >= 0 and quotes % 2:
            before = block.rfind(b"\n", 0, cut)
            quotes -= block.count(b'"', before + 1, cut + 1)
            cut = before
        rest = block[cut + 1 :]
        if cut >= 0:
            yield block[: cut + 1]
    if rest:
        yield rest
