"""Bars: a figure for each name, side by side."""

from __future__ import annotations

from attrs import frozen

WIDTH = 100
"""The longest bar, in the units of the picture."""


@frozen
class Bar:
    """One bar: its name, its figure, the greatest figure of the picture, and the text of the figure."""

    name: str
    figure: int
    most: int
    text: str

    @property
    def width(self) -> int:
        """Its length, 0 to WIDTH; a figure above nothing is seen."""
        if not self.most or self.figure <= 0:
            return 0
        return max(1, self.figure * WIDTH // self.most)
