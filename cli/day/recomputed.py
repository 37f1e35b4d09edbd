"""The lines of a finished run held against the exact path, a range of them at a time."""

from __future__ import annotations

from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from attrs import frozen

from cli.options.facts import FactPaths
from cli.run.directory import ASSIGNMENTS, INPUTS
from cli.run.manifest import language_of, read_manifest
from cli.run.moved import moved_of
from cli.run.reader import IN_PARCELS, intact, orders_of, records_of
from cli.words.sentences import sentence_in
from routing.errors import Fault, InputError
from routing.exact import parcel
from routing.landed import order as consignment
from routing.reason import Reason
from routing.values.dates import day
from routing.values.formulas import guard
from routing.verify import OWN_COLUMNS, Difference, Verifier

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_COLUMNS: Final = tuple(dict.fromkeys((*parcel.COLUMNS, *consignment.COLUMNS, *OWN_COLUMNS)))
"""What of an order decides its line."""
_AT_ONCE: Final = 4096
"""Lines of a range."""


@frozen
class LineRange:
    """So many lines of a run from the first on; `count` is None for all that follow, in whichever file."""

    first: int
    count: int | None


@frozen
class Recomputed:
    """What a range brought: its lines, the cells that differ, and the fault at which it ended, if any."""

    lines: int
    differences: tuple[Difference, ...]
    fault: InputError | None = None


def line_ranges(run: Path) -> list[LineRange]:
    """The lines of a run in ranges that can be recomputed side by side; one at least.

    Raises:
        InputError: the orders are missing or damaged.
    """
    frame = orders_of(run)
    with intact(run):
        count = frame.select(pl.len()).collect().item()
    ranges = [LineRange(first, _AT_ONCE) for first in range(0, max(count, 1), _AT_ONCE)]
    return [*ranges[:-1], LineRange(ranges[-1].first, None)]


class Recomputing:
    """Recomputes ranges of a run's lines; ranges in their order are read without a look back."""

    def __init__(self, run: Path) -> None:
        """Reads the facts.

        Raises:
            InputError: the folder is no run, or a file of it is missing or damaged.
        """
        manifest = read_manifest(run)
        on, words = manifest["on"], sentence_in(language_of(manifest))
        facts = FactPaths.snapshot(run / INPUTS).load()
        self._run = run
        self._verifier = Verifier(facts, day(on, iso=True) if on else None, words, moved_of(run))
        self._orders = orders_of(run)
        with intact(run):
            names = self._orders.collect_schema()
        self._wanted = [*_COLUMNS, *(name for name in IN_PARCELS[:2] if name in names)]
        self._begin()

    def __call__(self, part: LineRange) -> Recomputed:
        """Every line of a range against the exact path."""
        found: list[Difference] = []
        lines = 0
        try:
            for written, order in self._pairs(part):
                lines += 1
                found += self._verifier.differences(order, written, guard)
        except InputError as error:
            return Recomputed(lines, tuple(found), error)
        return Recomputed(lines, tuple(found))

    def _pairs(self, part: LineRange) -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
        """The lines with their orders.

        Raises:
            InputError: one of the files is damaged, or they do not end together.
        """
        for written, order in zip_longest(self._written(part), self._rows(part)):
            if written is None or order is None:
                raise InputError([Fault(str(self._run), "", Reason("run.lengths_differ", file=ASSIGNMENTS))])
            yield written, order

    def _begin(self) -> None:
        """Goes to the first line."""
        self._records = records_of(self._run)
        self._names, self._at = next(self._records), 0

    def _written(self, part: LineRange) -> Iterator[dict[str, str]]:
        if part.first < self._at:
            self._begin()
        self._at += sum(1 for _ in islice(self._records, part.first - self._at))
        for cells in islice(self._records, part.count):
            self._at += 1
            yield dict(zip(self._names, cells, strict=False))

    def _rows(self, part: LineRange) -> Iterator[dict[str, Any]]:
        """The orders; all columns are read, so that damage to any is met."""
        first, count = part.first, part.count
        with intact(self._run):
            while True:
                rows = self._orders.slice(first, _AT_ONCE if count is None else count).collect()
                yield from rows.select(self._wanted).iter_rows(named=True)
                if count is not None or rows.height < _AT_ONCE:
                    return
                first += _AT_ONCE
