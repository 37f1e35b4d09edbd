"""Facts that a letter cannot print: what is wrong with the text, and the form that works."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "fact.allowed": "Allowed: {allowed:list}.",
    "fact.allowed_country": "Allowed: a two-letter code.",
    "fact.binary_fraction": "{value!r} is a binary fraction and may be off by a cent.",
    "fact.code_signs": "Letters, digits and . _ / # + - are allowed, 60 at most.",
    "fact.control_character": "{text!r} holds a control character.",
    "fact.day_not_certain": "{moment} has no zone, so its day is not certain.",
    "fact.empty_list": "the list is empty.",
    "fact.end_before_start": "the end {end} is before the start {start}.",
    "fact.give_itself": "Give the fact itself.",
    "fact.give_number": "Give the number itself.",
    "fact.give_offset": "Give an offset, like 2026-11-21T17:00+08:00.",
    "fact.give_point": "Give at least one point.",
    "fact.list_too_long": "the list is longer than {most} characters.",
    "fact.no_choice": "{word!r} is not a choice.",
    "fact.no_clock": "{text!r} is not a time of day.",
    "fact.no_code": "{text!r} is not a number or code.",
    "fact.no_country": "{word!r} is not a country code like US.",
    "fact.no_currency": "{value!r} names no currency.",
    "fact.no_days": "{value!r} is not a number of days above zero.",
    "fact.no_decimal": "{value!r} is not a decimal amount.",
    "fact.no_dispute": "{word!r} is not a dispute reason.",
    "fact.no_event": "{word!r} is not a tracking event.",
    "fact.no_flag": "{word!r} is not yes or no.",
    "fact.no_list": "{value!r} is not a list.",
    "fact.no_span": "{value!r} is not a span.",
    "fact.no_text": "{value!r} is not a text.",
    "fact.no_zone": "{moment} has no zone.",
    "fact.not_above_zero": "{value} is not an amount above zero.",
    "fact.placeholder": "{text!r} stands for a missing value.",
    "fact.shorten": "Shorten it.",
    "fact.shorter_title": "Give a shorter title.",
    "fact.title_without_blank": "{beginning!r}... has no blank in its first {most} characters.",
    "fact.too_long": "{beginning!r}... has {characters} characters; {most} is the most.",
    "fact.too_many_decimals": "{amount} {currency} has too many decimals; {currency} has {digits}.",
    "fact.type_again": "Type the text again.",
    "fact.window_table": (
        "It comes from the window table, by service and destination, with its source; "
        "add a [[window]] to the shop file."
    ),
    "fact.window_typed": "{value!r}: a delivery window is not typed in.",
    "fact.write_clock": "Write it like 17:00.",
    "fact.write_currency": "Write the ISO 4217 code, like 12.50 USD.",
    "fact.write_days": "Write it like 7.",
    "fact.write_list": "Write the points with a semicolon between them.",
    "fact.write_money": "Write it like 12.50 USD.",
    "fact.write_money_as_text": "Write the amount as text, like 12.50 USD.",
    "fact.write_span": "Write it like 2-3 working days.",
}
