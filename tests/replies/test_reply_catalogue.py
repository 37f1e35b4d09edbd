"""The bundled catalogue: complete, proof-read, true in every platform's rendering."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
from harper import Dialect, Linter
from hypothesis import given, settings
from hypothesis import strategies as st
from reply_facts import FACTS, background, facts_for

from cli.words import sentence
from templates_en.catalogue import bundled
from templates_en.english import write
from templates_en.fact_types import read
from templates_en.letters.parse import parse
from templates_en.lint import layout_findings, phrase_findings, structure_findings, tone_findings, utf16_units
from templates_en.platforms import SUPPRESS, WITHOUT, platforms
from templates_en.proofread import proofread, worst_case_utf16
from templates_en.render import blocks, render
from templates_en.situations.rules import RULES

if TYPE_CHECKING:
    from templates_en.letters.letter import Letter
    from templates_en.platforms import Platform

# The 58 situations named by the seller's handbooks and the marketplaces' dispute flows, and 23 that agents met beside
# them.
SITUATIONS = """
pre.price.bargain pre.spec.answer pre.dispatch_time pre.delivery_time pre.delivery_time.unknown pre.packaging pre.stock
pre.carrier_choice pre.shipping_cost pre.authenticity pre.returns_policy pre.invoice pre.duties pre.follow_up
order.unpaid order.address.verify order.address.change order.change order.remote_area order.cancel.before_dispatch
order.cancel.after_dispatch order.out_of_stock order.dispatch.on_time order.dispatch.late
order.dispatch.weekend_holiday order.dispatched order.split_shipment order.channel_changed order.declaration_request
in_transit.normal in_transit.tracking_inactive in_transit.untracked in_transit.stalled.origin
in_transit.stalled.destination in_transit.delay.holiday in_transit.delay.disruption in_transit.customs.held
in_transit.customs.docs in_transit.customs.duty in_transit.past_window in_transit.protection_extended in_transit.lost
in_transit.returning delivery.attempt_failed delivery.pickup_waiting delivered.not_received after.damaged
after.defective after.not_as_described after.wrong_item after.missing_part after.change_of_mind after.exchange
after.refund_issued after.compensation_offer dispute.opened after.arrived_after_refund feedback.negative
after.safety after.counterfeit after.extra_item order.hold after.tag_removed after.late_return order.gift_note
order.gift_wrap pre.price.second_round order.price_paid after.counter_demand after.return_sent after.return_arrived
after.photos_received after.thanks after.data_deletion in_transit.wrong_country pre.needed_by
in_transit.protection_request pre.quality after.misled order.payment_failed order.stock_after_payment
""".split()  # noqa: SIM905 - one word a situation reads best
LETTERS = list(bundled().letters.values())  # the situations and the folded texts
PLATFORMS = list(platforms().values())
GRAMMAR = Linter(dialect=Dialect.AMERICAN)
# Names and numbers of the sample facts, which no dictionary holds.
GRAMMAR.import_words(["Kowalska", "AUTUMN5", "LX123456789CN", "RR123456789CN", "DHL", "USPS", "USD", "EUR", "UTC"])


def allowed_facts(letter: Letter, platform: Platform) -> dict[str, Any]:
    """Valid facts without those that only a part serves which the platform does not allow."""
    facts = facts_for(letter.id)
    without = {rule.code for rule in platform.verdict(letter).rules if rule.verdict == WITHOUT}
    kept = letter.needs(frozenset(without))
    return {name: value for name, value in facts.items() if name in kept or name not in letter.variables}


def test_the_catalogue_holds_the_81_situations() -> None:
    """Every situation has its letter, and selection can reach it."""
    assert len(SITUATIONS) == 81
    assert sorted(letter.id for letter in bundled()) == sorted(SITUATIONS)
    assert len(bundled()) == 81
    assert {situation for situation, _, _ in RULES} == set(bundled().letters)


def test_every_bundled_text_is_sound() -> None:
    """Each prints what it declares and nothing else: what the program takes as proved when it loads them."""
    frame = LETTERS[0].frame
    for letter in LETTERS:
        text = resources.files("templates_en").joinpath("texts", letter.file).read_text(encoding="utf-8")
        assert parse(text, letter.file, frame).id == letter.id
    assert frame is not None
    text = resources.files("templates_en").joinpath("texts", frame.file).read_text(encoding="utf-8")
    assert parse(text, frame.file, None).blocks == frame.blocks


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.id)
def test_every_text_passes_its_proof(letter: Letter) -> None:
    """No forbidden phrase, command, figure or long sentence stands in a text; the longest facts fit."""
    assert [sentence(finding.in_place) for finding in proofread(letter)] == []
    assert worst_case_utf16(letter) <= 2000  # eBay's and Amazon's limit (eBay message API v1; Amazon messaging API)


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.id)
def test_every_text_renders_for_every_platform_or_is_suppressed_by_a_rule(letter: Letter) -> None:
    """With valid facts each platform gets a clean text, or none with the code of the rule."""
    for platform in PLATFORMS:
        reply = render(letter, allowed_facts(letter, platform), platform, background())
        if reply.verdict == SUPPRESS:
            assert reply.text is None
            assert all(rule.code in {*letter.policy, "G"} and rule.source and rule.seen for rule in reply.rules)
            continue
        assert reply.text is not None, (platform.key, reply)
        assert reply.findings == ()
        assert not any(mark in reply.text for mark in ("{", "}", "None", "[", "]", "  ", " ,", ",,", "..", "\n\n\n"))
        assert phrase_findings(reply.text, words=True) == []
        assert tone_findings(reply.text) == []
        assert layout_findings(reply.text) == []
        assert utf16_units(reply.text) <= 1000
        assert reply.text.startswith("Hello Anna Kowalska,\n\n" if letter.to == "buyer" else "Hello,\n\n")
        assert reply.text.endswith("\n\nKind regards,\nLily\nOcean Lantern Shop")


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.id)
def test_grammar_and_spelling_have_no_finding(letter: Letter) -> None:
    """An offline grammar checker finds nothing in any letter, in any branch the facts can open."""
    for facts in (facts_for(letter.id), required_only(letter)):
        text = "\n\n".join(blocks(letter, facts).values())
        found = [(lint.message, text[lint.span.start : lint.span.end]) for lint in GRAMMAR.lint(text)]
        assert found == []


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.id)
def test_a_letter_with_the_required_facts_alone_is_whole(letter: Letter) -> None:
    """Optional parts leave no gap behind: no double blank, no dangling mark, and still a warm start and a next step."""
    facts = {**required_only(letter), "order_id": "1001"}
    reply = render(letter, facts, platforms()["own"], background())
    assert reply.text is not None, reply
    assert reply.findings == ()
    assert layout_findings(reply.text) == []
    assert reply.text.startswith("Hello,\n\n")
    assert reply.text.endswith("\n\nKind regards,\nCustomer Service")


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.id)
def test_each_required_fact_taken_away_alone_refuses_the_letter(letter: Letter) -> None:
    """The refusal names the field and the column it comes from; nothing is printed in its place."""
    facts = required_only(letter)
    for name in facts:
        if any(name in names for names in letter.any_of):
            continue
        for empty in (None, "", "   "):
            reply = render(letter, {**facts, name: empty}, platforms()["own"], background())
            assert reply.text is None
            column = letter.variables[name].source
            assert (name, column) in [(missing.field, missing.column) for missing in reply.missing]
            assert "." in column


def test_one_of_two_facts_is_enough_and_none_is_refused() -> None:
    """The postage letter needs the postage or the free-shipping threshold and names both when both are missing."""
    letter = bundled()["pre.shipping_cost"]
    for one in ("postage", "free_from"):
        facts = {"destination": "US", one: FACTS[one]}
        assert render(letter, facts, platforms()["own"], background()).text is not None
    reply = render(letter, {"destination": "US"}, platforms()["own"], background())
    assert [(row.field, row.column) for row in reply.missing] == [
        ("postage or free_from", "given.postage or shop.free_from")
    ]


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.id)
def test_the_structure_of_each_letter_holds_with_real_facts(letter: Letter) -> None:
    """A complaint reply first soothes, then says what the buyer told us, and asks at its end."""
    facts = facts_for(letter.id)
    restated = None
    if letter.restates is not None:
        row = letter.variables[letter.restates]
        restated = str(write(row.type, read(row.type, facts[letter.restates], row.choices)))
    assert structure_findings(letter.kind, blocks(letter, facts), restated) == []


@settings(max_examples=200, deadline=None)
@given(letter=st.sampled_from(LETTERS), data=st.data())
def test_any_set_of_optional_facts_gives_a_whole_letter(letter: Letter, data: st.DataObject) -> None:
    """Whichever optional facts are known, the letter is clean and prints no stand-in for the others."""
    optional = sorted(set(letter.variables) - set(required_only(letter)))
    known = data.draw(st.sets(st.sampled_from(optional))) if optional else set()
    facts = required_only(letter) | {name: value for name, value in facts_for(letter.id).items() if name in known}
    outcome = render(letter, facts, platforms()["own"], background())
    if any(missing.field in letter.variables and letter.variables[missing.field].with_ for missing in outcome.missing):
        return  # a fact that another one calls for
    assert outcome.text is not None, outcome
    assert outcome.findings == ()
    assert layout_findings(outcome.text) == []
    assert "None" not in outcome.text


def required_only(letter: Letter) -> dict[str, Any]:
    """The facts the letter cannot go without."""
    valid = facts_for(letter.id)
    needed = {name: valid[name] for name, row in letter.variables.items() if row.required(frozenset())}
    return needed | {names[0]: valid[names[0]] for names in letter.any_of}


def test_a_choice_has_a_text_for_each_of_its_words() -> None:
    """Every word of every choice gives a whole, clean letter."""
    for letter in LETTERS:
        for name, row in letter.variables.items():
            for word in row.choices:
                reply = render(letter, facts_for(letter.id, **{name: word}), platforms()["own"], background())
                assert reply.text is not None, (letter.id, name, word, reply)
                assert layout_findings(reply.text) == []
                text = "\n\n".join(blocks(letter, facts_for(letter.id, **{name: word})).values())
                assert [lint.message for lint in GRAMMAR.lint(text)] == [], (letter.id, word)


@pytest.mark.parametrize(
    ("words", "situation"),
    [
        ("where is my parcel", "in_transit.normal"),
        ("discont", "pre.price.bargain"),  # a slip of the pen
        ("post office", "delivery.pickup_waiting"),
        ("undervalue", "order.declaration_request"),
        ("rude", "feedback.negative"),
        ("arrived broken", "after.damaged"),
        ("stolen", "delivered.not_received"),
    ],
)
def test_search_finds_the_situation_a_person_means(words: str, situation: str) -> None:
    """The situation is among the first three."""
    assert situation in [letter.id for letter, _ in bundled().search(words, limit=3)]
