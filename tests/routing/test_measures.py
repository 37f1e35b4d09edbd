"""Weights and lengths from text: exact decimals, rounded up to whole grams and millimetres."""

from __future__ import annotations

from fractions import Fraction

import pytest

from routing.errors import ReadError
from routing.values.units import exact, grams, millimetres, size


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("350 g", None, 350),
        ("350g", None, 350),
        ("1.2 kg", None, 1200),
        ("2.0049 kg", None, 2005),  # 2004.9 g, up
        ("2.0 kg", None, 2000),
        ("12 oz", None, 341),  # 12 x 28.349523125 = 340.19...
        ("1 lb", None, 454),  # 453.59237
        ("0.5 斤", None, 250),  # a jin is 500 g
        ("70克", None, 70),
        ("1 公斤", None, 1000),
        ("500 mg", None, 1),
        ("350", "g", 350),
        ("0.35", "kg", 350),
        ("350 g", "kg", 350),  # the unit in the cell wins
        (".5 kg", None, 500),
        ("1 KG.", None, 1000),
        ("10000 kg", None, 10_000_000),
    ],
)
def test_weights(text: str, unit: str | None, expected: int) -> None:
    """Whole grams, rounded up as carriers do."""
    assert grams(text, unit) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("60 cm", 600), ("60.01 cm", 601), ("10 in", 254), ('10"', 254), ("1 m", 1000), ("1 ft", 305), ("25厘米", 250)],
)
def test_lengths(text: str, expected: int) -> None:
    """Whole millimetres, rounded up: 60.01 cm is over 60 cm, a foot is 304.8 mm."""
    assert millimetres(text) == expected


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("20x15x10cm", None, (200, 150, 100)),
        ("20 × 15 * 10 cm", None, (200, 150, 100)),
        ("8 in x 6 in x 4 in", None, (204, 153, 102)),  # 203.2, 152.4 and 101.6 up
        ("20x15x10", "cm", (200, 150, 100)),
        ("200 mm x 15 cm x 10", "cm", (200, 150, 100)),
        ("20X15X10 CM", None, (200, 150, 100)),
    ],
)
def test_sizes(text: str, unit: str | None, expected: tuple[int, int, int]) -> None:
    """Three lengths of one text, in the order given."""
    assert size(text, unit) == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("350", "no unit"),
        ("", "not a weight"),
        ("heavy", "not a weight"),
        ("-1 kg", "not a weight"),
        ("0 g", "not above zero"),
        ("0.0 kg", "not above zero"),
        ("1,2 kg", "a comma"),
        ("1.2.3 kg", "not a weight"),
        ("1e3 g", "not a weight"),
        ("NaN kg", "not a weight"),
        ("inf g", "not a weight"),
        ("٣ kg", "not a weight"),  # Arabic digits
        ("5 cm", "does not measure a weight"),
        ("5 stone", "is not known"),
        ("10001 kg", "no parcel is"),
        ("1 kg\n2 kg", "not a weight"),
        ("5 kg; rm", "not a weight"),
    ],
)
def test_what_is_no_weight_is_refused(text: str, told: str) -> None:
    """Nothing is guessed; the message shows a form that works."""
    with pytest.raises(ReadError, match=told):
        grams(text)


@pytest.mark.parametrize("text", ["20x15", "20x15x10x5 cm", "20x15x10", "axbxc cm", "20xx10 cm", "", "0x15x10 cm"])
def test_what_is_no_size_is_refused(text: str) -> None:
    """Two sides, four sides, no unit, no figures, a side of nothing."""
    with pytest.raises(ReadError, match="is not a size"):
        size(text)


def test_lengths_beyond_any_parcel() -> None:
    """Ten metres are read, more is a slip of the unit."""
    assert millimetres("10 m") == 10_000
    with pytest.raises(ReadError, match="Check the unit"):
        millimetres("10.001 m")


def test_the_exact_figure_before_rounding() -> None:
    """1 lb is 453.59237 g by definition."""
    assert exact("1 lb", None, "gram") == Fraction("453.59237")
