"""Sentences on a run, its parts and its directory."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "run.damaged": "is damaged: {fault}. Route again.",
    "run.edited": "{fault} Route again.",
    "run.fault": "{kind}: {text}",
    "run.foreign_manifest": "is no manifest of a run. Route again.",
    "run.input_changed": "changed while it was read. Route again.",
    "run.input_not_read": "cannot be read: {system:name}.",
    "run.line_of_no_order": (
        "order {order_id!r} is not in {orders}, or not in this order. Rows may be taken out of"
        " {assignments}, not added, moved or edited; else run `sampan route` again."
    ),
    "run.lengths_differ": "{file} and the orders differ in length. Route again.",
    "run.other_count": "holds {lines} lines; run.json says {told}. Route again.",
    "run.platform_unknown": "no rule speaks of the platform {name!r}. {meant}",
    "run.no_manifest": "has no {file}. Name the folder that `sampan route --out` wrote.",
    "run.no_part": "was not routed, nor was any other file: {why}. Route again with --resume.",
    "run.not_read": "cannot be read: {fault}. Route again.",
    "run.not_readable": "may not be read ({system:name}). Check who owns it.",
    "run.order_misspelt": "{run} has no order {order_id!r}. Did you mean {near:or}?",
    "run.order_rejected": "{order_id!r} was rejected: {file} row {row}, {column}: {message}",
    "run.order_unknown": "{run} has no order {order_id!r}. It holds {n}; rejected rows are in {problems}.",
    "run.order_without_line": "order {order_id} is in {orders} but not here; write the run again with `sampan route`.",
    "run.orders_lack": "lacks the columns {columns:list}, or holds them as another kind. Route again.",
    "run.orders_without": "has orders without {columns:list}, or with what it cannot be: the file was edited. Route again.",
    "run.other_sampan": "was to be routed by sampan {asked}; this worker has {here}. Install the same everywhere.",
    "run.other_schema": "is of schema {schema}; this sampan reads {here}. Route again.",
    "run.in_parts": "is a run in {n:count part}, each a run of its own. Name one of them, for example {first}.",
    "run.rows_lost": "rows {first} to {last} were not routed: {why}. Their orders are in no file of this run. Route again with --resume.",
    "run.last_rows_lost": "the rows from {first} on were not routed: {why}. Their orders are in no file of this run. Route again with --resume.",
    "run.part_lost": "was not routed: {why}. Its orders are in no file of this run. Route again with --resume.",
    "run.part_vanished": "its part vanished while the run went on",
    "run.parts_not_written": "cannot be written: {system:name}.",
    "run.parts_taken": "is not empty and holds no {mark}: nothing there is overwritten. Name another --out.",
    "run.table_lacks": "lacks the columns {columns:list}; cells are parted by commas. Route again.",
    "run.worker_died": "the process that worked on it died {tries} times",
}
"""Code -> the sentence."""
