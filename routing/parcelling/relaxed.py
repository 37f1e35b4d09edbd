"""Parcels of pieces by weight alone, as if parcels could be shared: their least cost, and a way near to it.

Contents of parcels are found one by one, each the best by what a piece is worth so far (Gilmore and Gomory 1961).  What
is said to be the least is so by whole numbers: no content is worth more than it costs.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from attrs import define, frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Counts = tuple[int, ...]
    Steps = Sequence[tuple[int, int]]  # up to which weight in grams, for what price in fen; by weight

KINDS_MAX: Final = 24
STEPS_MAX: Final = 4_000
WEIGHT_MAX: Final = 300_000
"""Kinds of pieces, steps of prices, and grams of a parcel, up to which contents are looked for."""
ROUNDS_MAX: Final = 300
_PARTS: Final = 1_000_000
"""What a piece is worth is told in so many parts of a fen."""


@frozen
class Relaxed:
    """The least cost of all ways, and parcels for most of the pieces at nearly that cost."""

    bound_fen: int
    parcels: tuple[tuple[Counts, int], ...]
    """Contents, and how many parcels of each."""


def relaxed(counts: Counts, weights_g: Sequence[int], steps: Steps) -> Relaxed | None:
    """The relaxed cost of pieces; None where there are too many kinds, or one is heavier than every parcel."""
    capacity = steps[-1][0] if steps else 0
    if (
        len(counts) > KINDS_MAX
        or len(steps) > STEPS_MAX
        or capacity > WEIGHT_MAX
        or any(not 0 < one <= capacity for one in weights_g)
    ):
        return None
    contents = _Contents(counts, tuple(weights_g), steps)
    basis = _Basis.of(counts, contents)
    rounds, best = 0, contents.best(basis.worth())
    while best is not None and rounds < ROUNDS_MAX and basis.enter(best, contents.price(best)):
        rounds, best = rounds + 1, contents.best(basis.worth())
    worth = basis.worth()
    whole = sum(own * count for own, count in zip(worth, counts, strict=True))
    most = max(Fraction(1), *(Fraction(value, fen * _PARTS) for value, fen in contents.worth_of_steps(worth) if fen))
    return Relaxed(ceil(whole / (most * _PARTS)), basis.whole_parcels())


@frozen(eq=False)
class _Contents:
    """What can lie in a parcel."""

    counts: Counts
    weights_g: Counts
    steps: Steps

    def price(self, some: Counts) -> int:
        """The least price of a content."""
        weight_g = sum(count * own for count, own in zip(some, self.weights_g, strict=True))
        return next(fen for end, fen in self.steps if weight_g <= end)

    def worth_of_steps(self, worth: Counts) -> list[tuple[int, int]]:
        """The most that a parcel of each step can hold, and what it costs."""
        value = self._filled(worth)[0]
        return [(int(value[end]), fen) for end, fen in self.steps]

    def best(self, worth: Counts) -> Counts | None:
        """The content that is worth most above its price; None where none is."""
        value, taken = self._filled(worth)
        gains = [int(value[end]) - fen * _PARTS for end, fen in self.steps]
        if max(gains) <= 0:
            return None
        left = self.steps[gains.index(max(gains))][0]
        some = [0] * len(self.counts)
        for kind, number, chosen in reversed(taken):
            if chosen[left]:
                some[kind] += number
                left -= number * self.weights_g[kind]
        return tuple(some)

    def _filled(self, worth: Counts) -> tuple[npt.NDArray[np.int64], list[tuple[int, int, npt.NDArray[np.bool_]]]]:
        """The most that every weight can hold, and which pieces make it so: bundles of 1, 2, 4, ... of each kind."""
        value = np.zeros(self.steps[-1][0] + 1, np.int64)
        taken: list[tuple[int, int, Any]] = []
        for kind, count in enumerate(self.counts):
            left, number = min(count, self.steps[-1][0] // self.weights_g[kind]), 1
            while left:
                number = min(number, left)
                weight = number * self.weights_g[kind]
                with_it = value.copy()
                with_it[weight:] = value[: len(value) - weight] + number * worth[kind]
                chosen = with_it > value
                value = np.maximum(value, with_it)
                taken.append((kind, number, chosen))
                left -= number
                number *= 2
        return value, taken


@define
class _Basis:
    """As many contents as there are kinds, with how often each is used, in exact fractions."""

    contents: list[Counts]
    prices: list[int]
    inverse: list[list[Fraction]]
    used: list[Fraction]

    @classmethod
    def of(cls, counts: Counts, contents: _Contents) -> _Basis:
        """Parcels of one kind each, as full as can be."""
        found: list[Counts] = []
        for kind, count in enumerate(counts):
            most = min(count, contents.steps[-1][0] // contents.weights_g[kind])
            found.append(tuple(most if kind == own else 0 for own in range(len(counts))))
        inverse = [
            [Fraction(int(row == column), found[row][row]) for column in range(len(counts))]
            for row in range(len(counts))
        ]
        used = [Fraction(count, found[kind][kind]) for kind, count in enumerate(counts)]
        return cls(found, [contents.price(one) for one in found], inverse, used)

    def worth(self) -> Counts:
        """What one piece of each kind is worth, in parts, rounded down and nothing at least."""
        kinds = range(len(self.prices))
        told = [sum(self.prices[row] * self.inverse[row][kind] for row in kinds) for kind in kinds]
        return tuple(max(0, int(one * _PARTS // 1)) for one in told)

    def enter(self, some: Counts, fen: int) -> bool:
        """Takes a content in, in place of the one that it uses up first; False where nothing changes."""
        kinds = range(len(self.prices))
        share = [sum((self.inverse[row][kind] * some[kind] for kind in kinds), Fraction(0)) for row in kinds]
        if some in self.contents:
            return False
        rows = [row for row in kinds if share[row] > 0]
        out = min(rows, key=lambda row: (self.used[row] / share[row], row))
        pivot = share[out]
        self.inverse[out] = [one / pivot for one in self.inverse[out]]
        self.used[out] /= pivot
        for row in kinds:
            if row != out and share[row]:
                self.inverse[row] = [
                    own - share[row] * one for own, one in zip(self.inverse[row], self.inverse[out], strict=True)
                ]
                self.used[row] -= share[row] * self.used[out]
        self.contents[out], self.prices[out] = some, fen
        return True

    def whole_parcels(self) -> tuple[tuple[Counts, int], ...]:
        """The contents that are used once at least, and how often, rounded down."""
        return tuple((one, int(used)) for one, used in zip(self.contents, self.used, strict=True) if used >= 1)
