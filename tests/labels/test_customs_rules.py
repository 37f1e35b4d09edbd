from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carriers.customs.customs import (
    CN22,
    CN23,
    FORM_UNKNOWN,
    Declared,
    customs_form,
    declare,
    description_faults,
    hs_faults,
    origin_faults,
)
from carriers.customs.pieces import is_exact, priced_by_piece
from carriers.customs.share import share, whole_units
from carriers.customs.thresholds import notes
from carriers.shipment import Article
from cli.words import sentence
from routing.values.money import ExchangeRates

if TYPE_CHECKING:
    from types import SimpleNamespace

NO_RATES = ExchangeRates()


def test_the_price_paid_is_declared_not_the_lower_value_of_the_product_master(desk: SimpleNamespace) -> None:
    """A product master's value below the price paid is not declared, and the difference is told."""
    items = [desk.line(sku="X", quantity=2, unit_value_e4=12_0000, declared_e4=3_0000, declared_currency="USD")]
    declared, findings = declare(desk.shipment(desk.a, items=items), None, NO_RATES, desk.on)
    assert [line.total_e4 for line in declared] == [24_0000]
    assert [(one.rule, one.level) for one in findings] == [("DECLARED_BELOW_PAID", "warning")]


def test_a_total_is_shared_among_lines_by_their_product_master_values(desk: SimpleNamespace) -> None:
    """Where only the total paid is known, the lines share exactly it: 20 USD as 3 x 1 to 1 x 2 is 12 and 8."""
    items = [
        desk.line(sku="X", quantity=3, declared_e4=1_0000, declared_currency="USD"),
        desk.line(sku="Y", quantity=1, declared_e4=2_0000, declared_currency="USD"),
    ]
    declared, findings = declare(desk.shipment(desk.a, items=items, value_e4=20_0000), None, NO_RATES, desk.on)
    assert [line.total_e4 for line in declared] == [12_0000, 8_0000]
    assert [one.rule for one in findings] == ["VALUE_SHARED"]


@pytest.mark.parametrize(
    ("total_e4", "currency", "worth", "shares"),  # all by hand
    [
        (10_0000, "USD", (1, 1, 1), (3_3400, 3_3300, 3_3300)),  # 1000 cents by three: the cent left over to the first
        (10_0000, "USD", (1, 2), (3_3300, 6_6700)),  # 333.33 and 666.67: to the larger remainder
        (18_4000, "EUR", (600, 320), (12_0000, 6_4000)),  # even: nothing is left over
        (1000_0000, "JPY", (1, 1, 1), (334_0000, 333_0000, 333_0000)),  # a yen has no cents
        (1_0000, "BHD", (1, 1, 1), (3340, 3330, 3330)),  # a dinar has a thousand
        (1_0000, "USD", (1, 999), (100, 9900)),  # 0.1 cent is a cent, from the other
        (9_9990, "USD", (1, 1), (5_0000, 5_0000)),  # 9.999 is told as 10.00
        (200, "USD", (1, 1, 1), (100, 100, 100)),  # less cents than lines: a cent each
    ],
)
def test_shares_are_whole_cents_that_add_up(
    total_e4: int, currency: str, worth: tuple[int, ...], shares: tuple[int, ...]
) -> None:
    """A total shared out is whole cents of its currency a line, and the lines add up to what is printed below them."""
    assert share(total_e4, currency, worth) == list(shares)


