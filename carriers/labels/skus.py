"""The list of articles some carriers want before the orders: one row per article number, the same for every order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carriers.finding import HELD, Finding
from carriers.labels.order_rows import tell

if TYPE_CHECKING:
    from carriers.labels.setting import Setting
    from carriers.shipment import Shipment


class SkuList:
    """Rows by article number.  An article sold at several prices has the highest: no order is declared below."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        columns = setting.layout.columns
        self._key = next(at for at, column in enumerate(columns) if column.field == "item.sku")
        self._values = {at for at, column in enumerate(columns) if column.field.endswith("_value")}
        self._rows: dict[str, list[str]] = {}
        self._order = ""
        self._told: list[list[str]] = []

    def conflicts(self, shipment: Shipment) -> list[Finding]:
        """What keeps the order's articles off the list: a broken rule, or other facts under a number listed before."""
        telling = tell(shipment, self._setting)
        self._order, self._told = shipment.order_id, telling.rows
        found = [finding for finding in telling.findings if finding.level == HELD]
        before = dict(self._rows)
        for row in telling.rows:
            other = before.setdefault(row[self._key], row)
            for at, (here, there) in enumerate(zip(row, other, strict=True)):
                if here != there and at not in self._values:
                    header = self._setting.layout.columns[at].header
                    way_out = (
                        f"Article {row[self._key]} is listed with {there!r}. Make the product master say one thing."
                    )
                    found.append(Finding(shipment.order_id, header, here, "SKU_CONFLICT", way_out))
        return found

    def add(self, shipment: Shipment) -> None:
        """Takes in the articles of the order whose conflicts were asked for last."""
        if self._order != shipment.order_id:
            raise AssertionError("ask for an order's conflicts before adding it")
        for row in self._told:
            listed = self._rows.setdefault(row[self._key], row)
            for at in self._values:
                listed[at] = max(listed[at], row[at], key=float)

    def rows(self) -> list[list[str]]:
        """The list, in the order in which the articles were first met."""
        return list(self._rows.values())
