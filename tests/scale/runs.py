"""Small order files for tests of whole runs, and what a run leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "order_id,paid_at,country,weight_g,length_mm,width_mm,height_mm,value,currency"
COUNTRIES = ("US", "DE", "GB", "BR", "FR", "AU")
COMPARED = ("assignments.csv", "problems.csv", "problems.jsonl", "orders.parquet")
NOW = "2026-11-20T18:00:00+08:00"


@frozen
class Said:
    """What the command answered."""

    code: int
    out: str
    err: str


def order_lines(first: int, count: int) -> str:
    """Lines of orders with ids from `first` on; every 50th weighs nothing that can be read."""
    return "".join(
        f"N{number},2026-11-20T{number % 24:02d}:15:00+08:00,{COUNTRIES[number % 6]},"
        f"{'heavy' if number % 50 == 49 else 30 + number % 1900},{150 + number % 300},{100 + number % 100},"
        f"{10 + number % 80},{number % 40}.50,USD\n"
        for number in range(first, first + count)
    )


def write_orders(path: Path, first: int, count: int) -> Path:
    """A file of orders."""
    path.write_text(f"{HEADER}\n{order_lines(first, count)}", encoding="utf-8")
    return path


def write_four(folder: Path) -> list[Path]:
    """Four files: plain, with an order of the first, without orders, and plain again."""
    folder.mkdir()
    second = write_orders(folder / "b.csv", 100, 80)
    second.write_text(second.read_text() + order_lines(3, 1) + order_lines(120, 1))
    return [
        write_orders(folder / "a.csv", 0, 100),
        second,
        write_orders(folder / "c.csv", 0, 0),
        write_orders(folder / "d.csv", 300, 70),
    ]


def contents(run: Path) -> dict[str, bytes]:
    """The bytes of a run's files; run.json tells the time and is left out."""
    return {name: (run / name).read_bytes() for name in COMPARED}


def beside(run: Path) -> list[str]:
    """What stands beside a run directory."""
    return sorted(one.name for one in run.parent.iterdir() if one.name != run.name)
