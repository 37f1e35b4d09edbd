"""The two reports beside label files: label_problems.csv (held back, doubtful) and label_notes.csv (good to know)."""

from __future__ import annotations

import csv
import io
from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from carriers.finding import NOTE
from carriers.labels.protect import guard
from cli.output.files import atomic_file
from cli.words import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from carriers.finding import Finding
    from carriers.shipment import Shipment

COLUMNS = ("order", "field", "value", "rule", "way out", "level", "layout", "service")
PROBLEMS, NOTES = "label_problems.csv", "label_notes.csv"


class Reports:
    """Takes findings as they come.  Lines of other layouts, and of services not written now, stay as they were."""

    def __init__(self, folder: Path, layout: str, services: tuple[str, ...]) -> None:
        self._folder = folder
        self._layout = layout
        self._services = services
        self._files = ExitStack()
        self._service = ""  # of the order whose findings come now
        self.seen: Counter[str] = Counter()
        """Orders by service, as far as they have come."""

    def __enter__(self) -> Self:
        self._texts = [self._open(name) for name in (PROBLEMS, NOTES)]
        self._writers = [csv.writer(text, lineterminator="\n") for text in self._texts]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            for text in self._texts:
                text.detach()  # flushed; the binary file is closed, and named, by atomic_file()
        self._files.__exit__(kind, error, at)

    def follow(self, shipments: Iterable[Shipment]) -> Iterator[Shipment]:
        """The same orders, one after another, each counted, its service noted for its findings."""
        for shipment in shipments:
            self._service = shipment.service
            self.seen[shipment.service] += 1
            yield shipment

    def add(self, finding: Finding) -> None:
        """Writes one finding."""
        writer = self._writers[finding.level == NOTE]
        cells = (
            finding.order_id,
            finding.field,
            finding.value,
            finding.rule,
            sentence(finding.reason),
            finding.level,
            self._layout,
            self._service,
        )
        writer.writerow([guard(cell) for cell in cells])

    def _open(self, name: str) -> io.TextIOWrapper:
        path = self._folder / name
        file = io.TextIOWrapper(self._files.enter_context(atomic_file(path)), encoding="utf-8-sig", newline="")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(self._kept(path))
        return file

    def _kept(self, path: Path) -> Iterator[list[str]]:
        if not path.exists():
            return
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            next(reader, None)
            for row in reader:
                mine = len(row) == len(COLUMNS) and row[6] == self._layout
                if not (mine and (not self._services or row[7] in self._services)):
                    yield row
