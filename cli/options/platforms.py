"""Misspelt names of marketplaces: the rules of the one that was meant would be passed over in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.reason import Reason
from routing.values.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from routing.facts import Facts

_CHINESE = {"速卖通": "aliexpress", "全球速卖通": "aliexpress", "亚马逊": "amazon", "易贝": "ebay"}
"""How Chinese sellers call them."""


def platform_doubts(names: Iterable[str], facts: Facts) -> tuple[Reason, ...]:
    """A remark for each name, in lower case, that nothing loaded bears but that is like one of those.

    Any other name is a shop of the seller's own.
    """
    said = set(names)
    if not said:
        return ()
    from routing.intake.profiles import profiles  # noqa: PLC0415 - brings the whole of intake

    known = {
        *facts.schedule.platforms,
        *(name for rule in facts.policy.rules for name in rule.platforms),
        *(profile.platform for profile in profiles().values() if profile.platform is not None),
    }
    doubts = []
    for name in sorted(said - known):
        chinese = Reason("name.did_you_mean", names=(_CHINESE[name],)) if name in _CHINESE else None
        meant = chinese or suggestion(name, sorted(known))
        if meant is not None:
            doubts.append(Reason("run.platform_unknown", name=name, meant=meant))
    return tuple(doubts)
