"""One order file to one part of a run: the unit of work that any process on any machine can do."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from contextlib import ExitStack, suppress
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from zoneinfo import ZoneInfo

import polars as pl
from attrs import evolve, frozen

from cli.options.facts import FactPaths
from cli.output.files import sync_all, unwritable
from cli.run.chunks import Days, route_chunks
from cli.run.directory import ASSIGNMENTS, ORDERS, PROBLEMS
from cli.run.pipeline import BackgroundWriter
from cli.run.tally import Tally
from cli.run.writer import RunWriter, parquet_writer
from cli.words import sentence
from cli.words.language import speak
from routing.errors import Fault, InputError
from routing.intake import OrderFile, Reading, read_products
from routing.intake.files.sources import readable
from routing.intake.seen.seen import Seen
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import datetime

    from routing.facts import Facts
    from routing.intake import ProductMaster

MARK: Final = "part.json"
IDS: Final = "ids.parquet"
_ID_SCHEMA: Final = pl.Schema({"file": pl.String, "id": pl.String, "row": pl.Int64, "done": pl.Boolean})


@frozen
class PartJob:
    """One order file, and by what it is to be routed.  Holds paths, so that it is small wherever it is sent."""

    file: OrderFile
    """With its whole path, and what the run calls it."""
    target: Path
    """The folder of the part."""
    inputs: Path
    """A snapshot of the facts, where every worker can read it."""
    products: Path | None
    how: Reading
    """What was typed of it alone."""
    days: Days
    version: str
    facts_hash: str
    language: str
    """In which the part's sentences are written."""

    def key(self) -> str:
        """A hash of all that the part's bytes hang on.

        Raises:
            InputError: the file cannot be read.
        """
        with readable(str(self.file.path)), self.file.path.open("rb") as stream:
            orders = hashlib.file_digest(stream, "sha256").hexdigest()
        made_by = (self.version, self.language)
        said = (self.file.name, orders, self.facts_hash, *self.how.typed(), str(self.days.on), *made_by)
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


@frozen
class Outcome:
    """What became of a part."""

    job: PartJob
    status: Literal["done", "unusable", "lost"]
    faults: tuple[Fault, ...] = ()
    why: Reason | None = None


def attempt(job: PartJob) -> Outcome:
    """Makes the part, and says so in a value that any process can send: no fault is raised."""
    before = speak(job.language)  # of the whole process: threads of the part write too
    try:
        route_part(job)
    except InputError as error:
        return Outcome(job, "unusable", error.faults)
    except OSError as error:  # reading is told above: this is the disk of the parts
        return Outcome(job, "unusable", unwritable(job.target, error).faults)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other parts go on
        return Outcome(job, "lost", why=fault_of(error))
    finally:
        speak(before)
    return Outcome(job, "done")


def fault_of(error: BaseException) -> Reason:
    """A fault that nobody foresaw, on one line."""
    return Reason("run.fault", kind=type(error).__name__, text=str(error).partition("\n")[0])


