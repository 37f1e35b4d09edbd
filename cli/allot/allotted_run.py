"""A run again, with the lines of moved orders as they are now."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from cli.output.files import atomic_folder
from cli.run.directory import ASSIGNMENTS, INPUTS, MANIFEST, ORDERS, OWN, copy_problems, hashes
from cli.run.manifest import language_of
from cli.run.moved import ALLOTMENT, keep_moved, moved_of
from cli.run.numbers import copy_numbers
from cli.run.reader import IN_PARCELS, intact, lines_of, orders_of
from cli.run.writer import guarded
from cli.words.sentences import sentence_in
from routing.allotment.moved_lines import MovedLines
from routing.orders import SCHEMA, OrderTable
from routing.run_order import ASSIGNED
from routing.values.dates import day
from routing.values.money import cny

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from routing.facts import Facts

_CAPS = "caps.toml"
_BOM = "\ufeff"
_CHUNK: Final = 65_536


def write_allotted(
    run: Path,
    out: Path,
    manifest: Mapping[str, Any],
    facts: Facts,
    moved: Mapping[str, str],
    caps: Path,
    told: Mapping[str, Any],
) -> None:
    """Writes the new run; the lines of moved orders are made anew, all others stay as they are.

    Args:
        run: the run that was allotted.
        out: the new one.
        manifest: of the run.
        facts: that it was decided by.
        moved: order -> the service it moves to.
        caps: the file of caps.
        told: the report, whose sums the manifest keeps.

    Raises:
        InputError: a file cannot be read or written.
    """
    on = day(manifest["on"], iso=True) if manifest["on"] else None
    moving = MovedLines(facts, on, sentence_in(language_of(manifest)))
    changed = moved.keys() | moved_of(run).keys()
    with atomic_folder(out, MANIFEST, OWN) as folder:
        shutil.copyfile(run / ORDERS, folder / ORDERS)
        copy_problems(run, folder)
        shutil.copytree(run / INPUTS, folder / INPUTS)
        copy_numbers(run, folder)
        keep_moved(folder / INPUTS / ALLOTMENT, moved)
        shutil.copyfile(caps, folder / INPUTS / _CAPS)
        lines = _new_lines(run, moving, moved, changed)
        services, tiers = _write_lines(run, folder, lines)
        files = {str(one.relative_to(folder / INPUTS).as_posix()): one for one in _files(folder / INPUTS)}
        basis = {service.code: service.basis for service in facts.services}
        kept = {
            **manifest,
            "inputs": {**manifest["inputs"], "facts": hashes(files)},
            "tiers": dict(sorted(tiers.items())),
            "services": [
                {"service": code, "orders": count, "price_cny": cny(fen), "basis": basis[code]}
                for code, (count, fen) in sorted(services.items())
            ],
            "allotment": {
                "of": str(run),
                **{name: told[name] for name in ("before_cny", "cost_cny", "bound_cny", "orders_moved")},
            },
        }
        (folder / MANIFEST).write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _files(folder: Path) -> list[Path]:
    return sorted(one for one in folder.rglob("*") if one.is_file())


def _new_lines(run: Path, moving: MovedLines, moved: Mapping[str, str], changed: set[str]) -> dict[str, dict[str, str]]:
    """The lines of some orders, by order as the file writes it, every cell as text."""
    found: dict[str, dict[str, str]] = {}
    with intact(run):
        for frame in orders_of(run).collect_batches(chunk_size=_CHUNK, maintain_order=True):
            some = frame.select(SCHEMA.names()).filter(pl.col("order_id").is_in(list(changed)))
            if some.height:
                text = guarded(moving.of(OrderTable(some), moved)).drop(IN_PARCELS[:2]).write_csv()
                found |= {line["order_id"]: line for line in csv.DictReader(io.StringIO(text, newline=""))}
    return found


def _write_lines(
    run: Path, folder: Path, new: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, tuple[int, int]], Counter[str]]:
    """Writes assignments.csv: orders and fen by service, and orders by tier, come back."""
    services: dict[str, tuple[int, int]] = {}
    tiers: Counter[str] = Counter()
    with (run / ASSIGNMENTS).open(encoding="utf-8", newline="") as source:
        bom = source.read(1) == _BOM
    with (folder / ASSIGNMENTS).open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        writer: csv.DictWriter[str] | None = None
        for line in lines_of(run):
            if writer is None:
                writer = csv.DictWriter(file, list(line), lineterminator="\n", extrasaction="ignore")
                writer.writeheader()
            now = {**line, **new.get(line["order_id"], {})}
            writer.writerow(now)
            if now["status"] == ASSIGNED:
                count, fen = services.get(now["service"], (0, 0))
                services[now["service"]] = count + 1, fen + int(now["price_cny"].replace(".", ""))
                tiers[now["tier"]] += 1
    return services, tiers
