"""What is wrong with a file of bags, cartons and fillers."""

from typing import Final

SENTENCES: Final = {
    "packing.see": "docs/PARCELS.md shows a packing file.",
    "packing.none": "lists no packing. A packing file has at least one [[bag]] or [[carton]].",
    "packing.named_twice": "{name!r} is the name of two packings. Give each a name of its own.",
    "packing.outer_within_inner": "is smaller than the inner size. Write the outer size, walls included.",
    "packing.room_of_parcel": 'is room around a piece. Write per = "piece", or leave room out.',
    "packing.bad_name": "{name!r} cannot stand among flags. Use letters, digits, dots and hyphens, without blanks.",
}
