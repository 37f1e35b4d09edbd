"""What the measures of limits are called."""

from typing import Final

SENTENCES: Final = {
    "measure_name.weight": "weight",
    "measure_name.longest_side": "longest side",
    "measure_name.second_side": "second side",
    "measure_name.shortest_side": "shortest side",
    "measure_name.sides_sum": "sum of sides",
    "measure_name.length_girth": "length + girth",
    "measure_name.value": "value",
}
