"""The store of scans: each scan once, the same bytes for the same scans, the moments of a parcel."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from carriers.tracking.scans import READ, SCHEMA
from carriers.tracking.store import merged, moments, orders_in_doubt, read_store, write_store
from routing.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

START = datetime(2026, 11, 2, 8, tzinfo=UTC)


def scans(*rows: tuple[str, int, str], **others: Any) -> pl.DataFrame:
    """Scans of number, hours after START and words."""
    always = {"source": "table"} | others
    told = [
        {"tracking_number": number, "at": START + timedelta(hours=hours), "words": words or None} | always
        for number, hours, words in rows
    ]
    return pl.DataFrame(told, READ)


def stored(frame: pl.DataFrame) -> bytes:
    """The bytes of a store."""
    file = BytesIO()
    write_store(frame, file)
    return file.getvalue()


def test_the_same_scan_twice_counts_once() -> None:
    """Whatever file tells it, in whatever order."""
    one = scans(("A", 0, "已揽收"), ("A", 5, "Delivered"))
    again = scans(("A", 5, "DELIVERED "), ("A", 0, "已揽收"), place="Berlin", state="Delivered", source="17track")
    assert merged(one, again).height == 2
    assert stored(merged(one, again)) == stored(merged(again, one)) == stored(merged(merged(one), again, one))


def test_the_row_that_tells_more_stays_and_lends_its_order() -> None:
    """Nothing told is lost."""
    bare = scans(("A", 0, "Delivered"), order_id="#10402")
    full = scans(("A", 0, "Delivered"), place="Berlin", state="Delivered", substate="Delivered_Other", source="17track")
    found = merged(bare, full)
    assert found.select("order_id", "place", "substate", "source").rows() == [
        ("#10402", "Berlin", "Delivered_Other", "17track")
    ]


def test_a_scan_without_words_is_that_of_its_event() -> None:
    """A summary without words tells no second scan."""
    spoken = scans(("A", 0, "Delivered"))
    silent = scans(("A", 0, ""), ("A", 1, ""), state="Delivered", source="17track")
    assert merged(spoken, silent)["at"].to_list() == [START, START + timedelta(hours=1)]


@pytest.mark.parametrize("seed", range(6))
def test_order_and_parts_do_not_matter(seed: int) -> None:
    """However scans are cut into files."""
    chance = Random(seed)  # noqa: S311 - no secret
    words = ["Delivered", "已揽收", "Sorted", ""]
    rows = [(chance.choice("AB"), chance.randint(0, 3), chance.choice(words)) for _ in range(12)]
    whole = merged(scans(*rows))
    mixed, cut = chance.sample(rows, len(rows)), chance.randint(0, 12)
    assert merged(merged(scans(*mixed[:cut])), scans(*mixed[cut:])).equals(whole)
    assert merged(whole, whole).equals(whole)


def test_moments_of_a_parcel() -> None:
    """A label is no scan, a delivery to the sender is none to the buyer."""
    parcel = scans(
        ("A", 0, "Electronic information submitted by shipper"), ("A", 30, "已揽收"), ("A", 40, "Departed facility"),
        ("A", 300, "Delivery unsuccessful"), ("A", 320, "Delivered"), ("A", 330, "Zqx flurb"),
        ("B", 0, "Shipping label created"),
        ("C", 5, "Arrived at hub"), ("C", 90, "Return to sender"), ("C", 200, "Delivered"),
    )  # fmt: skip
    found = {row["tracking_number"]: row for row in moments(merged(parcel)).iter_rows(named=True)}
    hours = {
        number: {
            name: row[name] and (row[name] - START) // timedelta(hours=1)
            for name in ("label_created", "first_scan", "delivered", "returned", "last_at")
        }
        for number, row in found.items()
    }
    assert hours == {
        "A": {"label_created": 0, "first_scan": 30, "delivered": 320, "returned": None, "last_at": 330},
        "B": {"label_created": 0, "first_scan": None, "delivered": None, "returned": None, "last_at": 0},
        "C": {"label_created": None, "first_scan": 5, "delivered": None, "returned": 90, "last_at": 200},
    }
    assert found["A"]["last_event"] == "delivered"
    assert found["A"]["last_words"] == "Zqx flurb"
    assert found["A"]["scans"] == 6
    early = moments(merged(parcel), pl.col("at") <= START + timedelta(hours=310))
    assert early["delivered"].to_list() == [None, None, None]


def test_a_number_of_two_orders_is_told() -> None:
    """Both are named."""
    both = merged(scans(("A", 0, "Sorted"), order_id="7"), scans(("A", 1, "Sorted"), order_id="8"))
    assert orders_in_doubt(both).rows() == [("A", ["7", "8"])]


def test_a_store_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Bytes and back."""
    found = merged(scans(("A", 0, "Delivered")))
    path = tmp_path / "tracking.parquet"
    path.write_bytes(stored(found))
    assert read_store(path).equals(found)
    assert read_store(path).schema == SCHEMA


@pytest.mark.parametrize("content", [b"", b"PAR1 not", stored(pl.DataFrame({"a": [1]}))])
def test_what_is_no_store_is_refused(tmp_path: Path, content: bytes) -> None:
    """With a reason, not a trace."""
    path = tmp_path / "tracking.parquet"
    path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_store(path)
    assert refused.value.reason.code.startswith("tracking_store.")
