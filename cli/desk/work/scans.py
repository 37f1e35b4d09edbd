"""The scans of a parcel, from the store of `sampan track` that lies in the folder of the desk."""

from __future__ import annotations

from datetime import timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from carriers.tracking.store import NAME, read_store, scans_of_parcel

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import polars as pl


def scans_of(folder: Path, parcels: Sequence[str]) -> list[dict[str, Any]]:
    """The scans of the first of these numbers that has any, the latest first; none where there is no store.

    Args:
        folder: of the desk.
        parcels: the tracking number, where one is known, and the order's number.

    Raises:
        InputError: the store is damaged.
    """
    path = folder / NAME
    try:
        changed_ns = path.stat().st_mtime_ns
    except OSError:
        return []
    scans = _store(path, changed_ns)
    for parcel in filter(None, parcels):
        found = scans_of_parcel(scans, parcel)
        if found.height:
            return [_row(row) for row in found.sort("at", descending=True).iter_rows(named=True)]
    return []


@lru_cache(maxsize=1)
def _store(path: Path, changed_ns: int) -> pl.DataFrame:
    _ = changed_ns  # another time is another store
    return read_store(path)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """A scan with its moment by the clock that it was written by, else in UTC."""
    own = None if row["offset_s"] is None else timezone(timedelta(seconds=row["offset_s"]))
    return {**row, "at": row["at"].astimezone(own) if own else row["at"]}
