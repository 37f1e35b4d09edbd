"""Cards that refuse or price boxes and territories, on both paths and from the files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from told import refused

from carriers.cards.catalogue import bundled_folder, load_services
from carriers.exchange import bundled_rates, load_rates
from cli.words import sentence
from routing.errors import InputError
from routing.exact.choice import decide
from routing.exact.parcel import Parcel
from routing.services.in_force import versions_on
from routing.services.policy import Policy, Selection, Tier

if TYPE_CHECKING:
    from pathlib import Path

ON = date(2026, 11, 20)
EVERYTHING = Policy("test", (Tier("all", Selection(everything=True)),))
COURIERS = ("dhl-express", "fedex-ip", "ups-saver")
CARD = """
name = "Test"
currency = "CNY"
basis = "contract"
valid_from = 2026-01-01
source = "test"
[[service]]
code = "line"
carrier = "Test"
name = "Line"
class = "courier"
tracked = true
transit_days = [3, 5]
goods = ["general"]
"""


def _box(address: frozenset[str], country: str = "US") -> Parcel:
    return Parcel(country, 5000, (400, 300, 200), value_e4=1_000_000, currency="USD", address=address)


@pytest.mark.parametrize("word", ["po_box", "US-AE", "US-AA", "US-AP"])
def test_bundled_couriers_go_to_no_box_and_no_army_post(word: str) -> None:
    """The three courier cards refuse; every other service answers as if nothing were said."""
    services = load_services((bundled_folder(),))
    versions = versions_on(services, ON)
    rates = load_rates(bundled_rates())
    with_word, without = (
        {one.service.code: one for one in decide(_box(address), versions, EVERYTHING, rates, ON).answers}
        for address in (frozenset({word}), frozenset[str]())
    )
    for code, one in with_word.items():
        codes = [refusal.code for refusal in one.refusals]
        if code in COURIERS:
            assert without[code].priced
            assert codes == ["NOT_SERVED"]
            assert sentence(one.refusals[0].message).startswith("does not go to ")
        else:
            assert codes == [refusal.code for refusal in without[code].refusals]


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A folder for a card of one service to Spain and the USA, at 10 CNY."""
    (tmp_path / "zones.csv").write_text("service,zone,country\nline,A,ES\nline,A,US\n")
    head = "service,zone,over_g,upto_g,base,base_covers_g,step_g,per_step"
    (tmp_path / "rates.csv").write_text(f"{head}\nline,A,0,30000,10,30000,1000,0\n")
    return tmp_path


def _prices(folder: Path, *addresses: frozenset[str]) -> list[int | None]:
    """What the card asks in fen; None where it refuses."""
    versions = versions_on(load_services((folder,)), ON)
    rates = load_rates(bundled_rates())
    return [decide(_box(one, "ES"), versions, EVERYTHING, rates, ON).answers[0].price_fen for one in addresses]


def test_a_card_refuses_territories_by_their_codes(card: Path) -> None:
    """Not to the Canaries; Ceuta and the mainland at 10 CNY."""
    (card / "card.toml").write_text(CARD + 'refuses = ["ES-CN"]\n')
    assert _prices(card, frozenset({"ES-CN"}), frozenset({"ES-CE"}), frozenset()) == [None, 1000, 1000]


def test_a_surcharge_is_for_some_addresses_alone(card: Path) -> None:
    """25 CNY more to the Canaries and to boxes, once for both."""
    surcharge = '[[service.surcharge]]\nname = "island"\namount = "25"\nper = "parcel"\nsource = "test"\n'
    (card / "card.toml").write_text(CARD + surcharge + 'address = ["ES-CN", "po_box"]\n')
    asked = [frozenset({"ES-CN"}), frozenset({"ES-CN", "po_box"}), frozenset({"ES-ML"}), frozenset[str]()]
    assert _prices(card, *asked) == [3500, 3500, 1000, 1000]


def test_a_word_that_is_no_address_is_refused(card: Path) -> None:
    """A misspelt code would refuse nobody."""
    (card / "card.toml").write_text(CARD + 'refuses = ["ES-CANARIES"]\n')
    with refused(InputError, "ES-CANARIES"):
        load_services((card,))
