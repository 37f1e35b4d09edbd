"""All that a log and a team sheet tell, worked out once for every way to show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from carriers.service.rules import answer_rules, rules
from carriers.service.team import Given
from routing.service_figures.card import CONVERSION, RESPONSE, TRANSACTION, Card, against, card, team_card
from routing.service_figures.chat import conversations
from routing.service_figures.figures import Figures, agents, figures
from routing.service_figures.marketplace import MarketplaceFigures, by_rule
from routing.service_figures.to_do import FollowUp, Unanswered, follow_ups, unanswered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, tzinfo
    from fractions import Fraction

    from routing.service_figures.chat import Message


@frozen
class Report:
    """The agents by name, then the team (whose agent is None)."""

    now: datetime
    figures: tuple[Figures, ...]
    cards: tuple[Card, ...]
    marketplaces: tuple[tuple[str | None, MarketplaceFigures], ...]
    unanswered: tuple[Unanswered, ...]
    follow_ups: tuple[FollowUp, ...]
    ruleless: tuple[str, ...]
    """Marketplaces of the log of which no rule is recorded."""


def report(messages: Sequence[Message], team: Mapping[str, Given], now: datetime, zone: tzinfo) -> Report:
    """The report of a log.

    Args:
        messages: of the log.
        team: agent -> what the team sheet says; agents of whom it alone speaks are left out.
        now: until when buyers without an answer wait.
        zone: in which a day ends.
    """
    chats = conversations(messages)
    named = agents(chats)
    whole = figures(chats, now)
    own = [figures(chats, now, agent) for agent in named]
    weights: Mapping[str, int] = rules()["weights"]
    cards = [card(one.agent, weights, _reached(one, whole, team.get(one.agent or "", Given()))) for one in own]
    of_log = {chat.platform for chat in chats if chat.turns}
    known = [rule for rule in answer_rules() if rule.platform in of_log]
    return Report(
        now=now,
        figures=(*own, whole),
        cards=(*cards, team_card(cards, weights)),
        marketplaces=tuple(
            (agent, found)
            for rule in known
            for agent in (*named, None)
            if (found := by_rule(chats, rule, now, zone, agent)).turns
        ),
        unanswered=tuple(unanswered(chats, now)),
        follow_ups=tuple(follow_ups(chats, rules()["handbook"]["follow_up_minutes"], now)),
        ruleless=tuple(sorted(filter(None, of_log - {rule.platform for rule in known}))),
    )


def _reached(own: Figures, whole: Figures, given: Given) -> dict[str, Fraction | None]:
    """Part -> how much of it is reached, where the log or the sheet tells."""
    target = given.conversion_target if given.conversion_target is not None else whole.conversion
    value = against(given.transaction_value, given.transaction_average)
    return {
        **given.percents,
        CONVERSION: against(own.conversion, target),
        TRANSACTION: value if value is not None else against(own.transaction_e4, whole.transaction_e4),
        RESPONSE: own.within(rules()["handbook"]["answer_s"]),
        "service_rating": given.service_rating,
        "discounts": given.discounts,
    }
