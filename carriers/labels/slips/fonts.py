"""The fonts of pages: each is read once in a process, for that costs more than a page of letters."""

from __future__ import annotations

import copy
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont
    from fpdf import FPDF
    from fpdf.fonts import TTFFont


def add(pdf: FPDF, name: str, file: str) -> frozenset[int]:
    """Makes a font known to a document by its name; the signs that it has.

    Args:
        pdf: the document.
        name: of the font in the document.
        file: in carriers/data/fonts.
    """
    from fpdf.fonts import SubsetMap  # noqa: PLC0415 - only slips and invoices are PDF

    kept = _read(name, file)
    font = copy.copy(kept.font)
    font.i = len(pdf.fonts) + 1
    font.missing_glyphs = []
    font.subset = SubsetMap(font)
    font.ttfont = kept.opened()
    pdf.fonts[name] = font
    return kept.signs


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

        if self.first:
            return self.first.pop()
        opened = TTFont(self.font.ttffile, recalcTimestamp=False, lazy=True)
        opened.setGlyphOrder(list(self.glyphs))
        return opened


@cache
def _read(name: str, file: str) -> _Kept:
    from fpdf import FPDF  # noqa: PLC0415
    from fpdf.fonts import TTFFont  # noqa: PLC0415

    pdf = FPDF()
    pdf.add_font(name, "", str(resources.files("carriers") / "data/fonts" / file))
    font = pdf.fonts[name]
    assert isinstance(font, TTFFont)  # noqa: S101 - a core font is in no file
    return _Kept(font, frozenset(font.cmap), tuple(font.ttfont.getGlyphOrder()), [font.ttfont])
