"""What is wrong with a weight, a length or a size as text."""

from typing import Final

SENTENCES: Final = {
    "quantity.weight": "a weight",
    "quantity.length": "a length",
    "quantity.grams": "grams",
    "quantity.millimetres": "millimetres",
    "quantity.no_size": "{text!r} is not a size.",
    "quantity.no_size_because": "{text!r} is not a size: {why}",
    "quantity.no_unit": "{text!r} has no unit.",
    "quantity.unit_of_text": "{text!r}: {why}",
    "quantity.not_above_zero": "{text!r} is not above zero.",
    "quantity.too_much": "{text!r} is more than {most} {units}; no parcel is.",
    "quantity.other_kind": "{text!r} is not {kind}.",
    "quantity.comma": "{text!r} has a comma: a decimal point or thousands?",
    "quantity.other_unit": "{unit!r} does not measure {kind}.",
    "quantity.unknown_unit": "the unit {unit!r} is not known.",
    "quantity.write_flat_size": "Write length x width, like 25x35 cm.",
    "quantity.write_size": "Write length x width x height, like 20x15x10 cm.",
    "quantity.write_weight": "Write a weight like 350 g, 1.2 kg or 12 oz.",
    "quantity.write_length": "Write a length like 250 mm, 25 cm or 10 in.",
    "quantity.write_it_as_weight": "Write it like 350 g, 1.2 kg or 12 oz.",
    "quantity.write_it_as_length": "Write it like 250 mm, 25 cm or 10 in.",
    "quantity.check_unit": "Check the unit.",
}
