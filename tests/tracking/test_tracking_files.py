"""Files of scans: documents of trackers, exports, one's own columns; one bad row loses none of the others."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from carriers.tracking.gathered import Clock, TrackingFile
from carriers.tracking.meanings import with_events
from carriers.tracking.read import read_tracking
from routing.errors import InputError

DATA = Path(__file__).parents[1] / "data/tracking"
SHANGHAI = Clock("Asia/Shanghai")


def read(path: Path, clock: Clock = SHANGHAI, **columns: str) -> TrackingFile:
    """The one reading of a file."""
    (found,) = read_tracking([path], clock, columns)
    return found


def read_text(
    folder: Path, text: str | bytes, clock: Clock = SHANGHAI, name: str = "f", **columns: str
) -> TrackingFile:
    """The same of a text."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path, clock, **columns)


def told(file: TrackingFile, *names: str) -> list[tuple[Any, ...]]:
    """Columns of the scans with their events, in the order of the moments."""
    return with_events(file.scans).sort("at").select(names).rows()


def at(*parts: int) -> datetime:
    """A moment in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_17track_pushed() -> None:
    """An event without a time and one that is none are told with their place; the other three are kept."""
    found = read(DATA / "17track_push.json")
    assert told(found, "tracking_number", "order_id", "at", "offset_s", "event") == [
        ("RR123456789CN", "#10402", at(2026, 11, 1, 10), 28800, "first_scan"),
        ("RR123456789CN", "#10402", at(2026, 11, 3, 10), 28800, "in_transit"),
        ("RR123456789CN", "#10402", at(2026, 11, 12, 9, 23), 3600, "delivered"),
    ]
    assert [(one.column, one.code) for one in found.problems] == [
        ("data.track_info.tracking.providers[0].events[3]", "SCAN_INVALID"),
        ("data.track_info.tracking.providers[0].events[4]", "TIME_INVALID"),
    ]


def test_17track_asked_for() -> None:
    """A time of three parts, one as a text; a number without scans and a refused one are told."""
    found = read(DATA / "17track_gettrackinfo.json")
    assert told(found, "at", "event") == [(at(2026, 11, 1, 10), "label_created"), (at(2026, 11, 2), "first_scan")]
    assert [(one.code, one.figures["n"]) for one in found.remarks] == [
        ("tracking_read.silent", 1),
        ("tracking_read.rejected", 1),
    ]


def test_yunexpress_pushed() -> None:
    """The time in UTC counts before the local one; both numbers are kept."""
    found = read(DATA / "yunexpress_push.json", Clock())
    assert told(found, "tracking_number", "other_number", "order_id", "at", "event") == [
        ("00340434525230666666", "YT2612500702088888", "10403", at(2026, 6, 1, 10), "label_created"),
        ("00340434525230666666", "YT2612500702088888", "10403", at(2026, 6, 1, 15), "first_scan"),
        ("00340434525230666666", "YT2612500702088888", "10403", at(2026, 6, 5, 14, 20), "delivered"),
    ]


def test_yunexpress_of_the_older_service(tmp_path: Path) -> None:
    """Item.OrderTrackingDetails; its times name no zone."""
    text = json.dumps(
        {
            "Item": {
                "WaybillNumber": "YT1",
                "TrackingNumber": "YT1",
                "OrderTrackingDetails": [{"ProcessDate": "2026-11-01T10:00:00", "ProcessContent": "已揽收"}],
            },
            "Code": "0000",
        }
    )
    assert told(read_text(tmp_path, text), "tracking_number", "other_number", "at", "event") == [
        ("YT1", None, at(2026, 11, 1, 2), "first_scan")
    ]


def test_aftership_pushed(tmp_path: Path) -> None:
    """A sub-status of 2026-07, and one that is not known yet."""
    checkpoints = [
        {"checkpoint_time": "2026-11-03T10:00:00+01:00", "tag": "Exception", "subtag": "Exception_017", "message": "?"},
        {"checkpoint_time": "2026-11-04T10:00:00+01:00", "tag": "Delivered", "subtag": "Delivered_099", "message": ""},
    ]
    text = json.dumps({"msg": {"tracking_number": "LB1", "order_id": "#7", "checkpoints": checkpoints}})
    assert told(read_text(tmp_path, text), "event", "substate") == [
        ("delayed", "Exception_017"),
        ("delivered", "Delivered_099"),
    ]


def test_a_document_a_line(tmp_path: Path) -> None:
    """A broken line is told, the others are kept."""
    good = (DATA / "yunexpress_push.json").read_text("utf-8").strip()
    found = read_text(tmp_path, f"{good}\n{{broken\n\n{good}\n")
    assert found.scans.height == 6
    assert [(one.row, one.code) for one in found.problems] == [(2, "JSON_INVALID")]


def test_documents_one_behind_the_other(tmp_path: Path) -> None:
    """As a log that was written with line ends inside."""
    good = json.dumps(json.loads((DATA / "yunexpress_push.json").read_text("utf-8")), indent=2)
    assert read_text(tmp_path, good + "\n" + good).scans.height == 6


def test_a_number_without_quotes_keeps_all_its_figures(tmp_path: Path) -> None:
    """Twenty-one figures are more than 64 bits hold."""
    text = (DATA / "yunexpress_push.json").read_text("utf-8")
    found = read_text(tmp_path, text.replace('"00340434525230666666"', "420340434525230666666"))
    assert found.scans["tracking_number"].unique().to_list() == ["420340434525230666666"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": ', "tracking_read.no_json_at"),
        ('{"a": 1}', "tracking_read.no_parcels"),
        ("[" * 100_000, "tracking_read.too_deep"),
        ('{"data": {"track_info": 7, "number": []}}', None),
        ('{"track_events": [[], {"process_time": {}}], "waybill_number": 5}', None),
        ("a,b\n1,2\n", "tracking_read.no_heads"),
        ("", "file.empty"),
        ("[]", "tracking_read.no_parcels"),
        (b"{\xff\xfe\xff", "tracking_read.no_text"),
    ],
)
def test_what_is_no_tracking(tmp_path: Path, text: str | bytes, code: str | None) -> None:
    """Refused whole with a reason, or read as having no scan; never a trace."""
    if code is None:
        assert not read_text(tmp_path, text).scans.height
        return
    with pytest.raises(InputError) as refused:
        read_text(tmp_path, text)
    assert refused.value.reason.code == code


def test_a_table_in_chinese(tmp_path: Path) -> None:
    """A row without a number is known by its order; one without both, and one without a time, are told."""
    found = read_text(
        tmp_path,
        "订单号,物流单号,轨迹时间,轨迹内容\n10404,YT 1,2026-11-01 10:00,已揽收\n10404,YT1,2026/11/9 10:00,妥投\n"
        "10405,YT2,昨天,运输中\n#10406,,2026-11-01 10:00:00,运输中\n,,2026-11-01 10:00,运输中\n",
    )
    assert told(found, "tracking_number", "order_id", "event") == [
        ("YT1", "10404", "first_scan"),
        ("#10406", "#10406", "in_transit"),
        ("YT1", "10404", "delivered"),
    ]
    assert [(one.row, one.code) for one in found.problems] == [(4, "TIME_INVALID"), (6, "NUMBER_MISSING")]


def test_a_table_of_moments(tmp_path: Path) -> None:
    """One's own columns: each filled moment is a scan."""
    found = read_text(
        tmp_path,
        "order_id,tracking_no,picked_up_at,delivered_at\n#1,LB1,2026-11-01T10:00:00+08:00,2026-11-12\n#2,LB2,,\n",
    )
    assert told(found, "order_id", "at", "event") == [
        ("#1", at(2026, 11, 1, 2), "first_scan"),
        ("#1", at(2026, 11, 11, 16), "delivered"),
    ]
    assert not found.problems


