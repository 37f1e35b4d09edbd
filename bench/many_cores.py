"""One large file by one process and by several, in turn: the same bytes, wall time and processor time.

python bench/many_cores.py [ROWS] [WORKERS] [ROUNDS]

Run it on a machine that does nothing else: the gain in wall time is that of free processors.
"""

from __future__ import annotations

import filecmp
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generate import write

_COMPARED = ("assignments.csv", "problems.csv", "orders.parquet")
_NOW = "2026-11-20T18:00:00+08:00"


def _measured(orders: Path, out: Path, *more: str) -> tuple[float, float]:
    """Wall and processor seconds of a whole run, its processes and their start included."""
    command = [sys.executable, "-m", "cli.main", "route", str(orders), "--out", str(out), "--now", _NOW, *more]
    before, begun = os.times(), time.perf_counter()
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    took, after = time.perf_counter() - begun, os.times()
    if done.returncode > 1:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}")
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return took, spent


def main() -> None:
    """Prints both ways side by side; fails where a byte differs."""
    rows, workers, rounds = (*map(int, sys.argv[1:]), *(4_000_000, 2, 3)[len(sys.argv) - 1 :])
    one, several = [], []
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        orders = Path(folder) / "orders.csv"
        write(orders, rows)
        for _ in range(rounds):
            one.append(_measured(orders, Path(folder) / "one"))
            several.append(_measured(orders, Path(folder) / "several", "--workers", str(workers)))
            for name in _COMPARED:
                assert filecmp.cmp(Path(folder) / "one" / name, Path(folder) / "several" / name, shallow=False), name
    pairs = zip(one, several, strict=True)
    wall, spent = zip(*((mine[0] / theirs[0], theirs[1] / mine[1]) for mine, theirs in pairs), strict=True)
    for name, found in (("one process", one), (f"--workers {workers}", several)):
        took, used = min(found)
        print(f"{name}: {took:.1f} s, {used:.1f} s of processors, {used / took:.2f} of them at work")
    print(f"{rows:,} orders, every byte the same: {max(wall):.2f} x as fast (aim on two free cores 1.5),")
    print(f"{min(spent):.2f} x the processor time (aim at most 1.25)")


if __name__ == "__main__":
    main()
