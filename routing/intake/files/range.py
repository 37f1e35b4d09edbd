"""Consecutive records of a file of separated text, which are read as if those before had been read."""

from __future__ import annotations

from attrs import frozen


@frozen
class RangePlace:
    """Where reading stands between two records."""

    byte: int
    """Bytes of the file before it."""
    row: int
    """Of the next record."""
    encoding: str
    """As far as it is known from the records before; "" where these are all ASCII."""


@frozen
class Range:
    """Records from one place to another, which is where a block of the file ends."""

    first: RangePlace
    blocks: tuple[int, int]
    """Number of the first block of them, and of the first behind them."""
    head: int
    """Bytes at the start of the file that tell how it is read."""
    end: RangePlace | None
    """Where the last record should end; None: with the file."""


class RangeError(Exception):
    """The records of a range do not end where they should: what comes behind was cut in the wrong place."""
