"""One comparison of a parcel's figure with a fixed one, as carriers and marketplaces write it: "weight <= 2 kg".

The same words serve limits of a card, triggers of a surcharge, tiers of a policy and rules of a marketplace.
"""

from __future__ import annotations

import re
from math import ceil, floor
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any, Final, Literal

from attrs import field, frozen
from attrs.validators import in_

from routing.errors import ReadError
from routing.reason import Reason
from routing.values.money import amount
from routing.values.nearest import suggestion
from routing.values.quantity import GRAM, MILLIMETRE, Quantity
from routing.values.units import E9, exact_grams, exact_millimetres

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from fractions import Fraction

Operator = Literal["<", "<=", ">", ">="]
MONEY: Final = "money"

MEASURES: Final = {
    "weight": GRAM,  # actual weight of the packed parcel
    "chargeable_weight": GRAM,  # what is billed before rounding to steps
    "longest_side": MILLIMETRE,
    "second_side": MILLIMETRE,
    "shortest_side": MILLIMETRE,
    "sides_sum": MILLIMETRE,  # length + width + height
    "length_girth": MILLIMETRE,  # longest side + 2 x (the other two)
    "roll_length": MILLIMETRE,  # rolls only: the length
    "roll_sum": MILLIMETRE,  # rolls only: length + 2 x diameter
    "value": MONEY,  # what the buyer paid
}
SIZES: Final = frozenset(name for name, unit in MEASURES.items() if unit == MILLIMETRE)
ROLL_AS: Final = {"roll_length": "longest_side", "roll_sum": "sides_sum"}
"""A roll's length is its longest side, and length + 2 x diameter is the sum of its box's sides."""

_COMPARED: Final[Mapping[str, Callable[[Any, Any], bool]]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_CROSSED: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_FORM = re.compile(r"([a-z_]++)\s*+(<=|>=|<|>|≤|≥)\s*+(.++)")
_READ_AS: Final[dict[str, Operator]] = {"<": "<", "<=": "<=", "≤": "<=", ">": ">", ">=": ">=", "≥": ">="}


@frozen(cache_hash=True)
class Condition:
    """`measure operator figure`: grams, millimetres, or ten-thousandths of `currency`; weights and lengths exactly."""

    measure: str = field(validator=in_(MEASURES))
    operator: Operator = field(validator=in_(("<", "<=", ">", ">=")))
    figure: int | Fraction
    currency: str = ""

    @property
    def upper(self) -> bool:
        """Whether the condition bounds from above."""
        return self.operator in {"<", "<="}

    @property
    def crossed(self) -> str:
        """What stands between a figure that breaks the condition and its bound: "2310 g > 2000 g"."""
        return _CROSSED[self.operator]

    @property
    def edge(self) -> int:
        """The whole number e such that the answer for whole numbers differs between e and e + 1 and nowhere else."""
        return floor(self.figure) if self.operator in {"<=", ">"} else ceil(self.figure) - 1

    @property
    def edge_e9(self) -> int:
        """The same in billionths of a gram or millimetre: what `edge` is for a parcel measured so finely."""
        figure = self.figure * E9
        return floor(figure) if self.operator in {"<=", ">"} else ceil(figure) - 1

    def holds(self, measured: int | Fraction) -> bool:
        """Whether the measured figure (same unit, same currency) meets the condition."""
        return _COMPARED[self.operator](measured, self.figure)

    def quantity(self, figure: int | Fraction) -> Quantity:
        """A figure in the unit of this condition."""
        unit = MEASURES[self.measure]
        return Quantity(figure, self.currency if unit == MONEY else unit)

    @property
    def limit(self) -> str:
        """The bound as a card writes it: "<= 2000 g"."""
        return f"{self.operator} {self.quantity(self.figure)}"

    def __str__(self) -> str:
        """The condition as a card writes it."""
        return f"{self.measure} {self.limit}"


def condition(text: str) -> Condition:
    """The condition a text states.

    Raises:
        ReadError: unknown measure, no comparison, a figure without its unit or currency.

    >>> condition("longest_side <= 60 cm")
    Condition(measure='longest_side', operator='<=', figure=600, currency='')
    """
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise ReadError(Reason("condition.unreadable", text=text), Reason("condition.write_condition"))
    measure, sign, figure = match.groups()
    if measure not in MEASURES:
        unknown = Reason("condition.unknown_measure", text=text, measure=measure)
        near = suggestion(measure, MEASURES)
        raise ReadError(unknown, Reason("condition.allowed_measures", near=near, measures=tuple(MEASURES)))
    operator = _READ_AS[sign]
    unit = MEASURES[measure]
    if unit == GRAM:
        return Condition(measure, operator, _plain(exact_grams(figure)))
    if unit == MILLIMETRE:
        return Condition(measure, operator, _plain(exact_millimetres(figure)))
    value, code = amount(figure)
    if code is None:
        raise ReadError(Reason("condition.no_currency", text=text), Reason("condition.write_currency"))
    return Condition(measure, operator, value, code)


def _plain(figure: Fraction) -> int | Fraction:
    return figure.numerator if figure.denominator == 1 else figure
