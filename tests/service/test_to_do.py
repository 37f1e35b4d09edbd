"""Buyers who wait, and enquiries to follow up after 5, 10 and 30 minutes."""

from __future__ import annotations

from datetime import timedelta

from chats import answers, at, chat, says

from routing.service_figures.to_do import follow_ups, unanswered

STEPS = (5, 10, 30)


def test_who_had_the_last_word() -> None:
    """Those who wait longest first, with what they asked about."""
    chats = chat(
        says("a", "10:30:00", "Li", item="mug"),
        answers("Li", "b", "09:00:00"),
        says("b", "10:00:00"),
        says("b", "10:10:00"),
        says("c", "10:00:00"),
        answers("Li", "c", "10:00:10"),
        answers("Li", "d", "10:00:10"),
    )
    found = unanswered(chats, at("11:00:00"))
    assert [(one.buyer, one.agent, one.item, one.waited) for one in found] == [
        ("b", "Li", "", timedelta(hours=1)),
        ("a", "Li", "mug", timedelta(minutes=30)),
    ]


def test_the_next_step_of_each_enquiry() -> None:
    """The clock starts with the answer at 10:01."""
    chats = chat(
        says("due", "10:00:00", item="lamp", reason="price"),
        answers("Li", "due", "10:01:00"),
        answers("Li", "due", "10:05:59"),  # a second before the step: still part of the answer
        says("asked", "10:00:00"),
        answers("Li", "asked", "10:01:00"),
        answers("Wang", "asked", "10:06:00"),  # the first step, on its minute
        says("twice", "10:00:00"),
        answers("Li", "twice", "10:01:00"),
        answers("Li", "twice", "10:12:00"),  # late for the first step, in time for the second: both are done
        says("done", "10:00:00"),
        answers("Li", "done", "10:01:00"),
        answers("Li", "done", "10:31:00"),
        says("paid", "10:00:00", paid=True),
        answers("Li", "paid", "10:01:00"),
        says("waits", "10:00:00"),
        answers("Li", "never", "10:01:00"),
    )
    found = follow_ups(chats, STEPS, at("10:11:00"))
    assert [(one.buyer, one.minutes, one.due_at, one.due, one.agent) for one in found] == [
        ("due", 5, at("10:06:00"), True, "Li"),
        ("asked", 10, at("10:11:00"), True, "Wang"),
        ("twice", 30, at("10:31:00"), False, "Li"),
    ]
    assert [(one.item, one.reason) for one in found] == [("lamp", "price"), ("", "silence"), ("", "silence")]
