"""Tables to scans: exports of trackers and carriers, and one's own columns, known by their heads."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import polars as pl
from attrs import frozen

from carriers.labels.template.heads import plain_head
from carriers.tracking.gathered import TEXTS, Gathered
from carriers.tracking.states import is_own
from routing.errors import Fault, InputError, Problem
from routing.intake.files.chunk import ROW, texts_of
from routing.intake.files.sheets import opened_sheets
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from routing.intake.files.chunk import Chunk, Opening, Sheet
    from routing.intake.files.sources import Source

_ENCODINGS: Final = ("utf-8", "gb18030", "cp1252")
_CHUNK_ROWS: Final = 1 << 17
_MOMENT_OF: Final = "_at"
"""Ending of a field that is the moment of one event: a row with several of them tells several scans."""
_NUMBERS: Final = ("tracking_number", "order_id", "other_number")
_TIMES: Final = ("at", "at_utc", "date")
_SAYS: Final = ("words", "state", "substate", "event")
_SHOWN: Final = 30


@frozen
class _Table:
    """A sheet, the row that is its head, and field -> index of its column."""

    sheet: Sheet
    opening: Opening
    places: Mapping[str, int]

    @property
    def moments(self) -> list[str]:
        """The fields that are the moment of one event."""
        return [name for name in self.places if name.endswith(_MOMENT_OF)]


def fields() -> tuple[str, ...]:
    """What a column of a table may hold, by name."""
    return tuple(_heads())


def tables_of(source: Source, columns: Mapping[str, str]) -> Iterator[Gathered]:
    """The scans of a table, one for each sheet of a workbook that holds any.

    Args:
        source: the file.
        columns: field -> head, for columns that are called otherwise.

    Raises:
        InputError: it cannot be read, or no sheet has the columns of scans.
    """
    with opened_sheets(source) as sheets:
        found = [table for sheet in sheets.all if (table := _table(sheet, columns)) is not None]
        if not found:
            raise InputError([Fault(source.name, "", _lacking(sheets.all, columns))])
        for table in found:
            yield _gathered(table)


def _table(sheet: Sheet, columns: Mapping[str, str]) -> _Table | None:
    """The first row of a sheet that has the columns of scans, of those that have most of them."""
    best: _Table | None = None
    for opening in sheet.openings():
        places = _places(opening.cells, columns)
        if _fits(places) and (best is None or len(places) > len(best.places)):
            best = _Table(sheet, opening, places)
    return best


def _fits(places: Mapping[str, int]) -> bool:
    one_scan = any(name in places for name in _TIMES) and any(name in places for name in _SAYS)
    several = any(name.endswith(_MOMENT_OF) for name in places)
    return any(name in places for name in _NUMBERS) and (one_scan or several)


def _places(cells: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Field -> index of its column: as told, else by the first of the field's heads that is there."""
    heads = [plain_head(cell) for cell in cells]
    found = {name: heads.index(plain_head(head)) for name, head in columns.items() if plain_head(head) in heads}
    if len(found) < len(columns):
        return {}
    for name, known in _heads().items():
        free = [at for head in known for at, own in enumerate(heads) if own == head and at not in found.values()]
        if free and name not in found:
            found[name] = free[0]
    return found


def _gathered(table: _Table) -> Gathered:
    frames: list[pl.DataFrame] = []
    problems: list[Problem] = []
    remarks: list[Reason] = []
    silent = 0
    name, places = table.sheet.name, table.places
    for chunk in table.sheet.chunks(table.opening, sorted(set(places.values())), _ENCODINGS, _CHUNK_ROWS):
        problems += _broken(name, table, chunk)
        remarks += chunk.warnings
        texts = texts_of(chunk, places)
        frames.append(_scans(texts, table))
        silent += texts.height - frames[-1][ROW].n_unique()
    if silent:
        remarks.append(Reason("tracking_read.rows_without_scan", n=silent, heads=_unread(table)))
    texts = pl.concat(frames) if frames else pl.DataFrame(schema=dict.fromkeys((*TEXTS, "column"), pl.String))
    rows, heads = texts[ROW] if frames else pl.Series(dtype=pl.Int64), texts["column"]
    return Gathered(
        name, "table", texts.select(TEXTS), lambda index: (rows[index], heads[index] or ""), tuple(problems),
        tuple(dict.fromkeys(remarks)),
    )  # fmt: skip


