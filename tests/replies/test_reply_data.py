"""The facts and files behind a reply: platform rules, windows, shop settings, tracking, runs, settlements."""

# ruff: noqa: E501 - a case a line, and files as they are written

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reply_facts import NOW, SHANGHAI
from reply_run import TRACKING
from told import refused

from cli.reply.carrier_facts import carrier_facts, origin_holidays
from cli.reply.scans import event_kind, scans_by_order
from cli.words import sentence
from routing.errors import InputError, ReadError
from templates_en import shop as shops
from templates_en import windows
from templates_en.english import vocabulary, write
from templates_en.fact_types import Money, read
from templates_en.facts import Case
from templates_en.letters.letter import CODES
from templates_en.lint import phrase_findings, phrases
from templates_en.normalise import plain, readings
from templates_en.platforms import ALLOW, SUPPRESS, WITHOUT, platform, platforms
from templates_en.resolution import resolve
from templates_en.situations.state import Holiday, State, bundled_thresholds

if TYPE_CHECKING:
    from pathlib import Path

# --- platforms


def test_every_platform_rule_has_a_source_and_the_day_it_was_read() -> None:
    """A verdict without a source is no fact; nothing was read after the data were collected."""
    assert {"ebay", "amazon", "aliexpress", "etsy", "shopify", "woocommerce", "tiktok", "temu", "own"} == set(
        platforms()
    )
    for row in platforms().values():
        assert len(row.source) > 10
        for rule in row.rules:
            assert rule.code in CODES
            assert rule.verdict in {ALLOW, WITHOUT, SUPPRESS}
            assert len(sentence(rule.why)) > 10
            assert len(rule.source) > 10
            assert rule.seen <= date(2026, 11, 22)


@pytest.mark.parametrize(
    ("key", "hours"),
    [
        ("ebay", 48),  # 3 business days, but an after-sales problem is answered within 48 h (handbook)
        ("amazon", 24),  # late after 24 h, weekends included (seller central 200549770)
        ("aliexpress", 48),  # 5 days
        ("etsy", 48),  # 48 h before a case may be opened
        (None, 48),  # the house limit
    ],
)
def test_a_dispute_is_answered_within_the_shorter_of_the_platform_and_the_house(key: str | None, hours: int) -> None:
    """The handbook's 48 hours never grow to a platform's five days."""
    opened = datetime(2026, 11, 19, 10, tzinfo=SHANGHAI)
    assert platform(key).respond_by(opened) - opened == timedelta(hours=hours)


# --- windows


@pytest.mark.parametrize(
    ("service_class", "country", "words"),
    [
        ("economy", "US", "8 to 25 days"),  # handbook: 8-25 days except Brazil
        ("registered", "DE", "8 to 25 days"),
        ("express_post", "FR", "3 to 10 days"),  # handbook: express 3-10 days
        ("courier", "AU", "3 to 10 days"),
        ("economy", "BR", None),
        ("courier", "BR", None),
        (None, "US", None),  # class not known
        ("economy", None, None),  # destination not known
    ],
)
def test_windows_come_from_the_table_or_not_at_all(
    service_class: str | None, country: str | None, words: str | None
) -> None:
    """A window is a row with its source; there is no default."""
    window = windows.bundled().find(None, service_class, country)
    assert (window.words if window else None) == words
    if window:
        assert "handbook" in window.source
        assert window.read_on == date(2026, 11, 21)


def test_a_row_for_the_service_wins_over_one_for_its_class() -> None:
    """The very service is known better than its class."""
    rows = [
        {
            "class": "economy",
            "min_days": 8,
            "max_days": 25,
            "unit": "days",
            "source": "class",
            "read_on": date(2026, 1, 1),
        },
        {
            "service": "a",
            "min_days": 9,
            "max_days": 9,
            "unit": "days",
            "source": "service",
            "read_on": date(2026, 1, 1),
        },
    ]
    table = windows.Windows(windows.read(rows, "t"))
    found = table.find("a", "economy", "US")
    assert found is not None
    assert found.words == "9 days"


