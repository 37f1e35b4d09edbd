"""The list of articles some carriers want before the orders: one row per article number, the same for every order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carriers.finding import HELD, Finding
from carriers.labels.order_rows import order_rows
from routing.reason import Reason

if TYPE_CHECKING:
    from carriers.labels.file_setup import FileSetup
    from carriers.shipment import Shipment


class SkuList:
    """Rows by article number.  An article sold at several prices has the highest: no order is declared below."""

    def __init__(self, setup: FileSetup) -> None:
        self._setup = setup
        columns = setup.layout.columns
        self._key = next(at for at, column in enumerate(columns) if column.field == "item.sku")
        self._values = {at for at, column in enumerate(columns) if column.field.endswith("_value")}
        self._rows: dict[str, list[str]] = {}
        self._order = ""
        self._last_rows: list[list[str]] = []

    def conflicts(self, shipment: Shipment) -> list[Finding]:
        """What keeps the order's articles off the list: a broken rule, or other facts under a number listed before."""
        rendered = order_rows(shipment, self._setup)
        self._order, self._last_rows = shipment.order_id, rendered.rows
        conflicts = [
            finding for finding in rendered.findings if finding.level == HELD or finding.rule == "VALUE_ROUNDED_UP"
        ]
        mine: dict[str, list[str]] = {}
        for row in rendered.rows:
            other = self._rows.get(row[self._key]) or mine.setdefault(row[self._key], row)
            for at, (here, there) in enumerate(zip(row, other, strict=True)):
                if here != there and at not in self._values:
                    header = self._setup.layout.columns[at].header
                    reason = Reason("label.sku_conflict", sku=row[self._key], listed=there)
                    conflicts.append(Finding(shipment.order_id, header, here, "SKU_CONFLICT", reason))
        return conflicts

    def add(self, shipment: Shipment) -> None:
        """Takes in the articles of the order whose conflicts were asked for last."""
        if self._order != shipment.order_id:
            raise AssertionError("ask for an order's conflicts before adding it")
        for row in self._last_rows:
            listed = self._rows.setdefault(row[self._key], row)
            for at in self._values:
                listed[at] = max(listed[at], row[at], key=float)

    def rows(self) -> list[list[str]]:
        """The list, in the order in which the articles were first met."""
        return list(self._rows.values())
