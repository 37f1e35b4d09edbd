"""Whether boxes fit into a room, and the block that they fill there.

What is said to fit does fit: every answer is a placement.  A few pieces are searched through, more are stacked, laid
in a grid, or placed one after another; a placement that is not found may exist, and then the next room is taken.
All lengths are whole millimetres; every box may be turned.
"""

from __future__ import annotations

from itertools import permutations, product
from typing import TYPE_CHECKING, Final

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Sides = tuple[int, int, int]
    _Box = tuple[int, int, int, int, int, int]  # its corner next to the origin, and the one across from it

SEARCHED: Final = 6
"""So many pieces are searched through at most."""
STEPS_MAX: Final = 200
"""Placements that are tried before a search is given up."""
PLACED_MAX: Final = 16
"""So many pieces of different sizes are placed one after another at most; more are stacked."""


def block_in(room: Sides, pieces: Sequence[Sides]) -> Sides | None:
    """The sides, longest first, of the block that the pieces fill in a room; None where no placement is found.

    >>> block_in((200, 100, 100), [(100, 100, 50), (100, 100, 50)])
    (100, 100, 100)
    """
    found = laid_in(room, pieces)
    if found is not None or len(pieces) > PLACED_MAX:
        return found
    room = _sorted(room)
    pieces = [_sorted(piece) for piece in pieces]
    if _volume(room) < sum(map(_volume, pieces)) or not all(_within(piece, room) for piece in pieces):
        return None
    placed = _searched(room, pieces) if len(pieces) <= SEARCHED else _one_after_another(room, pieces)
    return None if placed is None else _around(placed)


def laid_in(room: Sides, pieces: Sequence[Sides]) -> Sides | None:
    """The least block of pieces that are stacked, or equal ones that lie in a grid; None where neither fits a room."""
    room = _sorted(room)
    sides = [_sorted(piece) for piece in pieces]
    found = [block for block in (stacked(sides), _grid(room, sides)) if block is not None and _within(block, room)]
    return min(found, key=by_volume, default=None)


def by_volume(block: Sides) -> tuple[int, int, Sides]:
    """What the smallest of several blocks is known by: its volume, then the sum of its sides."""
    return _volume(block), sum(block), block


def stacked(pieces: Iterable[Sides]) -> Sides:
    """The block of pieces that lie on their largest face, one on the other.

    >>> stacked([(30, 20, 5), (25, 22, 5)])
    (30, 22, 10)
    """
    sides = [_sorted(piece) for piece in pieces]
    longest, second = max(one[0] for one in sides), max(one[1] for one in sides)
    return _sorted((longest, second, sum(one[2] for one in sides)))


def _sorted(sides: Iterable[int]) -> Sides:
    longest, second, shortest = sorted(sides, reverse=True)
    return longest, second, shortest


def _volume(sides: Sides) -> int:
    return sides[0] * sides[1] * sides[2]


def _within(block: Sides, room: Sides) -> bool:
    """Of two with their longest sides first."""
    return block[0] <= room[0] and block[1] <= room[1] and block[2] <= room[2]


def _grid(room: Sides, pieces: Sequence[Sides]) -> Sides | None:
    """Equal pieces side by side and one on the other: the least block within the room."""
    if len(set(pieces)) > 1:
        return None
    blocks = []
    for turned in set(permutations(pieces[0])):
        most = [side // own for side, own in zip(room, turned, strict=True)]
        for along, across in product(range(1, most[0] + 1), range(1, most[1] + 1)):
            layers = -(-len(pieces) // (along * across))
            if layers <= most[2]:
                blocks.append(_sorted((along * turned[0], across * turned[1], layers * turned[2])))
    return min(blocks, key=by_volume, default=None)


def _around(placed: Iterable[_Box]) -> Sides:
    return _sorted(max(one[3 + axis] for one in placed) for axis in range(3))


def _places(room: Sides, piece: Sides, placed: Sequence[_Box]) -> Iterator[_Box]:
    """Where a piece fits: its corner on faces of what lies there, in each way it can be turned; the lowest first."""
    if len(placed) < SEARCHED:
        faces = [sorted({0, *(one[3 + axis] for one in placed)}) for axis in range(3)]
        corners = list(product(faces[2], faces[1], faces[0]))
    else:
        corners = sorted(_corners(placed))
    turnings = sorted(set(permutations(piece)), key=lambda sides: sides[2])
    for z, y, x in corners:
        for length, width, height in turnings:
            right, behind, top = x + length, y + width, z + height
            if right > room[0] or behind > room[1] or top > room[2]:
                continue
            for a, b, c, d, e, f in placed:
                if x < d and a < right and y < e and b < behind and z < f and c < top:
                    break
            else:
                yield x, y, z, right, behind, top


def _corners(placed: Sequence[_Box]) -> Iterator[Sides]:
    """The corners beside, behind and on top of each box, as (z, y, x)."""
    for x, y, z, right, behind, top in placed:
        yield from ((z, y, right), (z, behind, x), (top, y, x))


@define
class _Search:
    """A search of placements, with what is left of its steps."""

    room: Sides
    steps: int = field(default=STEPS_MAX)

    def placed(self, pieces: tuple[Sides, ...], before: tuple[_Box, ...] = ()) -> tuple[_Box, ...] | None:
        """The first placement of all pieces beside those before."""
        if not pieces:
            return before
        for number, piece in enumerate(pieces):
            if piece in pieces[:number]:
                continue
            for place in _places(self.room, piece, before):
                self.steps -= 1
                if self.steps < 0:
                    return None
                found = self.placed(pieces[:number] + pieces[number + 1 :], (*before, place))
                if found is not None:
                    return found
        return None


def _searched(room: Sides, pieces: Sequence[Sides]) -> tuple[_Box, ...] | None:
    return _Search(room).placed(tuple(sorted(pieces, key=_volume, reverse=True)))


def _one_after_another(room: Sides, pieces: Sequence[Sides]) -> tuple[_Box, ...] | None:
    """The largest piece first, each in the lowest place that is left."""
    placed: tuple[_Box, ...] = ()
    for piece in sorted(pieces, key=lambda sides: (_volume(sides), sides), reverse=True):
        place = next(_places(room, piece, placed), None)
        if place is None:
            return None
        placed = (*placed, place)
    return placed