def test_working_days_stretch_to_calendar_days() -> None:
    """15 working days take three weeks: 21 calendar days."""
    row = {
        "class": "economy",
        "min_days": 1,
        "max_days": 15,
        "unit": "working days",
        "source": "test",
        "read_on": date(2026, 1, 1),
    }
    (window,) = windows.read([row], "t")
    assert window.calendar_days_most == 21
    assert window.last_day(date(2026, 11, 1)) == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"source": ""}, "source"),
        ({"unit": "weeks"}, "unit"),
        ({"to": ["UK"]}, "'UK' is not a country code"),
        ({"class": "slow"}, "service_class"),
        ({"service": "a"}, "either a service or a class"),
        ({"min_days": 0}, "least"),
        ({"speed": 3}, "'speed' is not known"),
        ({"read_on": None}, "read_on"),
    ],
)
def test_a_wrong_window_row_is_named(change: dict[str, object], message: str) -> None:
    """Row number, what is wrong, and the form of a row."""
    row = {
        "class": "economy",
        "min_days": 8,
        "max_days": 25,
        "unit": "days",
        "source": "test",
        "read_on": date(2026, 1, 1),
    }
    with refused(InputError, re.escape(message)) as caught:
        windows.read([row, {**row, **change}], "shop.toml")
    assert isinstance(caught.value, InputError)
    assert caught.value.faults[0].place == "window[2]"


# --- holidays, thresholds, services


def test_the_holidays_are_those_of_the_2026_notice() -> None:
    """Spans of the State Council notice of 2025-11-04: Spring Festival 15 to 23 February, National Day 1 to 7 October."""
    spans = {row.name: (row.start, row.end) for row in origin_holidays()}
    assert spans["Spring Festival"] == (date(2026, 2, 15), date(2026, 2, 23))
    assert spans["National Day"] == (date(2026, 10, 1), date(2026, 10, 7))
    assert all(row.source and row.country == "CN" for row in origin_holidays())
    with refused(ReadError, "is before the start"):
        Holiday("x", date(2026, 2, 2), date(2026, 2, 1), "CN", "test")


def test_every_class_has_its_thresholds() -> None:
    """Each channel class answers every question on days."""
    for name in (*windows.CLASSES, "unknown"):
        assert {"stalled_days", "inactive_days", "lost_days_past_window"} <= set(bundled_thresholds()[name])


def test_a_service_has_the_class_and_the_time_of_its_card() -> None:
    """The card of Cainiao's economy service says 20 to 60 days; one that no card has is not known."""
    facts = carrier_facts(None)
    service, window = facts.service("cainiao-economy"), facts.window("cainiao-economy")
    assert service is not None
    assert window is not None
    assert (service.service_class, window.words) == ("economy", "20 to 60 days")
    assert facts.service("somebody-else") is None
    assert facts.window("somebody-else") is None


# --- phrases


@settings(max_examples=200, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(
            sorted(
                {need for row in phrases() for need in row.needs}
                | {"lowest price", "close the", "give us", "gmail", " at ", " ", "pay", "x", "7", "o w e s t"}
            )
        ),
        max_size=8,
    )
)
def test_looking_only_where_a_part_stands_misses_nothing(words: list[str]) -> None:
    """The short cut of a phrase (`needs`) never hides what its pattern would find."""
    assert all(row.needs for row in phrases() if row.scope == "all")
    seen = plain("".join(words))
    for row in phrases():
        for view in (seen, *readings(seen)):
            if row.expression.search(view):
                assert not row.needs or any(need in view for need in row.needs), (row.pattern, view)


def test_a_finding_says_what_to_do_instead() -> None:
    """Each phrase has a reason and a way out."""
    (found,) = [row for row in phrase_findings("You must pay", words=True) if row.code == "T3"]
    assert sentence(found.in_place) == 'T3 block: "you must": it commands the buyer; ask with please.'


# --- shop


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[shop]\nshop_nam = 'x'", "shop.shop_nam: is no setting"),
        ("[shop]\nbank_days = '3'", "is not a span"),
        ("[shop]\nnext_update_hours = 72", "is over 48"),
        ("[shop]\nfree_from = '30 $'", "may be USD, CAD or AUD"),
        ("[local_carriers]\nUK = 'Royal Mail'", "local_carriers.UK: 'UK' is not a country code"),
        ("[threshold.slow]\nstalled_days = 3", "threshold.slow: is no class"),
        ("[threshold.economy]\nstalled = 3", "threshold.economy.stalled"),
        ("[[band]]\nname = 'x'", "a band has approver_above"),
        ("[[holiday]]\nname = 'x'\nstart = 2026-01-02", "is missing; a holiday has"),
        (
            "[[holiday]]\nname='Day'\nstart=2026-01-02\nend=2026-01-01\ncountry='US'\nsource='y z'",
            "is before the start",
        ),
        ("[shops]\nx = 1", "shops: is no table"),
        ("shop = 3", "shop: is not written as [shop]"),
        ("window = [1]", "window: is not written as [[window]]"),
        ("[threshold]\neconomy = 5", "threshold.economy: is not written as [threshold.economy]"),
        ("[[window]]\nmin_days = 'x'", "window[1]: max_days is missing"),
        ("[shop", "is not valid TOML"),
    ],
)
def test_a_wrong_shop_file_is_named_with_every_fault(tmp_path: Path, text: str, message: str) -> None:
    """File, setting and the way out."""
    file = tmp_path / "shop.toml"
    file.write_text(text, encoding="utf-8")
    with refused(InputError, re.escape(message)):
        shops.load(file)


