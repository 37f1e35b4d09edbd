"""What is to be made of an order that several places tell of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from routing.reason import Reason


@frozen
class Verdict:
    """Which of an order's places counts.  The orders of all others are refused."""

    counts: tuple[str, int] | None
    """File and first row of the place that counts; None: none of them does."""
    code: str
    reason: Reason
    """Why the others are refused."""
    skip: str | None = None
    """Why the order is not to be shipped, as its latest place says; then it is skipped in all of them."""
