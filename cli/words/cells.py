"""The cells of a screen that texts fill, and texts laid out in them: a Chinese letter fills two."""

from __future__ import annotations


def width(text: str) -> int:
    """The cells that a text on one line fills."""
    if text.isascii() and text.isprintable():
        return len(text)
    import wcwidth  # noqa: PLC0415 - most screens hold plain letters only, and its tables take long to load

    return wcwidth.width(text)


def ljust(text: str, cells: int) -> str:
    """The text with blanks behind it, up to so many cells."""
    return text + " " * (cells - width(text))
