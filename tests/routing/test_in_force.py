"""Which version of a service counts on a day, and where a destination lies in its zones."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from handmade import EVERYTHING, OPEN_END, answer, band, choice, codes, fen, parcel, service

from routing.services.in_force import boundaries, versions_on
from routing.services.policy import Policy, Rule, Selection
from routing.services.service import Fuel, Surcharge, Validity, VolumetricRule, Zone
from routing.values.money import DatedRate, ExchangeRates

OLD = service(bands=(band(base=10),), validity=Validity(date(2020, 1, 1), date(2026, 6, 30)), card="old")
NEW = service(bands=(band(base=20),), validity=Validity(date(2026, 7, 10)), card="new")


@pytest.mark.parametrize(
    ("on", "card", "in_force", "priced_on"),
    [
        (date(2026, 6, 30), "old", True, date(2026, 6, 30)),  # its last day
        (date(2026, 7, 1), "old", False, date(2026, 6, 30)),  # between the two: the nearer, on its nearest day
        (date(2026, 7, 9), "new", False, date(2026, 7, 10)),
        (date(2026, 7, 10), "new", True, date(2026, 7, 10)),  # its first day
        (date(2019, 12, 31), "old", False, date(2020, 1, 1)),
        (date(2099, 1, 1), "new", True, date(2099, 1, 1)),
    ],
)
def test_one_version_stands_on_a_day(on: date, card: str, in_force: bool, priced_on: date) -> None:  # noqa: FBT001 - a table
    """Of two versions of a service, the one in force stands; with none in force, the nearest, marked as such."""
    (version,) = versions_on((OLD, NEW), on)
    assert (version.service.card, version.in_force, version.priced_on) == (card, in_force, priced_on)


def test_the_day_of_handover_chooses_the_price() -> None:
    """10 CNY until the old card's last day, 20 from the new one's first; between them the service is refused."""
    prices = {on: choice(parcel(), [OLD, NEW], on=on).answers[0] for on in map(date.fromisoformat, DAYS)}
    assert [prices[on].price_fen for on in prices] == [1000, None, None, 2000]
    assert codes(prices[date(2026, 7, 1)]) == ["CARD_NOT_IN_FORCE"]


DAYS = ("2026-06-30", "2026-07-01", "2026-07-09", "2026-07-10")


def test_services_stand_in_the_order_in_which_ties_are_settled() -> None:
    """Shorter longest transit first, then the code."""
    rows = [service("c", transit_days=(1, 9)), service("b", transit_days=(2, 8)), service("a", transit_days=(5, 9))]
    assert [one.service.code for one in versions_on(rows, date(2026, 1, 1))] == ["b", "a", "c"]


def test_facts_turn_on_the_days_stated() -> None:
    """Every first day and every day after a last one, of rates, rules, cards, bands and parts of cards."""
    one = service(
        validity=Validity(date(2026, 1, 1), date(2026, 12, 31)),
        bands=(band(validity=Validity(date(2026, 2, 1))),),
        volumetric=(VolumetricRule(5000, Validity(date(2026, 3, 1)), "x"),),
        surcharges=(Surcharge("s", 1, "parcel", Validity(date(2026, 4, 1)), "x"),),
        fuel=(Fuel(Fraction(0), Validity(date(2026, 5, 1), date.max), "x"),),
    )
    rates = ExchangeRates((DatedRate("USD", Fraction(7), date(2026, 6, 1), date(2026, 6, 30), "x"),))
    rule = Rule("r", Validity(date(2026, 8, 1)), "x", forbid=Selection(everything=True))
    days = boundaries((one,), Policy("p", EVERYTHING.tiers, (rule,)), rates)
    months = [(2026, month, 1) for month in (1, 2, 3, 4, 5, 6, 7, 8)]
    assert days == tuple(date(*day) for day in [*months, (2027, 1, 1)])


def test_validities_meet_and_overlap() -> None:
    """Two spans share a day when neither ends before the other begins."""
    first = Validity(date(2026, 1, 1), date(2026, 1, 31))
    assert not first.overlaps(Validity(date(2026, 2, 1)))
    assert first.overlaps(Validity(date(2026, 1, 31)))
    assert Validity(date(2026, 1, 31)).overlaps(first)
    assert OPEN_END.overlaps(OPEN_END)
    assert first.distance(date(2026, 2, 3)) == 3


SPLIT = service(
    zones=(Zone("far", "US", "995", "999"), Zone("near", "US"), Zone("gb", "GB", "AB1", "ZE3"), Zone("de", "DE")),
    bands=(band("far", base=40), band("near", base=10), band("gb", base=15), band("de", base=12)),
)


@pytest.mark.parametrize(
    ("country", "postcode", "expected"),
    [
        ("US", "99501", 4000),  # Anchorage lies in 995-999
        ("US", "995", 4000),
        ("US", "99999", 4000),  # an end covers all that starts with it
        ("US", "99499", 1000),
        ("US", "10001", 1000),
        ("US", "A1", 1000),  # letters sort after digits: in no range, so the country's own zone
        ("US", "", None),  # nobody knows which
        ("GB", "SW1A1AA", 1500),
        ("GB", "ZE39ZZ", 1500),
        ("GB", "ZE4", None),  # beyond the last, and no zone for the rest
        ("DE", "", 1200),  # one zone for all: no postcode needed
        ("FR", "75001", None),
    ],
)
def test_zones_by_postcode(country: str, postcode: str, expected: int | None) -> None:
    """The narrower line wins over the country's; an unknown postcode is refused only where it matters."""
    told = answer(parcel(country=country, postcode=postcode), SPLIT)
    assert told.price_fen == expected
    assert codes(told) == ([] if expected else ["NOT_SERVED"])


def test_rates_of_a_zone_turn_on_their_own_days() -> None:
    """A zone's old row gives way to its new one on the day stated."""
    asked = service(
        bands=(
            band(base=60, validity=Validity(date(2017, 12, 27), date(2023, 9, 14))),
            band(base=102, validity=Validity(date(2023, 9, 15))),
        ),
        validity=Validity(date(2017, 12, 27)),
    )
    assert [fen(parcel(), asked, on=date(2023, 9, day)) for day in (14, 15)] == [6000, 10200]
