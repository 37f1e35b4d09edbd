"""A file read in ranges gives the chunks of the file read in one go, wherever it is cut."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from attrs import evolve
from hypothesis import example, given, settings
from hypothesis import strategies as st

from routing.intake import Reading, order_files, ranges, ranges_of
from routing.intake.files import delimited
from routing.intake.files.delimited import Delimited
from routing.intake.files.range import Range, RangeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from routing.intake.files.chunk import Chunk

_SAMPLES = Path(__file__).parent / "data"
_ENCODINGS = ("utf-8", "gb18030")
_HEAD = b"order_id,paid_at,country,note"
_LINES = st.sampled_from(
    [
        b"N1,2026-11-20T10:00:00Z,US,plain",
        b"N2,2026-11-20T10:00:00Z,DE,",
        b'N3,2026-11-20T10:00:00Z,"FR","said ""no"" twice, and went"',
        b'N4,2026-11-20T10:00:00Z,GB,"two\nlines"',
        b'N5,2026-11-20T10:00:00Z,GB,"' + b"long,\n" * 40 + b'"',
        b'N6,"2026-11-20T10:00:00Z\nand more",too,many,cells',
        b'N7,2026-11-20T10:00:00Z,US,5" screen',
        b'N8,2026-11-20T10:00:00Z,US,"open',
        b'N9,"',
        b'a"b,"c',
        b"N10,too few",
        b"N11,2026-11-20T10:00:00Z,US,M\xfcller",
        "N12,2026-11-20T10:00:00Z,US,陈小姐".encode(),
        "N13,2026-11-20T10:00:00Z,US,陈小姐的订单".encode("gb18030"),
        b"",
        b" , , , ",
        b"N14,2026-11-20T10:00:00Z,US,a\rb",
    ]
)


def _chunks(content: bytes, part: Range | None = None) -> Iterator[Chunk]:
    sheet = Delimited("orders.csv", io.BufferedReader(io.BytesIO(content)), part)
    return sheet.chunks(sheet.openings()[0], [0, 1, 2, 3], _ENCODINGS, 7)


def _told(chunks: Iterator[Chunk]) -> list[object]:
    """What the chunks say, and how it ends; chunks without a word are left out."""
    told: list[object] = []
    try:
        for chunk in chunks:
            lines = (chunk.frame.rows(), chunk.broken, chunk.blank, chunk.faulty, chunk.warnings)
            told += [lines] if any(lines) else []
    except RangeError:
        told.append(RangeError)
    except Exception as error:  # noqa: BLE001 - the same fault is to come either way
        told.append(str(error))
    return told


@settings(max_examples=100, deadline=None)
@given(
    st.lists(_LINES, max_size=40), st.sampled_from([b"\n", b"\r\n"]), st.sampled_from([b"", b"\xef\xbb\xbf"]),
 st.sampled_from([b"", b"\n", b"\r\n\r\n"]),
    st.integers(60, 300), st.integers(1, 3),
)  # fmt: skip
@example([b""] * 40, b"\n", b"", b"\n", 60, 1)
@example([b'N6,"2026-11-20T10:00:00Z\nand more",too,many,cells', b"N1,2026,US,"] * 9, b"\n", b"", b"", 60, 1)
@example([b"N14,2026-11-20T10:00:00Z,US,a\rb"] * 9, b"\n", b"", b"", 60, 1)
@example([b'N7,2026-11-20T10:00:00Z,US,5" screen'] * 9, b"\n", b"", b"", 60, 1)
@example(["N12,2026-11-20T10:00:00Z,US,陈小姐".encode()] * 9, b"\r\n", b"", b"\n", 60, 1)
@example(["N12,2026-11-20T10:00:00Z,US,陈小姐".encode()] * 3 + [b"N11,,US,\xff\xff"] * 9, b"\n", b"", b"", 60, 1)
@example([b"N5," + b"long " * 40] * 3, b"\n", b"", b"", 60, 1)
def test_ranges_give_the_chunks_of_the_whole(
    lines: list[bytes], line_end: bytes, mark: bytes, last: bytes, size: int, blocks: int
) -> None:
    """Line breaks within cells, stray quotation marks, broken rows, encodings that show late: row numbers and all."""
    content = mark + line_end.join([_HEAD, *lines]) + last
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(delimited, "_BLOCK_BYTES", (size, size))
        patched.setattr(delimited, "_HEAD_BYTES", 60)
        whole = _told(_chunks(content))
        sheet = Delimited("orders.csv", io.BufferedReader(io.BytesIO(content)))
        opening = sheet.openings()[0]
        found: list[object] = []
        parts = list(sheet.ranges(opening, _ENCODINGS, 7, blocks))
        for part in parts:
            told = _told(_chunks(content, part))
            if told and told[-1] is RangeError:
                found += _told(_chunks(content, evolve(part, end=None)))
                break
            found += told
    assert found == whole
    assert (parts[-1].end, [part.first for part in parts[1:]]) == (None, [part.end for part in parts[:-1]])


_ROWS = "order_id,paid_at,country,weight_g\n" + "1,2026-11-20T10:00:00Z,US,100\n" * 3_000


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("market.csv", (_SAMPLES / "shopify_1_simple.csv").read_bytes()),
        ("orders.parquet", None),
        ("none.csv", b"no,header\n" * 9_000),
        ("packed.csv.gz", gzip.compress(_ROWS.encode())),
        ("utf16.csv", _ROWS.encode("utf-16")),
        ("one_block.csv", _ROWS[:999].encode()),
    ],
)
def test_what_cannot_be_cut_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes | None
) -> None:
    """Files whose rows are no whole orders, or that cannot be read from their middle, or at all."""
    monkeypatch.setattr(ranges, "_SMALL", 0)
    monkeypatch.setattr(ranges, "BLOCKS", 1)
    monkeypatch.setattr(delimited, "_BLOCK_BYTES", (3_000, 3_000))
    monkeypatch.setattr(delimited, "_HEAD_BYTES", 2_000)
    if content is None:
        pl.read_csv(_ROWS.encode()).write_parquet(tmp_path / name)
    else:
        (tmp_path / name).write_bytes(content)
    (file,) = order_files([tmp_path / name])
    assert list(ranges_of(file, Reading(chunk_rows=9))) == [file]


def test_a_line_that_waits_for_what_stands_below_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first line leaves a quotation mark open as its cells stand, though all marks of the line are paired."""
    monkeypatch.setattr(delimited, "_CAREFUL_BYTES", 60)
    chunks = list(_chunks(_HEAD + b'\na"b,"c\n"' + b"x\n" * 100 + b"N1,2026-11-20T10:00:00Z,US,\n"))
    told = [(bad.row, bad.code) for chunk in chunks for bad in chunk.broken]
    assert told[:2] == [(2, "BROKEN_QUOTES"), (3, "BROKEN_QUOTES")]
    assert told[2:] == [(row, "RAGGED_ROW") for row in range(4, 103)]
    assert [row[:2] for chunk in chunks for row in chunk.frame.rows()] == [(103, "N1")]


