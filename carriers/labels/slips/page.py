"""Lines of text on pages: wrapped in one pass, in their own script, shaped where letters join or stack."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO, Final

from attrs import frozen

from carriers.labels.consignee.latin import fold
from carriers.labels.numbers import code128
from carriers.labels.numbers.code128 import POINTS_PER_DOT
from carriers.labels.slips.fonts import Letters, keep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fpdf import FPDF

POINTS_PER_MM: Final = 72 / 25.4
MARGIN: Final = 12.0
LINE: Final = 1.25  # of the letters' size
_PICTURES: Final = re.compile("[\U0001f000-\U0001faff\ufe0e\ufe0f]")
_WHITE: Final = "q 1 g"
"""The operators of PDF after which all is drawn in white, until Q."""
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


@frozen
class Paper:
    """A sheet of paper and how many pages stand on it, across and down; in points."""

    width: float
    height: float
    across: int = 1
    down: int = 1

    @classmethod
    def of_mm(cls, width: float, height: float, across: int = 1, down: int = 1) -> Paper:
        """The paper of those sides in millimetres."""
        return cls(width * POINTS_PER_MM, height * POINTS_PER_MM, across, down)


@frozen
class _Spot:
    """Where a page stands: on which sheet of the PDF, and its upper left corner."""

    sheet: int
    x: float
    y: float


class Page:
    """A PDF to which lines are added from the top; what does not fit goes on the next page.

    `head` stands on each page that continues another; `banner`, where there is one, draws the top of every page.
    """

    def __init__(self, paper: Paper, margin: float = MARGIN, letters: Letters | None = None) -> None:
        """Margin in points; `letters`: of documents that are written with this one."""
        from fpdf import FPDF  # noqa: PLC0415 - costs 0.3 s, and only slips and invoices are PDF
        from fpdf.enums import PDFResourceType, RenderStyle  # noqa: PLC0415

        self._paper = paper
        self.width, self.height = paper.width / paper.across, paper.height / paper.down
        self.margin = margin
        self.pdf: FPDF = FPDF(unit="pt", format=(paper.width, paper.height))
        self.pdf.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))  # the same input gives the same bytes
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(0)
        self.pdf.c_margin = 0
        self._black, self._font_kind = RenderStyle.F, PDFResourceType.FONT
        self._signs: dict[str, frozenset[int]] = {}
        self._letters = letters or Letters()
        self._set: tuple[str, float] | None = None
        """The font and size in which the sheet goes on, where that is known."""
        self._font(_MAIN)
        self.y = 0.0
        self.head = ""
        self.banner: Callable[[], None] | None = None
        self.pages = 0
        self._spots: list[_Spot] = []
        self._spot = _Spot(0, 0.0, 0.0)

    def new(self) -> None:
        """Begins a page, on a new sheet where the last one is full."""
        place = self.pages % (self._paper.across * self._paper.down)
        if place == 0:
            self.pdf.add_page()
            self._set = None
        down, across = divmod(place, self._paper.across)
        dot = POINTS_PER_DOT  # corners stand on whole dots, so that bars do
        x, y = (round(size * count / dot) * dot for size, count in ((self.width, across), (self.height, down)))
        self._spot = _Spot(self.pdf.page, x, y)
        self._spots.append(self._spot)
        self.pages += 1
        self.y = self.margin - 4
        if self.banner is not None:
            self.banner()

    def number_pages(self, first: int, size: float, *, foot: bool = False) -> None:
        """Writes n/m at the top right, or the foot, of the pages from `first` on (counted from 0): 1/2, 2/2."""
        now, spots = self._spot, self._spots[first:]
        for number, spot in enumerate(spots, 1):
            self._go_to(spot)
            text = f"{number}/{len(spots)}"
            y = self.height - self.margin / 2 if foot else self.margin - 4 + size
            self.draw(text, size, self.width - self.margin - self.width_of(text, size), y)
        self._go_to(now)

    def _go_to(self, spot: _Spot) -> None:
        if self.pdf.page != spot.sheet:
            self.pdf.page = spot.sheet
            self._set = None
        self._spot = spot

    def write(self, file: BinaryIO) -> None:
        """Writes the PDF."""
        file.write(bytes(self.pdf.output()))

    def close(self) -> None:
        """Closes the fonts of a book that is not written, and of all that are written with it."""
        self._letters.close()

    def text(self, text: str, size: float, country: str = "", room: float = 0) -> None:
        """The text on as many lines as it needs; letters that no font has are spelt in Latin ones, as in `country`.

        `room`: the width it may take; 0: the page's.
        """
        script, lines = self._laid_out(text, size, country, room or self.width - 2 * self.margin)
        for line in lines:
            if self.y + size * LINE > self.height - self.margin:
                self._continue()
            self.y += size * LINE
            self._draw(line, size, script, self.margin, self.y)

    def at(self, text: str, size: float, x: float, *, right: bool = False) -> None:
        """The text on the present line from x on, or ending there; it is not wrapped."""
        shown = self.shown(text)
        left = x - self.width_of(shown, size) if right else x
        self._draw(shown, size, _script(shown), left, self.y)

    def draw(self, text: str, size: float, x: float, y: float) -> None:
        """The text with its foot at y, from x on."""
        shown = self.shown(text)
        self._draw(shown, size, _script(shown), x, y)

    def lines(self, text: str, size: float, room: float) -> list[str]:
        """The text on lines no wider than `room`."""
        return list(self._laid_out(text, size, "", room)[1])

    def width_of(self, text: str, size: float) -> float:
        """How wide the text is."""
        return self._measured(text, size, _script(text))[1]

    def need(self, height: float) -> None:
        """Goes on to the next page unless so much room is left."""
        if self.y + height > self.height - self.margin:
            self._continue()

    def rule(self) -> None:
        """A line across the page."""
        self.y += 5
        self.line(self.margin, self.y, self.width - self.margin, self.y)
        self.y += 1

    def line(self, x: float, y: float, to_x: float, to_y: float, width: float = 0.5) -> None:
        """A line between two points of the page."""
        self.pdf.set_line_width(width)
        self.pdf.line(x + self._spot.x, y + self._spot.y, to_x + self._spot.x, to_y + self._spot.y)

    def sign(self, text: str, size: float, x: float, y: float) -> float:
        """White letters on black, from x on; where it ends.  What nobody may overlook."""
        shown = self.shown(text)
        width = self.width_of(shown, size) + size
        self.pdf.rect(x + self._spot.x, y + self._spot.y, width, size * 1.5, style=self._black)
        script = _script(shown)
        if script:
            self.pdf.set_text_color(255)
            self._shape(shown, size, script, x + size / 2, y + size * 1.12)
            self.pdf.set_text_color(0)
        else:
            drawn = self._shown_at(shown, size, x + size / 2, y + size * 1.12, anew=True)
            self._out(f"{_WHITE} {drawn} Q")
        return x + width

    def bars(self, text: str, left_dots: int, top: float, height_dots: int, module_dots: int) -> float:
        """A Code 128 on whole dots of a 300 dpi printer; its foot."""
        dot = POINTS_PER_DOT
        upper = round(top / dot) * dot
        foot, height = self._paper.height - (upper + self._spot.y), height_dots * dot
        left = self._spot.x
        places = (((left_dots + first) * dot + left, dots * dot) for first, dots in code128.bars(text, module_dots))
        boxes = (_operator("re f", x, foot, width, -height) for x, width in places)
        self._out(" ".join(boxes))  # each filled alone: viewers set such a box on whole dots
        return upper + height_dots * dot

    def printable(self, text: str) -> bool:
        """Whether the fonts have every sign of the text."""
        if text.isascii() and text.isprintable():
            return True
        main = self._known(_MAIN)
        rest = [char for char in text if ord(char) not in main and char not in _JOINERS]
        script = _script(text) if rest else ""
        return not rest or bool(script and all(ord(char) in self._known(script) for char in rest))

    def shown(self, text: str, country: str = "") -> str:
        """The text as it can be printed: in its own letters, without pictures, else spelt in Latin letters."""
        plain = " ".join((text if text.isascii() else _PICTURES.sub("", text)).split())
        if self.printable(plain):
            return plain
        return "".join(char if ord(char) in self._known(_MAIN) else "?" for char in fold(plain, country))

    def _continue(self) -> None:
        self.new()
        if self.head:
            self.y += 7 * LINE
            self._draw(self.shown(f"{self.head}   (continued)"), 7, "", self.margin, self.y)

    def _draw(self, line: str, size: float, script: str, x: float, y: float) -> None:
        if script:
            self._shape(line, size, script, x, y)
        else:
            self._out(self._shown_at(line, size, x, y))

    def _shown_at(self, line: str, size: float, x: float, y: float, *, anew: bool = False) -> str:
        """The operators of PDF that show a line whose letters stand side by side; `anew`: the font is named again."""
        font = ""
        if anew or self._set != (_MAIN, size):
            number = self.pdf.fonts[self._font(_MAIN)].i
            # The library's own way of writing a text costs four times as much as all that comes of it.
            self.pdf._resource_catalog.add(self._font_kind, number, self.pdf.page)  # noqa: SLF001
            font = f"/F{number} {size:.2f} Tf "
        if not anew:
            self._set = (_MAIN, size)
        left, foot = x + self._spot.x, self._paper.height - (y + self._spot.y)
        return f"BT {font}{_operator('Td', left, foot)}{self._letters.written(_MAIN, line)} ET"

    def _out(self, operators: str) -> None:
        self.pdf._out(operators)  # noqa: SLF001 - as above

    def _shape(self, line: str, size: float, script: str, x: float, y: float) -> None:
        """A line whose letters are joined, stacked or written from the right."""
        x, y = x + self._spot.x, y + self._spot.y
        self.pdf.set_font(self._font(script), size=size)
        self.pdf.current_font_is_set_on_page = False
        self.pdf.set_text_shaping(True)
        self.pdf.set_fallback_fonts([_MAIN], exact_match=False)
        self.pdf.set_xy(x, y - size)
        self.pdf.cell(w=self.width - self.margin - (x - self._spot.x), h=size * LINE, text=line)
        self.pdf.set_fallback_fonts([])
        self.pdf.set_text_shaping(False)
        self._set = None

    def _laid_out(self, text: str, size: float, country: str, room: float) -> tuple[str, tuple[str, ...]]:
        """The script of a text as it is shown, and its lines; many texts of a book come again."""
        key = (text, size, country, room)
        found = self._letters.lines.get(key)
        if found is None:
            shown = self.shown(text, country)
            script = _script(shown)
            found = script, tuple(self._wrapped(shown, size, script, room))
            keep(self._letters.lines, key, found)
        return found

    def _wrapped(self, text: str, size: float, script: str, room: float) -> Iterator[str]:
        """Lines no wider than the room, broken on spaces, or inside a word (Chinese and Thai have no spaces).

        Each sign is measured once, so that a text of any length takes its length in time.
        """
        width_of = self._width_of(size, script)
        blank = width_of(" ")
        line: list[str] = []
        used = 0.0
        for word in text.split(" "):
            clusters, width = self._measured(word, size, script)
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

    def _measured(self, word: str, size: float, script: str) -> tuple[tuple[str, ...], float]:
        """The signs of a word and how wide it is; most words of a book come again."""
        key = (script, size, word)
        found = self._letters.words.get(key)
        if found is None:
            clusters = tuple(word) if word.isascii() else tuple(_clusters(word))
            found = clusters, sum(map(self._width_of(size, script), clusters))
            keep(self._letters.words, key, found)
        return found

    def _width_of(self, size: float, script: str) -> Callable[[str], float]:
        """A function of a sign (with its marks) that says how wide it is, alone."""

        def width(cluster: str) -> float:
            found = widths.get((script, cluster))
            if found is None:
                self.pdf.set_font(self._font(script or _MAIN), size=100)
                if script:
                    self.pdf.set_fallback_fonts([_MAIN], exact_match=False)
                found = widths[script, cluster] = self.pdf.get_string_width(cluster)
                self.pdf.set_fallback_fonts([])
            return found * size / 100

        widths = self._letters.widths
        return width

    def _font(self, name: str) -> str:
        if name not in self._signs:
            self._signs[name] = self._letters.add(self.pdf, name, _MAIN_FILE if name == _MAIN else _SHAPED[name][0])
        return name

    def _known(self, name: str) -> frozenset[int]:
        return self._signs[self._font(name)]


def _operator(name: str, *figures: float) -> str:
    """An operator of PDF with its figures before it."""
    return " ".join((*(f"{figure:.2f}" for figure in figures), name))


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
