"""Code 128 bars as whole printer dots: the run of bars and gaps of a number, and where the bars stand."""

from __future__ import annotations

from itertools import groupby

DOTS_PER_INCH = 300
MODULE_DOTS = 4  # 0.339 mm; of whole dots at 300 dpi only this gives a 13-sign number between 40 and 55 mm
POINTS_PER_DOT = 72 / DOTS_PER_INCH


def modules(text: str) -> str:
    """The bars as "1" and the gaps as "0", one sign per module, without quiet zones.

    >>> len(modules("RR473124829GB"))
    156
    """
    from barcode import Code128  # noqa: PLC0415 - only slips have a barcode

    return str(Code128(text).build()[0])


def bars(text: str) -> list[tuple[int, int]]:
    """(first dot, dots) of each bar, counted from the left edge of the first bar at 300 dpi."""
    found: list[tuple[int, int]] = []
    at = 0
    for sign, run in groupby(modules(text)):
        width = len(list(run)) * MODULE_DOTS
        if sign == "1":
            found.append((at, width))
        at += width
    return found


def width_dots(text: str) -> int:
    """The width of all bars and gaps in dots at 300 dpi, without quiet zones."""
    return len(modules(text)) * MODULE_DOTS
