"""What a good card says is what the service holds: figures read by hand beside each."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from carriers.cards.catalogue import bundled_folder, card_folders, load_services
from routing.services.condition import Condition, condition
from routing.services.service import BilledMinimum, Fuel, RateBand, Rounding, Service, Validity, Zone

if TYPE_CHECKING:
    from collections.abc import Callable

    Write = Callable[..., Path]
    Good = dict[str, str]

FROM_2026 = Validity(date(2026, 1, 1))
FULL = """
discount = "15 %"
minimum = "20"
minimum_billed = "50 g"
rounding = "1 up"
pickup_days = "1111110"
tags = ["standard"]
valid_to = 2026-12-31

[[service.limits_for]]
countries = ["DE"]
limits = ["weight <= 3 kg", "value <= 150 EUR"]
goods = ["general", "battery"]
source = "test"

[[service.volumetric]]
divisor = 8000
side = "longest_side > 60 cm"
ratio = "2"
above = "1.3"
value = ["value > 10 USD"]
countries = ["DE"]
valid_to = 2026-06-30
source = "test"

[[service.volumetric]]
divisor = 6000
valid_from = 2026-07-01
source = "test"

[[service.surcharge]]
name = "remote area"
amount = "4"
per = "kg"
step = "1 kg"
minimum = "200"
maximum = "900"
fuel_applies = false
places = "remote.csv"
goods = ["general"]
every = ["weight >= 1 kg"]
some = ["longest_side > 50 cm", "chargeable_weight > 2 kg"]
group = "area"
source = "test"

[[service.fuel]]
percent = "30.5 %"
source = "test"

[[service.minimum_billed_when]]
weight = "40 kg"
every = ["length_girth > 300 cm"]
source = "test"
"""


def _load(path: Path) -> Service:
    (service,) = load_services([path])
    return service


def test_a_plain_card_is_read(write_card: Write) -> None:
    """The small card of the tests gives its one service with the figures written in it."""
    service = _load(write_card())
    assert (service.code, service.carrier, service.card, service.basis) == (
        "one",
        "Example Post",
        "Test card",
        "contract",
    )
    assert service.zones == (Zone("1", "US"), Zone("2", "DE"))
    assert service.limits == (condition("weight <= 2 kg"),)
    assert service.bands[0] == RateBand("1", 0, 2000, 16_000_000, 0, 1, 80_000, FROM_2026)
    assert [band.zone for band in service.bands_of["2"]] == ["2", "2"]
    assert service.rounding == Rounding(10_000, "half_up")
    assert service.discount == 1
    assert service.rank == (20, "one")


def test_every_key_reaches_the_service(write_card: Write, good: Good) -> None:
    """Each optional key of docs/CARDS.md is read into its own field."""
    path = write_card(card=good["card"] + FULL, remote="country,postcode_from,postcode_to\nUS,967-00,968 99\nDE,,\n")
    service = _load(path)
    span = Validity(date(2026, 1, 1), date(2026, 12, 31))
    assert service.validity == span
    assert service.discount == Fraction(85, 100)
    assert service.minimum_micro == 20_000_000
    assert service.billed_minimums == (
        BilledMinimum(50),
        BilledMinimum(40_000, (condition("length_girth > 300 cm"),)),
    )
    assert service.rounding == Rounding(1_000_000, "up")
    assert service.pickup_weekmask == "1111110"
    assert service.tags == {"standard"}
    assert service.fuel == (Fuel(Fraction(305, 1000), span, "test"),)
    first, second = service.volumetric
    assert (first.divisor, first.ratio, first.above) == (8000, Fraction(2), Fraction(13, 10))
    assert first.side == Condition("longest_side", ">", 600)
    assert first.value == (Condition("value", ">", 100_000, "USD"),)
    assert first.covers("DE", date(2026, 6, 30))
    assert not first.covers("DE", date(2026, 7, 1))
    assert not first.covers("US", date(2026, 6, 30))
    assert second.validity == Validity(date(2026, 7, 1), date(2026, 12, 31))
    (fee,) = service.surcharges
    assert (fee.amount_micro, fee.per, fee.step_g) == (4_000_000, "kg", 1000)
    assert (fee.minimum_micro, fee.maximum_micro) == (200_000_000, 900_000_000)
    assert not fee.fuel_applies
    assert fee.places == (Zone("", "US", "96700", "96899"), Zone("", "DE"))
    assert fee.some == (condition("longest_side > 50 cm"), condition("chargeable_weight > 2 kg"))
    assert fee.group == "area"
    assert fee.goods == {"general"}


def test_a_country_s_limits_replace_the_service_s(write_card: Write, good: Good) -> None:
    """For Germany 3 kg stand instead of 2 kg, the value cap joins, and the goods are others; not so elsewhere."""
    service = _load(write_card(card=good["card"] + FULL, remote="country\nUS\n"))
    assert set(service.limits_of("DE")) == {condition("weight <= 3 kg"), condition("value <= 150 EUR")}
    assert service.limits_of("US") == (condition("weight <= 2 kg"),)
    assert service.goods_of("DE") == {"general", "battery"}
    assert service.goods_of("US") == {"general"}


def test_limits_for_rolls_stand_in_for_sides(write_card: Write, good: Good) -> None:
    """A roll is held to length and length + 2 x diameter, a box to its sides; each ignores the other's."""
    limits = '["weight <= 2 kg", "longest_side <= 60 cm", "roll_length <= 90 cm", "roll_sum <= 104 cm"]'
    service = _load(write_card(card=good["card"].replace('["weight <= 2 kg"]', limits)))
    assert set(service.limits_of("US")) == {condition("weight <= 2 kg"), condition("longest_side <= 60 cm")}
    assert set(service.limits_of("US", roll=True)) == {
        condition("weight <= 2 kg"),
        condition("longest_side <= 90 cm"),
        condition("sides_sum <= 104 cm"),
    }


