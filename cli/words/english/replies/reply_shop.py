"""Faults of the shop file's tables that replies read."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "reply_shop.band_keys": "a band has {keys:list}.",
    "reply_shop.holiday_key": "{key!r} is missing; a holiday has name, start, end, country and source.",
    "reply_shop.no_file": "{error}. Check the path after --shop.",
    "reply_shop.no_list": "is not written as [[{table}]].",
    "reply_shop.no_table": "is not written as [{table}].",
    "reply_shop.threshold": "is not one of {names:list} with a whole number.",
    "reply_shop.unknown_class": "is no class. Classes: {classes:list}.",
    "reply_shop.unknown_setting": "is no setting. Settings: {settings:list}.",
    "reply_shop.unknown_table": "is no table of a shop file. Tables: {tables:list}.",
    "reply_shop.unreadable": "{what} {way_out}",
    "reply_shop.update_hours": "is over {most}, the most a buyer waits.",
}
