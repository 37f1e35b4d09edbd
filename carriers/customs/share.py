"""A total paid, shared among order lines in whole cents, so that the lines add up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carriers.customs.rounded_up import decimals_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def share(total_e4: int, currency: str, worth: Sequence[int]) -> list[int]:
    """The total in proportion to what the lines are worth, in ten-thousandths, whole cents each.

    A fraction of a cent in the total is rounded up first.  What the lines' whole cents leave over goes, a cent each,
    to the largest remainders, the first line first where two are equal; a line worth something has a cent at least,
    as long as there are cents enough.

    Args:
        total_e4: what was paid, in ten-thousandths of the currency.
        currency: ISO 4217 code; it says what a cent is (a whole yen, a thousandth of a dinar).
        worth: of each line, above zero.

    >>> share(10_0000, "USD", [1, 1, 1]), share(1000_0000, "JPY", [1, 1, 1])
    ([33400, 33300, 33300], [3340000, 3330000, 3330000])
    """
    cent_e4 = 10 ** (4 - decimals_of(currency))
    cents, whole = -(-total_e4 // cent_e4), sum(worth)
    parts = [max(cents * one // whole, 1) for one in worth]
    remainders = [cents * one % whole if cents * one >= whole else 0 for one in worth]
    for at in sorted(range(len(worth)), key=lambda at: -remainders[at])[: max(cents - sum(parts), 0)]:
        parts[at] += 1
    while sum(parts) > cents and max(parts) > 1:  # the cent of a line worth less than one comes from the largest
        parts[parts.index(max(parts))] -= 1
    return [part * cent_e4 for part in parts]
