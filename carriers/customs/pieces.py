"""Lines as a form with a price per piece can tell them: each price exact, and all of them together the line's sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from carriers.customs.customs import Declared
from carriers.customs.rounded_up import decimals_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def priced_by_piece(lines: Iterable[Declared], decimals: int) -> list[Declared]:
    """The lines; one whose sum does not divide evenly becomes two, whose prices differ by the least amount.

    100 pieces for 1.01 USD are 99 at 0.01 and one at 0.02, 3 for 10.00 are two at 3.33 and one at 3.34.  A line that
    the decimals cannot tell at all stays as it is: see `is_exact`.

    Args:
        lines: whole minor units of their currency.
        decimals: of the column that tells the price of a piece.
    """
    return [piece for line in lines for piece in _split(line, decimals)]


def is_exact(line: Declared, decimals: int) -> bool:
    """Whether the price of a piece, as the column tells it, makes the line's sum, and is above zero."""
    step = _step(line.currency, decimals)
    return line.told_e4 % ((line.article.quantity or 1) * step) == 0 and line.told_e4 > 0


def _split(line: Declared, decimals: int) -> Iterator[Declared]:
    quantity, step = line.article.quantity or 1, _step(line.currency, decimals)
    if line.told_e4 % step or line.told_e4 < quantity * step:
        yield line
        return
    price, left = divmod(line.told_e4 // step, quantity)
    if left == 0:
        yield line
        return
    for count, steps in ((quantity - left, price), (left, price + 1)):
        told = count * steps * step
        yield Declared(evolve(line.article, quantity=count), told, line.currency, told)


def _step(currency: str, decimals: int) -> int:
    """The least amount of the column in ten-thousandths: a cent, a whole yen."""
    return int(10 ** (4 - min(decimals, decimals_of(currency))))
