"""Boxes in a room: what fits is held to hand-made cases, and each answer to what must hold of any placement."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.parcelling.fit import PLACED_MAX, SEARCHED, block_in, stacked

Sides = tuple[int, int, int]

CASES = [
    # One on the other.
    ((200, 100, 100), [(100, 100, 50)] * 2, (100, 100, 100)),
    # A box longer than the room, however it is turned.
    ((200, 100, 100), [(201, 10, 10)], None),
    # More volume than the room has.
    ((100, 100, 100), [(100, 100, 51)] * 2, None),
    # Eight cubes fill it: no stack is so low, a grid is.
    ((100, 100, 100), [(50, 50, 50)] * 8, (100, 100, 100)),
    # Nine do not.
    ((100, 100, 100), [(50, 50, 50)] * 9, None),
    # Two turned differently: one lies, one stands beside it.
    ((100, 60, 40), [(60, 60, 40), (40, 60, 40)], (100, 60, 40)),
    # A stack would be 110 high; side by side they are 100 long.
    ((100, 100, 60), [(60, 50, 60), (40, 50, 50), (100, 50, 10)], (100, 100, 60)),
    # The volume would do, no placement does.
    ((100, 100, 10), [(60, 60, 10), (60, 40, 10), (50, 50, 10)], None),
    # More pieces of two sizes than are searched through: placed one after another.
    ((100, 100, 100), [(50, 50, 50)] * 4 + [(50, 50, 25)] * 8, (100, 100, 100)),
]


@pytest.mark.parametrize(("room", "pieces", "block"), CASES)
def test_known_cases(room: Sides, pieces: list[Sides], block: Sides | None) -> None:
    """The block of a placement that a person finds, or none where there is none."""
    assert block_in(room, pieces) == block


def test_a_search_ends() -> None:
    """Where nothing fits and the volume would do, the search gives up, and the answer is that none is found."""
    assert block_in((101, 101, 101), [(51, 51, 51), (60, 51, 45), (51, 50, 50), (52, 52, 52), (51, 51, 50)]) is None


def test_many_pieces_of_different_sizes_are_only_stacked() -> None:
    """More than are placed one after another: only what fits as a stack fits."""
    pieces = [(50, 50, 10), (50, 50, 11)] * (PLACED_MAX // 2 + 1)
    assert block_in((50, 50, 400), pieces) == (189, 50, 50)
    assert block_in((100, 100, 100), pieces) is None


def test_what_is_placed_one_after_another_may_not_fit() -> None:
    """Seven boxes of which the last finds no place, although the volume would do."""
    assert block_in((100, 100, 100), [(60, 60, 60)] * 2 + [(10, 10, 10)] * 5) is None


_side = st.integers(1, 60)
_box = st.tuples(_side, _side, _side)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.tuples(_side, _side, _side), st.lists(_box, min_size=1, max_size=SEARCHED + 3))
def test_a_block_holds_its_pieces_and_lies_in_the_room(room: Sides, pieces: list[Sides]) -> None:
    """Whatever fits: the block is within the room, not smaller than its pieces, nor than the largest of them."""
    block = block_in(room, pieces)
    if block is None:
        return
    assert all(own <= side for own, side in zip(block, sorted(room, reverse=True), strict=True))
    assert block[0] * block[1] * block[2] >= sum(a * b * c for a, b, c in pieces)
    for piece in pieces:
        assert all(own <= side for own, side in zip(sorted(piece, reverse=True), block, strict=True))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_box, min_size=1, max_size=9))
def test_a_stack_fits_its_own_room(pieces: list[Sides]) -> None:
    """The stacked block is a bound: pieces always fit into a room of its size."""
    assert block_in(stacked(pieces), pieces) is not None
