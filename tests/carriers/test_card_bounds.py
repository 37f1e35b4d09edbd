"""Figures of cards, policies and rates that no parcel reaches are refused; the range below is computed exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from told import refused

from carriers.files.amounts import fraction, micro, percent, share, whole
from carriers.policies.policies import load_policy
from routing.errors import InputError, ReadError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (whole, "999999999"),  # "no limit" as some sheets write it
        (whole, "9" * 5000),
        (whole, "２０００"),
        (micro, "1e5"),
        (micro, "٣"),
        (micro, "1_000"),
        (micro, "100000001"),
        (fraction, "0." + "3" * 30),
        (fraction, "1e400000"),
        (percent, "1001 %"),
        (share, "0.33333"),
        (share, "1e300"),
        (share, "0"),
        (share, "1001"),
    ],
)
def test_figures_beyond_reason(read: object, text: str) -> None:
    """Figures too large, too fine, or not in plain digits."""
    assert callable(read)
    with pytest.raises(ReadError):
        read(text)


@pytest.mark.parametrize("divisor", ["0", "-6000", "499", "1000001", "999999999999999999999999999"])
def test_a_divisor_is_cubic_centimetres_per_kg(tmp_path: Path, divisor: str) -> None:
    """From 500 to 1,000,000; 167, kilograms per cubic metre, is another unit."""
    path = tmp_path / "p.toml"
    tier = '[[tier]]\nname = "t"\neverything = true\n'
    path.write_text(f'name = "p"\nbulky_divisor = {divisor}\n{tier}', encoding="utf-8")
    with refused(InputError, "is no divisor from 500 to 1000000"):
        load_policy(path)


def test_the_heaviest_figures_that_are_read() -> None:
    """Ten tonnes, 100 million, 1000 % and ratios of three decimals."""
    assert whole("0010000000") == 10_000_000
    assert micro("100000000") == 10**14
    assert percent("1000 %") == 10
    assert share("1.333").denominator == 1000
