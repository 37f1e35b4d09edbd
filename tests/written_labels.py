"""Orders routed and written as label files: what stands in the file, what is held, what is warned of."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen
from click.testing import CliRunner

from cli.day.route import command as route
from cli.labels.labels import command

if TYPE_CHECKING:
    from collections.abc import Mapping

CASES = Path(__file__).parent / "data" / "label_cases"
Rules = dict[str, list[str]]


@frozen
class Labels:
    """What `sampan labels` made of a run: the rows of the file by order, and the rules by order and level."""

    run: Path
    code: int
    rows: Mapping[str, list[dict[str, str]]] = field(factory=dict)
    held: Rules = field(factory=dict)
    warned: Rules = field(factory=dict)
    ways_out: Mapping[tuple[str, str], str] = field(factory=dict)
    err: str = ""


def routed(folder: Path, case: str, *more: str, products: str = "products.csv") -> Path:
    """A run of one case."""
    words = [str(CASES / case), "--products", str(CASES / products), "--now", "2026-11-20T08:00+08:00", *more]
    done = CliRunner().invoke(route, [*words, "--out", str(folder)], standalone_mode=False)
    assert done.exception is None, (done.exception, done.output)
    return folder


def labelled(run: Path, layout: str, key: str, *more: str) -> Labels:
    """The label file of a run in a layout; `key` is the header of its order number."""
    words = [str(run), "--layout", layout, "--type", "csv", "--fx", str(CASES / "fx.csv")]
    done = CliRunner().invoke(command, [*words, "--shop", str(CASES / "shop.toml"), *more])
    assert done.exit_code in {0, 1}, done.output
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    path = run / "labels" / f"{layout}.csv"
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                rows[row[key]].append(row)
    held: Rules = defaultdict(list)
    warned: Rules = defaultdict(list)
    ways_out = {}
    with (run / "labels" / "label_problems.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["layout"] == layout:
                (held if row["level"] == "held" else warned)[row["order"]].append(row["rule"])
                ways_out[row["order"], row["rule"]] = row["way out"]
    return Labels(run, done.exit_code, rows, held, warned, ways_out, done.stderr)


HUALEI = ("hualei", "客户单号")
YANWEN = ("yanwen", "订单号")
