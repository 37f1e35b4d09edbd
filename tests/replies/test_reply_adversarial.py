"""Forty ways in which a reply goes wrong in help desks and shops, each with the end it must come to here."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reply_facts import FACTS, NOW, WINDOW, background, facts_for
from told import refused

from cli.words import sentence
from routing.errors import InputError, ReadError
from templates_en import windows
from templates_en.catalogue import bundled
from templates_en.english import write
from templates_en.fact_types import Money, name, read
from templates_en.letters.parse import parse
from templates_en.lint import (
    BLOCK,
    WARN,
    blocking,
    draft_findings,
    layout_findings,
    phrase_findings,
    structure_findings,
)
from templates_en.platforms import ALLOW, SUPPRESS, platform
from templates_en.proofread import proofread
from templates_en.render import Reply, render

if TYPE_CHECKING:
    from templates_en.letters.letter import Letter

FRAME = next(iter(bundled())).frame


def reply(situation: str, key: str = "own", /, **changes: Any) -> Reply:
    """The letter with valid facts but for the changes."""
    return render(bundled()[situation], facts_for(situation, **changes), platform(key), background())


def refusals(outcome: Reply) -> list[tuple[str, str]]:
    """Field and column of everything refused."""
    return [(row.field, row.column) for row in outcome.refused]


def draft(body: str, front: str = "") -> Letter:
    """A text written for a test."""
    head = 'id = "pre.test"\ntitle = "t"\nwhen = "w"\nkind = "information"\ntags = []\npolicy = []\n'
    return parse(f"+++\n{head}{front}\n+++\n{body}", "test.md", FRAME)


# 1-4: missing values and their stand-ins


def test_01_a_missing_tracking_number_is_refused_with_field_and_column() -> None:
    """Case 1."""
    outcome = reply("delivered.not_received", tracking_no=None)
    assert outcome.text is None
    assert [(row.field, row.column) for row in outcome.missing] == [("tracking_no", "tracking.tracking_no")]


@pytest.mark.parametrize("stand_in", ["N/A", "n/a", "-", "0", "None", "null", "TBD", "000", "#N/A", "?"])
def test_02_a_stand_in_for_a_tracking_number_is_refused(stand_in: str) -> None:
    """Case 2."""
    outcome = reply("delivered.not_received", tracking_no=stand_in)
    assert outcome.text is None
    assert refusals(outcome) == [("tracking_no", "tracking.tracking_no")]


@pytest.mark.parametrize("blank", [None, "", "   ", "\u200b", "N/A"])
def test_03_04_a_buyer_without_a_name_gets_a_neutral_greeting(blank: str | None) -> None:
    """Cases 3 and 4."""
    outcome = reply("in_transit.normal", buyer_name=blank)
    assert outcome.text is not None
    assert outcome.text.startswith("Hello,\n\n")
    assert "None" not in outcome.text


# 5-13: names


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ 7*7 }}",
        "{% raw %}",
        "${x}",
        "{{ ''.__class__.__mro__ }}",
        "<b>Bob</b><script>alert(1)</script>",
        "Bob\r\nBcc: x@y",
        "Bob Bcc x@y.com",
        "WhatsApp +86 138 1234 5678",
        "bit.ly/abc",
        "five stars please",
        "Mr",
        "Mrs.",
        "12345678",
        "***",
        "\x00\x01",
        "a" * 300,
    ],
)
def test_05_to_07_10_to_13_a_hostile_or_useless_name_is_left_out(hostile: str) -> None:
    """Cases 5, 6, 7, 10, 11, 12, 13: no evaluation, no markup, no injected line, no contact; the person is told."""
    outcome = reply("in_transit.normal", buyer_name=hostile)
    assert outcome.text is not None
    assert outcome.text.startswith("Hello,\n\nThank you")
    assert "49" not in outcome.text
    assert any("buyer_name" in sentence(remark) for remark in outcome.remarks)


def test_08_a_bidi_override_is_removed_and_told() -> None:
    """Case 8."""
    outcome = reply("in_transit.normal", buyer_name="Anna\u202enoitceted")
    assert outcome.text is not None
    assert "\u202e" not in outcome.text
    assert outcome.remarks


def test_09_a_right_to_left_name_stands_on_a_line_of_its_own() -> None:
    """Case 9: the order number is on a left-to-right line."""
    outcome = reply("in_transit.normal", buyer_name="محمد علي")
    assert outcome.text is not None
    lines = outcome.text.split("\n")
    assert lines[0] == "Hello محمد علي,"
    assert "Order number: 1001" in lines


def test_11_a_long_name_ends_at_a_whole_word_so_that_no_emoji_is_cut() -> None:
    """Case 11: families joined by U+200D stay whole."""
    family = "👨\u200d👩\u200d👧\u200d👦"
    shown = name(f"Anna {family} " * 20)
    assert shown is not None
    assert len(shown) <= 60
    assert set(shown.split(" ")) == {"Anna", family}


@pytest.mark.parametrize(
    ("given_name", "greeted"),
    [
        ("JOHN SMITH", "John Smith"),  # capitals read as shouting
        ("O'NEIL PATRICK", "O'Neil Patrick"),
        ("José Ñuñez", "José Ñuñez"),
        ("Анна Петрова", "Анна Петрова"),  # real Cyrillic is a name, no disguise
        ("李小龙", "李小龙"),
        ("JJ", "JJ"),
        ("Anna,", "Anna"),
        ("Jean-Luc d'Arc", "Jean-Luc d'Arc"),
    ],
)
def test_12_names_of_the_world_greet_as_they_are(given_name: str, greeted: str) -> None:
    """Case 12."""
    assert name(given_name) == greeted


# 14-20: codes and money


@pytest.mark.parametrize("broken", ["10\x0001", "10\x1b[31m01", "\x7f", "1001\n1002"])
def test_14_a_control_character_in_an_order_id_is_refused(broken: str) -> None:
    """Case 14."""
    outcome = reply("order.change", order_id=broken)
    assert outcome.text is None
    assert ("order_id", "orders.order_id") in refusals(outcome)


@pytest.mark.parametrize(
    "wrong",
    [
        "-3.00 USD",  # 15: below zero
        "0 USD",
        "NaN USD",  # 16
        "Infinity USD",
        0.1 + 0.2,  # 17: a float
        "12.00",  # 19: no currency
        "$12.00",  # 19: USD, CAD or AUD
        "12.50 JPY",  # 20: the yen has no decimals
        "12.345 USD",
        "24.01 USD",  # 18: more than the order's 24.00
        "10.00 EUR",  # 18: not the order's currency
        "USD 1,2,3",
    ],
)
def test_15_to_20_an_amount_that_cannot_be_paid_is_refused(wrong: Any) -> None:
    """Cases 15 to 20."""
    outcome = reply("after.refund_issued", refunded_amount=wrong)
    assert outcome.text is None
    assert refusals(outcome) == [("refunded_amount", "given.refunded_amount")]


def test_18_an_approver_lifts_the_order_total() -> None:
    """Case 18: with a person's approval an amount above the order's value may be printed."""
    letter, facts = bundled()["after.refund_issued"], facts_for("after.refund_issued", refunded_amount="30.00 USD")
    outcome = render(letter, facts, platform("own"), background(approved=True))
    assert outcome.text is not None
    assert "USD 30.00" in outcome.text


def test_20_a_yen_amount_has_no_decimals() -> None:
    """Case 20: 1250 JPY is written without decimals."""
    assert write("money", read("money", "1250 JPY")) == "JPY 1,250"


def test_money_of_a_float_or_not_a_number_cannot_be_built() -> None:
    """The type refuses what a caller may hand over past the reader."""
    for wrong in (1.5, "1.50"):
        with pytest.raises(ReadError):
            Money(wrong, "USD")  # type: ignore[arg-type]


# 21-29: dates and windows


def test_21_an_estimate_that_is_over_is_refused() -> None:
    """Case 21."""
    assert refusals(reply("in_transit.delay.holiday", new_eta="2026-11-19")) == [("new_eta", "given.new_eta")]


def test_22_a_window_whose_ends_are_turned_around_cannot_be_built() -> None:
    """Case 22."""
    row = {
        "min_days": 25,
        "max_days": 8,
        "unit": "days",
        "source": "test",
        "read_on": date(2026, 1, 1),
        "class": "economy",
    }
    with refused(InputError, "max_days 8 is below min_days 25"):
        windows.read([row], "shop.toml")


def test_22_a_holiday_that_ends_before_it_starts_is_refused() -> None:
    """Case 22, for the other pair of dates."""
    outcome = reply("in_transit.delay.holiday", holiday_start="2026-11-28")
    assert ("holiday_start", "holidays.start") in refusals(outcome)


@pytest.mark.parametrize(("end", "over"), [("2026-11-19", None), ("2026-11-27", "yes")])
def test_23_a_holiday_is_spoken_of_in_its_tense(end: str, over: str | None) -> None:
    """Case 23: a holiday that is over does not last, and one that lasts is not over."""
    outcome = reply("in_transit.delay.holiday", holiday_end=end, holiday_over=over)
    assert refusals(outcome) == [("holiday_end", "holidays.end")]
    right = reply("in_transit.delay.holiday", holiday_end=end, holiday_over=None if over else "yes")
    assert right.text is not None
    assert ("lasted from" in right.text) == (over is None)


def test_24_a_parcel_is_not_sent_after_it_arrived() -> None:
    """Case 24."""
    assert ("dispatched_on", "tracking.at") in refusals(reply("in_transit.normal", dispatched_on="2026-11-19"))


@pytest.mark.parametrize("naive", [datetime(2026, 11, 21, 23, 30), "2026-11-21T23:30", "2026-11-21 23:30"])  # noqa: DTZ001
def test_25_a_time_without_a_zone_is_refused(naive: Any) -> None:
    """Case 25: 23:30 in Los Angeles is another day in Shanghai."""
    assert ("next_update_by", "shop.next_update_hours") in refusals(
        reply("delivered.not_received", next_update_by=naive)
    )
    assert ("last_event_on", "tracking.at") in refusals(reply("in_transit.normal", last_event_on=naive))


@pytest.mark.parametrize("ambiguous", ["04/03/2025", "04-03-2025", "4.3.2025", "tomorrow"])
def test_26_a_date_that_reads_two_ways_is_refused_and_months_are_written_out(ambiguous: str) -> None:
    """Case 26."""
    assert ("hold_until", "given.hold_until") in refusals(reply("order.unpaid", hold_until=ambiguous))
    assert write("date", read("date", "2025-03-04")) == "4 March 2025"


def test_27_brazil_has_no_window() -> None:
    """Case 27: the handbook excepts Brazil and gives no number; a window handed over all the same is refused."""
    for service_class in windows.CLASSES:
        assert windows.bundled().find(None, service_class, "BR") is None
    letter = bundled()["pre.delivery_time"]
    outcome = render(letter, facts_for(letter.id, destination="BR"), platform("own"), background(destination="BR"))
    assert ("window", "windows.days") in refusals(outcome)


def test_28_an_express_window_on_an_economy_channel_is_refused() -> None:
    """Case 28."""
    express = evolve(WINDOW, least=3, most=10, service_class="courier")
    assert ("window", "windows.days") in refusals(reply("pre.delivery_time", window=express))


def test_28_a_window_typed_by_hand_is_refused() -> None:
    """A window comes from the table with its source, never from a person's memory."""
    assert ("window", "windows.days") in refusals(reply("pre.delivery_time", window="8-25 days"))