@given(
    st.lists(st.tuples(st.integers(1, 5_000_000), st.integers(1, 400)), min_size=1, max_size=6),
    st.sampled_from(["USD", "JPY", "BHD"]),
    st.integers(0, 4),
)
def test_pieces_and_lines_add_up(lines: list[tuple[int, int]], currency: str, decimals: int) -> None:
    """Whatever is paid: the lines in whole units are their sum in whole units, and the pieces of a line are it."""
    unit_e4 = {"USD": 100, "JPY": 10_000, "BHD": 10}[currency]
    amounts = [amount for amount, _ in lines]
    told = whole_units(amounts, currency)
    total = sum(amounts)
    if total >= unit_e4 * len(lines):  # cents enough for a cent each
        assert abs(2 * (sum(told) - total)) <= unit_e4
    assert all(amount % unit_e4 == 0 for amount in told)
    declared = [
        Declared(Article(quantity=count), amount, currency, amount)
        for amount, (_, count) in zip(told, lines, strict=True)
    ]
    items = priced_by_piece(declared, decimals)
    assert sum(item.told_e4 for item in items) == sum(told)
    assert sum(item.article.quantity or 0 for item in items) == sum(count for _, count in lines)


@pytest.mark.parametrize(
    ("sum_e4", "currency", "pieces", "prices"),  # by hand
    [
        (1_0100, "USD", 100, [(99, 100), (1, 200)]),  # 99 x 0.01 + 0.02
        (150_0000, "EUR", 7, [(1, 21_4200), (6, 21_4300)]),
        (1000_0000, "JPY", 3, [(2, 333_0000), (1, 334_0000)]),  # a yen has no cents
        (10_0200, "USD", 3, [(3, 3_3400)]),  # even
        (5000, "USD", 100, [(100, 50)]),  # half a cent a piece: no price says that, see PRICE_NOT_TOLD
    ],
)
def test_prices_of_pieces(sum_e4: int, currency: str, pieces: int, prices: list[tuple[int, int]]) -> None:
    """A line that does not divide evenly is told at two prices a least unit apart."""
    (line,) = [Declared(Article(quantity=pieces), sum_e4, currency, sum_e4)]
    items = priced_by_piece([line], 2)
    assert [(item.article.quantity, item.unit_e4) for item in items] == prices
    assert [is_exact(item, 2) for item in items] == [prices != [(100, 50)]] * len(items)


def test_the_currencies_that_lack_a_rate_are_named(desk: SimpleNamespace) -> None:
    """The order's currency, the layout's, or both: whichever has no rate on the day."""
    only_eur = ExchangeRates(tuple(rate for rate in desk.rates().rates if rate.currency == "EUR"))
    cases = ((NO_RATES, "EUR USD"), (only_eur, "USD"), (desk.rates(), "JPY"))
    for rates, lacking in cases:
        currency = "JPY" if lacking == "JPY" else "EUR"
        _, (finding,) = declare(desk.shipment(desk.b, currency=currency), "USD", rates, desk.on)
        assert (finding.value, lacking.replace(" ", " and ") in sentence(finding.reason)) == (lacking, True)


def test_one_line_has_the_whole_total(desk: SimpleNamespace) -> None:
    """A single line of unknown price has the order's total, also where it does not divide evenly: 10 by 3."""
    declared, findings = declare(desk.shipment(desk.c), None, NO_RATES, desk.on)
    assert [(line.total_e4, line.unit_e4) for line in declared] == [(10_0000, Fraction(100_000, 3))]
    assert findings == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"value_e4": None}, "VALUE_UNKNOWN"),  # nothing tells it
        ({"currency": None}, "VALUE_UNKNOWN"),  # a figure of no currency
        ({"value_e4": 0}, "VALUE_UNKNOWN"),  # samples have a value too
    ],
)
def test_an_unknown_value_is_refused(changes: dict[str, object], rule: str, desk: SimpleNamespace) -> None:
    """No default stands in for a value."""
    declared, findings = declare(desk.shipment(desk.c, **changes), None, NO_RATES, desk.on)
    assert declared == ()
    assert [(one.rule, one.level) for one in findings] == [(rule, "held")]


