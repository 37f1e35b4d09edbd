"""Pieces as they are packed: what the parcel weighs, measures and costs to pack, in every packing that takes them."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from routing.parcelling.fit import block_in, by_volume, laid_in, stacked
from routing.parcelling.pieces import weight_e9
from routing.services.packing import BAG, FLAG, NONE_FITS, NOT_KNOWN
from routing.values.goods import together
from routing.values.units import E9

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from routing.parcelling.pieces import Piece, SidesE9
    from routing.services.packing import Filler, Packing, PackingTable

    Sides = tuple[int, int, int]
    Counted = Sequence[tuple[Piece, int]]

_COMBINED: Final = 4
"""Of so many pieces at most all sums of sides are tried as the height of what lies in a bag."""
_ROOMS: Final = 4
"""Of so many heights, the least ones, placements in a bag are searched; more pieces are stacked or laid in a grid."""


@frozen
class Packed:
    """A parcel's weight and sides in billionths of a gram and millimetre, and what its packing costs.

    `packing` is its name, None for pieces without any; `flag` says so on the order.
    """

    weight_e9: int
    sides_e9: SidesE9 | None
    roll: bool = False
    cost_fen: int = 0
    packing: str | None = None
    flag: str = ""

    @property
    def size(self) -> tuple[int, int, int]:
        """By what the smallest of several packings is known: volume, then weight, then cost."""
        longest, second, shortest = self.sides_e9 or (0, 0, 0)
        return longest * second * shortest, self.weight_e9, self.cost_fen


@frozen(eq=False)
class Packer:
    """Packs pieces by a seller's table; without one they go as they are.  What was packed before is remembered."""

    table: PackingTable | None = None
    _known: dict[tuple[tuple[Piece, int], ...], tuple[Packed, ...]] = field(init=False, factory=dict, repr=False)

    def ways(self, pieces: Counted) -> tuple[Packed, ...]:
        """Every packing that takes the pieces, the smallest first; without a table the one without any."""
        key = tuple(pieces)
        if key not in self._known:
            self._known[key] = (bare(key),) if self.table is None else tuple(_ways(key, self.table))
        return self._known[key]

    def smallest(self, pieces: Counted) -> Packed:
        """The smallest packing that takes the pieces; as they are, with a flag that says why, where there is none."""
        ways = self.ways(pieces)
        if ways:
            return ways[0]
        known = all(piece.sides_e9 is not None for piece, _ in pieces)
        return bare(pieces, NONE_FITS if known else NOT_KNOWN)


def bare(pieces: Counted, flag: str = "") -> Packed:
    """The pieces as they are: weights add up, and several are stacked on their smallest side, as intake does it."""
    alone = len(pieces) == 1 and pieces[0][1] == 1
    return Packed(weight_e9(pieces), _stack(pieces), roll=alone and pieces[0][0].roll, flag=flag)


def _stack(pieces: Counted) -> SidesE9 | None:
    sides = [piece.sides_e9 for piece, _ in pieces]
    known = [one for one in sides if one is not None]
    if len(known) < len(sides):
        return None
    longest, second = max(one[0] for one in known), max(one[1] for one in known)
    height = sum(one[2] * number for one, (_, number) in zip(known, pieces, strict=True))
    return longest, second, height


def _ways(pieces: Counted, table: PackingTable) -> Iterable[Packed]:
    """Of every packing that takes them, the smallest first; of equal ones as the file has them."""
    boxes: list[Sides] = []
    goods = together(piece.goods for piece, _ in pieces)
    weight, cost_fen = weight_e9(pieces), 0
    for filler in table.fillers:
        times = _times(filler, pieces, goods)
        weight += filler.weight_g * E9 * times
        cost_fen += filler.cost_fen * times
    for piece, number in pieces:
        sides = piece.sides_mm
        if sides is None:
            return []
        room = sum(one.room_mm for one in table.fillers if one.per == "piece" and one.concerns(piece.goods))
        boxes += [(sides[0] + room, sides[1] + room, sides[2] + room)] * number
    fitting = (one for one in table.packings if one.takes(goods) and weight <= one.most_g * E9)
    found = [_packed(one, boxes, weight, cost_fen) for one in fitting]
    return sorted((one for one in found if one is not None), key=lambda one: one.size)


def _times(filler: Filler, pieces: Counted, goods: frozenset[str]) -> int:
    """How often a filler is used in a parcel."""
    if filler.per == "parcel":
        return int(filler.concerns(goods))
    return sum(number for piece, number in pieces if filler.concerns(piece.goods))


def _packed(packing: Packing, boxes: Sequence[Sides], weight: int, cost_fen: int) -> Packed | None:
    outer = _in_bag(packing, boxes) if packing.kind == BAG else _in_carton(packing, boxes)
    if outer is None:
        return None
    longest, second, shortest = (side * E9 for side in sorted(outer, reverse=True))
    return Packed(
        weight + packing.weight_g * E9,
        (longest, second, shortest),
        cost_fen=cost_fen + packing.cost_fen,
        packing=packing.name,
        flag=f"{FLAG}{packing.name}",
    )


def _in_carton(packing: Packing, boxes: Sequence[Sides]) -> Sides | None:
    return packing.outer_mm if block_in(packing.inner_mm, boxes) is not None else None


def _in_bag(packing: Packing, boxes: Sequence[Sides]) -> Sides | None:
    """The block of the pieces in a bag, with its walls: laid flat, its length and width lose the block's height."""
    length, width, _ = packing.inner_mm
    rooms = [(length - height, width - height, height) for height in _heights(boxes) if height < width]
    laid = (laid_in(room, boxes) for room in rooms)
    block = min((one for one in laid if one is not None), key=by_volume, default=None)
    if block is None and len(boxes) <= _COMBINED:
        wide = [room for room in rooms if room[0] * room[1] * room[2] >= sum(a * b * c for a, b, c in boxes)]
        placed = (block_in(room, boxes) for room in wide[:_ROOMS])
        block = next((one for one in placed if one is not None), None)
    if block is None:
        return None
    longest, second, shortest = block
    return longest + packing.wall_mm, second + packing.wall_mm, shortest + packing.wall_mm


def _heights(boxes: Sequence[Sides]) -> Iterator[int]:
    """Heights that a block of the boxes may have, the least first."""
    if len(boxes) <= _COMBINED:
        yield from sorted({sum(sides) for sides in product(*((0, *box) for box in boxes))} - {0})
        return
    tried = {
        stacked(boxes)[2],
        *(sum(sorted((box[2] for box in boxes), reverse=True)[:n]) for n in range(1, len(boxes))),
    }
    tried |= {side * number for box in set(boxes) for side in box for number in range(1, len(boxes))}
    yield from sorted(tried)
