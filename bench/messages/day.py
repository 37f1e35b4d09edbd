"""A day of 200 messages answered in one call: `python bench/messages/day.py` prints the time and how many are ready.

The run is that of `sampan demo`; tracking, orders and messages are drawn with a fixed seed.  The everyday messages of
`day.tsv` were written for this, in thirteen languages; the classifier has not learned from them.
"""

from __future__ import annotations

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

NOW = "2026-12-01T10:00+08:00"
MESSAGES = 200
OFTEN = {"where": 7, "when": 2, "delivery": 2, "cancel": 2, "damage": 2, "fault": 2, "unwanted": 2}
"""Classes that come so many times as often as the others."""
ONLY_A_PERSON_KNOWS = frozenset({"spec", "stock", "invoice", "refund", "exchange", "duty", "price"})
"""Classes whose answer needs a fact that stands in no run: sizes, stock, what was paid back and how."""
_SCANS = (
    ("Accepted by carrier", "Dongguan", 1),
    ("Departed from outward office of exchange", "Guangzhou", 4),
    ("Arrived at destination country", "", 9),
    ("Delivered", "", 11),
)


def main() -> None:
    """Makes the day, answers it, prints the figures."""
    draw = random.Random(200)  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory() as folder:
        run, sheet, tracking = (Path(folder) / name for name in ("run", "messages.csv", "tracking.csv"))
        subprocess.run(["sampan", "demo", "--out", run], check=True, capture_output=True)  # noqa: S607 - the one installed
        with (run / "assignments.csv").open(encoding="utf-8-sig") as file:
            orders = [row for row in csv.DictReader(file) if row["status"] == "assigned"]
        _write_tracking(tracking, orders, draw)
        asked = _write_messages(sheet, orders, draw)
        command: list[str | Path] = [
            "sampan",
            "reply",
            "inbox",
            sheet,
            "--run",
            run,
            "--tracking",
            tracking,
            "--now",
            NOW,
            "--format",
            "jsonl",
        ]
        start, used = time.perf_counter(), _cpu_of_children()
        done = subprocess.run(command, check=False, capture_output=True, text=True)  # exit code 1: some need a person
        seconds, cpu = time.perf_counter() - start, _cpu_of_children() - used
    _print(asked, [json.loads(line) for line in done.stdout.splitlines()], f"{seconds:.1f} s ({cpu:.1f} s of CPU)")


def _cpu_of_children() -> float:
    """Seconds of CPU that finished child processes have used."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime + resource.getrusage(resource.RUSAGE_CHILDREN).ru_stime


def _write_tracking(file: Path, orders: list[dict[str, str]], draw: random.Random) -> None:
    """Scans of nine parcels in ten, as far as the days since dispatch allow."""
    rows = ["order_id,carrier,tracking_no,event,place,at"]
    now = datetime.fromisoformat(NOW)
    for number, order in enumerate(orders):
        if draw.random() < 0.1:
            continue
        left = datetime.fromisoformat(f"{order['dispatch_on']}T20:00+08:00")
        for event, place, days in _SCANS[: draw.choice((1, 2, 2, 3, 3, 4))]:
            at = left + timedelta(days=days - 1)
            if at < now:
                rows.append(f"{order['order_id']},{order['carrier']},LX{number:09}CN,{event},{place},{at.isoformat()}")
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")


def _write_messages(file: Path, orders: list[dict[str, str]], draw: random.Random) -> list[str]:
    """The sheet; the classes of its messages in their order."""
    lines = (Path(__file__).parent / "day.tsv").read_text(encoding="utf-8").splitlines()
    texts = [tuple(line.split("\t")) for line in lines]
    drawn = draw.choices(texts, [OFTEN.get(name, 1) for name, _ in texts], k=MESSAGES)
    with file.open("w", encoding="utf-8", newline="") as sheet:
        writer = csv.writer(sheet)
        writer.writerow(["message_id", "order_id", "text"])
        for number, (_, text) in enumerate(drawn):
            order_id = draw.choice(orders)["order_id"]
            inside = draw.random() < 0.2  # some write the number themselves, and nobody sorted it in
            writer.writerow([number, "" if inside else order_id, f"{text} ({order_id})" if inside else text])
    return [name for name, _ in drawn]


def _print(asked: list[str], answers: list[dict[str, object]], took: str) -> None:
    ready = [answer["text"] is not None or answer["verdict"] == "suppress" for answer in answers]
    in_run = [done for name, done in zip(asked, ready, strict=True) if name not in ONLY_A_PERSON_KNOWS]
    right = sum(answer["classes"] == [name] for name, answer in zip(asked, answers, strict=True))
    wrong = sum(done and answer["classes"] != [name] for name, answer, done in zip(asked, answers, ready, strict=True))
    print(f"{len(answers)} messages in {took}: {sum(ready)} need nothing typed")
    print(f"read right: {right}; a letter to another class: {wrong}")
    print(f"facts in the run: {len(in_run)}, of them {100 * sum(in_run) / len(in_run):.0f} % need nothing typed")
    open_ones = Counter(name for name, done in zip(asked, ready, strict=True) if not done)
    print("need a person:", ", ".join(f"{name} {count}" for name, count in open_ones.most_common()), file=sys.stderr)


if __name__ == "__main__":
    main()
