"""Files of exchange rates are read exactly, and refused by row where they are wrong."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from time import perf_counter
from typing import TYPE_CHECKING

import pytest

from carriers.exchange import bundled_rates, load_rates
from cli.words import sentence
from routing.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "currency,cny,per,valid_from,valid_to,source\n"
DAY = date(2026, 11, 20)


def _write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "fx.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rates_are_read_exactly(tmp_path: Path) -> None:
    """4.7 CNY for 100 JPY is 0.047 a yen, and a rate holds from its day on until the next."""
    text = HEAD + "JPY,4.7,100,2026-01-01,,bank\nJPY,4.8,100,2026-11-21,,bank\nUSD,7.1034,,2026-11-01,2026-11-30,bank\n"
    rates = load_rates(_write(tmp_path, text))
    assert rates.cny("JPY", DAY) == Fraction(47, 1000)
    assert rates.cny("JPY", date(2026, 11, 21)) == Fraction(48, 1000)
    assert rates.cny("USD", date(2026, 11, 30)) == Fraction("7.1034")
    assert rates.cny("USD", date(2026, 12, 1)) is None


FAULTS = [
    ("rate_zero", "USD,0,,2026-01-01,,x", ("row 2: column cny: a rate of zero. "
     "Write what one unit of the currency is worth in CNY.")),
    ("rate_words", "USD,seven,,2026-01-01,,x",
     "row 2: column cny: 'seven' is not a number from zero up. Write it like 12.50."),
    ("rate_infinite", "USD,inf,,2026-01-01,,x",
     "row 2: column cny: 'inf' is not a number from zero up. Write it like 12.50."),
    ("rate_arabic", "USD,٧,,2026-01-01,,x",
     "row 2: column cny: '٧' is not a number from zero up. Write it like 12.50."),
    ("rate_power", "USD,1e9,,2026-01-01,,x",
     "row 2: column cny: '1e9' is not a number from zero up. Write it like 12.50."),
    ("rate_dear", "USD,7100,,2026-01-01,,x",
     "row 2: column cny: no currency is worth more than 1000 CNY. Check the figure, and the column per."),
    ("per_zero", "USD,7,0,2026-01-01,,x",
     "row 2: column per: is zero. Write how many units the rate is for, like 100."),
    ("currency_unknown", "EURO,8,,2026-01-01,,x", ("row 2: column currency: 'EURO': 'EURO' is no currency code. "
     "Write the ISO 4217 code, like USD, EUR or CNY.")),
    ("day_missing", "USD,7,,,,x", "row 2: column valid_from is empty. Write it like 2026-11-20."),
    ("source_missing", "USD,7,,2026-01-01,,", "row 2: column source is empty. Say where the rate comes from."),
    ("days_backwards", "USD,7,,2026-01-02,2026-01-01,x",
     "row 2: valid_to 2026-01-01 lies before valid_from 2026-01-02."),
    ("twice", "USD,7,,2026-01-01,,x\nUSD,7.1,,2026-01-01,,x",
     "row 3: USD from 2026-01-01 stands in row 2 already. Keep one."),
    ("yuan", "CNY,1.1,,2026-01-01,,x", "row 2: column currency: CNY is worth 1 CNY. Leave the row out."),
]  # fmt: skip


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case[0])
def test_a_rate_at_fault_is_named(tmp_path: Path, case: tuple[str, str, str]) -> None:
    """A wrong line is refused by its row."""
    _, line, said = case
    path = _write(tmp_path, f"{HEAD}{line}\n")
    with pytest.raises(InputError) as refused:
        load_rates(path)
    assert [sentence(fault) for fault in refused.value.faults] == [f"{path}, {said}"]


def test_the_bundled_rates_say_that_they_are_made_up() -> None:
    """Every bundled rate is marked illustrative and holds on a day of 2017 and today alike."""
    rates = load_rates(bundled_rates())
    assert all("illustrative" in rate.source for rate in rates.rates)
    for code in ("USD", "EUR", "GBP", "JPY", "AUD", "CAD", "RUB", "BRL", "HKD", "CHF", "NZD", "SGD", "KRW", "MXN"):
        assert rates.cny(code, date(2017, 1, 1)) == rates.cny(code, DAY) is not None


@pytest.mark.parametrize(
    ("code", "low", "high"),
    [("USD", 6, 8), ("EUR", 7, 9), ("GBP", 8, 11), ("JPY", 0.03, 0.08), ("KRW", 0.004, 0.007), ("RUB", 0.06, 0.13)],
)
def test_the_bundled_rates_are_of_the_right_size(code: str, low: float, high: float) -> None:
    """A slipped decimal point would show: each rate lies in the range of the last ten years."""
    rate = load_rates(bundled_rates()).cny(code, DAY)
    assert rate is not None
    assert low < rate < high


def test_many_rates_are_read_in_one_pass(tmp_path: Path) -> None:
    """30,000 dated rates, each looked up: pairs of them are never compared."""
    first = date(1940, 1, 1)
    lines = [f"USD,7.1,,{first + timedelta(days=number)},,bank\n" for number in range(30_000)]
    start = perf_counter()
    rates = load_rates(_write(tmp_path, HEAD + "".join(lines)))
    assert rates.cny("USD", DAY) == Fraction("7.1")
    assert perf_counter() - start < 10  # all pairs took 45 s
