"""Texts are cut into lines by the cells that their letters fill."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import width

from cli.words.wrapping import longest, wrapped


@pytest.mark.parametrize(
    ("text", "cells", "lines"),
    [
        ("US 要 10 位，不是 6 位。", 12, ["US 要 10", "位，不是 6", "位。"]),  # a mark stays with the letter before it
        ("（未计入）的费用", 6, ["（未计", "入）的", "费用"]),  # an opening mark stays with what follows
        ("读 assignments.csv 文件", 14, ["读", "assignments.", "csv 文件"]),  # too long a word is cut at its points
        ("读 assignments.csv 文件", 15, ["读", "assignments.csv", "文件"]),
        ("2026-11-20 起", 10, ["2026-11-20", "起"]),  # no day is cut
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("a\nb", 9, ["a", "b"]),
        ("", 9, [""]),
    ],
)
def test_where_a_line_ends(text: str, cells: int, lines: list[str]) -> None:
    """Between Chinese letters, at blanks, and in a word only where it is wider than the line."""
    assert wrapped(text, cells) == lines


@given(text=st.text(alphabet="ab -.，。（）中文字", max_size=60), cells=st.integers(8, 30))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, cells: int) -> None:
    """Whatever the text, but for blanks."""
    lines = wrapped(text, cells, indent="  ")
    assert "".join("".join(lines).split()) == "".join(text.split())
    if longest(text) <= cells - 2:
        assert max(map(width, lines)) <= cells
