"""A run's orders packed: slips, pick list, hand-over lists and bag tags, for the commands that write them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, BinaryIO

from carriers.finding import HELD
from carriers.labels.order_findings import ask_first
from carriers.labels.papers.handover import HandoverList
from carriers.labels.papers.pick import COLUMNS, Ask, PickList
from carriers.labels.protect import guard
from carriers.labels.slips.slips import SlipWriter
from cli.labels.orders import shelves_of
from cli.labels.reports import SLIPS
from cli.words import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from carriers.finding import Finding
    from carriers.labels.tally import Result
    from carriers.shipment import Shipment
    from cli.labels.opened import AskedRun, OpenRun

    Held = Mapping[str, Sequence[Mapping[str, str]]]


class Packing:
    """What is packed today: takes the orders one after another, and writes the papers when all are there."""

    def __init__(self, asked: AskedRun, run: OpenRun, size: str = "100x150", held: Held | None = None) -> None:
        """For an open run.

        Args:
            asked: the run.
            run: the same, opened.
            size: of the slips.
            held: orders that are held back already, with the lines of the report; see `reports.held_before`.
        """
        self.asks: dict[str, Ask] = {}
        self.slips = SlipWriter(
            size, asked.shop, asked.rates, asked.on, self.report, run.take, sentence, asked.checked
        )  # fmt: skip
        self._asked = asked
        self._run = run
        self._held = held or {}
        self._service = ""

    def report(self, finding: Finding, layout: str = SLIPS) -> None:
        """Takes a finding into the report, and what holds or asks into the list of what is not sent yet."""
        self._run.reports.add(finding, layout)
        first = ask_first(finding.rule)
        if finding.order_id and (finding.level == HELD or first):
            self.ask(finding.order_id, sentence(finding.reason), held=finding.level == HELD, first=first)

    def ask(self, order_id: str, why: str, *, held: bool, first: bool) -> None:
        """Adds a reason why an order does not go as it is."""
        before = self.asks.get(order_id) or Ask(order_id, self._service, (), held=False, first=False)
        reasons = tuple(dict.fromkeys((*before.why, why)))
        self.asks[order_id] = Ask(
            order_id, self._service, reasons, held=before.held or held, first=before.first or first
        )  # fmt: skip

    def follow(self, shipment: Shipment) -> None:
        """Notes whose findings come now."""
        self._service = shipment.service

    def add(self, shipment: Shipment) -> bool:
        """Packs one order; False where it is held back."""
        self.follow(shipment)
        for line in self._held.get(shipment.order_id, ()):
            self.ask(shipment.order_id, line["way out"], held=True, first=ask_first(line["rule"]))
        if shipment.order_id in self._held:
            return False
        return self.slips.add(shipment)

    def write_slips(self, target: Path) -> Result:
        """Writes slips and invoices."""
        return self.slips.finish(lambda number, kind: self._run.labels.open(target, number, f"-{kind}" if kind else ""))

    def write_pick(self, target: Path) -> list[dict[str, Any]]:
        """Writes the pick list, as a PDF and as a table beside it; what was written."""
        pick = PickList(shelves_of(self._asked.run_dir))
        for shipment in self.slips.shipments:
            pick.add(shipment)
        asks = sorted(self.asks.values(), key=lambda ask: (ask.service, ask.order_id))
        pages = self._file(target, lambda file: pick.write(file, self._asked.on, asks))
        rows = pick.rows()
        table = io.StringIO(newline="")
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([guard(str(row[name])) for name in COLUMNS] for row in rows)
        self._file(target.with_suffix(".csv"), lambda file: file.write(table.getvalue().encode("utf-8-sig")))
        return [
            {"file": str(target), "orders": pick.orders, "rows": pages},
            {"file": str(target.with_suffix(".csv")), "orders": pick.orders, "rows": len(rows)},
        ]

    def write_handover(self, target: Path, tags: Path, bag_g: int | None) -> list[dict[str, Any]]:
        """Writes the hand-over lists and the bags' tags; what was written."""
        handover = HandoverList(self._asked.shop, self._asked.on)
        for shipment in self.slips.shipments:
            handover.add(shipment, self._run.take(shipment) or "")
        if not handover.by_carrier:
            return []
        orders = sum(map(len, handover.by_carrier.values()))
        pages = self._file(target, handover.write)
        bags = handover.bags(bag_g)
        self._file(tags, lambda file: handover.write_tags(file, bags))
        return [
            {"file": str(target), "orders": orders, "rows": pages},
            {"file": str(tags), "orders": orders, "rows": len(bags)},
        ]

    def _file(self, target: Path, write: Callable[[BinaryIO], int]) -> int:
        with self._run.labels.open(target) as file:
            return write(file)
