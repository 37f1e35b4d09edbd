"""Whatever a file holds: a sentence and an exit code, every row accounted for, the same bytes twice, nothing left over.

FUZZ_SECONDS says how long in all (`make fuzz SECONDS=3600`), FUZZ_SEED from which chance.  What is found is told with
the words that find it again: FUZZ_ONLY=scene:number repeats one case.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import shutil
import signal
import time
from typing import TYPE_CHECKING, Final

import pytest
from attrs import field, frozen
from fuzz_mutations import spoiled, spoiled_text
from fuzz_shop import NOW, open_shop
from in_process import Done
from in_process import run as sampan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from random import Random

SEED: Final = os.environ.get("FUZZ_SEED", "1")
SECONDS: Final = float(os.environ.get("FUZZ_SECONDS", "10"))
ONLY: Final = os.environ.get("FUZZ_ONLY", "")
LONGEST_S: Final = 60
"""So long a case may take: far more than any does, for a machine that others use too."""
SAME: Final = ("assignments.csv", "problems.csv", "orders.parquet")
LEFT_OVER: Final = re.compile(r"\..*\.(part|old|lock)|\.labels-.*")


@frozen
class Case:
    """One case: the shop, a folder of its own, and its chance.  `story` says what was done, for who looks into it.

    It stands in the folder before each command too, should one take the whole process with it.
    """

    shop: Path
    folder: Path
    chance: Random
    story: list[str] = field(factory=list)

    def spoil(self, *names: str) -> Path:
        """One of these files of the shop, spoiled, in the case's folder under its own name."""
        name = self.chance.choice(names)
        source = self.shop / name
        target = self.folder / source.name
        target.write_bytes(spoiled(source.read_bytes(), source.suffix, self.chance))
        self.story.append(f"{name} is spoiled")
        return target

    def run(self, *arguments: object) -> Done:
        """Runs the command and holds its answer to what every command promises."""
        self.story.append("sampan " + " ".join(repr(str(word))[1:-1][:200] for word in arguments))
        self.folder.joinpath("story.txt").write_text("\n".join(self.story), encoding="utf-8", errors="replace")
        done = sampan(*arguments)
        assert done.code in {0, 1, 2, 3}, f"exit code {done.code}"
        told = next((line for line in done.err.splitlines() if "fault of its own" in line), "")
        assert not told, told
        assert "Traceback" not in done.err, done.err
        assert done.code in {0, 1} or done.err, "refused without a word"
        return done

    def route(self, *arguments: object, out: str = "run") -> Done:
        """Routes, and holds the run directory to its promises."""
        words = ("--cards", self.shop / "cards", "--now", NOW, *arguments)
        done = self.run("route", *words, "--out", self.folder / out)
        run = self.folder / out
        if done.code > 1:
            assert not run.exists(), "refused, and yet a run directory"
            return done
        counts = json.loads((run / "run.json").read_text(encoding="utf-8"))["counts"]
        assert counts["rows_read"] == counts["order_rows"] + counts["rejected"] + counts["skipped"], counts
        assert counts["orders"] == counts["assigned"] + counts["no_channel"], counts
        self.run("route", *words, "--out", self.folder / "again")
        for name in SAME:
            assert (run / name).read_bytes() == (self.folder / "again" / name).read_bytes(), f"{name} differs"
        verified = self.run("verify", run)
        assert verified.code == 0, f"verify: {verified.out[:500]} {verified.err[:500]}"
        return done


def orders(case: Case) -> None:
    """A file of orders, of sampan's own columns or of a marketplace; then labels and replies of what was accepted."""
    own = ["orders.csv", "orders.tsv", "orders.xlsx", "orders.parquet", "orders.zip"]
    market = [f"market/{path.name}" for path in sorted((case.shop / "market").iterdir())]
    file = case.spoil(*(own if case.chance.random() < 0.5 else market))
    workers = ("--workers", "1") if case.chance.random() < 0.05 else ()
    done = case.route(file, "--products", case.shop / "products.csv", "--policy", "cheapest", *workers)
    if done.code > 1:
        return
    run = case.folder / "run"
    layout = case.chance.choice(("hualei", "yanwen", "4px", "shippo", "address-list", "cnpost-epacket"))
    case.run("labels", run, "--layout", layout, "--shop", case.shop / "shop.toml", "--fx", case.shop / "fx.csv")
    if case.chance.random() < 0.1:
        case.run("labels", "pdf", run)
    case.run("reply", "suggest", "--run", run, "--all", "--now", NOW, "--format", "jsonl")


