"""Faults of a store of scans."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "tracking_store.lacks": "is no store of scans: it lacks {columns:list}. `sampan track add` writes one.",
    "tracking_store.unreadable": "is no store of scans that can be read: {fault}. `sampan track add` writes one.",
}