@pytest.mark.parametrize(("last", "least"), [("", 9), ("2,2026-11-20T10:00:00Z,FR,\u00e9\n" * 90, 9)])
def test_a_plain_file_is_cut_up_to_where_it_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str, least: int
) -> None:
    """Bytes in no known encoding, far behind: the last range holds them, and whoever reads it says so."""
    monkeypatch.setattr(ranges, "_SMALL", 0)
    monkeypatch.setattr(ranges, "BLOCKS", 1)
    monkeypatch.setattr(delimited, "_BLOCK_BYTES", (3_000, 3_000))
    monkeypatch.setattr(delimited, "_HEAD_BYTES", 2_000)
    (tmp_path / "orders.csv").write_bytes((_ROWS + last).encode("cp1252"))
    (file,) = order_files([tmp_path / "orders.csv"])
    parts = [one.part for one in ranges_of(file, Reading(chunk_rows=9))]
    assert len(parts) > least
    assert parts[-1] is not None
    assert parts[-1].end is None
    assert [part.first.row for part in parts if part is not None] == sorted({part.first.row for part in parts if part})


def test_bytes_of_no_encoding_end_the_cutting() -> None:
    """Found while the file is cut: all from there on is the last range, whose reader says so."""
    plain = b"N1,2026-11-20T10:00:00Z,US,plain\n" * 40
    content = _HEAD + b"\n" + plain + b"N2,2026-11-20T10:00:00Z,US,M\xfcller\n" + plain
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(delimited, "_BLOCK_BYTES", (200, 200))
        patched.setattr(delimited, "_HEAD_BYTES", 60)
        sheet = Delimited("orders.csv", io.BufferedReader(io.BytesIO(content)))
        parts = list(sheet.ranges(sheet.openings()[0], ("utf-8",), 7, 1))
    assert len(parts) > 2
    assert parts[-1].end is None