def test_free_and_uncounted_articles_are_refused(desk: SimpleNamespace) -> None:
    """An article at 0.00 has no customs value, and an unknown number of pieces no declaration."""
    free = [desk.line(sku="X", quantity=1, unit_value_e4=0)]
    assert declare(desk.shipment(desk.a, items=free), None, NO_RATES, desk.on)[1][0].rule == "VALUE_UNKNOWN"
    uncounted = [desk.line(sku="X", unit_value_e4=1_0000)]
    assert declare(desk.shipment(desk.a, items=uncounted), None, NO_RATES, desk.on)[1][0].rule == "QUANTITY_UNKNOWN"


def test_another_currency_needs_a_rate(desk: SimpleNamespace) -> None:
    """Without a rate of the day there is no value in dollars; with one it is exact: 12 x 8.2 / 7.1."""
    order = desk.shipment(desk.b)
    assert [one.rule for one in declare(order, "USD", NO_RATES, desk.on)[1]] == ["NO_EXCHANGE_RATE"]
    assert [one.rule for one in declare(order, "USD", desk.rates(), date(2025, 12, 31))[1]] == ["NO_EXCHANGE_RATE"]
    declared, _ = declare(order, "USD", desk.rates(), desk.on)
    assert declared[0].total_e4 == Fraction(12_0000) * Fraction("8.2") / Fraction("7.1")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (None, "DESCRIPTION_MISSING"),
        ("  ", "DESCRIPTION_MISSING"),
        ("LED台灯", "DESCRIPTION_NOT_ENGLISH"),
        ("Чехол", "DESCRIPTION_NOT_ENGLISH"),
        ("Чехол silicone", "DESCRIPTION_NOT_ENGLISH"),  # half of it
        ("A4", "DESCRIPTION_NOT_ENGLISH"),  # no word
        ("gift", "DESCRIPTION_VAGUE"),
        ("Accessories", "DESCRIPTION_VAGUE"),
        ("Silicone phone case", None),
    ],
)
def test_descriptions(text: str | None, rule: str | None) -> None:
    """A description is there, in English, and names goods."""
    assert [found for found, _ in description_faults(text)] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        (None, "HS_CODE_MISSING"),
        ("39269", "HS_CODE_WRONG"),  # five digits
        ("392690", None),  # six, the least
        ("3926.90.97", None),  # dots are taken off
        ("000000", "HS_CODE_WRONG"),  # no chapter 00
        ("770000", "HS_CODE_WRONG"),  # chapter 77 is reserved
        ("39269A", "HS_CODE_WRONG"),
    ],
)
def test_hs_codes(code: str | None, rule: str | None) -> None:
    """An HS code has six digits or more, of a chapter that exists (UPU rule in force since 2025-09-01)."""
    assert [found for found, _ in hs_faults(code, "DE", date(2026, 11, 23))] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("code", "country", "on", "rules"),
    [
        ("392690", "US", date(2026, 7, 23), []),  # the day before
        ("392690", "US", date(2026, 7, 24), ["HS_CODE_SHORT"]),  # ten digits for every postal item since then
        ("3926.90.99", "US", date(2026, 11, 23), ["HS_CODE_SHORT"]),  # eight
        ("3926.90.9989", "US", date(2026, 11, 23), []),
        ("392690", "PR", date(2026, 11, 23), ["HS_CODE_SHORT"]),  # in the customs territory of the United States
        (None, "US", date(2026, 11, 23), ["HS_CODE_MISSING"]),
        ("392690", "CA", date(2026, 11, 23), []),
    ],
)
def test_the_united_states_want_ten_digits(code: str | None, country: str, on: date, rules: list[str]) -> None:
    """HTSUS codes of ten digits since 2026-07-24 (release notes of a carrier's module, 2026-08-17)."""
    assert [rule for rule, _ in hs_faults(code, country, on)] == rules


def test_origins() -> None:
    """An origin is a country code."""
    origins = ("CN", "cn", None, "China", "ZZ")
    assert [country for country in origins if not list(origin_faults(country))] == ["CN", "cn"]


