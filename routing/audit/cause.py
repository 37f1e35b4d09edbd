"""Causes of a difference, and what an audit of a line finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

if TYPE_CHECKING:
    from routing.reason import Reason

WEIGHT, VOLUMETRIC, NEXT_STEP, LEAST_WEIGHT = "weight", "volumetric", "next_step", "least_weight"
ZONE, SERVICE, CARD, FUEL, DISCOUNT = "zone", "service", "card_version", "fuel", "discount"
SURCHARGE, SURCHARGE_MISSING, DUTY, ARITHMETIC = "surcharge", "surcharge_missing", "duty", "arithmetic"
CURRENCY, RATE, TWICE, PER_PIECE = "currency", "rate", "twice", "per_piece"
OK, ROUNDING, UNEXPLAINED = "ok", "rounding", "unexplained"
CODES: Final = (
    WEIGHT, VOLUMETRIC, NEXT_STEP, LEAST_WEIGHT, ZONE, SERVICE, CARD, FUEL, DISCOUNT, SURCHARGE, SURCHARGE_MISSING,
    DUTY, ARITHMETIC, CURRENCY, RATE, TWICE, PER_PIECE,
)  # fmt: skip
"""What alternatives may name."""


@frozen
class Cause:
    """One cause: its code, and the sentence that shows it, with its figures."""

    code: str
    evidence: Reason


@frozen
class Finding:
    """What an audit says of a line.

    `causes`: each member explains the difference alone, by one cause or by several together.  None explains it:
    `nearest` is the alternative that comes closest, by `nearest_off_micro`.
    """

    expected_micro: int | None
    causes: tuple[tuple[Cause, ...], ...] = ()
    nearest: tuple[Cause, ...] = ()
    nearest_off_micro: int = 0

    @property
    def codes(self) -> str:
        """The causes on one line: "weight", "weight+fuel" for two together, "zone;service" where each may be it."""
        told = ("+".join(cause.code for cause in together) for together in self.causes)
        return ";".join(dict.fromkeys(told))
