"""A total paid, shared among order lines in whole cents, so that the lines add up to it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carriers.customs.rounded_up import decimals_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def share(total_e4: int, currency: str, worth: Sequence[int]) -> list[int]:
    """The total in proportion to what the lines are worth, in ten-thousandths, whole cents each.

    The total is first rounded to whole cents, half a cent up.  What the lines' whole cents leave over goes, a cent
    each, to the largest remainders, the first line first where two are equal; a line worth something has a cent at
    least, as long as there are cents enough.

    Args:
        total_e4: what was paid, in ten-thousandths of the currency.
        currency: ISO 4217 code; it says what a cent is (a whole yen, a thousandth of a dinar).
        worth: of each line, above zero.

    >>> share(10_0000, "USD", [1, 1, 1]), share(1000_0000, "JPY", [1, 1, 1])
    ([33400, 33300, 33300], [3340000, 3330000, 3330000])
    """
    whole = sum(worth)
    return whole_units([Fraction(total_e4 * line, whole) for line in worth], currency)


def whole_units(amounts: Sequence[int | Fraction], currency: str) -> list[int]:
    """The amounts in whole cents of the currency, in ten-thousandths; together they are their sum in whole cents.

    Amounts of whole cents stay as they are.  Else each has its whole cents, and what is left of the sum goes, a cent
    each, to the largest remainders; each is a cent at least, as long as there are cents enough.

    >>> whole_units([1_0050, 2_0050], "USD"), whole_units([Fraction(1_732_394, 1)], "USD")
    ([10100, 20000], [1732400])
    """
    cent_e4 = 10 ** (4 - decimals_of(currency))
    cents = int((sum(amounts) + Fraction(cent_e4, 2)) // cent_e4)
    parts = [max(int(amount // cent_e4), 1) for amount in amounts]
    remainders = [amount % cent_e4 if amount >= cent_e4 else 0 for amount in amounts]
    for at in sorted(range(len(amounts)), key=lambda at: -remainders[at])[: max(cents - sum(parts), 0)]:
        parts[at] += 1
    while sum(parts) > cents and max(parts) > 1:  # the cent of a line worth less than one comes from the largest
        parts[parts.index(max(parts))] -= 1
    return [part * cent_e4 for part in parts]
