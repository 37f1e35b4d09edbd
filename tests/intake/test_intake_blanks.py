"""Signs that nobody sees, and signs of full width."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import refused

from routing.errors import ReadError
from routing.intake.cells.times import moment
from routing.intake.cells.words import quantity
from routing.intake.files.blocks import QUOTE, positions, trimmed
from routing.intake.files.chunk import BLANKS
from routing.values.countries import country_code
from routing.values.money import amount
from routing.values.units import grams, size

if TYPE_CHECKING:
    from routing.intake import Batch, ProductMaster

Reader = Callable[..., list["Batch"]]
Orders = Callable[..., list[dict[str, Any]]]
HEADER = "order_id,paid_at,country,weight,size,value,name"


@pytest.mark.parametrize("sign", [*BLANKS.replace("\r", "").replace("\n", ""), "\u200b\u00a0 "])
def test_blanks_at_the_ends_of_cells_are_taken_off(sign: str, orders: Orders) -> None:
    """A cell copied from a web page is the cell without the signs that came along."""
    cells = ("A", "2026-11-20T09:30:26+08:00", "US", "350 g", "20x15x10 cm", "12 USD", "Ann Bee")
    padded = [f"{sign}{cell}{sign}" for cell in cells]
    (order,) = orders(f"{HEADER}\n{','.join(padded)}\n")
    assert [order[name] for name in ("order_id", "country", "weight_g", "value_e4", "name")] == [
        "A", "US", 350, 120_000, "Ann Bee",
    ]  # fmt: skip
    assert not any(_trimmed(text) for text in (f"a,b{sign}\n", f"a,{sign}b\n"))


@pytest.mark.parametrize("cell", ['"\nA"', '"A\r\n"', '" A"', '"A\n\n"'])
def test_line_breaks_at_the_ends_of_quoted_cells_are_taken_off(cell: str, orders: Orders) -> None:
    """The answer does not hang on what else is in the file."""
    (order,) = orders(f"{HEADER}\n{cell},2026-11-20T09:30:26+08:00,US,350 g,20x15x10 cm,12 USD,Ann\n")
    assert order["order_id"] == "A"


def test_an_article_number_copied_with_unseen_signs_is_found(orders: Orders, master: ProductMaster) -> None:
    """LED-LAMP-01 with a sign of no width is LED-LAMP-01."""
    header = "Name,Paid at,Shipping Country,Lineitem quantity,Lineitem sku"
    (order,) = orders(f"{header}\n#1,2026-11-20 09:30:26 +0800,US,1,\u200bLED-LAMP-01\u2060\n", products=master)
    assert (order["sku"], order["weight_g"]) == ("LED-LAMP-01", 210)


def test_figures_and_letters_of_full_width_are_those_of_ascii() -> None:
    """As a Chinese keyboard writes them; a raised 2 is no 2."""
    assert grams("３５０ｇ") == 350
    assert size("２０ｘ１５ｘ１０　ｃｍ") == (200, 150, 100)
    assert amount("＄１２．５０　ＵＳＤ") == (125_000, "USD")
    assert country_code("ＵＳ") == "US"
    assert quantity("２") == 2
    assert moment("２０２６-11-20T09:30:26+08:00").at.day == 20
    with refused(ReadError, "is not a weight"):
        grams("1² kg")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a,b'c\n", True),
        ("d'a,b\n", True),
        ("'a,b\n", False),
        ("a,'b\n", False),
        ("a,b\n'c,d\n", False),
        ('"\'a",b\n', False),
    ],
)
def test_a_block_with_a_guarded_cell_is_not_trimmed(text: str, *, plain: bool) -> None:
    """Apostrophes inside of names guard nothing."""
    assert _trimmed(text) is plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('"Flat ""B"", 12",b\n', True),
        ('"a, b ,c",b\n', True),
        ('a,"b  c"\n', True),
        ('"""B"" x",b\n', True),
        ('" a",b\n', False),
        ('a,"b "\n', False),
        ('"a, b" ,c\n', False),
        ('a,"b, c",d \n', False),
    ],
)
def test_blanks_within_a_quoted_cell_are_at_no_end(text: str, *, plain: bool) -> None:
    """Beside a comma or a doubled mark inside quotes a blank stays; beside the marks that hold the cell it does not."""
    assert _trimmed(text) is plain


@given(cells=st.lists(st.text('ab ,"\n', min_size=1), min_size=2, max_size=6))
def test_what_is_called_trimmed_has_no_blank_at_an_end(cells: list[str]) -> None:
    """Whatever stands in quoted cells: if a block is called trimmed, no cell of it begins or ends with a blank."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    if _trimmed(out.getvalue()):
        assert [cell.strip(" ") for cell in cells] == cells


def _trimmed(text: str) -> bool:
    block = text.encode()
    return trimmed(block, positions(block, QUOTE), ord(","))
