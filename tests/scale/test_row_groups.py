"""Parquet files put together by their row groups hold what was put in, and are the same however it was shared out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.run.joining.row_groups import RowGroups
from cli.run.joining.thrift import encoded
from routing.intake.files.parquet_pages import unpacked_size
from routing.values.thrift import decoded

if TYPE_CHECKING:
    from collections.abc import Sequence

_SCHEMA = pl.Schema(
    {"id": pl.String, "at": pl.Datetime("us", "UTC"), "items": pl.List(pl.Int64), "kind": pl.Enum(["a"])}  # type: ignore[arg-type]
)
_FRAMES = st.lists(st.integers(0, 9), max_size=6)


def _frame(rows: int, first: int = 0) -> pl.DataFrame:
    numbers = pl.int_range(first, first + rows, eager=True)
    items = [[number] * (number % 3) if number % 4 else None for number in numbers]
    columns = {"id": numbers.cast(pl.String), "at": numbers.cast(pl.Datetime("us", "UTC")), "items": items}
    return pl.DataFrame({**columns, "kind": [None] * rows}, schema=_SCHEMA)


def _frames(heights: Sequence[int]) -> list[pl.DataFrame]:
    return [_frame(height, 100 * number) for number, height in enumerate(heights)]


def _joined(pieces: Sequence[pl.DataFrame | bytes]) -> bytes:
    out = io.BytesIO()
    groups = RowGroups(out, _SCHEMA)
    for piece in pieces:
        groups.add(piece) if isinstance(piece, pl.DataFrame) else groups.append(io.BytesIO(piece))
    groups.close()
    return out.getvalue()


@settings(max_examples=25)
@given(_FRAMES, _FRAMES)
def test_files_of_frames_joined_are_the_file_of_all_frames(first: list[int], second: list[int]) -> None:
    """Byte for byte, and polars reads all rows in order; frames without rows leave nothing."""
    frames = _frames([*first, *second])
    whole = _joined(frames)
    assert _joined([_joined(frames[: len(first)]), _joined(frames[len(first) :])]) == whole
    assert pl.read_parquet(io.BytesIO(whole)).equals(pl.concat([_frame(0), *frames]))


def test_each_page_stands_where_the_footer_says() -> None:
    """The heads of all pages are found, and unpack to as much as in the files put together."""
    pieces = [_joined(_frames([3, 5])), _joined(_frames([4]))]
    whole = io.BytesIO(_joined(pieces))
    assert unpacked_size(whole) == sum(unpacked_size(io.BytesIO(piece)) for piece in pieces) > 0


def test_files_of_other_columns_or_cut_off_are_refused() -> None:
    """A part of another schema would give a file that no reader takes."""
    other = io.BytesIO()
    _frame(3).drop("kind").write_parquet(other)
    with pytest.raises(ValueError, match="other columns"):
        _joined([other.getvalue()])
    with pytest.raises(ValueError, match="no Parquet file"):
        _joined([_joined([_frame(3)])[:-1]])
    with pytest.raises(ValueError, match="no Parquet file"):
        _joined([b""])


def test_a_footer_is_written_as_it_was_read() -> None:
    """Of a file by polars, with texts, flags, nested kinds and more than fifteen of them."""
    wide = io.BytesIO()
    pl.DataFrame({f"c{at}": [at] for at in range(40)}).with_columns(x=pl.lit([{"a": 1.5}])).write_parquet(wide)
    whole = wide.getvalue()
    footer = whole[-8 - int.from_bytes(whole[-8:-4], "little") : -8]
    assert encoded(decoded(footer)) == footer
    with pytest.raises(ValueError, match="cut off"):
        decoded(footer[:-2])