@pytest.mark.parametrize(("days", "shown"), [("1", "1 day"), (1, "1 day"), ("1 days", "1 day"), ("15 days", "15 days")])
def test_29_one_day_is_singular(days: Any, shown: str) -> None:
    """Case 29."""
    assert write("days", read("days", days)) == shown


@pytest.mark.parametrize("days", ["0", "0 days", 0, "-1", "1.5", True])
def test_29_no_days_are_refused(days: Any) -> None:
    """Case 29."""
    assert ("extension_days", "given.extension_days") in refusals(
        reply("in_transit.protection_extended", extension_days=days)
    )


# 30-35: phrases, contact, length


@pytest.mark.parametrize(
    "disguised",
    [
        "lowest price",
        "LOWEST PRICE",
        "lowest\u00a0price",  # no-break space
        "low\u200best pri\u00adce",  # zero-width space, soft hyphen
        "l\u043ewest pri\u0441e",  # Cyrillic o and es
        "l0west pr1ce",
        "l o w e s t  p r i c e",
        "l.o.w.e.s.t p.r.i.c.e",
        "ｌｏｗｅｓｔ　ｐｒｉｃｅ",  # full width
        "lówest prìce",
        "lowest-price",
        "lowest_price",
        "lowest/price",
        "l-o-w-e-s-t p-r-i-c-e",
        "lowe$t price",
        "genuine 100%, and",
        "#1 seller",
        "best prices",
        "the cheapest on the net",
        "100% genuine",
        "one hundred percent original",
    ],
)
def test_30_a_superlative_is_blocked_through_every_disguise(disguised: str) -> None:
    """Case 30."""
    assert blocking(phrase_findings(f"This is our {disguised} for you"))
    outcome = reply("pre.spec.answer", qa_list=[f"Is it cheap? Yes, {disguised}."])
    assert outcome.text is None
    assert refusals(outcome) == [("qa_list", "given.qa_list")]


