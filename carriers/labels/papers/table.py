"""A table on pages: heads on every page, cells wrapped, a line under each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import define, frozen

from carriers.labels.slips.page import LINE, Page, Paper

if TYPE_CHECKING:
    from collections.abc import Sequence

A4: Final = Paper.of_mm(210, 297)
MARGIN: Final = 34.0
_HEAD: Final = 8.0


@frozen
class TableColumn:
    """One column: its head, its share of the page's width, whether its cells stand at the right, and their size."""

    head: str
    share: float
    right: bool = False
    size: float = 9.0


@define
class PaperTable:
    """Rows under their heads on a page that goes on by itself."""

    page: Page
    columns: Sequence[TableColumn]

    def heads(self) -> None:
        """The heads, with a line under them."""
        page = self.page
        page.y += _HEAD * LINE + 2
        for (left, right), column in zip(self._edges(), self.columns, strict=True):
            page.at(column.head, _HEAD, right if column.right else left, right=column.right)
        page.y += 3
        page.line(page.margin, page.y, page.width - page.margin, page.y, 1.0)

    def row(self, cells: Sequence[str]) -> None:
        """One row, whole on a page; the first lines of its cells stand on one foot."""
        page = self.page
        wrapped = [
            page.lines(text, column.size, right - left) if text else []
            for text, column, (left, right) in zip(cells, self.columns, self._edges(), strict=True)
        ]
        first = max(column.size for column in self.columns) * LINE
        below = max((len(lines) - 1) * column.size * LINE for lines, column in zip(wrapped, self.columns, strict=True))
        page.need(first + max(below, 0) + 5)
        top = foot = page.y
        for lines, column, (left, right) in zip(wrapped, self.columns, self._edges(), strict=True):
            page.y = top + first
            for line in lines:
                page.at(line, column.size, right if column.right else left, right=column.right)
                foot = max(foot, page.y)
                page.y += column.size * LINE
        page.y = max(foot, top + first) + 4
        page.line(page.margin, page.y, page.width - page.margin, page.y, 0.3)

    def _edges(self) -> list[tuple[float, float]]:
        """Where each column begins and ends."""
        room = self.page.width - 2 * self.page.margin
        edges, x = [], self.page.margin
        for column in self.columns:
            width = room * column.share
            edges.append((x, x + width - 6))
            x += width
        return edges
