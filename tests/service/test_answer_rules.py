"""Answers by the marketplaces' own limits: hours by the clock, weekends included, or the same day."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from chats import answers, at, chat, says

from carriers.service.rules import answer_rules, platform_of
from routing.service_figures.marketplace import AnswerRule, by_rule

CHINA = ZoneInfo("Asia/Shanghai")
RULES = {rule.platform: rule for rule in answer_rules()}
FRIDAY, SUNDAY = "2026-11-20T18:00:00+08:00", "2026-11-22T18:00:00+08:00"


@pytest.mark.parametrize(
    ("platform", "answered", "outcome"),
    [
        ("amazon", "2026-11-21T18:00:00+08:00", "in time"),  # 24 h to the second, on a Saturday
        ("amazon", "2026-11-21T18:00:01+08:00", "late"),  # a weekend gives no hour more
        ("amazon", "2026-11-21T02:00:00-08:00", "in time"),  # 10:00Z on Saturday is 18:00 in China: 24 h to the second
        ("tiktok-th", "2026-11-21T06:00:01+08:00", "late"),  # 12 h
        ("shopee", "2026-11-21T06:00:00+08:00", "in time"),  # 12 h to the second
        ("walmart", SUNDAY, "in time"),  # 48 h to the second, Saturday and Sunday counted
        ("etsy", "2026-11-22T18:00:01+08:00", "late"),
        ("lazada", "2026-11-20T23:59:59+08:00", "in time"),  # the same day
        ("lazada", "2026-11-21T00:00:00+08:00", "late"),
    ],
)
def test_the_limit_of_each_marketplace(platform: str, answered: str, outcome: str) -> None:
    """A buyer writes on Friday at 18:00 in China."""
    chats = chat(says("a", FRIDAY, platform=platform), answers("Li", "a", answered, platform=platform))
    found = by_rule(chats, RULES[platform], at(SUNDAY), CHINA)
    assert (found.turns, found.in_time, found.late) == (1, int(outcome == "in time"), int(outcome == "late"))


def test_what_is_open_is_late_only_once_its_time_is_over() -> None:
    """24 h after Friday 18:00, nobody has answered; other marketplaces and other agents do not count."""
    chats = chat(
        says("a", FRIDAY, "Li", platform="amazon"),
        says("b", FRIDAY, "Wang", platform="amazon"),
        says("c", FRIDAY, platform="etsy"),
    )
    before, after = (
        by_rule(chats, RULES["amazon"], at(f"2026-11-21T18:00:0{second}+08:00"), CHINA, "Li") for second in (0, 1)
    )
    assert (before.turns, before.in_time, before.late) == (1, 0, 0)
    assert (after.turns, after.in_time, after.late) == (1, 0, 1)


def test_rules_have_a_source_and_their_names_are_read() -> None:
    """A marketplace without a rule keeps its own name."""
    assert all(rule.source for rule in answer_rules())
    assert RULES["walmart"] == AnswerRule("walmart", 48, 95, RULES["walmart"].source)
    assert [platform_of(text) for text in ("TikTok Shop", "亚马逊", "Ozon", "")] == ["tiktok", "amazon", "ozon", ""]