def products(case: Case) -> None:
    """A product master, which decides weight and size."""
    master = case.spoil("products.csv", "products.xlsx")
    market = case.chance.choice(sorted((case.shop / "market").glob("*.csv")))
    case.route(case.chance.choice((case.shop / "orders.csv", market)), "--products", master)
    case.run("products", "missing", market, "--products", master, "-o", case.folder / "fill.csv")


def facts(case: Case) -> None:
    """Cards, policy, rates and calendar."""
    orders_file, chance = case.shop / "orders.csv", case.chance
    which = chance.randrange(4)
    if which == 0:
        cards = case.folder / "cards"
        shutil.copytree(case.shop / "cards", cards)
        file = chance.choice(sorted(path for path in cards.rglob("*") if path.is_file()))
        file.write_bytes(spoiled(file.read_bytes(), file.suffix, chance))
        case.story.append(f"{file.relative_to(cards)} is spoiled")
        case.run("cards", "check", cards)
        case.run("route", orders_file, "--cards", cards, "--now", NOW, "--out", case.folder / "run")
        case.run("cards", "diff", cards / "cnpost-epacket", case.shop / "cards" / "cnpost-epacket")
        case.run(
            "quote", "--to", "US", "--weight", "350g", "--size", "20x15x10cm", "--value", "12 USD", "--cards", cards
        )
    elif which == 1:
        policy = case.spoil("policy.toml")
        case.route(orders_file, "--policy", policy)
        case.run("policy", "check", policy, orders_file)
    elif which == 2:
        case.route(orders_file, "--fx", case.spoil("fx.csv"))
    else:
        calendar = case.spoil("calendar.toml")
        case.route(orders_file, "--calendar", calendar)
        case.run("calendar", "check", calendar)
        case.run("deadline", "2026-11-20T17:20+08:00", "--calendar", calendar)


def price_sheets(case: Case) -> None:
    """A forwarder's workbook, and how it is to be read."""
    both = case.chance.random() < 0.7
    sheet = case.spoil("prices.xlsx") if both else case.shop / "prices.xlsx"
    mapping = case.shop / "map.toml" if both else case.spoil("map.toml")
    case.run("cards", "import", sheet, "--guess")
    done = case.run("cards", "import", sheet, "--map", mapping, "-o", case.folder / "card")
    assert (case.folder / "card").exists() == (done.code in {0, 1})
    if done.code == 0:
        assert case.run("cards", "check", case.folder / "card").code in {0, 1}


def labels(case: Case) -> None:
    """A shop file, a layout, rates, numbers of the carrier, and a file that was made elsewhere."""
    which = case.chance.randrange(5)
    run = case.folder / "run"
    shutil.copytree(case.shop / "run", run)
    shop = case.spoil("shop.toml") if which == 0 else case.shop / "shop.toml"
    layout = case.spoil("layout.toml") if which == 1 else "hualei"
    fx = case.spoil("fx.csv") if which == 2 else case.shop / "fx.csv"
    pool = ("--tracking-pool", case.spoil("pool.txt")) if which == 3 else ()
    if which == 4:
        case.run("labels", "check", case.spoil("labels.csv"), "--layout", "address-list")
    case.run("labels", run, "--layout", layout, "--shop", shop, "--fx", fx, *pool)
    if case.chance.random() < 0.2:
        case.run("labels", "pdf", run, "--shop", shop, "--fx", fx, *pool)


def finished_runs(case: Case) -> None:
    """A file of a run directory, which people open, edit and save with whatever they have."""
    run = case.folder / "run"
    shutil.copytree(case.shop / "run", run)
    file = case.chance.choice(sorted(path for path in run.rglob("*") if path.is_file()))
    file.write_bytes(spoiled(file.read_bytes(), file.suffix, case.chance))
    case.story.append(f"{file.relative_to(run)} is spoiled")
    case.run("verify", run)
    case.run("explain", case.chance.choice(("1001", "=1003", "1004", "nobody")), "--run", run)
    case.run("labels", run, "--layout", "hualei", "--fx", case.shop / "fx.csv")
    case.run("reply", "suggest", "1001", "--run", run, "--says", "where is my parcel", "--now", NOW)
    case.run("reply", "suggest", "--all", "--run", run, "--now", NOW)
    case.route(case.shop / "orders.csv", out="run2")


