"""The orders of a run that are to be shipped, for label files and slips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carriers.shipment import COLUMNS, articles_of, shipments
from cli.run.reader import products_of, read_orders

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from carriers.shipment import Shipment


def orders_to_ship(run: Path, services: Collection[str] = ()) -> Iterator[Shipment]:
    """The run's assigned orders, one after another, those of one line completed by its product master.

    Args:
        run: the run directory.
        services: only orders of these services; empty: of all.

    Raises:
        InputError: the folder is no run, or one of its files is damaged or was edited.
    """
    return shipments(read_orders(run, COLUMNS), services, articles_of(products_of(run)))
