"""Cards and parcels small enough to price by hand, and one question put to both paths."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from columns import columns_of

from cli.words.sentences import figure_text
from routing.exact.choice import decide
from routing.exact.parcel import Parcel
from routing.fast.choose import choose
from routing.fast.eligible import Eligibility
from routing.fast.grid import Grid
from routing.services.condition import condition
from routing.services.in_force import versions_on
from routing.services.policy import Policy, Selection, Tier
from routing.services.refusal import ELIGIBLE, REFUSAL_CODES
from routing.services.service import RateBand, Service, Validity, Zone
from routing.values.money import DatedRate, ExchangeRates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routing.exact.answer import Answer
    from routing.exact.choice import Choice
    from routing.services.condition import Condition

ON = date(2026, 11, 20)
OPEN_END = Validity(date(2020, 1, 1))
EVERYTHING = Policy("all", (Tier("all", Selection(everything=True)),))
RATES = ExchangeRates((DatedRate("USD", Fraction(7), date(2020, 1, 1), None, "by hand"),))


def band(zone: str = "1", over: int = 0, upto: int = 30_000, base: float = 10, **more: Any) -> RateBand:
    """A band in whole units of money: `base`, then `per_step` for each started `step_g` above `base_covers_g`."""
    return RateBand(
        zone,
        over,
        upto,
        base_micro=round(base * 1_000_000),
        base_covers_g=more.pop("covers", upto),
        step_g=more.pop("step", 1),
        per_step_micro=round(more.pop("per_step", 0) * 1_000_000),
        validity=more.pop("validity", OPEN_END),
        **more,
    )


def service(code: str = "s", **more: Any) -> Service:
    """A service to the US for 10 CNY up to 30 kg, changed as said."""
    facts: dict[str, Any] = {
        "carrier": "Carrier",
        "name": code,
        "service_class": "registered",
        "tracked": True,
        "transit_days": (5, 10),
        "goods": frozenset({"general"}),
        "currency": "CNY",
        "basis": "contract",
        "card": "card",
        "validity": OPEN_END,
        "source": "by hand",
        "zones": (Zone("1", "US"),),
        "bands": (band(),),
    }
    return Service(code, **(facts | more))


def parcel(weight_g: int = 500, sides: tuple[int, int, int] | None = (200, 150, 100), **more: Any) -> Parcel:
    """A parcel of general goods worth 12 USD to the US, changed as said."""
    facts: dict[str, Any] = {"country": "US", "value_e4": 120_000, "currency": "USD"} | more
    return Parcel(weight_g=weight_g, sides=sides, **facts)


def conditions(*texts: str) -> tuple[Condition, ...]:
    """Conditions as a card writes them."""
    return tuple(condition(text) for text in texts)


def choice(
    one: Parcel,
    services: Sequence[Service],
    policy: Policy = EVERYTHING,
    on: date = ON,
    rates: ExchangeRates = RATES,
) -> Choice:
    """The exact choice, after the fast path was found to choose the same."""
    versions = versions_on(services, on)
    exact = decide(one, versions, policy, rates, on)
    grid = Grid(versions, policy, rates, on)
    grid.prepare()
    eligibility = Eligibility(columns_of([one]), grid)
    fast = choose(eligibility)
    for column, told in enumerate(exact.answers):
        code = eligibility.code(column)[0]
        assert (None if code == ELIGIBLE else REFUSAL_CODES[code - 1]) == (
            told.refusals[0].code if told.refusals else None
        )
    by_code = {versions[number].service.code: number for number in range(len(versions))}
    assert fast.service[0] == (by_code[exact.chosen.service.code] if exact.chosen else -1)
    assert fast.runner_up[0] == (by_code[exact.runner_up.service.code] if exact.runner_up else -1)
    if exact.chosen is not None:
        assert fast.price_fen[0] == exact.chosen.price_fen
        assert fast.chargeable_g[0] == exact.chosen.chargeable_g
    return exact


def answer(one: Parcel, asked: Service, **more: Any) -> Answer:
    """The one service's answer, the same by both paths."""
    return choice(one, [asked], **more).answers[0]


def fen(one: Parcel, asked: Service, **more: Any) -> int | None:
    """The price in fen, the same by both paths; None when refused."""
    return answer(one, asked, **more).price_fen


def shown(figure: object) -> str | None:
    """A figure or a reason as people read it; None stays None."""
    return None if figure is None else figure_text(figure)


def codes(told: Answer) -> list[str]:
    """The codes of all refusals, in the order told."""
    return [one.code for one in told.refusals]
