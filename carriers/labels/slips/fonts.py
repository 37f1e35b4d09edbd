"""The fonts of pages: each is read once in a process, for that costs more than a page of letters."""

from __future__ import annotations

import copy
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, TypeVar

from attrs import define, field, frozen

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont
    from fpdf import FPDF
    from fpdf.fonts import TTFFont


K = TypeVar("K")
V = TypeVar("V")
_KEPT_MAX: Final = 20_000
"""Texts and words that documents keep in mind."""


def keep(known: dict[K, V], key: K, told: V) -> None:
    """Keeps what was worked out of a text, unless there is too much already."""
    if len(known) < _KEPT_MAX:
        known[key] = told


@define(eq=False)
class Letters:
    """The fonts of documents that are written one after another when all of them are drawn.

    They share the letters that they use, so that each font is cut down to them once, and what is known of texts: how
    wide they are, how a font writes them.
    """

    widths: dict[tuple[str, str], float] = field(factory=dict)
    """Of a font's sign, in letters of size 100."""
    words: dict[tuple[str, float, str], tuple[tuple[str, ...], float]] = field(factory=dict)
    """By font, size and word: the word's signs, and how wide it is."""
    lines: dict[tuple[str, float, str, float], tuple[str, tuple[str, ...]]] = field(factory=dict)
    """By text, size, country and room: the text's script and its lines."""
    _fonts: dict[str, TTFFont] = field(factory=dict)
    _written: dict[tuple[str, str], str] = field(factory=dict)

    def add(self, pdf: FPDF, name: str, file: str) -> frozenset[int]:
        """Makes a font known to a document by its name; the signs that it has.

        Args:
            pdf: the document.
            name: of the font in the document.
            file: in carriers/data/fonts.
        """
        from fpdf.fonts import SubsetMap  # noqa: PLC0415 - only slips and invoices are PDF

        kept = _read(name, file)
        if name not in self._fonts:
            font = copy.copy(kept.font)
            font.missing_glyphs = []
            font.subset = SubsetMap(font)
            font.ttfont = kept.opened()
            self._fonts[name] = font
        mine = copy.copy(self._fonts[name])
        mine.i = len(pdf.fonts) + 1
        pdf.fonts[name] = mine
        return kept.signs

    def written(self, name: str, text: str) -> str:
        """The operator of PDF that shows the text in that font, which a document has."""
        found = self._written.get((name, text))
        if found is None:
            found = self._fonts[name].encode_text(text)
            keep(self._written, (name, text), found)
        return found

    def close(self) -> None:
        """Closes the files of the fonts."""
        for font in self._fonts.values():
            font.ttfont.close()


@frozen(eq=False)
class _Kept:
    """A font as it was read: its widths and signs, which all documents share, and its glyphs' names in their order."""

    font: TTFFont
    signs: frozenset[int]
    glyphs: tuple[str, ...]
    first: list[TTFont]
    """The file as it was opened to be read, for the first document."""

    def opened(self) -> TTFont:
        """The file, opened for one document, which cuts it down to its own letters."""
        from fontTools.ttLib import TTFont  # noqa: PLC0415

        try:
            return self.first.pop()  # of two threads one gets it
        except IndexError:
            pass
        opened = TTFont(self.font.ttffile, recalcTimestamp=False, lazy=True)
        opened.setGlyphOrder(list(self.glyphs))
        opened.tables |= _read_tables(self)
        return opened


def _read_tables(kept: _Kept) -> dict[str, Any]:
    """The font's largest tables, of one document's own, as they were read for the second document of the process."""
    glyphs, widths, signs = map(copy.copy, _largest_tables(kept))
    glyphs.glyphs = _GlyphsOfItsOwn(glyphs.glyphs)
    signs.tables = [copy.copy(table) for table in signs.tables]
    return {"glyf": glyphs, "hmtx": widths, "cmap": signs}


@cache
def _largest_tables(kept: _Kept) -> tuple[Any, Any, Any]:
    """Outlines, widths and signs.  To cut a font down puts new dictionaries in the place of theirs."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    with TTFont(kept.font.ttffile, recalcTimestamp=False, lazy=True) as opened:
        opened.setGlyphOrder(list(kept.glyphs))
        for table in opened["cmap"].tables:
            table.ensureDecompiled()
        return opened["glyf"], opened["hmtx"], opened["cmap"]


class _GlyphsOfItsOwn(dict[str, Any]):
    """Outlines by name, each copied when it is taken, for what is taken is written anew in its place."""

    def __getitem__(self, name: str) -> Any:
        return copy.copy(super().__getitem__(name))


@cache
def _read(name: str, file: str) -> _Kept:
    from fpdf import FPDF  # noqa: PLC0415
    from fpdf.fonts import TTFFont  # noqa: PLC0415

    pdf = FPDF()
    pdf.add_font(name, "", str(resources.files("carriers") / "data/fonts" / file))
    font = pdf.fonts[name]
    assert isinstance(font, TTFFont)  # noqa: S101 - a core font is in no file
    return _Kept(font, frozenset(font.cmap), tuple(font.ttfont.getGlyphOrder()), [font.ttfont])
