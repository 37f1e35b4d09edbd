"""How weights are billed: a least weight, and started steps that may change with the weight."""

from __future__ import annotations

from attrs import frozen


@frozen
class Billing:
    """How weights of a lane are billed: at least so many grams, in started steps by weight."""

    least_g: int = 0
    steps: tuple[tuple[int, int], ...] = ()
    """(over, step) in grams, by weight; none: as each row says."""
