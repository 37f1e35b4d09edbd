"""Chat logs and team sheets."""

from typing import Final

SENTENCES: Final = {
    "chat_log.no_rows": "holds no row below its heads. Export the chats again.",
    "chat_log.too_many_cells": "has {cells} cells, the heads are {width}: put cells with commas in quotes.",
    "chat_log.head_unknown": (
        "is no column that is known here. Rename it, or take it out. Known here: {known:list}; docs/SCORE.md lists how "
        "each may be headed."
    ),
    "chat_log.head_unknown_near": (
        "is no column that is known here. {near} Else take it out. Known here: {known:list}; docs/SCORE.md lists how "
        "each may be headed."
    ),
    "chat_log.head_twice": "is a second column for {field}. Keep one.",
    "chat_log.no_column": "no column tells {field}. Head it {heads:or}.",
    "chat_log.no_buyer": "is empty. Say with whom the message was exchanged.",
    "chat_log.no_agent": "is empty. Name the agent.",
    "chat_log.no_zone": "{error} Or say with --input-zone where the log's clock hangs.",
    "chat_log.no_time": "{error}",
    "chat_log.no_direction": "{text!r} does not say who wrote. Write {allowed:or}: from the buyer, or from the agent.",
    "chat_log.no_amount": "{text!r} is no amount. Write it like 12.50, with the currency in its own column.",
    "chat_log.currencies": (
        "holds amounts in several currencies, or with and without one ({currencies:list}). Score a file of each."
    ),
    "chat_log.more_faults": ("{n} cell more is wrong.", "{n} cells more are wrong."),
    "chat_log.no_percent": "{text!r} is no percentage from 0 to 100. Write it like 95 %.",
    "chat_log.no_figure": "{text!r} is no number from zero up. Write it like 12, counts without decimals.",
    "chat_log.no_rating": "{text!r} is no rating from 0 to 5. Write it like 4.8.",
    "chat_log.agent_twice": "{agent!r} stands in the sheet twice. Keep one row.",
}