@pytest.mark.parametrize(
    "stars", ["★★★★★", "⭐⭐⭐⭐⭐", "⭐ ⭐ ⭐ ⭐ ⭐", "5 / 5", "5/5", "five-star", "5 stars", "top marks"]
)
def test_31_asking_for_stars_is_blocked_in_every_spelling(stars: str) -> None:
    """Case 31."""
    assert [finding.code for finding in blocking(phrase_findings(f"Please give us {stars} today"))] == ["F"]


def test_32_trading_a_dispute_is_blocked_and_a_paraphrase_is_shown_to_the_person() -> None:
    """Case 32."""
    assert {row.level for row in phrase_findings("Please close the dispute and we refund.")} == {BLOCK}
    assert {row.level for row in phrase_findings("Please take back the claim, and remove your bad comment.")} == {BLOCK}
    assert {row.level for row in phrase_findings("We can write a lower customs value, or a gift.")} == {BLOCK}
    assert {row.level for row in phrase_findings("Please do not continue with the case.")} == {WARN}


@pytest.mark.parametrize(
    "contact",
    [
        "me (at) qq dot com",
        "anna@example.com",
        "bit.ly/x1",
        "paypal.me/shop",
        "our wechat id is lily88",
        "wh@tsapp me",
        "we-chat me",
        "vx: lily88",
        "微信 lily88",
        "example . com",
        "one three eight, one two three four, five six seven eight",
        "scan the QR code",
        "www.example.org",
        "+86 138 1234 5678",
        "13812345678",
        "(415) 555-2671",
        "call 555-2671",
        "pay by bank transfer outside eBay",
        "https://example.com/pay",
    ],
)
def test_33_contact_links_and_outside_payment_are_blocked_in_values(contact: str) -> None:
    """Case 33."""
    for situation, field in (("order.change", "new_value"), ("after.missing_part", "missing_part")):
        outcome = reply(situation, **{field: f"as agreed: {contact}"})
        assert outcome.text is None, contact
        assert field in [name for name, _ in refusals(outcome)]


