"""The bundled cards hold the published figures: expected prices by hand from the lists named beside them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from math import ceil

import pytest

from carriers.cards.catalogue import bundled_folder, load_services
from routing.services.condition import condition
from routing.services.service import MICRO, Service

NOW = date(2026, 11, 20)


@cache
def _services() -> dict[str, Service]:
    return {service.code: service for service in load_services([bundled_folder()])}


def _band_price(code: str, country: str, grams: int, on: date = NOW) -> Fraction | None:
    """The band price in CNY by the manual's formula; None without a rate."""
    service = _services()[code]
    (zone,) = service.zones_of[country]
    found = [
        band for band in service.bands_of[zone.zone] if band.validity.holds(on) and band.over_g < grams <= band.upto_g
    ]
    if not found:
        return None
    (band,) = found
    steps = ceil(Fraction(max(0, grams - band.base_covers_g), band.step_g))
    return Fraction(band.base_micro + steps * band.per_step_micro, MICRO)


@pytest.mark.parametrize(
    ("code", "country", "grams", "on", "cny"),
    [
        # EMS, list of December 2017: zone 5 (US) 240 first 500 g, 75 each further 500 g
        ("cnpost-ems", "US", 500, NOW, "240"),
        ("cnpost-ems", "US", 501, NOW, "315"),
        ("cnpost-ems", "US", 1300, NOW, "390"),  # 240 + 2 x 75
        ("cnpost-ems", "JP", 1000, NOW, "220"),  # zone 2: 180 + 40
        ("cnpost-ems", "RU", 2000, NOW, "635"),  # zone 8: 335 + 3 x 100
        ("cnpost-ems", "IR", 400, NOW, "445"),  # zone 9
        # e-EMS, December 2017: US 105 + 3 per 50 g; GB 70 + 2; JP 81 + 1.2; AU 69 + 3
        ("cnpost-eems", "US", 50, NOW, "105"),
        ("cnpost-eems", "US", 2300, NOW, "240"),  # 105 + 45 x 3
        ("cnpost-eems", "GB", 101, NOW, "74"),  # 70 + 2 x 2
        ("cnpost-eems", "JP", 1000, NOW, "103.8"),  # 81 + 19 x 1.2
        ("cnpost-eems", "AU", 150, NOW, "75"),  # 69 + 2 x 3
        # e-EMS to Russia: 60 + 4 to 2023-09-14, 102 + 2.55 from 2023-09-15
        ("cnpost-eems", "RU", 100, date(2023, 9, 14), "64"),
        ("cnpost-eems", "RU", 100, date(2023, 9, 15), "104.55"),
        # ePacket, December 2017: US 10 + 0.08 g, GB 17 + 0.065, DE 19 + 0.06, RU 8 + 0.092
        ("cnpost-epacket", "US", 1, NOW, "10.08"),  # from the first gram on
        ("cnpost-epacket", "US", 350, NOW, "38"),
        ("cnpost-epacket", "GB", 200, NOW, "30"),
        ("cnpost-epacket", "DE", 2000, NOW, "139"),
        ("cnpost-epacket", "RU", 500, date(2025, 7, 30), "54"),
        ("cnpost-epacket", "RU", 500, date(2025, 7, 31), "42"),  # 12 + 0.06 g
        ("cnpost-epacket", "RU", 5000, NOW, "312"),
        # ePacket US of August 2014: 7 + 0.08 g, below 60 g billed as 60 g
        ("cnpost-epacket", "US", 30, date(2015, 1, 1), "11.8"),
        ("cnpost-epacket", "US", 60, date(2015, 1, 1), "11.8"),
        ("cnpost-epacket", "US", 61, date(2015, 1, 1), "11.88"),
        # registered small packet, April 2014: per kg by zone + 8
        ("cnpost-registered", "JP", 1000, NOW, "70"),  # zone 1: 62
        ("cnpost-registered", "US", 100, NOW, "17.05"),  # zone 5: 90.5
        ("cnpost-registered", "RU", 1000, NOW, "104.3"),  # 96.3
        ("cnpost-registered", "BR", 500, NOW, "63"),  # zone 7: 110
        # ordinary small packet, February 2014: per kg by zone, no fee
        ("cnpost-surface", "US", 100, NOW, "8.5"),  # 85 per kg
        ("cnpost-surface", "RU", 200, NOW, "19.5"),  # 97.5 per kg
        ("cnpost-surface", "JP", 50, NOW, "3.1"),  # 62 per kg
        # DHL, list of December 2017, without fuel
        ("dhl-express", "US", 500, NOW, "338"),  # zone 6
        ("dhl-express", "US", 1001, NOW, "562"),
        ("dhl-express", "GB", 2000, NOW, "776"),  # zone 7
        ("dhl-express", "HK", 30000, NOW, "2726"),  # zone 1, last flat kg
        ("dhl-express", "HK", 30001, NOW, "2294"),  # 31 kg x 74: the list's own cliff
        ("dhl-express", "HK", 70001, NOW, "5041"),  # 71 kg x 71
    ],
)
def test_published_prices(code: str, country: str, grams: int, on: date, cny: str) -> None:
    """A weight, a country and a day cost what the list says."""
    assert _band_price(code, country, grams, on) == Fraction(cny)


