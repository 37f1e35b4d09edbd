"""Prices of the bundled cards against the published lists, figures copied by hand.

EMS, e-EMS, ePacket and DHL: price list of a Shenzhen forwarder, seen 2017-12-27 to 2018-02-28
(github.com/newjingshierr/LogisticsCenter 55d7104, Quotation.xls).  ePacket and e-EMS to Russia: Ozon's China Post page,
tariffs of 2025-07-31 and 2023-09-15.  Small packets: lists of 2014 in github.com/bizonix/newErp.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest
from handmade import choice, parcel

from carriers.cards.catalogue import bundled_folder, load_services
from carriers.exchange import bundled_rates, load_rates

if TYPE_CHECKING:
    from routing.services.service import Service

NOV_2026 = date(2026, 11, 20)
SMALL = (200, 150, 100)


@cache
def bundled() -> dict[str, Service]:
    """The bundled services by code."""
    return {one.code: one for one in load_services([bundled_folder()])}


@pytest.mark.parametrize(
    ("code", "country", "weight_g", "sides", "on", "expected"),
    [
        # EMS, zone 5 (US): 240 for the first 500 g, 75 for each further started 500 g
        ("cnpost-ems", "US", 1300, SMALL, NOV_2026, 39000),  # 240 + 2 x 75
        ("cnpost-ems", "US", 500, SMALL, NOV_2026, 24000),
        ("cnpost-ems", "US", 501, SMALL, NOV_2026, 31500),
        ("cnpost-ems", "DE", 2000, SMALL, NOV_2026, 50500),  # zone 6: 280 + 3 x 75
        ("cnpost-ems", "RU", 1000, SMALL, NOV_2026, 43500),  # zone 8: 335 + 100
        ("cnpost-ems", "AU", 1500, SMALL, NOV_2026, 32000),  # zone 4: 210 + 2 x 55
        # the same 45 x 40 x 30 cm box of 5 kg, by the volumetric rule of the day
        ("cnpost-ems", "US", 5000, (450, 400, 300), date(2022, 5, 31), 91500),  # 240 + 9 x 75
        ("cnpost-ems", "US", 5000, (450, 400, 300), date(2022, 6, 1), 151500),  # 9 kg: 240 + 17 x 75
        # the largest parcel of size standard 1 (100 + 2 x 100 cm): 41,667 g by volume, 280 + 83 x 75
        ("cnpost-ems", "DE", 30000, (1000, 500, 500), NOV_2026, 650500),
        # e-EMS: first 50 g, then each started 50 g
        ("cnpost-eems", "US", 1300, SMALL, NOV_2026, 18000),  # 105 + 25 x 3
        ("cnpost-eems", "GB", 51, SMALL, NOV_2026, 7200),  # 70 + 2
        ("cnpost-eems", "JP", 100, SMALL, NOV_2026, 8220),  # 81 + 1.2
        ("cnpost-eems", "RU", 100, SMALL, date(2023, 9, 14), 6400),  # 60 + 4
        ("cnpost-eems", "RU", 100, SMALL, date(2023, 9, 15), 10455),  # 102 + 2.55
        # ePacket: a fee and each gram
        ("cnpost-epacket", "RU", 500, SMALL, NOV_2026, 4200),  # 12 + 500 x 0.06
        ("cnpost-epacket", "RU", 1, SMALL, NOV_2026, 1206),
        ("cnpost-epacket", "RU", 5000, SMALL, NOV_2026, 31200),  # up to 5 kg: 12 + 300
        ("cnpost-epacket", "RU", 500, SMALL, date(2025, 7, 30), 5400),  # 8 + 500 x 0.092 until then
        ("cnpost-epacket", "US", 350, SMALL, NOV_2026, 3800),  # 10 + 350 x 0.08
        ("cnpost-epacket", "US", 50, SMALL, date(2016, 1, 1), 1180),  # 2014: 7 + 0.08 each, at least 60 g: 7 + 4.80
        ("cnpost-epacket", "US", 100, SMALL, date(2016, 1, 1), 1500),  # 7 + 8
        ("cnpost-epacket", "GB", 100, SMALL, NOV_2026, 2350),  # 17 + 6.50
        # small packets by the kilogram: US is zone 5 registered (90.5 + 8 a parcel), 85 unregistered
        ("cnpost-registered", "US", 1000, SMALL, NOV_2026, 9850),
        ("cnpost-registered", "RU", 1000, SMALL, NOV_2026, 10430),  # 96.3 + 8
        ("cnpost-registered", "GB", 500, SMALL, NOV_2026, 5325),  # 45.25 + 8
        ("cnpost-surface", "RU", 1000, SMALL, NOV_2026, 9750),
        ("cnpost-surface", "GB", 333, SMALL, NOV_2026, 2498),  # 24.975, half-up
        # DHL, zone 6 (US), list x fuel of the day
        ("dhl-express", "US", 500, SMALL, date(2018, 3, 1), 52313),  # 3,000 cm3 / 5000 = 0.6 kg: 450 x 1.1625 = 523.125
        ("dhl-express", "US", 5000, SMALL, NOV_2026, 174348),  # 1336 x 1.305
        ("dhl-express", "US", 5001, SMALL, NOV_2026, 188573),  # next bracket: 1445 x 1.305 = 1885.725
        ("dhl-express", "US", 31_000, (300, 300, 300), NOV_2026, 796964),  # (31 x 192 + 155 non-conveyable) x 1.305
    ],
)
def test_published_prices(
    code: str, country: str, weight_g: int, sides: tuple[int, int, int], on: date, expected: int
) -> None:
    """The list's price to the cent, by both paths."""
    one = parcel(weight_g, sides, country=country)
    told = choice(one, [bundled()[code]], on=on, rates=load_rates(bundled_rates()))
    assert told.answers[0].price_fen == expected
