"""What to say of caps that cannot hold together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.words import said
from routing.allotment.caps import UNIT

if TYPE_CHECKING:
    from routing.allotment.allot import Contradiction
    from routing.allotment.lines import Counted


def contradiction(found: Contradiction, *, later_tiers: bool) -> str:
    """The caps, and the way out."""
    head = (
        said("These caps cannot hold together, and no fewer of them contradict each other:")
        if found.smallest
        else said("These caps cannot hold together:")
    )
    way_out = said("Widen one of them, or load a card with another service for these orders.")
    if not later_tiers:
        way_out += "\n" + said("--later-tiers lets orders go by later tiers of the policy too.")
    return "\n".join((head, *(f"- {_one(one)}" for one in found.caps), way_out))


def _one(one: Counted) -> str:
    cap = one.cap
    bounds = []
    if cap.least:
        bounds.append(said("at least {n} {by}", n=cap.least // UNIT[cap.by], by=cap.by))
    if cap.most is not None:
        bounds.append(said("at most {n} {by}", n=cap.most // UNIT[cap.by], by=cap.by))
    if one.day is not None:
        bounds.append(said("on {day}", day=one.day))
    return said("{name}: {bounds:list}", name=cap.name, bounds=bounds)
