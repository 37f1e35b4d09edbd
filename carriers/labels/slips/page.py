"""Lines of text on pages: wrapped in one pass, in their own script, shaped where letters join or stack."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from importlib import resources
from typing import TYPE_CHECKING, BinaryIO, Final

from carriers.labels.consignee.latin import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fpdf import FPDF

MARGIN: Final = 12.0
LINE: Final = 1.25  # of the letters' size
_MAIN: Final = "main"
_MAIN_FILE: Final = "wqy-microhei-labels.ttf"
_SHAPED: Final = {
    "arabic": ("NotoSansArabic-Regular.ttf", ((0x0600, 0x06FF), (0x0750, 0x077F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))),
    "hebrew": ("NotoSansHebrew-Regular.ttf", ((0x0590, 0x05FF), (0xFB1D, 0xFB4F))),
    "thai": ("NotoSansThai-Regular.ttf", ((0x0E00, 0x0E7F),)),
    "devanagari": ("NotoSansDevanagari-Regular.ttf", ((0x0900, 0x097F),)),
}
"""Fonts of scripts whose letters are joined, stacked or written from the right, each with the signs it is for."""
_VIRAMA: Final = "\u094d"
_JOINERS: Final = frozenset("\u200c\u200d\u200e\u200f")


class Page:
    """A PDF to which lines are added from the top; what does not fit goes on the next page."""

    def __init__(self, width: float, height: float, margin: float = MARGIN) -> None:
        """Width, height and margin in points."""
        from fpdf import FPDF  # noqa: PLC0415 - costs 0.3 s, and only slips and invoices are PDF

        self.width, self.height, self.margin = width, height, margin
        self.pdf: FPDF = FPDF(unit="pt", format=(width, height))
        self.pdf.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))  # the same input gives the same bytes
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(0)
        self.pdf.c_margin = 0
        self._signs: dict[str, frozenset[int]] = {}
        self._widths: dict[tuple[str, str], float] = {}
        self._font(_MAIN)
        self.y = 0.0
        self.head = ""
        self.pages = 0

    def new(self) -> None:
        """Begins a page."""
        self.pdf.add_page()
        self.pages += 1
        self.y = self.margin - 4

    def write(self, file: BinaryIO) -> None:
        """Writes the PDF."""
        file.write(bytes(self.pdf.output()))

    def close(self) -> None:
        """Closes the fonts of a book that is not written."""
        for font in self.pdf.fonts.values():
            if (ttfont := getattr(font, "ttfont", None)) is not None:
                ttfont.close()

    def text(self, text: str, size: float, country: str = "") -> None:
        """The text on as many lines as it needs; letters that no font has are spelt in Latin ones, as in `country`."""
        shown = self.shown(text, country)
        script = _script(shown)
        for line in self._wrapped(shown, size, script):
            if self.y + size * LINE > self.height - self.margin:
                self._continue()
            self.y += size * LINE
            self._draw(line, size, script, self.margin, self.y)

    def at(self, text: str, size: float, x: float, *, right: bool = False) -> None:
        """The text on the present line from x on, or ending there; it is not wrapped."""
        shown = self.shown(text)
        script = _script(shown)
        left = x - sum(map(self._width_of(size, script), _clusters(shown))) if right else x
        self._draw(shown, size, script, left, self.y)

    def rule(self) -> None:
        """A line across the page."""
        self.y += 5
        self.pdf.set_line_width(0.5)
        self.pdf.line(self.margin, self.y, self.width - self.margin, self.y)
        self.y += 1

    def printable(self, text: str) -> bool:
        """Whether the fonts have every sign of the text."""
        script = _script(text)
        known, more = self._known(_MAIN), self._known(script) if script else frozenset()
        return all(ord(char) in known or ord(char) in more or char in _JOINERS for char in text)

    def shown(self, text: str, country: str = "") -> str:
        """The text as it can be printed: in its own letters, without pictures, else spelt in Latin letters."""
        plain = " ".join("".join(char for char in text if not _is_picture(char)).split())
        if self.printable(plain):
            return plain
        return "".join(char if ord(char) in self._known(_MAIN) else "?" for char in fold(plain, country))

    def _continue(self) -> None:
        self.new()
        self.y += 7 * LINE
        self._draw(self.shown(f"{self.head}   (continued)"), 7, "", self.margin, self.y)

    def _draw(self, line: str, size: float, script: str, x: float, y: float) -> None:
        if not script:
            self.pdf.set_font(self._font(_MAIN), size=size)
            self.pdf.text(x, y, line)
            return
        self.pdf.set_font(self._font(script), size=size)
        self.pdf.set_text_shaping(True)
        self.pdf.set_fallback_fonts([_MAIN], exact_match=False)
        self.pdf.set_xy(x, y - size)
        self.pdf.cell(w=self.width - self.margin - x, h=size * LINE, text=line)
        self.pdf.set_fallback_fonts([])
        self.pdf.set_text_shaping(False)

    def _wrapped(self, text: str, size: float, script: str) -> Iterator[str]:
        """Lines no wider than the page, broken on spaces, or inside a word (Chinese and Thai have no spaces).

        Each sign is measured once, so that a text of any length takes its length in time.
        """
        room, width_of = self.width - 2 * self.margin, self._width_of(size, script)
        blank = width_of(" ")
        line: list[str] = []
        used = 0.0
        for word in text.split(" "):
            clusters = list(_clusters(word))
            width = sum(map(width_of, clusters))
            if used + width <= room:
                line.append(f"{word} ")
                used += width + blank
                continue
            if line:
                yield "".join(line).rstrip(" ")
            line, used = [], 0.0
            for cluster in clusters:
                width = width_of(cluster)
                if line and used + width > room:
                    yield "".join(line)
                    line, used = [], 0.0
                line.append(cluster)
                used += width
            line.append(" ")
            used += blank
        yield "".join(line).rstrip(" ")

    def _width_of(self, size: float, script: str) -> Callable[[str], float]:
        """A function of a sign (with its marks) that says how wide it is, alone."""

        def width(cluster: str) -> float:
            key = (script, cluster)
            if key not in self._widths:
                self.pdf.set_font(self._font(script or _MAIN), size=100)
                if script:
                    self.pdf.set_fallback_fonts([_MAIN], exact_match=False)
                self._widths[key] = self.pdf.get_string_width(cluster)
                self.pdf.set_fallback_fonts([])
            return self._widths[key] * size / 100

        return width

    def _font(self, name: str) -> str:
        if name not in self._signs:
            file = _MAIN_FILE if name == _MAIN else _SHAPED[name][0]
            self.pdf.add_font(name, "", str(resources.files("carriers") / "data/fonts" / file))
            # A core font has no such table; these are embedded.
            self._signs[name] = frozenset(getattr(self.pdf.fonts[name], "cmap", ()))
        return name

    def _known(self, name: str) -> frozenset[int]:
        return self._signs[self._font(name)]


def _script(text: str) -> str:
    """The script by which a text must be shaped; "" where letters stand side by side as they come."""
    if text.isascii():
        return ""
    for name, (_, spans) in _SHAPED.items():
        if any(first <= ord(char) <= last for char in text for first, last in spans):
            return name
    return ""


def _clusters(text: str) -> Iterator[str]:
    """The signs of a text, each with the marks that stand on it."""
    cluster = ""
    for char in text:
        joins = unicodedata.category(char) in {"Mn", "Mc", "Me"} or char in _JOINERS or cluster.endswith(_VIRAMA)
        if cluster and not joins:
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def _is_picture(char: str) -> bool:
    return "\U0001f000" <= char <= "\U0001faff" or char in "\ufe0e\ufe0f"
