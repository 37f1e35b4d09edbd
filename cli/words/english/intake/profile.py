"""Profiles of order files."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "profile.see": "docs/ORDERS.md shows the form",
    "profile.its_heads": 'the heads of its column, like ["Order number"]',
    "profile.heads_as_list": 'is one text. Write {name} = ["{head}"].',
    "profile.not_among": "{words:quoted} not known here. {near:then}Known: {known:list}.",
    "profile.no_zone": "{text!r} is no time zone. Write one like Asia/Shanghai.",
    "profile.no_layout": "{layout!r} is no layout of a time. Write one like %d/%m/%Y %H:%M.",
    "profile.no_pattern": "{text!r} is no pattern: {why}.",
    "profile.rule_of_nothing": 'and keep are empty, so the rule says nothing. Write the words, or when = "filled".',
    "profile.small_letters": "{word!r} has capitals. Write words in small letters: capitals in the file do not matter.",
    "profile.unconfirmed": (
        "{file}: read as {title:name}, of which no real export has confirmed the columns {heads:list}. Compare some orders "
        "with the marketplace before you send."
    ),
    "profile.bundled": (
        "The file is read without a profile of your own, as {title:name} (--from {name}). Write one only where that is wrong."
    ),
    "profile.no_table": "holds no row whose heads are known. Is it an export of orders?",
    "profile.no_rows": "has a header and no rows below it. Export some orders.",
    "profile.order_time_for_payment": (
        "No column says when an order was paid: the time of the order ({head}) stands for it. Are unpaid orders in the file?"
    ),
    "profile.zone_assumed": "The times name no zone; {zone} is proposed. Write the right one.",
    "profile.weight_of_lines": (
        "An order has several rows, each with a weight; the product master says what a parcel weighs, so it is not read."
    ),
    "profile.times_unread": "No layout was found by which {head!r} can be read ({text!r}). Write one under times.",
    "profile.day_or_month": (
        "{head!r} reads both ways ({text!r}): {layout} is proposed, and days that read both ways are refused. Write the right one, and take "
        "out unsure."
    ),
    "profile.currency_unknown": "Nothing names the currency of the amounts. Write currency, or say it with --currency.",
    "profile.states_unknown": (
        "These words of {column} are not known, so their orders are refused: {words:quoted}. Put each into keep (it ships) or drop of a "
        "[[skip]]."
    ),
    "profile.no_state": "No column says whether an order may ship: every row counts as to be shipped.",
    "profile.field_missing": "No column was found for {field}. Write its head under [columns].",
}