def replies(case: Case) -> None:
    """What the carrier scanned, the shop's settings, a draft, and what the buyer wrote."""
    run, which = case.shop / "run", case.chance.randrange(4)
    tracking = case.spoil("tracking.csv") if which == 0 else case.shop / "tracking.csv"
    shop = case.spoil("shop.toml") if which == 1 else case.shop / "shop.toml"
    says = spoiled_text("where is my parcel", case.chance)
    case.run(
        "reply", "suggest", "1001", "--run", run, "--tracking", tracking, "--shop", shop, "--now", NOW, "--says", says
    )
    case.run("reply", "suggest", "--all", "--run", run, "--tracking", tracking, "--shop", shop, "--now", NOW)
    if which == 2:
        case.run("reply", "lint", case.spoil("draft.txt"), "--platform", "ebay")
    if which == 3:
        case.run("reply", "render", "order.dispatched", "1001", "--run", run, "--dispatched", "2026-11-20",
                 "--var", "carrier=" + spoiled_text("China Post", case.chance), "--now", NOW)  # fmt: skip


def typed(case: Case) -> None:
    """Words of a command line."""
    words = {"--to": "US", "--weight": "350g", "--size": "20x15x10cm", "--value": "12 USD", "--goods": "general",
             "--platform": "ebay", "--postcode": "10001", "--on": "2026-11-20"}  # fmt: skip
    name = case.chance.choice(sorted(words))
    words[name] = spoiled_text(words[name], case.chance)
    case.run("quote", "--cards", case.shop / "cards", *(f"{option}={word}" for option, word in words.items()))
    case.run("deadline", "--", spoiled_text("2026-11-20T17:20+08:00", case.chance))
    case.run("explain", "--run", case.shop / "run", "--", spoiled_text("1001", case.chance))
    option = case.chance.choice(
        ("--zone", "--cutoff", "--weekmask", "--closed", "--open", "--cutoff-on", "--input-zone")
    )
    case.run("deadline", "2026-11-20T17:20+08:00", f"{option}={spoiled_text('17:00', case.chance)}")


SCENES: Final[dict[str, Callable[[Case], None]]] = {
    scene.__name__: scene for scene in (orders, products, facts, price_sheets, labels, finished_runs, replies, typed)
}


@contextlib.contextmanager
def _in_time() -> Iterator[None]:
    """Ends what hangs."""

    def end(_number: int, _frame: object) -> None:
        raise TimeoutError(f"took more than {LONGEST_S} s")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(LONGEST_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop, which no case changes."""
    folder = tmp_path_factory.mktemp("shop")
    open_shop(folder, lambda *arguments: sampan(*arguments).code)
    return folder


@pytest.mark.parametrize("name", SCENES)
def test_no_file_stops_the_day(name: str, shop: Path, tmp_path: Path) -> None:
    """Case after case until the time is up; each finding is told once, with its story and its folder."""
    scene, ends = SCENES[name], time.monotonic() + SECONDS / len(SCENES)
    findings: dict[str, str] = {}
    numbers = [int(ONLY.partition(":")[2])] if ONLY.startswith(f"{name}:") else range(0 if ONLY else 1_000_000)
    for number in numbers:
        if time.monotonic() > ends and number > 0 and not ONLY:
            break
        folder = tmp_path / str(number)
        folder.mkdir()
        case = Case(shop, folder, random.Random(f"{SEED}/{name}/{number}"))  # noqa: S311 - chance of a seed
        try:
            with _in_time():
                scene(case)
            left = [path.name for path in folder.rglob("*") if LEFT_OVER.fullmatch(path.name)]
            assert not left, f"left over: {left}"
        except Exception as fault:  # noqa: BLE001 - told below, whatever it is
            said = f"{type(fault).__name__}: {fault}"[:600]
            findings.setdefault(re.sub(r"\d+|/\S+", "", said)[:150], _told(f"{name}:{number}", said, case))
        else:
            if not ONLY:
                shutil.rmtree(folder)
    assert not findings, "\n\n".join(findings.values())


def _told(place: str, said: str, case: Case) -> str:
    """A finding with all that is needed to see it again."""
    story = "\n  ".join(case.story)
    return f"FUZZ_SEED={SEED} FUZZ_ONLY={place} in {case.folder}\n{said}\n  {story}"
