"""Why a service does not take a parcel: the codes, in the order in which they are told, and one refusal's figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from attrs import field, frozen
from attrs.validators import in_

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from routing.reason import Reason
    from routing.values.quantity import Quantity

    Compared = Quantity | date | str | tuple[str, ...] | Reason

REFUSAL_CODES: Final = (
    "NOT_SERVED",
    "NO_RATE",
    "CARD_NOT_IN_FORCE",
    "WEIGHT_OVER",
    "WEIGHT_UNDER",
    "SIDE_OVER",
    "SIDES_SUM_OVER",
    "GIRTH_OVER",
    "SIDE_UNDER",
    "VALUE_OVER",
    "VALUE_UNDER",
    "GOODS_FORBIDDEN",
    "TRACKING_REQUIRED",
    "PLATFORM_RULE",
    "SERVICE_NOT_REQUESTED",
    "SIZE_UNKNOWN",
    "VALUE_UNKNOWN",
    "NO_EXCHANGE_RATE",
    "ITEMS_UNKNOWN",
)
"""In the order of precedence: of several, the first is the one told."""
NUMBER: Final = {code: number for number, code in enumerate(REFUSAL_CODES, start=1)}
ELIGIBLE: Final = 255
"""In a grid of refusal codes (uint8): nothing refused.  Above every code, so that the least of several is the first."""

TIER_NOT_APPLICABLE: Final = 0
"""In the column of a tier: the tier does not speak of the parcel, whatever else is not known."""

LIMIT_CODES: Final = {
    ("weight", True): "WEIGHT_OVER",
    ("weight", False): "WEIGHT_UNDER",
    ("longest_side", True): "SIDE_OVER",
    ("second_side", True): "SIDE_OVER",
    ("shortest_side", True): "SIDE_OVER",
    ("sides_sum", True): "SIDES_SUM_OVER",
    ("length_girth", True): "GIRTH_OVER",
    ("longest_side", False): "SIDE_UNDER",
    ("second_side", False): "SIDE_UNDER",
    ("shortest_side", False): "SIDE_UNDER",
    ("sides_sum", False): "SIDE_UNDER",
    ("length_girth", False): "SIDE_UNDER",
    ("value", True): "VALUE_OVER",
    ("value", False): "VALUE_UNDER",
}
"""What a broken limit is called: (measure, bounded from above)."""


@frozen
class Refusal:
    """One reason against one service, with the figures compared.

    `message` says what is so, `remedy` the smallest change of the parcel that would lift it.  `sign` stands between
    measured and limit ("2310 g > 2000 g").
    `excess` is how far the figure lies beyond the limit as a share of the limit; None where nothing is measured.
    """

    code: str = field(validator=in_(REFUSAL_CODES))
    message: Reason
    measured: Compared | None = None
    sign: str | None = None
    limit: Compared | None = None
    margin: Quantity | None = None
    remedy: Reason | None = None
    excess: Fraction | None = None


NO_TIER: Final = "NO_TIER"
"""Stands for the code of a refusal where no tier speaks of the parcel and no service refuses it."""


def code_of(reason: Reason) -> str:
    """The refusal code that a reason for no channel tells; NO_TIER where no service misses and no tier applies."""
    nearest = reason.figures["nearest"] if reason.code == "choice.no_tier" else reason
    return NO_TIER if nearest is None else str(nearest.figures["code"])


Why = Literal["size", "value", "rate", "items"]
"""What is missing to tell: the parcel's size, its value, a rate of exchange, or how many pieces or items it holds."""


MISSING: Final[dict[Why, str]] = {
    "size": "SIZE_UNKNOWN",
    "value": "VALUE_UNKNOWN",
    "rate": "NO_EXCHANGE_RATE",
    "items": "ITEMS_UNKNOWN",
}
"""In the order in which the codes are told."""
