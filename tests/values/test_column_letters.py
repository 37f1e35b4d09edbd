"""The columns of a spreadsheet by their letters (ECMA-376, part 1, 18.3.1.4: A to XFD)."""

from __future__ import annotations

import pytest

from routing.values.column_letters import column_of_letters, letters


@pytest.mark.parametrize(
    ("column", "name"),
    [
        (0, "A"),
        (25, "Z"),
        (26, "AA"),
        (27, "AB"),
        (51, "AZ"),
        (52, "BA"),
        (101, "CX"),
        (701, "ZZ"),
        (702, "AAA"),
        (16_383, "XFD"),
    ],
)
def test_letters_and_numbers_lead_to_each_other(column: int, name: str) -> None:
    """A worksheet has 16,384 columns, of which the last is XFD."""
    assert (letters(column), column_of_letters(name)) == (name, column)
