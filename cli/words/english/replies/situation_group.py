"""What decides which letter fits, in the order of precedence."""

from typing import Final

SENTENCES: Final = {
    "situation_group.dispute": "dispute",
    "situation_group.money": "money",
    "situation_group.complaint": "complaint",
    "situation_group.request": "buyer's request",
    "situation_group.danger": "danger",
    "situation_group.delivered": "delivered",
    "situation_group.customs": "customs",
    "situation_group.lost_or_returning": "lost or returning",
    "situation_group.chat": "chat",
    "situation_group.order": "order",
    "situation_group.dispatch": "dispatch",
    "situation_group.follow_up": "follow-up",
    "situation_group.protection": "protection",
    "situation_group.past_window": "past the window",
    "situation_group.holiday_or_disruption": "holiday or disruption",
    "situation_group.stalled": "stalled",
    "situation_group.normal": "normal",
}
