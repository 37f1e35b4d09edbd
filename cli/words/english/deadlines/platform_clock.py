"""The dispatch clocks of marketplaces."""

from typing import Final

SENTENCES: Final = {
    "platform_clock.unknown": "{name!r} is no marketplace's clock.",
    "platform_clock.known": "There are {names:list}.",
    "platform_clock.no_handling_days": "{name}: the seller sets the handling time.",
    "platform_clock.give_handling_days": "Give handling_days as set at the marketplace.",
}
