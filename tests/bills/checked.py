"""Days of the invented forwarder, and the tables that a check writes."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from attrs import frozen
from contract import Parcel, write_cards, write_orders
from in_process import Done, run

if TYPE_CHECKING:
    from pathlib import Path

SEED = 7


@frozen
class Day:
    """The parcels of a day and the run that routed them."""

    parcels: list[Parcel]
    folder: Path
    cards: Path


def route(folder: Path, sent: list[Parcel]) -> Day:
    """The parcels routed by the forwarder's cards."""
    write_cards(folder / "cards")
    write_orders(folder / "orders.csv", sent)
    done = run(
        "route", folder / "orders.csv", "--cards", folder / "cards", "--policy", "cheapest", "--on", "2026-11-19",
        "--now", "2026-11-19T09:00:00+08:00", "--out", folder / "run",
    )  # fmt: skip
    assert done.code == 0, done.err
    return Day(sent, folder / "run", folder / "cards")


def check_by_map(folder: Path, day: Day, bill: str) -> Done:
    """A bill of the folder, checked by its map.toml against the day; what is written stands in its out."""
    return run(
        "bill", "check", folder / bill, "--run", day.folder, "--map", folder / "map.toml", "--out", folder / "out"
    )


def lines_of(out: Path, name: str = "lines.csv") -> list[dict[str, str]]:
    """The rows of a table that a check wrote."""
    with (out / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
