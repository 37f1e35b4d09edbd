"""The two reports beside label files: label_problems.csv (held back, doubtful) and label_notes.csv (good to know)."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import Counter
from contextlib import ExitStack
from itertools import count
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Self

import click
import polars as pl

from carriers.finding import HELD, NOTE
from carriers.labels.protect import guard
from carriers.labels.tables.csv_text import guarded, lines_of, texts_frame
from cli.words import said, sentence
from cli.words.stored import stored, told_again
from routing.values.formulas import unguarded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from carriers.finding import Finding
    from carriers.labels.columns.table import ShipmentTable
    from carriers.shipment import Shipment
    from cli.labels.files import LabelSet

COLUMNS = ("order", "field", "value", "rule", "way out", "level", "layout", "service")
SLIPS = "slips"
"""What the report's lines of slips and papers are called, in the column of layouts."""
PROBLEMS, NOTES = "label_problems.csv", "label_notes.csv"
REASONS = ".label_problems.jsonl"
"""Beside label_problems.csv: its cells but the way out, with the reason of it, which any language can tell."""
_ESCAPED: Final = r'["\\\x00-\x1f]'
"""Signs that JSON writes otherwise."""
_WAY_OUT = COLUMNS.index("way out")
_REASON_LINE = pl.concat_str(
    pl.lit('{"line": ['), "order", pl.lit(", "), "middle", pl.lit(", "), "service", pl.lit('], "reason": '), "reason",
    pl.lit("}\n"),
)  # fmt: skip
"""A line of REASONS of its parts, as `_reason_line` writes it."""


class Reports:
    """Takes findings as they come.  Lines of other layouts, and of services not written now, stay as they were."""

    def __init__(self, folder: Path, labels: LabelSet, layouts: Collection[str], services: Collection[str]) -> None:
        """`layouts`: whose lines are written anew; none: the reports stay as they are, and take no finding."""
        self._folder = folder
        self._labels = labels
        self._layouts = tuple(layouts)
        self._services = services
        self._files = ExitStack()
        self._service = ""  # of the order whose findings come now
        self.seen: Counter[str] = Counter()
        """Orders by service, as far as they have come."""

    def __enter__(self) -> Self:
        self._texts = [self._open(name) for name in (PROBLEMS, NOTES)]
        self._writers = [csv.writer(text, lineterminator="\n") for text in self._texts]
        self._reasons = self._open_reasons()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            for text in self._texts:
                text.detach()  # flushed; the binary file is named with the others
        self._files.__exit__(kind, error, at)

    def follow(self, shipments: Iterable[Shipment]) -> Iterator[Shipment]:
        """The same orders, one after another, each counted, its service noted for its findings."""
        for shipment in shipments:
            self._service = shipment.service
            self.seen[shipment.service] += 1
            yield shipment

    def name(self, service: str) -> None:
        """Notes the service whose findings come now, where orders are not followed."""
        self._service = service

    def add(self, finding: Finding, layout: str = "") -> None:
        """Writes one finding; `layout` is what it is of, else the first."""
        if not self._layouts:
            return
        writer = self._writers[finding.level == NOTE]
        cells = (
            finding.order_id,
            finding.field,
            finding.value,
            finding.rule,
            sentence(finding.reason),
            finding.level,
            layout or self._layouts[0],
            self._service if finding.order_id else "",
        )
        line = [guard(cell) for cell in cells]
        writer.writerow(line)
        if finding.level != NOTE:
            self._reasons.write(_reason_line(_key(line), stored(finding.reason)))

    def _open_reasons(self) -> BinaryIO:
        """The reasons of the lines that come, behind those of the lines that stay."""
        stay = {_key(row) for row in self._kept(self._folder / PROBLEMS, quietly=True)}
        file = self._files.enter_context(self._labels.report(REASONS))
        file.writelines(_reason_line(key, one) for key, one in reasons_of(self._folder).items() if key in stay)
        return file

    def add_many(self, orders: pl.DataFrame, found: pl.DataFrame, kept: Sequence[Finding], layout: str = "") -> None:
        """Writes the findings of many orders.

        Args:
            orders: `order_id` and `service` of each.
            found: `order`, a row's number there, and `finding`, one's number in `kept`.
            kept: the findings.
            layout: what they are of; "": the first.
        """
        if not self._layouts or not found.height:
            return
        of = layout or self._layouts[0]
        cells = texts_frame(
            [(one.field, one.value, one.rule, sentence(one.reason), one.level, of) for one in kept], len(COLUMNS) - 2
        ).select(guarded(pl.all()))
        ends = orders.select(guarded(pl.col("order_id", "service")))
        at, number = found["order"], found["finding"]
        parts = pl.DataFrame(
            [
                lines_of(ends.select("order_id"), ",", "").gather(at).alias("order"),
                lines_of(cells, ",", "").gather(number).alias("middle"),
                lines_of(ends.select("service"), ",", "").gather(at).alias("service"),
            ]
        )
        lines = parts.select(pl.concat_str(pl.all(), separator=",")).to_series()
        notes = pl.Series([one.level == NOTE for one in kept], dtype=pl.Boolean).gather(number)
        for text, mask in zip(self._texts, (~notes, notes), strict=True):
            if mask.any():
                text.write("\n".join([*lines.filter(mask), ""]))
        self._add_reasons(ends, found.filter(~notes), cells, kept)

    def _add_reasons(
        self, ends: pl.DataFrame, found: pl.DataFrame, cells: pl.DataFrame, kept: Sequence[Finding]
    ) -> None:
        """The reasons of those lines, as `add` writes them."""
        if not found.height:
            return
        reasons = ["" if one.level == NOTE else _json(stored(one.reason)) for one in kept]
        told = [_json_texts(one) for name, one in zip(cells.columns, cells.iter_columns(), strict=True)
                if name != str(_WAY_OUT - 1)]  # fmt: skip
        middle = pl.DataFrame(told).select(pl.concat_str(pl.all(), separator=", ")).to_series()
        names = [_json_texts(ends[name]) for name in ("order_id", "service")]
        at, number = found["order"], found["finding"]
        lines = pl.DataFrame(
            [
                names[0].gather(at).alias("order"),
                middle.gather(number).alias("middle"),
                names[1].gather(at).alias("service"),
                pl.Series(reasons, dtype=pl.String).gather(number).alias("reason"),
            ]
        ).select(_REASON_LINE)
        self._reasons.write("".join(lines.to_series()).encode("utf-8", "replace"))

    def follow_many(self, tables: Iterable[ShipmentTable]) -> Iterator[ShipmentTable]:
        """The same orders, many after many, each counted."""
        for table in tables:
            services = table.frame["service"]
            for service, orders in services.value_counts(sort=False).rows():
                self.seen[service] += orders
            self._service = services[-1] if len(services) else self._service
            yield table

    def _open(self, name: str) -> io.TextIOWrapper:
        path = self._folder / name
        file = io.TextIOWrapper(
            self._files.enter_context(self._labels.report(name)), encoding="utf-8-sig", newline="", write_through=True
        )
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(self._kept(path))
        return file

    def _kept(self, path: Path, *, quietly: bool = False) -> Iterator[list[str]]:
        """The lines of other layouts and services; a report that is none any more is kept aside, and said so once."""
        if not path.exists():
            return
        rows = _rows_of(path)
        if rows is None and quietly:
            return
        if rows is None:
            aside = next(name for number in count(1) if not (name := path.with_name(f"{path.name}.{number}")).exists())
            shutil.copyfile(path, aside)
            told = said(
                "{file} is no report any more: it is kept as {aside}, and begun anew.", file=path, aside=aside.name
            )
            click.echo(told, err=True)
            return
        for row in rows:
            mine = row[6] in self._layouts
            if not (mine and (not self._services or row[7] in self._services or not row[7])):
                yield row


