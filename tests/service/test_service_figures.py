"""The handbook's figures, each calculated by hand beside it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from chats import answers, at, chat, says

from routing.service_figures.figures import agents, figures

DAY = chat(
    # Ann asks twice before the answer: one turn of 2 messages, 10:00:00 to 10:00:12 = 12 s.  Then 10:01:00 to 10:01:21
    # = 21 s.  She pays at 10:05.
    says("ann", "10:00:00"),
    says("ann", "10:00:05"),
    answers("Li", "ann", "10:00:12"),
    answers("Li", "ann", "10:00:15"),
    says("ann", "10:01:00"),
    answers("Li", "ann", "10:01:21", paid=True, paid_at=at("10:05:00"), amount_e4=125_000),
    # Ben waits 301 s for Li, then Wang answers after 20 s; he does not pay.
    says("ben", "11:00:00"),
    answers("Li", "ben", "11:05:01"),
    says("ben", "11:06:00"),
    answers("Wang", "ben", "11:06:20"),
    # Cid wrote from New York on Thursday evening: 22:00-05:00 is 11:00+08:00 on Friday.  Nobody has answered.
    says("cid", "2026-11-19T22:00:00-05:00", "Wang"),
    # Dan paid on the day before he asked: his payment came of no enquiry.
    says("dan", "12:00:00", paid=True, paid_at=at("2026-11-19T12:00:00+08:00"), amount_e4=990_000),
    answers("Wang", "dan", "12:00:15"),
    # Eve was written to and never wrote: no enquiry; Li's message counts as sent.
    answers("Li", "eve", "13:00:00"),
)
NOW = at("13:00:00")


def test_the_team_by_hand() -> None:
    """Four buyers enquired (ann, ben, cid, dan), one paid after asking, three were answered."""
    team = figures(DAY, NOW)
    assert team.conversion == Fraction(1, 4)
    assert team.reply_rate == Fraction(3, 4)
    # Messages: Li 3 + 1 + 1 (eve), Wang 1 + 1 = 7; the buyers 3 + 2 + 1 + 1 = 7.
    assert (team.sent, team.received, team.answer_ratio) == (7, 7, Fraction(1))
    # Waits: 12, 15, 20, 21, 301 s.  Mean 369 / 5 = 73.8 s; nine tenths of 5 is 4.5, so the fifth: 301 s.
    assert team.average_s == Fraction(369, 5)
    assert team.p90_s == 301
    # Over 20 s: 21, 301 and cid, who waits 2 h; exactly 20 s is in time.  Over 5 min: 301 and cid.
    assert (team.over(20), team.over(300)) == (3, 2)
    assert team.within(20) == Fraction(3, 6)
    # First answers: ann 12 s, ben 301 s, dan 15 s: two of three within 15 s.
    assert team.greeted_within(15) == Fraction(2, 3)
    assert team.transaction_e4 == 125_000


def test_each_agent_by_hand() -> None:
    """A turn is of whoever answered it, an open one of whoever is to answer."""
    li, wang = (figures(DAY, NOW, agent) for agent in agents(DAY))
    assert (li.agent, li.enquired, li.paid, li.answered) == ("Li", 2, 1, 2)
    assert (li.sent, li.received) == (5, 4)  # ann 3, ben 1
    assert li.average_s == Fraction(12 + 21 + 301, 3)
    assert (wang.agent, wang.enquired, wang.paid, wang.answered) == ("Wang", 3, 0, 2)
    assert (wang.sent, wang.received) == (2, 3)
    assert wang.waits_us == (15_000_000, 20_000_000)
    assert wang.open_us == (7_200_000_000,)
    assert wang.greeted_us == (15_000_000,)  # ben's first answer was Li's
    assert wang.transaction_e4 is None


@pytest.mark.parametrize(
    ("count", "rank"),
    [(1, 1), (9, 9), (10, 9), (11, 10), (20, 18), (100, 90)],  # the least whole number from 0.9 n up
)
def test_the_ninetieth_percentile_is_the_nearest_rank(count: int, rank: int) -> None:
    """Of waits of 1, 2, 3, ... s, the rank is the wait."""
    lines = []
    for number in range(1, count + 1):
        minute, second = divmod(number, 60)
        lines += [says(f"b{number}", "09:00:00"), answers("Li", f"b{number}", f"09:{minute:02d}:{second:02d}")]
    assert figures(chat(*lines), NOW).p90_s == rank


def test_nothing_is_divided_by_nothing() -> None:
    """A log of one message that an agent sent."""
    alone = figures(chat(answers("Li", "eve", "13:00:00")), NOW)
    shares = (alone.conversion, alone.answer_ratio, alone.reply_rate, alone.average_s, alone.p90_s)
    assert shares == (None,) * 5
    assert (alone.within(20), alone.greeted_within(15), alone.transaction_e4) == (None, None, None)


def test_whose_an_open_turn_is() -> None:
    """Whom the buyer's message names, else who wrote to the buyer last, else nobody's."""
    chats = chat(
        says("a", "10:00:00", "Li"),
        says("a", "10:00:01"),
        answers("Wang", "b", "10:00:00"),
        says("b", "10:01:00"),
        says("c", "10:02:00"),
    )
    assert [one.turns[-1].agent for one in chats] == ["Li", "Wang", ""]
    assert agents(chats) == ("Li", "Wang")
    assert figures(chats, at("10:02:00")).enquired == 3


def test_a_payment_without_time_counts_and_two_amounts_of_a_buyer_are_one_sum() -> None:
    """Paid "yes" is after the enquiry as far as anybody knows; 10.00 and 2.50 are 12.50."""
    chats = chat(says("a", "10:00:00", paid=True, amount_e4=100_000), says("a", "10:01:00", amount_e4=25_000))
    assert (figures(chats, NOW).paid, figures(chats, NOW).amounts_e4) == (1, (125_000,))


def test_a_message_from_after_now_waits_no_time() -> None:
    """`--now` may lie before the log's end."""
    assert figures(chat(says("a", "14:00:00")), NOW).open_us == (0,)