@pytest.mark.parametrize(
    ("code", "country", "grams", "on"),
    [
        ("cnpost-epacket", "RU", 2001, date(2025, 7, 30)),  # 5 kg are known from the tariff of the next day on
        ("cnpost-epacket", "GB", 100, date(2017, 12, 26)),  # before the list only the US have a price
        ("cnpost-registered", "US", 2001, NOW),  # above the limit
    ],
)
def test_no_price_is_made_up(code: str, country: str, grams: int, on: date) -> None:
    """Where no list has a price, there is none."""
    assert _band_price(code, country, grams, on) is None


def test_the_eleven_channels_are_there_with_their_classes() -> None:
    """The handbook's channels, each in its class."""
    assert {service.code: service.service_class for service in _services().values()} == {
        "cainiao-economy": "economy",
        "cnpost-surface": "economy",
        "aliexpress-saver": "economy",
        "cnpost-registered": "registered",
        "cnpost-epacket": "registered",
        "aliexpress-standard": "registered",
        "cnpost-eems": "express_post",
        "cnpost-ems": "express_post",
        "dhl-express": "courier",
        "ups-saver": "courier",
        "fedex-ip": "courier",
    }


def test_made_up_figures_say_so() -> None:
    """A card is illustrative in its basis exactly when its name says so, and its source too."""
    for service in _services().values():
        made_up = service.basis == "illustrative"
        assert ("(illustrative)" in service.card) is made_up
        assert ("(illustrative)" in service.name) is made_up
        assert ("made up" in service.source) is made_up


@pytest.mark.parametrize("code", ["cnpost-surface", "cnpost-registered", "cnpost-epacket", "aliexpress-standard"])
def test_small_packets_reach_to_the_limit_itself(code: str) -> None:
    """Exactly 2,000 g, 60 cm and 90 cm are in (limits of the UPU small packet); Cyprus Post, PFC 2022-06-30."""
    limits = {limit.measure: limit for limit in _services()[code].limits_of("US") if limit.upper}
    assert limits["weight"].holds(2000)
    assert not limits["weight"].holds(2001)
    assert limits["longest_side"].holds(600)
    assert not limits["longest_side"].holds(601)
    assert limits["sides_sum"].holds(900)
    assert not limits["sides_sum"].holds(901)


def test_epacket_to_russia_takes_five_kilograms() -> None:
    """Ozon's China Post page, tariff of 2025-07-31: 5 kg; the size stays."""
    limits = _services()["cnpost-epacket"].limits_of("RU")
    assert condition("weight <= 5 kg") in limits
    assert condition("sides_sum <= 90 cm") in limits


def test_ems_volumetric_rules_change_with_the_day() -> None:
    """Above 60 cm by 8000, from 2020-03-25 from 60 cm by 6000, from 2022-06-01 from 40 cm by 6000 (notices)."""
    rules = _services()["cnpost-ems"].volumetric

    def on(day: date) -> tuple[int, str]:
        (rule,) = [rule for rule in rules if rule.covers("US", day)]
        return rule.divisor, str(rule.side)

    assert on(date(2020, 3, 24)) == (8000, "longest_side > 600 mm")
    assert on(date(2020, 3, 25)) == (6000, "longest_side >= 600 mm")
    assert on(date(2022, 5, 31)) == (6000, "longest_side >= 600 mm")
    assert on(date(2022, 6, 1)) == (6000, "longest_side >= 400 mm")


def test_every_ems_country_has_limits() -> None:
    """No country is in the EMS zones whose limits nobody knows (law: unknown facts are refused)."""
    for code in ("cnpost-ems", "cnpost-eems"):
        service = _services()[code]
        for country in service.zones_of:
            measures = {limit.measure for limit in service.limits_of(country) if limit.upper}
            assert measures == {"weight", "longest_side", "length_girth"}, (code, country)


@pytest.mark.parametrize(
    ("on", "percent"),
    [
        (date(2018, 2, 26), "16.25"),  # taolink
        (date(2023, 1, 1), "31.5"),  # pfcexpress
        (date(2024, 4, 1), "29.25"),  # batonlog
        (date(2024, 8, 1), "28.25"),  # batonlog
        (date(2025, 11, 15), "30.5"),  # anjhong
    ],
)
def test_dhl_fuel_is_that_of_the_day(on: date, percent: str) -> None:
    """One percentage holds on each day, the one published for it."""
    (fuel,) = [fuel for fuel in _services()["dhl-express"].fuel if fuel.validity.holds(on)]
    assert fuel.fraction == Fraction(percent) / 100


def test_every_service_reaches_the_common_destinations() -> None:
    """United States, United Kingdom, Germany, Japan, Australia and Brazil are served by all but the known gaps."""
    gaps = {("DE", "cnpost-eems")}  # not on the e-EMS list
    for country in ("US", "GB", "DE", "JP", "AU", "BR"):
        missing = {(country, code) for code, service in _services().items() if country not in service.zones_of}
        assert missing <= gaps
