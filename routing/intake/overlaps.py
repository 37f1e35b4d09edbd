"""Orders that several files, or distant parts of one, tell of: which of the places knows the latest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from attrs import evolve, frozen

from routing.intake.cells import fields
from routing.intake.cells.ledger import Ledger
from routing.intake.columns.skips import reasons
from routing.intake.files.chunk import ROW, texts_of
from routing.intake.market.lines import ORDER
from routing.intake.market.lost_lines import lost_lines, shown_ids
from routing.intake.market.market import lost_rows, sort_rows
from routing.intake.read import opened_files
from routing.intake.seen.seen import Seen
from routing.intake.seen.verdict import Verdict
from routing.place import Place
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from routing.intake.files.chunk import Broken, Chunk
    from routing.intake.files.find import OrderFile
    from routing.intake.reading import Reading
    from routing.intake.source_file import SourceFile

_IDENTITY = ("paid_at", "country", "postcode", "name")
"""What two places must not tell differently, if both are of one order."""

Cells = tuple[Any, ...]


@frozen
class _Place:
    """What one place tells of an order."""

    file: str
    row: int
    skip: str | None
    """Why the order is done; None where it is to ship."""
    lines: tuple[Cells, ...]
    """The cells of its rows to ship."""
    articles: frozenset[Cells]
    identity: Cells
    known_at: datetime | None
    """The latest of the order's own times."""
    file_at: datetime | None
    """The latest time in the whole file."""

    @property
    def told(self) -> Place:
        """File and row, as they are shown."""
        return Place(file=self.file, row=self.row)

    def agrees(self, other: _Place) -> bool:
        """Whether both tell the same."""
        return (self.skip, self.lines) == (other.skip, other.lines)

    def newer(self, other: _Place) -> bool:
        """Whether this place is later for certain: by the order's own times, else by those of the files."""
        for mine, theirs in ((self.known_at, other.known_at), (self.file_at, other.file_at)):
            if mine is None or theirs is None:
                return False
            if mine != theirs:
                return mine > theirs
        return False

    def holds(self, other: _Place) -> bool:
        """Whether it may stand for the other: the same buyer, and no article less unless the order is done."""
        pairs = zip(self.identity, other.identity, strict=True)
        same = all(mine == theirs for mine, theirs in pairs if mine is not None and theirs is not None)
        return same and (self.skip is not None or other.articles <= self.articles)


def settled(files: Iterable[OrderFile], how: Reading, contested: Collection[str]) -> dict[str, Verdict]:
    """What is to be made of orders that came up in more than one place, once all places are looked at.

    The latest knowledge counts, by the times of the files.  Places that tell the same are one; where it cannot be told
    which is later, or the later one has lost an article, all are refused.

    Args:
        files: those of the run, each of which can be read again; of one read in ranges, the ranges with such orders.
        how: as they were read.
        contested: the ids.

    Raises:
        InputError: a file cannot be used at all.
    """
    told: dict[str, list[tuple[str, _Place]]] = {}
    lost: dict[tuple[str, str], Broken] = {}
    for source, chunks in opened_files(files, how, Seen()):
        in_source = told.setdefault(source.file, [])
        for chunk in chunks:
            in_source.extend(_places(chunk, source, contested))
            for order_id, bad in _lost(chunk, source, contested):
                lost.setdefault((source.file, order_id), bad)
    places: dict[str, list[_Place]] = {}
    for in_file in told.values():
        file_at = max((place.file_at for _, place in in_file if place.file_at is not None), default=None)
        for order_id, place in in_file:
            places.setdefault(order_id, []).append(evolve(place, file_at=file_at))
    return {order_id: _held(_verdict(order_id, known), order_id, known, lost) for order_id, known in places.items()}


def _held(verdict: Verdict, order_id: str, places: Sequence[_Place], lost: Mapping[tuple[str, str], Broken]) -> Verdict:
    """The verdict, but a refusal where the place that counts, or any if none does, has lost a line of the order."""
    if verdict.skip is not None:
        return verdict
    files = [place.file for place in places] if verdict.counts is None else [verdict.counts[0]]
    bad = next((lost[file, order_id] for file in files if (file, order_id) in lost), None)
    if bad is None:
        return verdict
    return Verdict(None, bad.code, Reason("lines.lost", order_id=order_id, row=bad.row))


