"""Every way to part pieces into parcels: the cheapest one, and how many there are.

Pieces are counted by kind: (3, 1) are three of the first kind and one of the second.  `costs` tells what a parcel of
so many pieces costs, in whole figures; a parcel that cannot be sent is not among them.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Counts = tuple[int, ...]

EXACT_MAX: Final = 10_000
"""Contents of a parcel that are looked at one by one, at most: 13 pieces that all differ have 8,192."""
_LOOKS_MAX: Final = 8_400_000
"""Parts within all contents that are looked at, at most: 4,095 equal pieces have so many, 13 that differ a fifth."""
_FEW: Final = 128
"""So many contents at most are numbered once for all orders of such counts: most orders, and groups of them."""
_PARCELS: Final = 1 << 20
"""More than any number of parcels: of equal costs the way with fewer of them counts."""


def contents(counts: Counts) -> Iterator[Counts]:
    """Every content that a parcel can have, but the empty one; all pieces together come last.

    >>> list(contents((1, 1)))
    [(0, 1), (1, 0), (1, 1)]
    """
    found = product(*(range(count + 1) for count in counts))
    next(found)
    return found


def is_small(counts: Counts) -> bool:
    """Whether every content can be looked at, and every part of each."""
    states, looks = 1, 1
    for count in counts:
        states *= count + 1
        looks *= (count + 1) * (count + 2) // 2
    return states <= EXACT_MAX and looks <= _LOOKS_MAX


@frozen
class _Contents:
    """The contents of parcels by number, so that the number of what is left is a difference."""

    named: tuple[Counts, ...]
    """The content of each number, the empty one first."""
    numbers: Mapping[Counts, int]
    strides: Counts

    @classmethod
    def of(cls, counts: Counts) -> _Contents:
        named = tuple(product(*(range(count + 1) for count in counts)))
        strides, stride = [], 1
        for count in reversed(counts):
            strides.append(stride)
            stride *= count + 1
        return cls(named, {some: number for number, some in enumerate(named)}, tuple(reversed(strides)))

    def parts(self) -> Iterator[tuple[int, Iterable[int]]]:
        """Each content but the empty one, with the parts of it that hold a piece of its first kind."""
        return ((whole, _with_first(self.named[whole], self.strides)) for whole in range(1, len(self.named)))


@lru_cache(maxsize=256)
def _few_contents(counts: Counts) -> tuple[_Contents, tuple[tuple[int, tuple[int, ...]], ...]]:
    """The contents of few pieces, and the parts of each."""
    every = _Contents.of(counts)
    return every, tuple((whole, tuple(parts)) for whole, parts in every.parts())


def _are_few(counts: Counts) -> bool:
    return prod(count + 1 for count in counts) <= _FEW


def cheapest(counts: Counts, costs: Mapping[Counts, int]) -> tuple[int, tuple[Counts, ...]] | None:
    """The cheapest way with what it costs; None where some piece cannot be sent in any.

    Of equal costs the way with fewer parcels, then the one whose first parcel holds most of the first pieces.
    """
    looks: Iterable[tuple[int, Iterable[int]]]
    if _are_few(counts):
        every, looks = _few_contents(counts)
    else:
        every = _Contents.of(counts)
        looks = every.parts()
    cost = {every.numbers[some]: each * _PARCELS + 1 for some, each in costs.items()}
    best: dict[int, tuple[int, int]] = {0: (0, 0)}  # what is sent -> its cost, and the number of its first parcel
    for whole, parts in looks:
        found = None
        for part in parts:
            rest = best.get(whole - part)
            if part in cost and rest is not None:
                total = cost[part] + rest[0]
                if found is None or total < found[0]:
                    found = (total, part)
        if found is not None:
            best[whole] = found
    left = len(every.named) - 1
    if left not in best:
        return None
    total = best[left][0] // _PARCELS
    chosen = []
    while left:
        chosen.append(best[left][1])
        left -= chosen[-1]
    return total, tuple(every.named[part] for part in chosen)


def _with_first(some: Counts, strides: Counts) -> Iterator[int]:
    """The numbers of the contents within one that hold a piece of its first kind, the largest first."""
    first = next(place for place, count in enumerate(some) if count)
    choices = [
        range(count * stride, -1 if place > first else 0, -stride)
        for place, (count, stride) in enumerate(zip(some, strides, strict=True))
        if place >= first
    ]
    return map(sum, product(*choices))


def partitions(counts: Counts, sendable: Sequence[Counts]) -> int:
    """How many ways there are to part the pieces into parcels of these contents; order does not count.

    >>> partitions((3,), [(1,), (2,), (3,)])
    3
    """
    return (_of_few if _are_few(counts) else _of_many)(counts, tuple(sendable))


def _of_many(counts: Counts, sendable: Sequence[Counts]) -> int:
    ways = np.zeros([count + 1 for count in counts], dtype=object)  # whole numbers that outgrow any column of figures
    ways[(0,) * len(counts)] = 1
    for part in sendable:
        along = next(kind for kind, number in enumerate(part) if number)
        step = part[along]
        for start in range(step, counts[along] + 1, step):  # what holds the part once, then what holds it twice, ...
            stop = min(start + step, counts[along] + 1)
            into = [slice(number, None) for number in part]
            out_of = [slice(None, count + 1 - number) for count, number in zip(counts, part, strict=True)]
            into[along], out_of[along] = slice(start, stop), slice(start - step, stop - step)
            ways[tuple(into)] += ways[tuple(out_of)]
    return int(ways[counts])


_of_few = lru_cache(maxsize=1024)(_of_many)