# --- tracking


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("transit", "transit"),
        ("Arrive dest", "arrive_dest"),
        ("Out for delivery", "out"),
        ("Delivered, left at front porch", "delivered"),
        ("Item returned to sender", "return"),
        ("Held by customs for inspection", "customs_hold"),
        ("Customs clearance completed", "arrive_dest"),
        ("Import duty payment required", "duty_due"),
        ("Delivery attempted, nobody home", "attempt_failed"),
        ("Ready for collection at post office", "pickup"),
        ("Departed country of origin", "export"),
        ("Accepted by carrier", "origin"),
        ("已妥投", "delivered"),
        ("收寄", "origin"),
        ("Package declared lost: cannot be located", "lost"),
        ("Unsuccessful delivery attempt", "attempt_failed"),
        ("Undelivered, will be returned to sender", "return"),
    ],
)
def test_a_carriers_words_are_read_as_an_event(words: str, kind: str) -> None:
    """The class's own name or the words carriers use."""
    assert event_kind(words) == kind
    assert kind in vocabulary()["events"]


def test_a_tracking_file_is_read_oldest_first_and_its_stand_ins_are_unknown(tmp_path: Path) -> None:
    """A dash in the tracking column is no number."""
    file = tmp_path / "events.csv"
    file.write_text("\ufeff" + TRACKING, encoding="utf-8")
    events = scans_by_order(file)
    assert [event.kind for event in events["1001"]] == ["origin", "arrive_dest"]
    assert events["1001"][1].place == "Chicago, US"
    assert events["1002"][0].tracking_no is None


def test_scans_of_a_number_that_the_run_gave_out(tmp_path: Path) -> None:
    """A tracker's file names no order; the ledger of the labels does, and `#10402` is `10402`."""
    file = tmp_path / "events.csv"
    file.write_text(
        "tracking_no,time,description\nLB 1,2026-11-20T10:00:00+08:00,已收寄\nLB9,2026-11-20T10:00:00+08:00,Flurb\n",
        encoding="utf-8",
    )
    found = scans_by_order(file, {"#10402": "LB1", "7": "LB9"})
    assert {order: [event.kind for event in events] for order, events in found.items()} == {
        "10402": ["origin"],
        "7": ["none"],
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("order_id,event\n1,transit\n", "no row has the heads of scans"),
        (
            "order_id,carrier,tracking_no,event,place,at\n1,a,b,transit,,2026-01-01 00:00\n",
            "row 2: '2026-01-01 00:00' does not say where its clock hung",
        ),
    ],
)
def test_a_wrong_tracking_row_is_named(tmp_path: Path, text: str, message: str) -> None:
    """Row and reason."""
    file = tmp_path / "events.csv"
    file.write_text(text, encoding="utf-8")
    with refused(InputError, re.escape(message)):
        scans_by_order(file)


# --- settlements


def case_of(**facts: object) -> Case:
    """A case without a run."""
    return Case(State(now=NOW, order_id="1001", **facts), shops.bundled())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reason", "responsible", "freight_payer"),
    [
        ("not_received", "carrier", "seller"),  # handbook: lost by the carrier is the seller's side towards the buyer
        ("defective", "seller", "seller"),  # quality: the seller pays
        ("wrong_item", "seller", "seller"),
        ("change_of_mind", "buyer", "buyer"),  # personal reason: the buyer pays
    ],
)
def test_responsibility_follows_the_handbook(reason: str, responsible: str, freight_payer: str) -> None:
    """Who answers, who pays the freight, and what the buyer is owed."""
    found = resolve(reason, shops.bundled(), NOW, order_value=Money(Decimal(24), "USD"))
    assert (found.responsible, found.freight_payer) == (responsible, freight_payer)
    assert any(option.owed for option in found.options)
    assert found.next_update_by - NOW == timedelta(hours=24)  # handbook: 24 hours preferred
    assert set(vocabulary()["disputes"]) >= {reason}


def test_windows_of_15_and_7_days_end_on_their_day() -> None:
    """Delivered on 10 November: exchange until the 25th, change of mind until the 17th."""
    found = resolve("change_of_mind", shops.bundled(), NOW, order_value=None, delivered_on=date(2026, 11, 10))
    assert "15 days, until 2026-11-25" in sentence(found.windows[0])
    assert "7 days, until 2026-11-17" in sentence(found.windows[1])


