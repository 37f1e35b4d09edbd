"""A check finds what is seeded in a card, and in the bundled cards only what their lists really hold."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from carriers.cards.catalogue import bundled_folder
from carriers.cards.check import check_cards
from cli.words import sentence

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[..., Path]
    Good = dict[str, str]

ON = date(2026, 11, 20)
SURCHARGE = '\n[[service.surcharge]]\nname = "remote"\namount = "5"\nper = "parcel"\nsource = "t"\n'
FUEL = '\n[[service.fuel]]\npercent = "10 %"\nsource = "t"\n'
VOLUMETRIC = '\n[[service.volumetric]]\ndivisor = 6000\nsource = "t"\n'


def _found(*folders: Path, before: tuple[Path, ...] = (), on: date = ON) -> list[tuple[str, str, str, str]]:
    return [
        (one.severity, one.code, sentence(one.place), sentence(one.message)) for one in check_cards(folders, on, before)
    ]


def test_a_good_card_has_no_findings(write_card: Write) -> None:
    """The small card of the tests is without fault."""
    assert _found(write_card()) == []


@pytest.mark.parametrize(
    "rates",
    [
        "one,1,0,500,50,500,1,0\none,1,500,2000,50,2000,1,0\n",  # 500 g and 501 g both cost 50: nothing falls
        "one,1,0,1000,10,1000,1,0\none,1,1000,2000,20,2000,1,0\n",  # two of 1000 g cost 10 + 10, one of 2000 g 20
    ],
)
def test_an_equal_price_is_no_finding(write_card: Write, good: Good, rates: str) -> None:
    """A gram more, or two parcels instead of one, must cost less to be told."""
    head, _, rest = good["rates"].partition("\n")
    others = "".join(line + "\n" for line in rest.splitlines() if not line.startswith("one,1,"))
    assert _found(write_card(rates=f"{head}\n{rates}{others}")) == []


def test_faults_that_make_a_card_unusable_are_errors(write_card: Write, good: Good) -> None:
    """A gap and a country claimed twice come as errors with their file and row."""
    path = write_card(zones=good["zones"] + "one,2,US\n", rates=good["rates"].replace("one,2,500,", "one,2,600,"))
    found = _found(path)
    assert [(severity, code) for severity, code, _, _ in found] == [("error", "UNUSABLE")] * 2
    assert "rates.csv, row 4" in found[0][2] + found[1][2]
    assert "zones.csv, row 4" in found[0][2] + found[1][2]


SEEDED = [
    # seed, rates of zone 1, code, severity, message
    (
        "price_falls",
        "one,1,0,500,50,500,1,0\none,1,500,2000,40,2000,1,0\n",
        "PRICE_FALLS",
        "warning",
        "one gram more costs less: from 500 g to 501 g the price falls from 50.00 to 40.00 CNY.",
    ),
    (
        "split_cheaper",
        "one,1,0,1000,10,1000,1,0\none,1,1000,2000,30,2000,1,0\n",
        "SPLIT_CHEAPER",
        "info",
        "two parcels cost less than one: 1001 g cost 30.00 CNY, 1000 g and 1 g together 20.00.",
    ),
    (
        "limit_out_of_reach",
        "one,1,0,1500,16,0,1,0.08\n",
        "LIMIT_OUT_OF_REACH",
        "warning",
        "the limit of 2000 g (US) is out of reach: its rates end at 1500 g.",
    ),
    (
        "rates_begin_late",
        "one,1,100,2000,16,0,1,0.08\n",
        "LIMIT_OUT_OF_REACH",
        "warning",
        "weights from 1 g (US) are allowed, but its rates begin above 100 g.",
    ),
]


@pytest.mark.parametrize("case", SEEDED, ids=lambda case: case[0])
def test_each_seeded_fault_is_found_alone(write_card: Write, good: Good, case: tuple[str, ...]) -> None:
    """One fault sown, one finding reaped, at its zone."""
    folder, rates, code, severity, message = case
    path = write_card(folder, rates=good["rates"].replace("one,1,0,2000,16,0,1,0.08\n", rates))
    assert _found(path) == [(severity, code, "one, zone 1", message)]


DATES = [
    # validity, code, severity, message; checked on 2026-11-20
    (
        "2025-01-01\nvalid_to = 2026-11-19",
        "EXPIRED",
        "warning",
        "ended on 2026-11-19. Load the sheet that follows it.",
    ),
    ("2025-01-01\nvalid_to = 2026-11-20", "EXPIRES_SOON", "info", "ends on 2026-11-20."),  # the last day still counts
    ("2025-01-01\nvalid_to = 2026-12-04", "EXPIRES_SOON", "info", "ends on 2026-12-04."),  # 14 days
    ("2026-11-21", "NOT_YET", "info", "begins on 2026-11-21."),
]


@pytest.mark.parametrize("case", DATES)
def test_stale_and_coming_dates_are_told(write_card: Write, good: Good, case: tuple[str, str, str, str]) -> None:
    """A card that ended, ends within 14 days, or has not begun says so."""
    span, code, severity, said = case
    path = write_card(card=good["card"].replace("2026-01-01", span))
    assert _found(path) == [(severity, code, "one, card 'Test card'", said)]


def test_a_card_that_ends_in_fifteen_days_is_quiet(write_card: Write, good: Good) -> None:
    """Fourteen days are the notice; a day more is none yet."""
    path = write_card(card=good["card"].replace("2026-01-01", "2025-01-01\nvalid_to = 2026-12-05"))
    assert _found(path) == []


def test_days_without_a_rate_are_told(write_card: Write) -> None:
    """Rates that end before the card does leave days without a price."""
    rates = (
        "service,zone,over_g,upto_g,base,base_covers_g,step_g,per_step,valid_from,valid_to\n"
        "one,1,0,2000,16,0,1,0.08,2026-01-01,2026-12-31\n"
    )
    path = write_card(rates=rates, zones="service,zone,country\none,1,US\n")
    assert _found(path) == [("warning", "NO_RATE", "one, zone 1, from 2027-01-01", "has no rate on 2027-01-01.")]


def test_what_the_card_before_had_is_missed(write_card: Write, good: Good) -> None:
    """A surcharge, fuel, volumetric weight and a country that are gone are told by name."""
    old = write_card("old", card=good["card"] + SURCHARGE + FUEL + VOLUMETRIC)
    new = write_card("new", zones="service,zone,country\none,1,US\none,2,FR\n")
    assert [(severity, code) for severity, code, _, _ in _found(new, before=(old,))] == [
        ("warning", "FUEL_GONE"),
        ("warning", "SURCHARGE_GONE"),
        ("warning", "VOLUMETRIC_GONE"),
        ("info", "COUNTRIES_GONE"),
    ]
    assert _found(old, before=(old,)) == []


def test_bundled_cards_hold_only_what_their_lists_hold() -> None:
    """DHL's list of 2017 costs less per kg from 30 kg and from 70 kg on, so one gram more costs less at both edges of
    all nine zones, told once an edge, and in zones 2 and 9 two parcels are cheaper.  Nothing else is found."""  # noqa: D205, D209
    found = _found(bundled_folder())
    falls = [place for _, code, place, _ in found if code == "PRICE_FALLS"]
    assert falls == ["dhl-express, zone 7", "dhl-express, zone 9"]
    assert all("So it is in 9 zones" in said for _, code, _, said in found if code == "PRICE_FALLS")
    assert all(
        "from 30000 g to 30001 g" in said or "from 70000 g to 70001 g" in said
        for _, code, _, said in found
        if code == "PRICE_FALLS"
    )
    others = [(code, place) for _, code, place, _ in found if code != "PRICE_FALLS"]
    assert others == [("SPLIT_CHEAPER", "dhl-express, zone 2"), ("SPLIT_CHEAPER", "dhl-express, zone 9")]


ENDING = [
    # what the card says besides, code, severity, message; checked on 2026-11-20
    (
        '[[service.fuel]]\npercent = "10 %"\nvalid_to = 2026-11-15\nsource = "t"\n',
        "FUEL_ENDS", "warning", "has no fuel percentage on 2026-11-20: no parcel has a price then.",
    ),
    (
        '[[service.fuel]]\npercent = "10 %"\nvalid_to = 2026-12-31\nsource = "t"\n',
        "FUEL_ENDS", "info", "has no fuel percentage on 2027-01-01",
    ),
    (
        (
            '[[service.fuel]]\npercent = "10 %"\nvalid_to = 2026-11-25\nsource = "t"\n'
            '[[service.fuel]]\npercent = "11 %"\nvalid_from = 2026-11-28\nsource = "t"\n'
        ),
        "FUEL_ENDS", "warning", "has no fuel percentage on 2026-11-26",
    ),
    (
        '[[service.volumetric]]\ndivisor = 6000\nvalid_to = 2026-11-19\nsource = "t"\n',
        "VOLUMETRIC_ENDS", "warning", "a volumetric rule ended on 2026-11-19, while the service goes on.",
    ),
    (
        '[[service.surcharge]]\nname = "peak"\namount = "4"\nper = "parcel"\nvalid_to = 2026-11-30\nsource = "t"\n',
        "SURCHARGE_ENDS", "info", "the surcharge 'peak' ends on 2026-11-30, while the service goes on.",
    ),
    (
        '[[service.surcharge]]\nname = "remote"\namount = "4"\nper = "parcel"\ncountries = ["FR"]\nsource = "t"\n',
        "NOT_SERVED", "warning", "the surcharge 'remote' is for FR, which it does not serve.",
    ),
    (
        '[[service.limits_for]]\ncountries = ["FR"]\nlimits = ["weight <= 1 kg"]\n',
        "NOT_SERVED", "warning", "limits for FR, which it does not serve.",
    ),
    (
        '[[service.minimum_billed_when]]\nweight = "3 kg"\nevery = ["longest_side > 1 m"]\nsource = "t"\n',
        "LEAST_ABOVE_RATES", "warning", "a least billed weight of 3000 g lies above all rates, which end at 2000 g.",
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", ENDING, ids=lambda case: case[3][:40])
def test_facts_that_end_or_speak_of_nobody_are_told(
    write_card: Write, good: Good, case: tuple[str, str, str, str]
) -> None:
    """Each is found alone, and a fact that another follows is not."""
    more, code, severity, message = case
    (found,) = _found(write_card(card=good["card"] + "\n" + more))
    assert found[:3] == (severity, code, "one")
    assert found[3].startswith(message)


def test_a_fact_that_another_follows_is_no_finding(write_card: Write, good: Good) -> None:
    """Fuel and surcharges from month to month."""
    month = '\n[[service.{}]]\nvalid_from = {}\nvalid_to = {}\nsource = "t"\n'
    fuel, fee = 'percent = "10 %"\n', 'name = "peak"\namount = "4"\nper = "parcel"\n'
    spans = [("2026-01-01", "2026-11-22"), ("2026-11-23", "2099-12-31")]
    text = "".join(month.format("fuel", *span) + fuel + month.format("surcharge", *span) + fee for span in spans)
    assert [code for _, code, _, _ in _found(write_card(card=good["card"] + text))] == ["FUEL_ENDS"]  # in 2100


def test_a_whole_discount_is_told(write_card: Write, good: Good) -> None:
    """100 % off leaves nothing."""
    card = good["card"].replace("limits =", 'discount = "100 %"\nlimits =')
    assert [code for _, code, _, _ in _found(write_card(card=card))] == ["DISCOUNT_WHOLE"]


@pytest.mark.parametrize(
    ("line", "told"),
    [  # Australia Post: Darwin is 0800 to 0899; Deutsche Post: Dresden is 01067 to 01328
        ("one,1,AU,800,899\n", "1 of its postcodes lack a figure: AU 800 to 899"),
        ("one,1,AU,0800,0899\n", None),
        ("one,1,DE,1067,1328\n", "1 of its postcodes lack a figure: DE 1067 to 1328"),
        ("one,1,US,006,009\n", None),  # the first three figures of a ZIP code, as carriers write them
        ("one,1,US,1001,2791\n", "1 of its postcodes lack a figure: US 1001 to 2791"),
    ],
)
def test_postcodes_that_lost_a_zero_are_told(write_card: Write, line: str, told: str | None) -> None:
    """A range that a spreadsheet shortened covers other places than the sheet meant."""
    zones = f"service,zone,country,postcode_from,postcode_to\none,2,FR,,\none,1,CA,,\n{line}"
    found = [message for _, code, _, message in _found(write_card(zones=zones)) if code == "POSTCODE_SHORT"]
    assert [message.startswith(told or "") for message in found] == ([True] if told else [])
