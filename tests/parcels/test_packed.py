"""What a parcel weighs, measures and costs when it is packed: worked out by hand."""

from __future__ import annotations

from routing.parcelling.packed import Packed, Packer
from routing.parcelling.pieces import Piece
from routing.services.packing import Filler, Packing, PackingTable
from routing.values.units import E9

LIQUID, GENERAL = frozenset({"liquid"}), frozenset({"general"})


def piece(weight_g: int, *sides_mm: int, goods: frozenset[str] = GENERAL) -> Piece:
    """A piece of whole grams and millimetres, longest side first; without sides its size is not known."""
    longest, second, shortest = (side * E9 for side in sides_mm) if sides_mm else (0, 0, 0)
    return Piece(weight_g * E9, (longest, second, shortest) if sides_mm else None, goods)


BAG = Packing("bag", "bag", (350, 250, 0), 18, 2000, 45, goods=GENERAL, wall_mm=4)
SMALL = Packing("small", "carton", (220, 160, 130), 90, 3000, 110, outer_mm=(230, 170, 140))
LARGE = Packing("large", "carton", (290, 220, 190), 140, 5000, 160, outer_mm=(300, 230, 200))
PAPER = Filler("paper", "parcel", 12, 5, LIQUID)
WRAP = Filler("wrap", "piece", 6, 10, LIQUID, room_mm=20)
TABLE = PackingTable((LARGE, SMALL, BAG), (PAPER, WRAP))
MUG = piece(300, 120, 100, 90)
BOTTLE = piece(200, 100, 50, 50, goods=LIQUID)


def grams_and_sides(packed: Packed) -> tuple[int, tuple[int, ...]]:
    """In whole grams and millimetres."""
    assert packed.sides_e9 is not None
    return packed.weight_e9 // E9, tuple(side // E9 for side in packed.sides_e9)


def test_without_a_table_weights_add_up_and_pieces_are_stacked() -> None:
    """As intake does it: 2 x 300 g, the smallest side doubled."""
    (bare,) = Packer().ways(((MUG, 2),))
    assert (bare.packing, bare.cost_fen, bare.flag) == (None, 0, "")
    assert grams_and_sides(bare) == (600, (120, 100, 180))


def test_the_smallest_packing_comes_first() -> None:
    """One mug in a bag: 300 + 18 g, its own sides and 4 mm of wall; then the cartons, the smaller first."""
    ways = Packer(TABLE).ways(((MUG, 1),))
    assert [one.packing for one in ways] == ["bag", "small", "large"]
    assert grams_and_sides(ways[0]) == (318, (124, 104, 94))
    assert (grams_and_sides(ways[1]), ways[1].cost_fen) == ((390, (230, 170, 140)), 110)
    assert ways[0].flag == "PACKING:bag"


def test_a_bag_loses_to_the_height_of_what_lies_in_it() -> None:
    """Two mugs in a row, 240 x 100 and 90 high, need 330 x 190 of the bag's 350 x 250; three are too long or high."""
    assert [one.packing for one in Packer(TABLE).ways(((MUG, 2),))] == ["bag", "small", "large"]
    assert [one.packing for one in Packer(TABLE).ways(((MUG, 3),))] == ["large"]


def test_fillers_go_with_their_goods() -> None:
    """A bottle of 200 g, wrapped (6 g, 0.10) in a carton (90 g, 1.10) with paper (12 g, 0.05); no bag for liquids."""
    ways = Packer(TABLE).ways(((BOTTLE, 1), (MUG, 1)))
    assert [one.packing for one in ways] == ["small", "large"]
    assert grams_and_sides(ways[0])[0] == 200 + 300 + 6 + 12 + 90
    assert ways[0].cost_fen == 110 + 10 + 5


def test_the_room_around_a_piece_counts() -> None:
    """A bottle as long as the carton does not fit once it is wrapped."""
    long = piece(100, 290, 50, 50)
    assert Packer(TABLE).smallest(((long, 1),)).packing == "bag"
    wet = piece(100, 290, 50, 50, goods=LIQUID)
    assert Packer(TABLE).smallest(((wet, 1),)).flag == "PACKING_NONE"


def test_a_packing_bears_what_its_file_says() -> None:
    """2 kg are the bag's most: 2000 g go, 2001 g take a carton."""
    assert Packer(TABLE).smallest(((piece(2000, 50, 50, 50), 1),)).packing == "bag"
    assert Packer(TABLE).smallest(((piece(2001, 50, 50, 50), 1),)).packing == "small"


def test_what_cannot_be_packed_says_why() -> None:
    """Too heavy for all of them; or of unknown size."""
    packer = Packer(TABLE)
    assert packer.smallest(((piece(5001, 50, 50, 50), 1),)).flag == "PACKING_NONE"
    assert packer.smallest(((piece(100), 1),)).flag == "PACKING_UNKNOWN"
    assert packer.smallest(((piece(100), 1),)).sides_e9 is None


def test_many_pieces_in_a_bag() -> None:
    """Twelve cards of 100 x 60 x 5 mm: a stack of 60 mm, in a bag of 350 x 250."""
    (found, *_) = Packer(PackingTable((BAG,))).ways(((piece(10, 100, 60, 5), 12),))
    assert grams_and_sides(found) == (138, (104, 64, 64))


def test_a_flat_bag_takes_no_high_block() -> None:
    """A cube of 130 mm needs 260 mm of width."""
    assert Packer(PackingTable((BAG,))).ways(((piece(10, 130, 130, 130), 1),)) == ()
    assert Packer(PackingTable((BAG,))).ways(((piece(10, 340, 240, 240), 6),)) == ()


def test_a_roll_stays_one_only_alone() -> None:
    """The size of a roll is its length and diameter; two rolls are a stack."""
    roll = Piece(100 * E9, (500 * E9, 80 * E9, 80 * E9), GENERAL, roll=True)
    assert Packer().ways(((roll, 1),))[0].roll
    assert not Packer().ways(((roll, 2),))[0].roll
