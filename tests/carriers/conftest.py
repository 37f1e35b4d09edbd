"""Builders of small cards, policies and rate files, written where a test wants them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from math import ceil
from pathlib import Path

import pytest

from carriers.cards.catalogue import load_services
from cli.words import sentence
from routing.errors import InputError
from routing.services.service import MICRO, Service

Write = Callable[..., Path]
FaultsOf = Callable[[Path], list[str]]

CARD = """\
name = "Test card"
currency = "CNY"
basis = "contract"
valid_from = 2026-01-01
source = "made up for a test"

[[service]]
code = "one"
carrier = "Example Post"
name = "Line one"
class = "registered"
tracked = true
transit_days = [7, 20]
goods = ["general"]
limits = ["weight <= 2 kg"]
"""
ZONES = "service,zone,country\none,1,US\none,2,DE\n"
RATES = (
    "service,zone,over_g,upto_g,base,base_covers_g,step_g,per_step\n"
    "one,1,0,2000,16,0,1,0.08\n"
    "one,2,0,500,30,500,1,0\n"
    "one,2,500,2000,30,500,500,12\n"
)


@pytest.fixture
def write_card(tmp_path: Path) -> Write:
    """A function that writes a card folder: a good one, but for the texts it is given."""

    def write(folder: str = "card", *, card: str = CARD, zones: str = ZONES, rates: str = RATES, **more: str) -> Path:
        path = tmp_path / folder
        path.mkdir(parents=True)
        (path / "card.toml").write_text(card, encoding="utf-8")
        (path / "zones.csv").write_text(zones, encoding="utf-8")
        (path / "rates.csv").write_text(rates, encoding="utf-8")
        for name, text in more.items():
            (path / f"{name}.csv").write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def faults_of() -> FaultsOf:
    """A function that loads a card and gives the faults it is refused for, as lines without the folder."""

    def load(path: Path) -> list[str]:
        with pytest.raises(InputError) as refused:
            load_services([path])
        return [sentence(fault).removeprefix(str(path)).lstrip("/") for fault in refused.value.faults]

    return load


@pytest.fixture
def refused(write_card: Write, faults_of: FaultsOf) -> Callable[..., list[str]]:
    """A function that writes a card and gives the faults it is refused for."""
    return lambda folder, **texts: faults_of(write_card(folder, **texts))


@pytest.fixture
def band_price() -> Callable[..., Fraction | None]:
    """A function that gives the band price in CNY by the formula of docs/CARDS.md; None without a rate."""

    def price(service: Service, country: str, grams: int, on: date = date(2026, 12, 1)) -> Fraction | None:
        (zone,) = service.zones_of[country]
        found = [
            band
            for band in service.bands_of[zone.zone]
            if band.validity.holds(on) and band.over_g < grams <= band.upto_g
        ]
        if not found:
            return None
        (band,) = found
        steps = ceil(Fraction(max(0, grams - band.base_covers_g), band.step_g))
        return Fraction(band.base_micro + steps * band.per_step_micro, MICRO)

    return price


@pytest.fixture
def good() -> dict[str, str]:
    """The texts of a card without fault: card, zones, rates."""
    return {"card": CARD, "zones": ZONES, "rates": RATES}