def test_day_hour_and_zone_in_columns_of_their_own(tmp_path: Path) -> None:
    """Put together as they stand; a zone that is no offset leaves the time to --zone."""
    found = read_text(
        tmp_path,
        "Tracking Number,Date,Time,Time Zone,Status,Location\nLB1,2026-11-02,09:30,+01:00,Out for delivery,Bonn\n"
        "LB1,2026-11-01,09:30,CET,In Transit,Bonn\n",
    )
    assert told(found, "at", "event", "place") == [
        (at(2026, 11, 1, 1, 30), "in_transit", "Bonn"),
        (at(2026, 11, 2, 8, 30), "out_for_delivery", "Bonn"),
    ]


def test_heads_of_ones_own(tmp_path: Path) -> None:
    """Named by --column; a head that is not there is told."""
    text = "Paket;Zeit;Was\nLB1;02.11.2026 09:30;zugestellt\n"
    clock = Clock("Europe/Berlin", "dmy")
    found = read_text(tmp_path, text, clock, tracking_number="Paket", at="Zeit", words="Was")
    assert told(found, "at", "event") == [(at(2026, 11, 2, 8, 30), "delivered")]
    with pytest.raises(InputError) as refused:
        read_text(tmp_path, text, clock, at="Uhr")
    assert refused.value.reason.code == "tracking_read.no_such_head"


def test_times_without_a_zone_are_refused_by_row(tmp_path: Path) -> None:
    """A zone is never guessed; what has one is kept."""
    found = read_text(
        tmp_path, "tracking_no,time,event\nA,2026-11-01 10:00,transit\nB,2026-11-01T10:00:00Z,pickup\n", Clock()
    )
    assert told(found, "tracking_number", "event") == [("B", "available_for_pickup")]
    assert [(one.row, one.reason.code) for one in found.problems] == [(2, "tracking_read.no_zone")]


def test_five_unknown_words_in_a_hundred_lose_nothing(tmp_path: Path) -> None:
    """All scans are there, those that nobody understands as unknown."""
    rows = [
        f"LB{number},2026-11-01T10:00:00Z,{'Flurb zqx' if number % 20 == 0 else 'Delivered'}" for number in range(400)
    ]
    found = read_text(tmp_path, "tracking_no,time,description\n" + "\n".join(rows))
    events = [event for (event,) in told(found, "event")]
    assert (events.count("delivered"), events.count("unknown")) == (380, 20)


def test_a_folder_of_pushes(tmp_path: Path) -> None:
    """Each file a push, in the order of their names; a table beside them."""
    for number in range(3):
        (tmp_path / f"{number}.json").write_bytes((DATA / "yunexpress_push.json").read_bytes())
    (tmp_path / "own.csv").write_text("tracking_no,time,event\nB,2026-11-01T10:00:00Z,out\n", encoding="utf-8")
    found = list(read_tracking([tmp_path], SHANGHAI))
    assert [(file.name, file.scans.height) for file in found] == [
        ("0.json", 3), ("1.json", 3), ("2.json", 3), ("own.csv", 1),
    ]  # fmt: skip