def test_rates_may_change_on_a_day(write_card: Write) -> None:
    """Two rows of one band with days that meet are a price change, not an overlap."""
    rates = (
        "service,zone,over_g,upto_g,base,base_covers_g,step_g,per_step,valid_from,valid_to\n"
        "one,1,0,2000,16,0,1,0.08,,2026-12-31\n"
        "one,1,0,5000,17,0,1,0.085,2027-01-01,\n"
    )
    service = _load(write_card(rates=rates, zones="service,zone,country\none,1,US\n"))
    assert [band.validity for band in service.bands] == [
        Validity(date(2026, 1, 1), date(2026, 12, 31)),
        Validity(date(2027, 1, 1)),
    ]


def test_part_of_a_country_may_lie_in_another_zone(write_card: Write) -> None:
    """A postcode range beside its whole country is no double claim."""
    zones = "service,zone,country,postcode_from,postcode_to\none,1,US,,\none,2,US,96700,96899\n"
    assert _load(write_card(zones=zones)).zones_of["US"] == (Zone("1", "US"), Zone("2", "US", "96700", "96899"))


def test_two_versions_may_stand_side_by_side(write_card: Write, good: Good) -> None:
    """A closed card and its successor hold the same code; a folder of cards loads both."""
    old = good["card"].replace("valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_to = 2026-06-30")
    path = write_card("a-old", card=old).parent
    write_card("b-new", card=good["card"].replace("2026-01-01", "2026-07-01"))
    assert [folder.name for folder in card_folders(path)] == ["a-old", "b-new"]
    first, second = load_services([path])
    assert first.code == second.code
    assert not first.validity.overlaps(second.validity)


def test_a_spreadsheet_s_csv_is_read(write_card: Write, good: Good) -> None:
    """BOM, CRLF, blank lines and a quoted cell with a line break do not hurt, nor shift the rows told."""
    path = write_card()
    text = 'service,zone,country,source\r\none,1,US,"two\r\nlines"\r\n\r\none,2,DE,\r\n'
    (path / "zones.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    (path / "card.toml").write_bytes(b"\xef\xbb\xbf" + good["card"].replace("\n", "\r\n").encode())
    assert len(_load(path).zones) == 2


def test_the_manual_s_card_loads(tmp_path: Path) -> None:
    """The complete small card of docs/CARDS.md is one."""
    manual = (Path(__file__).parents[2] / "docs" / "CARDS.md").read_text(encoding="utf-8")
    part = manual.split("## A small card, complete")[1].split("## How a price is made")[0]
    blocks = re.findall(r"`([a-z.]+)`\n\n```\w+\n(.*?)```", part, re.DOTALL)
    assert [name for name, _ in blocks] == ["card.toml", "zones.csv", "rates.csv"]
    for name, text in blocks:
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert _load(tmp_path).code == "example-us"


@pytest.mark.parametrize("key", ["limits_for", "volumetric", "surcharge", "fuel", "minimum_billed_when"])
def test_the_manual_s_tables_load(write_card: Write, good: Good, key: str) -> None:
    """Every [[service...]] example of docs/CARDS.md is read as it stands there."""
    manual = (Path(__file__).parents[2] / "docs" / "CARDS.md").read_text(encoding="utf-8")
    found = [
        part
        for block in re.findall(r"```toml\n(.*?)```", manual, re.DOTALL)
        for part in re.split(r"(?=\[\[)", block)
        if part.startswith(f"[[service.{key}]]")
    ]
    assert found
    for number, example in enumerate(found):
        _load(write_card(f"card{number}", card=f"{good['card']}\n{example}", remote_areas="country\nUS\n"))


def test_the_bundled_cards_lie_where_they_are_looked_for() -> None:
    """Eleven folders, one for each channel of the handbook."""
    assert len(card_folders(bundled_folder())) == 11


def test_a_card_that_changes_is_read_again(
    write_card: Write, faults_of: Callable[[Path], list[str]], good: Good
) -> None:
    """What was read before in this process counts for the same content alone, wherever it lies."""
    card = write_card()
    (before,) = load_services([card])
    assert load_services([write_card("copy")]) == (before,)
    (card / "rates.csv").write_text(good["rates"].replace("0.08", "0.09"), encoding="utf-8")
    (after,) = load_services([card])
    assert [band.per_step_micro for service in (before, after) for band in service.bands_of["1"]] == [80_000, 90_000]
    (card / "rates.csv").write_text("", encoding="utf-8")
    assert faults_of(card)
    (card / "rates.csv").write_text(good["rates"], encoding="utf-8")
    assert load_services([card]) == (before,)