def route_part(job: PartJob) -> None:
    """Writes the part's folder under a name of its own and renames it when it is complete.

    Raises:
        InputError: the file or the facts cannot be used, or this sampan is not the one that asked.
    """
    here = metadata.version("sampan")
    if here != job.version:
        raise InputError([Fault(str(job.file.path), "", Reason("run.other_sampan", asked=job.version, here=here))])
    facts = FactPaths.snapshot(job.inputs).load()
    products = read_products(job.products) if job.products else None
    key = job.key()
    scratch = Path(tempfile.mkdtemp(dir=job.target.parent, prefix=f".{job.target.name}.", suffix=".part"))
    try:
        made = {"key": key, **_fill(scratch, job, facts, products), "sizes": _sizes(scratch)}
        (scratch / MARK).write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
        sync_all(scratch)
        shutil.rmtree(job.target, ignore_errors=True)
        with suppress(OSError):  # a twin on a machine thought lost was first: its bytes are the same
            scratch.rename(job.target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _fill(folder: Path, job: PartJob, facts: Facts, products: ProductMaster | None) -> dict[str, Any]:
    writer = RunWriter(folder, facts, plain=True)
    ids = BackgroundWriter(parquet_writer(folder / IDS, _ID_SCHEMA))
    tally = Tally(job.days.now)
    read_as: dict[str, str] = {}
    seen = _Noting(ids.put)
    with ExitStack() as undo:
        undo.callback(ids.abort)
        undo.callback(writer.abort)
        how = evolve(job.how, products=products)
        for batch, assigned in route_chunks([job.file], facts, how, job.days, seen=seen):
            writer.add(batch, assigned)
            tally.add(assigned, facts)
            read_as.setdefault(batch.profile, sentence(batch.why or ""))
        writer.close()
        ids.close()
        undo.pop_all()
    return {
        "account": writer.account.as_json(),
        "tally": tally.as_json(),
        "read_as": read_as,
        "contested": sorted(seen.contested),
    }


def made_part(job: PartJob) -> dict[str, Any] | None:
    """What the finished part says of itself; None if there is none, or files of it are missing or cut off."""
    try:
        made: dict[str, Any] = json.loads((job.target / MARK).read_text(encoding="utf-8"))
        return made if made["sizes"] == _sizes(job.target) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _sizes(part: Path) -> dict[str, int]:
    """Bytes of each file of a part but its mark."""
    return {name: (part / name).stat().st_size for name in (ASSIGNMENTS, PROBLEMS, ORDERS, IDS)}


def is_made(job: PartJob) -> bool:
    """Whether the part is finished, and was made from these very inputs."""
    made = made_part(job)
    try:
        return made is not None and made["key"] == job.key()
    except InputError:  # the file is gone: who routes it says so
        return False


def tally_of(part: Path, made: dict[str, Any], now: datetime, zone: str) -> dict[str, Any]:
    """The tally of a finished part at that moment, which may be another than the one it was made at.

    Args:
        part: its folder, with lines in plain form.
        made: what the part says of itself.
        now: the moment of the run that takes it up.
        zone: the schedule's, in which a day is due.
    """
    tally: dict[str, Any] = made["tally"]
    now_s = int(now.timestamp())
    if tally["now"] == now_s:
        return tally
    day = pl.col("dispatch_on").str.to_date("%Y-%m-%d")
    latest = pl.col("latest_at").str.to_datetime("%Y-%m-%dT%H:%M:%S%:z", time_zone="UTC").dt.epoch("s")
    today = now.astimezone(ZoneInfo(zone)).date()
    counted = pl.scan_csv(part / ASSIGNMENTS, infer_schema=False, glob=False).select(
        due_today=(day == today).sum(), overdue=(day < today).sum(), past_latest=(latest < now_s).sum()
    )
    return {**tally, "now": now_s, "urgency": {**tally["urgency"], **counted.collect().row(0, named=True)}}


class _Noting(Seen):
    """Remembers ids and writes them down."""

    def __init__(self, write: Callable[[pl.DataFrame], None]) -> None:
        super().__init__()
        self._write = write

    def add(self, file: str, ids: pl.Series, rows: pl.Series) -> dict[int, tuple[str, int]]:
        self._note(file, ids, rows, done=False)
        return super().add(file, ids, rows)

    def add_done(self, file: str, ids: pl.Series, rows: pl.Series) -> None:
        self._note(file, ids, rows, done=True)
        super().add_done(file, ids, rows)

    def _note(self, file: str, ids: pl.Series, rows: pl.Series, *, done: bool) -> None:
        known = pl.DataFrame({"id": ids, "row": rows}).drop_nulls("id")
        noted = known.select(pl.lit(file).alias("file"), "id", "row", pl.lit(done).alias("done"))
        self._write(noted.cast({"row": pl.Int64}))


def met_before(part: Path, seen: Seen) -> set[str]:
    """The ids of a finished part that an earlier one holds too; then they are remembered."""
    met: set[str] = set()
    for _, ids, _, done in _noted(part):
        met |= seen.met(ids, done=done)
    for file, ids, rows, done in _noted(part):
        (seen.add_done if done else seen.add)(file, ids, rows)
    return met


def holds_any(part: Path, ids: Collection[str]) -> bool:
    """Whether a finished part holds one of the ids."""
    return bool(ids) and any(found.is_in(list(ids)).any() for _, found, _, _ in _noted(part))


def _noted(part: Path) -> Iterator[tuple[str, pl.Series, pl.Series, bool]]:
    for frame in pl.scan_parquet(part / IDS, glob=False).collect_batches(chunk_size=1 << 16, maintain_order=True):
        for piece in frame.partition_by("file", "done", maintain_order=True):
            yield piece["file"][0], piece["id"], piece["row"], piece["done"][0]
