"""Surcharges of a card."""

from typing import Final

SENTENCES: Final = {
    "surcharge.maximum_below_minimum": "lies below the minimum.",
    "surcharge.too_dear": "is more than 100 thousand per kg. Check the figure.",
    "surcharge.too_fine": "per kg times the step is finer than a millionth. Use a coarser step or amount.",
    "surcharge.share_unfit": "is a share of the value: from above 0 % to 100 %.",
    "surcharge.places_no_file_name": "{name!r} is no plain file name. The list lies in the card's own folder.",
    "surcharge.no_place": "the file names no place. Add its countries or postcodes, or drop the surcharge.",
}
