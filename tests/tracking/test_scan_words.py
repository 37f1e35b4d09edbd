"""Words of scans: not, not yet, will be, to whom; as carriers write them, in many languages."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from carriers.tracking.events import EVENTS
from carriers.tracking.meanings import unknown_states, unknown_words, with_events
from carriers.tracking.scans import READ
from carriers.tracking.words import events_of

DATA = Path(__file__).parents[1] / "data/tracking"
SENTENCES = [line.split("\t") for line in (DATA / "scan_words.tsv").read_text("utf-8").splitlines()[1:]]
"""The event that a person reads in each sentence; written down before the rules were run on it."""


def test_each_sentence_means_what_a_person_reads_in_it() -> None:
    """Not, not yet, will be, to whom."""
    found = events_of(pl.Series([text for _, text in SENTENCES])).to_list()
    wrong = [(text, event, read) for (event, text), read in zip(SENTENCES, found, strict=True) if event != read]
    assert not wrong
    assert {event for event, _ in SENTENCES} <= set(EVENTS)


@pytest.mark.parametrize(
    "write", [str.upper, str.title, lambda text: f"  {text}  ", lambda text: text.replace(" ", "  ")]
)
def test_capitals_and_blanks_do_not_matter(write: object) -> None:
    """Carriers write in any of them."""
    texts = [text for _, text in SENTENCES if text.isascii()]
    changed = [write(text) for text in texts]  # type: ignore[operator]
    assert events_of(pl.Series(changed)).to_list() == events_of(pl.Series(texts)).to_list()


def test_no_words_and_no_letters() -> None:
    """No words mean nothing, others are kept as unknown."""
    assert events_of(pl.Series([None, "", "   ", "12345", "—"], dtype=pl.String)).to_list() == [
        None, None, None, "unknown", "unknown",
    ]  # fmt: skip


def scan(state: str | None = None, substate: str | None = None, words: str | None = None, form: str = "17track") -> str:
    """The event of one scan."""
    row = {"state": state, "substate": substate, "words": words, "source": form}
    return with_events(pl.DataFrame([row], {name: READ.get(name, pl.String()) for name in READ}))["event"][0]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("state", "substate", "words", "event"),
    [
        ("Delivered", "Delivered_Other", "Parcel delivered to parcel shop", "available_for_pickup"),
        ("Delivered", "Delivered_Other", "Item not delivered - addressee unknown", "attempt_failed"),
        ("Delivered", "Delivered_Other", "Sizin icin", "delivered"),
        ("InTransit", "InTransit_PickedUp", "Electronic information submitted by shipper", "label_created"),
        ("InTransit", "InTransit_PickedUp", "Departed", "first_scan"),
        ("InTransit", "InTransit_Other", "Customs clearance completed", "customs_released"),
        ("InTransit", "InTransit_Other", "Delivered", "in_transit"),  # a tracker that saw a delivery would say so
        ("InTransit", "InTransit_OnTheMoon", "Sorted", "in_transit"),
        ("InTransit", "InTransit_OnTheMoon", "已揽收", "first_scan"),
        ("Gone", "Gone_Other", "已妥投", "delivered"),
        ("Gone", None, None, "unknown"),
        ("Out for delivery", None, None, "out_for_delivery"),
        (None, None, "Zqx flurb", "unknown"),
        (None, None, None, "unknown"),
    ],
)
def test_state_and_words_together(state: str | None, substate: str | None, words: str | None, event: str) -> None:
    """A delivery counts where neither denies it; words make a general state precise."""
    assert scan(state, substate, words) == event


def test_every_state_of_17track_has_its_event() -> None:
    """The list of API v2.4: 9 states, 30 sub-states."""
    codes = (DATA / "17track_v2_statuses.csv").read_text("utf-8").split()[1:]
    pairs = [line.split(",") for line in codes]
    assert len(pairs) == 30
    assert len({main for main, _ in pairs}) == 9
    found = {sub: scan(main, sub) for main, sub in pairs}
    assert "unknown" not in found.values()
    assert found["InTransit_PickedUp"] == "first_scan"
    assert found["InfoReceived"] == "label_created"
    assert [sub for sub, event in found.items() if event == "delivered"] == ["Delivered_Other"]


def test_a_letter_of_yunexpress_is_no_state_of_another() -> None:
    """A letter alone has no meaning of its own."""
    assert scan("D", form="yunexpress") == "delivered"
    assert scan("D", form="table") == "unknown"


def test_what_nobody_knows_is_counted_once() -> None:
    """Each unknown state or text with how often it stands there."""
    rows = [
        {"state": "InTransit", "substate": "InTransit_Moon", "words": "Zqx flurb", "source": "17track"},
        {"state": "InTransit", "substate": "InTransit_Moon", "words": "Zqx flurb", "source": "17track"},
        {"state": None, "substate": None, "words": "Zqx flurb", "source": "table"},
    ]
    scans = with_events(pl.DataFrame(rows, {name: READ.get(name, pl.String()) for name in READ}))
    assert unknown_states(scans).rows() == [("InTransit_Moon", "17track", 2)]
    assert unknown_words(scans).rows() == [("Zqx flurb", "table", 1)]