@pytest.mark.parametrize(
    ("value_e4", "weight_g", "form"),
    [
        (3_000_000, 2000, CN22),  # 300 SDR and 2 kg, both still CN22
        (3_000_001, 100, CN23),  # a ten-thousandth over 300 SDR
        (1_0000, 2001, CN23),  # a gram over 2 kg
    ],
)
def test_customs_form(value_e4: int, weight_g: int, form: str, desk: SimpleNamespace) -> None:
    """CN22 up to 300 SDR and 2 kg, CN23 above; here 1 SDR = 7.1 CNY = 1 USD, so dollars count as SDR."""
    assert customs_form(value_e4, "USD", weight_g, desk.rates(("XDR", "7.1")), desk.on) == form


def test_customs_form_without_a_rate_is_not_guessed(desk: SimpleNamespace) -> None:
    """Without an SDR rate the form is unknown, unless the weight alone decides it."""
    assert customs_form(1_0000, "USD", 100, desk.rates(), desk.on) == FORM_UNKNOWN
    assert customs_form(1_0000, "USD", 2001, desk.rates(), desk.on) == CN23


def told(desk: SimpleNamespace, country: str, usd_e4: int, on: date, *codes: str) -> dict[str, str]:
    """The notes of a parcel of that value, one line per HS code, by their code."""
    lines = [Declared(Article(quantity=1, hs_code=code), Fraction(usd_e4, len(codes)), "USD") for code in codes]
    return {note.code: sentence(note.reason) for note in notes(country, lines, desk.rates(), on)}


def test_eu_duty_counts_hs_lines_from_its_first_day(desk: SimpleNamespace) -> None:
    """3 EUR per distinct six-digit line from 2026-07-01 (Regulation (EU) 2026/382): 6 EUR for two; none before."""
    codes = ("39269097", "3926.90", "940521")
    assert "6 EUR" in told(desk, "DE", 30_0000, date(2026, 7, 1), *codes)["EU_DUTY_PER_HS_LINE"]
    assert "EU_DUTY_PER_HS_LINE" not in told(desk, "DE", 30_0000, date(2026, 6, 30), *codes)


def test_eu_limit_is_compared_in_euro(desk: SimpleNamespace) -> None:
    """150 EUR is 173.2394... USD at 8.2 and 7.1: 173.23 USD is within, 173.24 is above."""
    assert told(desk, "FR", 173_2300, desk.on, "392690")["EU_VAT"].startswith("Up to 150 EUR")
    assert told(desk, "FR", 173_2400, desk.on, "392690")["EU_VAT"].startswith("Above 150 EUR")


def test_us_has_no_exemption_from_its_days_on(desk: SimpleNamespace) -> None:
    """The US note holds from 2025-05-02 for Chinese goods, and says what is not recorded; before there is none."""
    assert "any origin" in told(desk, "US", 5_0000, desk.on, "392690")["US_NO_EXEMPTION"]
    assert "China" in told(desk, "US", 5_0000, date(2025, 5, 2), "392690")["US_NO_EXEMPTION"]
    assert told(desk, "US", 5_0000, date(2025, 5, 1), "392690") == {}


def test_an_unknown_rate_leaves_both_sides_open(desk: SimpleNamespace) -> None:
    """Without a pound rate the British note says what holds on either side of 135 GBP."""
    text = told(desk, "GB", 5_0000, desk.on, "392690")["GB_VAT"]
    assert text.startswith("Up to 135 GBP")
    assert "No rate of exchange tells which." in text


def test_norway_excludes_its_limit(desk: SimpleNamespace) -> None:
    """VOEC is strictly below 3000 NOK."""
    lines = [Declared(Article(quantity=1), 3000_0000, "NOK")]
    text = {note.code: sentence(note.reason) for note in notes("NO", lines, desk.rates(), desk.on)}["NO_VOEC"]
    assert text.startswith("Above 3000 NOK")
