"""Faults of files of scans."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "tracking_read.rows_without_scan": (
        "{n} row tells no scan by the columns that are read. Not read: {heads:quoted}. Name them with --column.",
        "{n} rows tell no scan by the columns that are read. Not read: {heads:quoted}. Name them with --column.",
    ),
    "tracking_read.no_heads": "no row has the heads of scans. Needed: a tracking or order number, a time, and what happened (words, state or sub-state). Seen: {heads:list}. If yours are called otherwise, name them: --column at=HEAD --column words=HEAD.",
    "tracking_read.no_json": "is no JSON: {fault}.",
    "tracking_read.no_json_at": "is no JSON: {fault} at sign {sign} of the line. Save the answer of the tracker as it came.",
    "tracking_read.no_number": "names neither a tracking number nor an order.",
    "tracking_read.no_parcels": "tells of no parcel in a form that is known: 17TRACK (track_info), YunExpress (track_events), AfterShip (checkpoints).",
    "tracking_read.no_scan": "is no scan.",
    "tracking_read.no_such_head": "has no column {missing:list}. Seen: {heads:list}.",
    "tracking_read.no_text": "is no text in UTF-8, UTF-16 or GB 18030.",
    "tracking_read.no_time": "has no time.",
    "tracking_read.no_zone": "{text!r} does not say where its clock hung. Give --zone, for example Asia/Shanghai.",
    "tracking_read.rejected": (
        "The tracker knows nothing of {n} number: {numbers:list}.",
        "The tracker knows nothing of {n} numbers: {numbers:list}.",
    ),
    "tracking_read.silent": (
        "Of {n} number no scan is told yet: {numbers:list}.",
        "Of {n} numbers no scan is told yet: {numbers:list}.",
    ),
    "tracking_read.too_deep": "is nested too deeply to be tracking.",
}