def reasons_of(folder: Path) -> dict[tuple[str, ...], Any]:
    """The cells of a line of label_problems.csv but its way out -> the reason of that, as it is stored."""
    found: dict[tuple[str, ...], Any] = {}
    try:
        for line in (folder / REASONS).read_bytes().splitlines():
            told = json.loads(line)
            found[tuple(map(str, told["line"]))] = told["reason"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return found


def way_out(line: Mapping[str, str], reasons: Mapping[tuple[str, ...], Any]) -> str:
    """The way out of a line of the report in the reader's language; "" where its reason was not kept."""
    return told_again(reasons.get(tuple(line[name] for name in COLUMNS if name != COLUMNS[_WAY_OUT])))


def _key(line: Sequence[str]) -> tuple[str, ...]:
    return (*line[:_WAY_OUT], *line[_WAY_OUT + 1 :])


def _reason_line(key: Sequence[str], reason: Any) -> bytes:
    return _json({"line": key, "reason": reason}).encode("utf-8", "replace") + b"\n"


def _json(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False)


def _json_texts(texts: pl.Series) -> pl.Series:
    """Each text as `_json` writes it."""
    made = ('"' + texts + '"').alias(texts.name)
    odd = texts.str.contains(_ESCAPED).arg_true()
    return made.scatter(odd, [_json(text) for text in texts.gather(odd)]) if odd.len() else made


def held_before(folder: Path) -> dict[str, list[dict[str, str]]]:
    """Order id -> the lines of the report that held it back when its carrier's file was written."""
    path = folder / PROBLEMS
    rows = (_rows_of(path) if path.exists() else None) or []
    held: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        line = dict(zip(COLUMNS, map(unguarded, row), strict=True))
        if line["level"] == HELD and line["layout"] != SLIPS and line["order"]:
            held.setdefault(line["order"], []).append(line)
    return held


def _rows_of(path: Path) -> list[list[str]] | None:
    """The rows of a report as people and spreadsheets may have saved it; None where it cannot be read as one."""
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        for delimiter in (",", ";", "\t"):
            try:
                rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
            except csv.Error:
                continue
            if rows and tuple(rows[0]) == COLUMNS:
                return [row for row in rows[1:] if len(row) == len(COLUMNS)]
    return None
