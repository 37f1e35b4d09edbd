"""What a card says by band, zone, country and postcode: read, refused by key, told by diff and check."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from told import refused

from carriers.cards.catalogue import load_services
from carriers.cards.check import check_service
from carriers.cards.diff import diff
from cli.words import sentence
from routing.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[..., Path]
    Good = dict[str, str]

ON = date(2026, 11, 20)
MORE = (
    'not_served = "closed.csv"\n\n[[service.transit_for]]\ncountries = ["DE"]\ndays = [3, 8]\n'
    '\n[[service.minimum_billed_when]]\nweight = "50 g"\ncountries = ["US"]\nsource = "t"\n'
)
CLOSED = "country,postcode_from,postcode_to\nUS,995,997\n"


def _with_terms(good: Good, more: str = MORE) -> Good:
    head, *rows = good["rates"].splitlines()
    rates = "\n".join([f"{head},discount,minimum", f"{rows[0]},15 %,20", *(f"{row},," for row in rows[1:])])
    return {"card": good["card"] + more, "rates": rates + "\n", "closed": CLOSED}


def test_terms_are_read(write_card: Write, good: Good) -> None:
    """Each key and column reaches the service."""
    (one,) = load_services([write_card(**_with_terms(good))])
    first, *others = one.bands
    assert (first.discount, first.minimum_micro) == (Fraction("0.85"), 20_000_000)
    assert {(band.discount, band.minimum_micro) for band in others} == {(None, None)}
    assert [(line.country, line.postcode_from, line.postcode_to) for line in one.not_served] == [("US", "995", "997")]
    assert one.transit_to("DE") == (3, 8)
    assert one.transit_to("US") == one.transit_days
    assert [(least.grams, least.countries) for least in one.billed_minimums] == [(50, frozenset({"US"}))]


FAULTS = [
    (MORE.replace("[3, 8]", "[8, 3]"), "transit_for[1].days"),
    (MORE.replace('countries = ["DE"]\n', ""), "transit_for[1].countries: is missing"),
    (MORE + MORE.partition("\n\n")[2].partition("\n[[service.min")[0], "DE stands in another entry already"),
    (MORE.replace("closed.csv", "gone.csv"), "gone.csv"),
    (MORE.replace("closed.csv", "../closed.csv"), "is no plain file name"),
]


@pytest.mark.parametrize(("more", "said"), FAULTS)
def test_terms_at_fault_are_told(write_card: Write, good: Good, more: str, said: str) -> None:
    """Days the wrong way round, no country, a country twice, a list that is not there."""
    with pytest.raises(InputError) as caught:
        load_services([write_card(**_with_terms(good, more))])
    assert said in sentence(caught.value)


def test_a_discount_that_is_none_is_told(write_card: Write, good: Good) -> None:
    """By its row."""
    texts = _with_terms(good)
    with refused(InputError, "more than the whole price"):
        load_services([write_card(**texts | {"rates": texts["rates"].replace("15 %", "150 %")})])


def test_terms_are_told_by_diff(write_card: Write, good: Good) -> None:
    """Each once."""
    old, new = load_services([write_card("a")]), load_services([write_card("b", **_with_terms(good))])
    told = {(sentence(one.what), sentence(one.new) if one.new else "") for one in diff(old, new, ON)}
    assert told == {
        ("places not served", "US 995-997"),
        ("transit days to DE", "3 to 8"),
        ("least billed to US", "50 g"),
        ("US: over 0 g to 2000 g", "16.00 + 0.08 each 1 g, discount 15 %, at least 20.00 CNY"),
    }


def test_terms_for_countries_that_are_not_served_are_told(write_card: Write, good: Good) -> None:
    """Days, least weights and closed places of a country without a zone are perhaps misspelt."""
    more = MORE.replace('"DE"', '"JP"').replace('["US"]', '["KR"]')
    texts = _with_terms(good, more) | {"closed": CLOSED.replace("US", "FR")}
    (one,) = load_services([write_card(**texts)])
    told = sorted(sentence(found.message) for found in check_service(one, ON) if found.code == "NOT_SERVED")
    assert told == [
        "a least billed weight for KR, which it does not serve.",
        "places in FR that are not served: it does not serve these countries at all.",
        "transit days for JP, which it does not serve.",
    ]


def test_a_fall_of_price_is_one_of_what_is_paid(write_card: Write) -> None:
    """The list price rises from 500 g to 501 g; with 40 % off the heavier band it falls."""
    rates = (
        "service,zone,over_g,upto_g,base,base_covers_g,step_g,per_step,discount\n"
        "one,1,0,2000,16,0,1,0.08,\none,2,0,500,30,500,1,0,\none,2,500,2000,40,2000,1,0,40 %\n"
    )
    (one,) = load_services([write_card(rates=rates)])
    told = [sentence(found.message) for found in check_service(one, ON) if found.code == "PRICE_FALLS"]
    assert told == ["one gram more costs less: from 500 g to 501 g the price falls from 30.00 to 24.00 CNY."]


FEES = (
    '\n[[service.surcharge]]\nname = "duty"\namount = "15 %"\nper = "value"\nsource = "t"\n'
    '\n[[service.surcharge]]\nname = "insurance"\namount = "3 ‰"\nper = "value"\nminimum = "1"\nsource = "t"\n'
    '\n[[service.surcharge]]\nname = "customs"\namount = "3"\ncurrency = "EUR"\nper = "item"\nsource = "t"\n'
)


def test_counted_fees_are_read_and_told_by_diff(write_card: Write, good: Good) -> None:
    """Shares, their currency and what they count."""
    (plain,) = load_services([write_card("a")])
    (one,) = load_services([write_card("b", card=good["card"] + FEES)])
    assert [(fee.per, fee.share, fee.amount_micro, fee.currency) for fee in one.surcharges] == [
        ("value", Fraction("0.15"), 0, ""),
        ("value", Fraction("0.003"), 0, ""),
        ("item", 0, 3_000_000, "EUR"),
    ]
    assert [(sentence(found.what), sentence(found.new or "")) for found in diff([plain], [one], ON)] == [
        ("duty", "15 % of the value"),
        ("insurance", "0.3 % of the value, at least 1.00"),
        ("customs", "3.00 per item, in EUR"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"15 %"', '"15"', "'15' is no percentage"),
        ('"15 %"', '"150 %"', "is a share of the value: from above 0 % to 100 %."),
        ('"15 %"', '"0 %"', "is a share of the value: from above 0 % to 100 %."),
        ('"3"', '"3 %"', "'3 %' is not a number from zero up"),
        ('"EUR"', '"EURO"', "EURO"),
        ('"item"', '"line"', "'line' is not allowed"),
    ],
)
def test_counted_fees_at_fault_are_told(write_card: Write, good: Good, old: str, new: str, said: str) -> None:
    """A share without its sign, beyond the whole or nothing; a percentage of no value; no currency; no count."""
    with pytest.raises(InputError) as caught:
        load_services([write_card(card=good["card"] + FEES.replace(old, new))])
    assert said in sentence(caught.value)
