"""Names and short texts that come from data or from the system, and are told in the reader's language where known."""

from __future__ import annotations

from typing import Final

from routing.values.goods import GOODS

HOLIDAYS: Final = (
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
"""Official days off, as the calendars that come with sampan name them."""

SYSTEM: Final = (
    "No such file or directory",
    "Permission denied",
    "Operation not permitted",
    "Is a directory",
    "Not a directory",
    "Directory not empty",
    "File exists",
    "File name too long",
    "File too large",
    "Too many open files",
    "Too many levels of symbolic links",
    "No space left on device",
    "Disk quota exceeded",
    "Read-only file system",
    "Input/output error",
    "Invalid argument",
    "Broken pipe",
    "Device or resource busy",
    "Cannot allocate memory",
    "Text file busy",
    "Address already in use",
    "Cannot assign requested address",
    "Name or service not known",
)
"""What a system says when it refuses a file (errno.h)."""

WORDS: Final = (
    # parts of the score card
    "conversion",
    "transaction_value",
    "service_rating",
    "discounts",
    "notes",
    "response_time",
    "revisits",
    "attendance",
    "execution",
    "comments",
    "team",
    "sum",
    "share",
    # why an enquiry is not paid, and a marketplace's limit
    "silence",
    "event",
    "same day",
    # classes of services
    "economy",
    "registered",
    "express_post",
    "courier",
    # whose price it is
    "published",
    "contract",
    "illustrative",
    *GOODS,
    # how grave a finding is, and what comes of it
    "error",
    "warning",
    "info",
    "held",
    # how sure a fact is
    "solid",
    "likely",
    "contradiction",
    "not confirmed",
    "unknown",
    # what is charged at the door
    "duty",
    "vat",
    "fee",
    # what a marketplace's rules say of a letter, and what letters are
    "allow",
    "suppress",
    "information",
    "complaint",
    # days of a notice
    "off",
    "work",
    "Mon",
    "Tue",
    "Wed",
    "Thu",
    "Fri",
    "Sat",
    "Sun",
    # when a layout was seen, and how sure its columns are
    "undated",
    "2017 or later",
    "after 2021-07",
    "high",
    "medium",
    "low",
    # territories of tax
    "the EU",
    # whose working hours a clock counts
    "shop",
)
"""Codes that a screen shows, where a reader may not know them; files and JSON keep them."""