@pytest.mark.parametrize(
    "clean",
    [
        "please close the case lid before use",
        "the motor makes 5 starts an hour",
        "LX123456789CN",
        "9400 1000 0000 0000 0000 00",
        "1Z999AA10123456784",
        "00340434161094015902",
        "order 12-34567-12345",
        "112-1234567-1234567",
        "100% cotton, 2-pack",
        "a case for your phone, 6.1 in",
        "the price shown on the listing",
        "it was delivered on 5/5/2026",
        "a TP-Link router with 2.4 GHz",
        "size 8.5 x 11.0 cm",
        "no. 7 needles",
        "please write a gift card for my mother",
        "one, two or three pieces",
        "on/off switch, 2-in-1",
        "a net. Comes with a pole",
        "stop the case from sliding",
        "the best man's tie",
    ],
)
def test_34_clean_texts_that_look_bad_pass(clean: str) -> None:
    """Case 34."""
    assert blocking(phrase_findings(clean)) == []
    outcome = reply("order.change", new_value=clean)
    assert outcome.text is not None


def test_34_best_price_shown_is_a_warning_to_rephrase() -> None:
    """Case 34's judgement: not blocked, but a person is told."""
    assert [row.level for row in phrase_findings("The best price shown is on the listing")] == [WARN]


