"""The names of official days off, as the calendars that come with sampan give them."""

from __future__ import annotations

from typing import Final

HOLIDAY_NAMES: Final = (
    # workdays_cn.csv
    "New Year's Day",
    "Spring Festival",
    "Tomb-Sweeping Day",
    "Labour Day",
    "Dragon Boat Festival",
    "Mid-Autumn Festival",
    "National Day",
    # workdays_us.csv
    "New Year's Day (observed)",
    "Martin Luther King Jr. Day",
    "Washington's Birthday",
    "Memorial Day",
    "Juneteenth National Independence Day",
    "Juneteenth National Independence Day (observed)",
    "Independence Day",
    "Independence Day (observed)",
    "Labor Day",
    "Columbus Day",
    "Veterans Day",
    "Veterans Day (observed)",
    "Thanksgiving Day",
    "Christmas Day",
    "Christmas Day (observed)",
)