def test_options_come_by_least_loss_when_amounts_are_known_in_one_currency(tmp_path: Path) -> None:
    """A 3 USD item: refunding it in full costs less than 8 USD of return freight; a 40 USD item: the other way."""
    file = tmp_path / "shop.toml"
    file.write_text("[shop]\nreturn_freight = '8 USD'\nresend_freight = '5 USD'\n", encoding="utf-8")
    shop = shops.load(file)

    def order(value: str) -> list[str]:
        found = resolve("damaged", shop, NOW, order_value=read("money", value), partial_refund=read("money", "2 USD"))
        return [option.key for option in found.options]

    assert order("3 USD") == ["partial_refund", "full_refund", "resend", "return_refund"]  # 2, 3, 3 + 5, 8
    assert order("40 USD") == ["partial_refund", "return_refund", "full_refund", "resend"]  # 2, 8, 40, 45
    mixed = resolve("damaged", shop, NOW, order_value=read("money", "3 EUR"), partial_refund=read("money", "2 USD"))
    assert sentence(mixed.ordered_by).startswith("the handbook's order")  # two currencies are not compared


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("50 CNY", "is within the band up to 50 CNY"),  # handbook: high-value item 20 to 50
        ("50.01 CNY", "is above 50 CNY and needs approval"),
        ("7 USD", "no band is in USD"),
        (None, "above it with approval"),
    ],
)
def test_an_amount_above_the_band_needs_an_approver(amount: str | None, words: str) -> None:
    """The edge itself is within the band."""
    found = resolve(
        "damaged", shops.bundled(), NOW, order_value=None, partial_refund=read("money", amount) if amount else None
    )
    assert words in sentence(found.approval)


def test_a_case_without_a_run_knows_only_what_it_is_told() -> None:
    """No name, no item, no carrier is made up."""
    facts = case_of(message="where")._of_order()
    assert facts["buyer_name"] is None
    assert facts["item"] is None
    assert case_of().order_value is None
    assert case_of(message="where").resolution("in_transit.normal") is None


def test_evidence_for_a_dispute_is_what_the_tracking_proves(tmp_path: Path) -> None:
    """Hand-over and latest scan, each with its date; nothing without a scan."""
    file = tmp_path / "events.csv"
    file.write_text(TRACKING, encoding="utf-8")
    shown = case_of(dispute="not_received", carrier="Cainiao", events=scans_by_order(file)["1001"])._evidence()
    assert shown == (
        "We handed the parcel to Cainiao on 3 November 2026.",
        "The latest scan is from 18 November 2026: arrived in the destination country (Chicago, US).",
    )
    assert case_of(dispute="not_received")._evidence() is None


@pytest.mark.parametrize(
    ("kind", "raw", "shown"),
    [
        ("money", "1,234.5 USD", "USD 1,234.50"),
        ("country", "us", "the United States"),
        ("country", "FR", "France"),
        ("country", "HK", "Hong Kong"),
        ("moment", "2026-11-22T18:00+08:00", "22 November 2026, 18:00 (UTC+8)"),
        ("moment", "2026-11-22T18:00+05:30", "22 November 2026, 18:00 (UTC+5:30)"),
        ("choices", "a new parcel; a full refund", "a new parcel or a full refund"),
        ("choices", ["a", "b", "c"], "a, b, or c"),
        ("steps", "Is it red? Yes.; Big?", "1. Is it red? Yes.\n2. Big?"),
        ("span", "2-3 working days", "2 to 3 working days"),
        ("span", "1-1 days", "1 day"),
        ("text", "  broken \n zip!! ", "broken zip"),
        ("code", "#1001", "#1001"),
        ("clock", "17:00", "17:00 China time"),
        ("date", "21 Nov 2026", "21 November 2026"),
        ("title", "Canvas bag " + "very " * 30 + "nice", ("Canvas bag " + "very " * 14).strip()),
    ],
)
def test_values_are_written_as_a_buyer_reads_them(kind: str, raw: object, shown: str) -> None:
    """Months spelled out, currency codes, articles, plain lists."""
    assert write(kind, read(kind, raw)) == shown


@pytest.mark.parametrize(
    ("listing", "shown"),
    [
        ('Screen 6.1"', "Screen 6.1 in"),  # a quote inside quotes would end them
        ('"Soft" blanket , gray', "'Soft' blanket, gray"),
        ("Lamp 12'' white!!!", "Lamp 12 in white"),
    ],
)
def test_a_listing_title_stands_well_between_quotes(listing: str, shown: str) -> None:
    """Inch marks and quotes of a title do not break the sentence around it."""
    assert write("title", read("title", listing)) == shown