@pytest.mark.parametrize(
    ("key", "message_type", "units", "allowed"),
    [
        ("ebay", None, 2000, True),  # the limit itself
        ("ebay", None, 2001, False),
        ("amazon", "customization", 800, True),
        ("amazon", "customization", 801, False),
        ("amazon", "digital_key", 401, False),
    ],
)
def test_35_the_length_limit_counts_utf16_units(
    key: str, message_type: str | None, units: int, *, allowed: bool
) -> None:
    """Case 35: an emoji at the limit counts two; the message states count and unit."""
    where = platform(key)
    limit = where.limit(message_type)
    text = "a " * ((units - 2) // 2) + "a" * (units % 2) + "😀"
    found = [row for row in draft_findings(text, limit, where.limit_source) if row.code == "N" and row.level == BLOCK]
    assert (found == []) == allowed
    assert all(f"{units} UTF-16 units" in sentence(row.reason) for row in found)


# 36-40: the text itself


@pytest.mark.parametrize(
    "broken",
    [
        "Hello  Anna",
        "It is here .",
        "We sent it, .",
        "red, , blue",
        "It is red and .",
        "Sent on \n\n\nToday",
        "1 days left",
        '""',
    ],
)
def test_36_what_an_optional_part_leaves_behind_is_found(broken: str) -> None:
    """Case 36."""
    assert layout_findings(broken)


def test_37_an_undeclared_name_in_a_branch_that_never_runs_fails_at_load() -> None:
    """Case 37."""
    body = (
        "## acknowledge\nThank you.\n\n## next\n{% if 'a' == 'b' %}{{ oder_id }}{% endif %} Please write to us here.\n"
    )
    with refused(InputError, "oder_id: is used but not declared"):
        draft(body)


def test_38_a_declared_name_that_is_never_used_fails_at_load() -> None:
    """Case 38."""
    body = "## acknowledge\nThank you.\n\n## next\nPlease write to us here.\n"
    with refused(InputError, "item: is declared but not used"):
        draft(body, '[variables]\nitem = { type = "text", source = "orders.title" }')


def test_39_a_reply_pasted_back_in_is_not_evaluated() -> None:
    """Case 39: braces in a value stand as they are, also on a second pass."""
    first = reply("order.change", new_value="the cup with {{ 7*7 }} {% if x %}")
    assert first.text is not None
    assert "{{ 7*7 }} {% if x %}" in first.text
    second = reply("order.change", new_value=first.text.split("\n")[4][:150])
    assert second.text is not None
    assert "{{ 7*7 }}" in second.text
    assert "49" not in second.text


@pytest.mark.parametrize(
    ("opening", "code"),
    [
        ("This is because the courier was slow.", "T16"),
        ("Why do you think so?", "T16"),
        ("We are sorry and will refund you.", "T16"),
        ("Your order is late.", "T16"),  # does not soothe
    ],
)
def test_40_a_complaint_reply_that_does_not_soothe_first_is_refused(opening: str, code: str) -> None:
    """Case 40, structure."""
    blocks = {"acknowledge": opening, "facts": "It left on Monday.", "next": "Please tell us here."}
    assert code in [row.code for row in structure_findings("complaint", blocks, None)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("You must wait.", "T3"),
        ("This is your fault.", "T6"),
        ("Wait for a week.", "T3"),
        ("Why did you buy it?", "T2"),
    ],
)
def test_40_commands_and_blame_are_refused(text: str, code: str) -> None:
    """Case 40, tone."""
    assert code in [row.code for row in draft_findings(text, 2000, "test")]


@pytest.mark.parametrize(
    ("situation", "key", "locale", "code"),
    [
        ("in_transit.normal", "amazon", "de-DE", "G"),
        ("order.dispatched", "amazon", None, "D"),
        ("order.split_shipment", "amazon", "en-US", "D"),
        ("pre.follow_up", "amazon", None, "M"),
        ("pre.follow_up", "etsy", None, "M"),
    ],
)
def test_40_a_platform_that_forbids_the_letter_suppresses_it_with_the_rule(
    situation: str, key: str, locale: str | None, code: str
) -> None:
    """Case 40, platform switches."""
    outcome = render(bundled()[situation], facts_for(situation), platform(key), background(), buyer_locale=locale)
    assert (outcome.verdict, outcome.text, [rule.code for rule in outcome.rules]) == (SUPPRESS, None, [code])


def test_a_coupon_that_is_over_is_not_offered() -> None:
    """No letter offers what the buyer can no longer use."""
    outcome = reply("pre.price.bargain", "own", coupon="AUTUMN5", coupon_end="2026-11-19")
    assert (outcome.text, [row.field for row in outcome.refused]) == (None, ["coupon_end"])


def test_40_a_coupon_on_amazon_is_refused_by_rule_m_and_goes_without_it() -> None:
    """Case 40: the letter may go without the coupon, but a coupon that was given is not dropped in silence."""
    outcome = reply("pre.price.bargain", "amazon")
    assert outcome.text is None
    assert all(sentence(row.reason).startswith("this part may not stand in the message. M:") for row in outcome.refused)
    assert [row.field for row in outcome.refused] == ["coupon", "coupon_end"]
    without = reply("pre.price.bargain", "amazon", coupon=None, coupon_end=None)
    assert without.verdict == ALLOW
    assert without.text is not None
    assert "coupon" not in without.text


