"""However long a text is and whatever it is made of, a reader looks at it once: it is read or refused at once."""

from __future__ import annotations

import time
from contextlib import suppress
from functools import partial
from itertools import product
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from routing.deadlines import day_text
from routing.errors import ReadError
from routing.intake.cells import times, words
from routing.intake.market.packed import packed_lines
from routing.services.condition import condition
from routing.values import countries, money, postcode, units
from routing.values.dates import day
from routing.values.goods import GOODS
from routing.values.moments import moment
from templates_en import fact_types

if TYPE_CHECKING:
    from collections.abc import Callable

SHANGHAI = ZoneInfo("Asia/Shanghai")
LAYOUTS = (times.Layout("%d %b %Y %H:%M"), times.Layout("%m/%d/%Y %I:%M:%S %p"))
READERS: dict[str, Callable[[str], object]] = {
    "grams": lambda text: units.grams(text, "g"),
    "millimetres": lambda text: units.millimetres(text, "cm"),
    "size": lambda text: units.size(text, "cm"),
    "amount": money.amount,
    "amount with a comma": lambda text: money.figure(text, ","),
    "amount of no known mark": lambda text: money.figure(text, ""),
    "currency": money.currency,
    "country": countries.country_code,
    "postcode": postcode.fold,
    "quantity": words.quantity,
    "yes or no": words.yes_or_no,
    "shape": words.shape,
    "goods": words.goods,
    "time": lambda text: times.moment(text, SHANGHAI, LAYOUTS),
    "time that may be either": lambda text: times.either_way([text], (times.Layout("%d/%m/%Y"),)),
    "moment": moment,
    "day": day,
    "range of days": day_text.day_range,
    "week": day_text.week,
    "clock": day_text.clock,
    "condition": condition,
    "packed lines": packed_lines,
    **{kind: partial(fact_types.read, kind) for kind in ("money", "date", "moment", "span", "days")},
}
BEGINNINGS = ("", "350", "weight <= ", "【1】x (产品数量:2", "12.", "1x")
MIDDLES = (" ", "0", "a", ",", "/", "x1 ")
SHAPES = [f"{begin}|{middle}" for begin, middle in product(BEGINNINGS, MIDDLES)]
LONGEST = 128_000


def _made(shape: str, length: int) -> str:
    begin, middle = shape.split("|")
    return (begin + middle * length)[:length] + "!"


def _seconds(read: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    with suppress(ReadError):
        read(text)
    return time.process_time() - start


def test_there_are_thirty_six_shapes() -> None:
    """Runs of blanks, figures, letters, commas, strokes and sizes behind six beginnings."""
    assert len(set(SHAPES)) == 36


@pytest.mark.parametrize("name", READERS)
def test_no_text_takes_long(name: str) -> None:
    """4,000 signs first, so that what is worse than linear fails soon; then 64,000, and 128,000 in twice the time.

    A square would take four times as long.
    """
    read = READERS[name]
    _seconds(read, "1")  # the first one loads what is known
    for shape in SHAPES:
        taken = _seconds(read, _made(shape, 4_000))
        assert taken < 0.1, f"{shape!r}: {taken:.2f} s"
    half, whole = (sum(_seconds(read, _made(shape, length)) for shape in SHAPES) for length in (64_000, LONGEST))
    assert whole < 3 * half + 0.2, f"{half:.2f} s, then {whole:.2f} s"


@pytest.mark.parametrize(
    "text",
    ["17½", "5 nan", "①", "5 ①", "1" * 5000, "0." + "1" * 5000, "5 inf", "5 e", "5 pi", "5 x", "⅛ lb", "5 sqrt", "5 ²"],
)
@pytest.mark.parametrize("name", ["grams", "millimetres", "size", "amount", "quantity"])
def test_odd_figures_are_the_cells_own_fault(name: str, text: str) -> None:
    """Fractions, words that a parser of sums knows, figures too long for Python: refused in words, nothing else."""
    with pytest.raises(ReadError):
        READERS[name](text)


def test_every_word_for_goods_is_read_beside_long_blanks() -> None:
    """What is long is not refused for its length alone."""
    assert words.goods(" " * 100_000 + ";".join(GOODS)) == ";".join(sorted(set(GOODS) - {"general"}))
