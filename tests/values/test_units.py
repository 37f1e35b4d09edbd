"""Texts to grams and millimetres."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import refused

from routing.errors import ReadError
from routing.values.units import exact, grams, millimetres, size


@pytest.mark.parametrize(
    ("text", "unit", "wanted"),
    [
        ("350 g", None, 350),
        ("350", "g", 350),
        ("2.0049 kg", None, 2005),  # rounded up to the whole gram
        ("2.0049", "kg", 2005),
        ("2004.9 g", None, 2005),
        ("0.5g", None, 1),
        ("12 oz", None, 341),  # 12 x 28.349523125 g (international avoirdupois ounce) = 340.19 g
        ("1 lb", None, 454),  # 453.59237 g, exact by the 1959 agreement
        ("1 磅", None, 454),
        ("1.2 公斤", None, 1200),
        ("3 斤", None, 1500),  # the market jin is 500 g
        ("350克", None, 350),
        ("500 mg", None, 1),
        ("1 KG", None, 1000),
        ("1 kg", "g", 1000),  # the cell's unit wins
        (".35 kg", None, 350),
        ("10000 kg", None, 10_000_000),  # the most that is taken
        ("1 kg.", None, 1000),
    ],
)
def test_weights_become_whole_grams(text: str, unit: str | None, wanted: int) -> None:
    """Exactly, rounded up, whatever the unit."""
    assert grams(text, unit) == wanted


@pytest.mark.parametrize(
    ("text", "unit", "wanted"),
    [
        ("10 in", None, 254),  # 25.4 mm an inch
        ('10"', None, 254),
        ("10″", None, 254),
        ("1 ft", None, 305),  # 304.8 mm
        ("60.01 cm", None, 601),
        ("60", "cm", 600),
        ("0.9 m", None, 900),
        ("15 厘米", None, 150),
    ],
)
def test_lengths_become_whole_millimetres(text: str, unit: str | None, wanted: int) -> None:
    """Exactly, rounded up: 60.01 cm is over 60 cm."""
    assert millimetres(text, unit) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "", "g", "heavy", "350", "1,2 kg", "1.200,5 g", "-1 g", "+1 g", "0 g", "1e3 g", "10001 kg", "1 stone", "1 cm",
        "1 kg 2",
        "nan g",
    ],
)  # fmt: skip
def test_other_weights_are_refused(text: str) -> None:
    """A text without unit, a comma of two meanings, nothing, or too much: refused with a form that works."""
    with refused(ReadError, r"\.$"):
        grams(text)


@pytest.mark.parametrize("text", ["", "20", "20 kg", "-1 cm", "0 cm", "101 m"])
def test_other_lengths_are_refused(text: str) -> None:
    """As for weights."""
    with refused(ReadError, r"\.$"):
        millimetres(text)


@pytest.mark.parametrize(
    ("text", "unit", "wanted"),
    [
        ("20x15x10cm", None, (200, 150, 100)),
        ("20 × 15 * 10 cm", None, (200, 150, 100)),
        ("8 in x 6 in x 4 in", None, (204, 153, 102)),
        ("20X15X10", "cm", (200, 150, 100)),
        ("20 cm x 150 mm x 10 cm", None, (200, 150, 100)),
        ("1 m x 15 x 10 cm", None, (1000, 150, 100)),  # the last unit holds for those without
    ],
)
def test_sizes_are_three_lengths(text: str, unit: str | None, wanted: tuple[int, int, int]) -> None:
    """In the order written."""
    assert size(text, unit) == wanted


@pytest.mark.parametrize(
    "text", ["", "20x15", "20x15x10x5 cm", "20x15x", "20x15x10", "axbxc cm", "20x15x10 kg", "20x15x?"]
)
def test_other_sizes_are_refused(text: str) -> None:
    """Two lengths, four, none, or a unit of weight."""
    with refused(ReadError, "is not a size"):
        size(text)


def test_an_exact_quantity_is_not_rounded() -> None:
    """0.1 kg is a hundred grams and not a float's neighbour."""
    assert exact("0.1", "kg", "gram") == 100
    assert exact("1/3".replace("1/3", "0.33"), "g", "gram") == Fraction(33, 100)


@given(st.decimals(min_value=Decimal("0.001"), max_value=9999, places=3))
def test_kilograms_are_never_rounded_down(kilograms: Decimal) -> None:
    """The twin in decimal arithmetic agrees."""
    assert grams(f"{kilograms} kg") == int((kilograms * 1000).to_integral_value(ROUND_CEILING))


@pytest.mark.parametrize(
    ("short", "name"),
    [("kg", "kilograms"), ("g", "grams"), ("m", "metres"), ("cm", "centimetres"), ("mm", "millimetres")],
)
def test_the_metric_units_known_by_heart_are_pints(short: str, name: str) -> None:
    """A figure in a short unit measures what it does in the unit's whole name, which only pint knows."""
    read = grams if name.endswith("grams") else millimetres
    for figure in ("1", "2.0049", "0.3333", "9.99"):
        assert read(f"{figure} {short}") == read(f"{figure} {name}")


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
    with refused(ReadError, told):
        grams(text)


@pytest.mark.parametrize("text", ["20x15", "20x15x10x5 cm", "20x15x10", "axbxc cm", "20xx10 cm", "", "0x15x10 cm"])
def test_what_is_no_size_is_refused(text: str) -> None:
    """Two sides, four sides, no unit, no figures, a side of nothing."""
    with refused(ReadError, "is not a size"):
        size(text)


def test_lengths_beyond_any_parcel() -> None:
    """Ten metres are read, more is a slip of the unit."""
    assert millimetres("10 m") == 10_000
    with refused(ReadError, "Check the unit"):
        millimetres("10.001 m")


def test_the_exact_figure_before_rounding() -> None:
    """1 lb is 453.59237 g by definition."""
    assert exact("1 lb", None, "gram") == Fraction("453.59237")