# What the engine allows in a text


@pytest.mark.parametrize(
    "trick",
    [
        "{{ item.__class__ }}",
        "{{ item|default('x') }}",
        "{{ item() }}",
        "{% for x in item %}{{ x }}{% endfor %}",
        "{% set y = item %}{{ y }}",
        "{% include 'x' %}",
        "{{ item * 99 }}",
        "{{ [item] }}",
        "{{ 'a' ~ item }}",
        "{{ item['x'] }}",
        "{{ item if item else 'x' }}",
        "{% macro m() %}{% endmacro %}{{ item }}",
    ],
)
def test_a_text_is_made_of_names_and_conditions_only(trick: str) -> None:
    """Everything else is refused when the text is loaded."""
    body = f"## acknowledge\nThank you for {{{{ item }}}}.\n\n## next\nPlease see {trick}.\n"
    with refused(InputError, "is not allowed in a text"):
        draft(body, '[variables]\nitem = { type = "text", source = "orders.title" }')


def test_a_text_that_lets_a_missing_value_through_is_refused_when_it_is_rendered() -> None:
    """An optional value printed without a condition is a fault of the text, named with its file; never "None"."""
    body = "## acknowledge\nThank you for {{ item }}.\n\n## next\nPlease write to us here.\n"
    letter = draft(body, '[variables]\nitem = { type = "text", source = "orders.title", optional = true }')
    with refused(ReadError, r"test\.md: a blank or missing value reached the text"):
        render(letter, {}, platform("own"), background())


def test_a_shop_text_with_a_forbidden_phrase_fails_its_proof() -> None:
    """A shop's own text passes the same checks as a bundled one."""
    letter = draft("## acknowledge\nThank you.\n\n## next\nPlease give us 5 stars. We guarantee 2 days.\n")
    assert {finding.code for finding in proofread(letter)} >= {"F", "T15", "T11"}


TEXT_FIELDS = [
    (letter.id, field)
    for letter in bundled()
    for field, row in letter.variables.items()
    if row.type in {"text", "title", "address", "code"} and row.source != "shop.local_carriers"
]
HOSTILE = st.one_of(
    st.text(max_size=400),
    st.lists(
        st.sampled_from(
            ["{{", "}}", "{%", "%}", "7*7", "\n", "\r\n", "<b>", "@", "\u202e", "\x00", "a", ".", ",", " "]
        ),
        max_size=30,
    ).map("".join),
)


@settings(max_examples=150, deadline=None)
@given(place=st.sampled_from(TEXT_FIELDS), value=HOSTILE, buyer=HOSTILE)
@example(place=("order.change", "new_value"), value="{{ 7*7 }}", buyer="{{ 7*7 }}")
@example(place=("order.change", "new_value"), value="a\n\nBcc: b", buyer="a\n\nBcc: b")
def test_hostile_values_neither_crash_nor_inject_nor_run(place: tuple[str, str], value: str, buyer: str) -> None:
    """Whatever a value holds, the letter is refused, or it has the same lines as with a plain value."""
    situation, field = place
    outcome = reply(situation, **{field: value, "buyer_name": buyer})
    assert (outcome.text is None) == bool(outcome.missing or outcome.refused or blocking(outcome.findings)) or (
        outcome.verdict == SUPPRESS
    )
    if outcome.text is None:
        return
    plain = reply(situation, **{field: "AB-12" if bundled()[situation].variables[field].type == "code" else "plain"})
    assert plain.text is not None
    assert outcome.text.count("\n") == plain.text.count("\n") - (0 if value.strip() else _lines_of(situation, field))
    assert not any(char in outcome.text for char in "\r\x00\u202e\u2066")
    if "49" not in value and "49" not in buyer:
        assert "49" not in outcome.text


def _lines_of(situation: str, field: str) -> int:
    """How many lines fewer the letter has without that optional value."""
    whole, less = reply(situation), reply(situation, **{field: None})
    assert whole.text is not None
    return 0 if less.text is None else whole.text.count("\n") - less.text.count("\n")


def test_the_sample_facts_cover_every_variable() -> None:
    """No test above passes because a fact was forgotten."""
    names = {name for letter in bundled() for name in letter.variables}
    assert names - {"holiday_over"} <= set(FACTS)  # that flag is true only of a holiday that is over
    assert background().now == NOW
