"""Conditions as carriers write them, and on which side of the figure their edge lies."""

from __future__ import annotations

from fractions import Fraction

import pytest
from told import refused

from routing.errors import ReadError
from routing.services.condition import condition


@pytest.mark.parametrize(
    ("text", "below", "at", "above"),
    [
        ("weight < 2 kg", True, False, False),  # below: the figure itself is out
        ("weight <= 2 kg", True, True, False),  # up to: the figure is in
        ("weight > 2 kg", False, False, True),
        ("weight >= 2 kg", False, True, True),
        ("weight ≤ 2 kg", True, True, False),  # as printed in PDF sheets
        ("weight ≥ 2 kg", False, True, True),
    ],
)
def test_edges_are_the_carriers(text: str, below: bool, at: bool, above: bool) -> None:  # noqa: FBT001 - a table
    """1,999 g, 2,000 g and 2,001 g meet the condition exactly as its sign says."""
    assert [condition(text).holds(grams) for grams in (1999, 2000, 2001)] == [below, at, above]


@pytest.mark.parametrize(
    ("text", "figure", "said"),
    [
        ("longest_side <= 60 cm", 600, "longest_side <= 600 mm"),
        ("sides_sum <= 90cm", 900, "sides_sum <= 900 mm"),
        ("length_girth <= 10 in", 254, "length_girth <= 254 mm"),  # 10 x 25.4
        ("weight > 0.5 kg", 500, "weight > 500 g"),
        ("weight <= 2.0005 kg", Fraction("2000.5"), "weight <= 2000.5 g"),
        ("weight <= 1 lb", Fraction("453.59237"), "weight <= 453.59237 g"),
        ("value < 5 USD", 50_000, "value < 5.00 USD"),
        ("value <= 1500 RUB", 15_000_000, "value <= 1500.00 RUB"),
        ("value > 4.9999 eur", 49_999, "value > 4.9999 EUR"),
    ],
)
def test_figures_are_exact_and_written_back(text: str, figure: int | Fraction, said: str) -> None:
    """A condition holds grams, millimetres or ten-thousandths exactly, and reads as a card writes it."""
    assert condition(text).figure == figure
    assert str(condition(text)) == said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("weight 2 kg", "is no condition"),
        ("", "is no condition"),
        ("weight <= 2 kg and more", "not a weight"),
        ("girth <= 2 m", "'girth' is no measure"),
        ("weight <= 2", "no unit"),
        ("weight <= 2 cm", "does not measure a weight"),
        ("longest_side <= 2 kg", "does not measure a length"),
        ("weight <= -2 kg", "not a weight"),
        ("value < 5", "names no currency"),
        ("value < 5 XYZ", "no currency code"),
        ("value < five USD", "not an amount"),
    ],
)
def test_what_is_no_condition_is_refused_with_a_way_out(text: str, told: str) -> None:
    """A misspelt condition is never read as another one."""
    with refused(ReadError, told):
        condition(text)