def _unread(table: _Table) -> tuple[str, ...]:
    """The heads of columns that nothing is read from."""
    read = set(table.places.values())
    heads = (cell.strip() for at, cell in enumerate(table.opening.cells) if at not in read)
    return tuple(filter(None, heads))[:_SHOWN]


def _scans(texts: pl.DataFrame, table: _Table) -> pl.DataFrame:
    """The rows of a chunk as scans, in the columns of ROW, TEXTS and `column` (the head of the moment)."""
    there = table.places
    texts = texts.with_columns(pl.lit(None, pl.String).alias(name) for name in _heads() if name not in there)
    own = is_own(texts["event"])
    texts = texts.with_columns(
        words=pl.coalesce("words", pl.when(~own).then("event")),
        state=pl.coalesce("state", pl.when(own).then("event")),
        at=_moment(),
    )
    head = table.opening.cells
    parts = []
    if any(name in there for name in _TIMES) and any(name in there for name in _SAYS):
        column = next(head[there[name]] for name in _TIMES if name in there)
        kept = texts
        if table.moments:  # a row of several moments need not have a last one
            kept = texts.filter(pl.col("at").is_not_null())
        parts.append(kept.select(ROW, *TEXTS, column=pl.lit(column.strip())))
    for name in table.moments:
        event = name.removesuffix(_MOMENT_OF)
        parts.append(
            texts.filter(pl.col(name).is_not_null()).select(
                ROW, "tracking_number", "other_number", "order_id", at=name, state=pl.lit(event),
                substate=pl.lit(None, pl.String), words=pl.lit(None, pl.String), place=pl.lit(None, pl.String),
                carrier="carrier", column=pl.lit(head[there[name]].strip()),
            )
        )  # fmt: skip
    return pl.concat(parts)


def _moment() -> pl.Expr:
    """The text of a row's moment: in UTC where a column says so, else day, hour and zone put together."""
    says_so = pl.col("at_utc").str.contains(r"(?:Z|[+-][0-9]{2}:?[0-9]{2})$")
    utc = pl.when(says_so).then("at_utc").otherwise(pl.concat_str("at_utc", pl.lit("Z")))
    hour_alone = pl.col("at").str.contains(r"^[0-9]{1,2}:[0-9]{2}")
    day = pl.when(hour_alone & pl.col("date").is_not_null()).then(pl.concat_str("date", pl.lit(" "), "at"))
    wall = pl.coalesce(day, "at", "date")
    offset = pl.col("zone").str.contains(r"^(?:UTC|GMT)? ?[+-][0-9]{1,2}(?::?[0-9]{2})?$|^(?:Z|UTC|GMT)$")
    bare = ~wall.str.contains(r"(?:Z|[+-][0-9]{2}:?[0-9]{2})$")
    return pl.coalesce(utc, pl.when(offset & bare).then(pl.concat_str(wall, pl.lit(" "), "zone")), wall)


def _broken(name: str, table: _Table, chunk: Chunk) -> Iterator[Problem]:
    for bad in chunk.broken:
        yield Problem(name, bad.row, "", "", bad.text, bad.code, bad.reason)
    for cell in chunk.faulty:
        yield Problem(name, cell.row, "", table.opening.cells[cell.column], cell.text, cell.code, cell.reason)


def _lacking(sheets: Sequence[Sheet], columns: Mapping[str, str]) -> Reason:
    """Why no row is a head: what was seen, and what is needed."""
    seen: list[str] = []
    for sheet in sheets:
        opening = next(iter(sheet.openings()), None)
        seen += [cell.strip() for cell in (opening.cells if opening else ()) if cell.strip()]
    missing = tuple(head for head in columns.values() if plain_head(head) not in {plain_head(cell) for cell in seen})
    if missing:
        return Reason("tracking_read.no_such_head", missing=missing, heads=tuple(seen[:_SHOWN]))
    return Reason("tracking_read.no_heads", heads=tuple(seen[:_SHOWN]))


@cache
def _heads() -> Mapping[str, tuple[str, ...]]:
    """Field -> the heads by which files call it, the surest first, as `plain_head` writes them."""
    path = resources.files("carriers") / "data/tracking/heads.csv"
    found: dict[str, list[str]] = {}
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["field"], []).append(plain_head(row["head"]))
    return {name: tuple(heads) for name, heads in found.items()}