def _lost(chunk: Chunk, source: SourceFile, contested: Collection[str]) -> Iterator[tuple[str, Broken]]:
    """The rows of a chunk that cannot be read, with each of the contested orders that they may be lines of."""
    if source.profile.by_order or not chunk.broken:
        return
    for bad, concerned, _ in lost_lines(lost_rows(chunk, source), sort_rows(chunk, source), source.profile):
        for order_id in {*shown_ids(bad), *(line.order_id for line in concerned)}:
            if order_id in contested:
                yield order_id, bad


def _verdict(order_id: str, places: Sequence[_Place]) -> Verdict:
    first = next((place for place in places if place.skip is None), places[0])
    if all(place.agrees(first) for place in places):
        reason = Reason("order_id.read_before", order_id=order_id, file=first.file, row=first.row)
        return Verdict((first.file, first.row), "DUPLICATE_ORDER", reason)
    for place in places:
        others = [other for other in places if not other.agrees(place)]
        if all(place.newer(other) and place.holds(other) for other in others):
            reason = Reason("order_id.newer_elsewhere", order_id=order_id, place=place.told)
            return Verdict((place.file, place.row), "DUPLICATE_ORDER", reason, place.skip)
    names = tuple(place.told for place in places)
    return Verdict(None, "CONTRADICTION", Reason("order_id.contradictory", order_id=order_id, places=names))


def _places(chunk: Chunk, source: SourceFile, contested: Collection[str]) -> Iterator[tuple[str, _Place]]:
    """What a chunk tells of the contested orders."""
    if source.profile.by_order:
        rows = texts_of(chunk, source.places)
        ledger = Ledger(source.file, rows[ROW], rows["order_id"], source.headers)
        skip = reasons(rows, source.profile, ledger, source.decimal, line=False)
        rows = rows.with_row_index(ORDER).with_columns(is_line=pl.lit(value=True))
    else:
        grouped = sort_rows(chunk, source)
        rows, skip = grouped.rows, grouped.skip
    rows = rows.with_columns(skip.alias("skip"))
    file_at = _latest(rows, source)
    named = rows.filter(pl.col("order_id").is_in(list(contested)))
    for order in named.partition_by(ORDER, maintain_order=True):
        live = order.filter(pl.col("skip").is_null() & pl.col("is_line"))
        why = order["skip"].drop_nulls()
        if not live.height and (not len(why) or why[0] in source.profile.open_reasons):
            continue
        cells = sorted(name for name in source.places if name not in {"order_id", "line_id"})
        yield (
            order["order_id"][0],
            _Place(
                file=source.file,
                row=order[ROW][0],
                skip=None if live.height else why[0],
                lines=tuple(sorted(live.select(cells).iter_rows(), key=str)),
                articles=frozenset(live.select(_articles(live)).iter_rows()),
                identity=tuple(_first(order, name) for name in _IDENTITY),
                known_at=_latest(order, source),
                file_at=file_at,
            ),
        )


def _articles(rows: pl.DataFrame) -> list[str]:
    """The columns by which an article is known."""
    return [name for name in ("sku", "items") if name in rows.columns]


def _first(rows: pl.DataFrame, name: str) -> str | None:
    """The first text of a column, None where there is none."""
    return next(iter(rows[name].drop_nulls()), None) if name in rows.columns else None


def _latest(rows: pl.DataFrame, source: SourceFile) -> datetime | None:
    """The latest time in the columns by which the marketplace's file can be dated."""
    latest: list[datetime] = []
    for name in source.profile.clock:
        if name in rows.columns:
            moments = fields.moments(rows[name].unique(), source.zone, source.profile.times).values.drop_nulls()
            latest += [moment for moment in [moments.max()] if moment is not None]  # type: ignore[misc]
    return max(latest, default=None)
