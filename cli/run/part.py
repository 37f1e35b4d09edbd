"""One order file to one part of a run: the unit of work that any process on any machine can do."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tempfile
from contextlib import ExitStack, suppress
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from zoneinfo import ZoneInfo

import polars as pl
from attrs import evolve, frozen

from cli.options.facts import FactPaths
from cli.output.files import sync_all, unwritable
from cli.run.chunks import Days, route_chunks
from cli.run.directory import ASSIGNMENTS, ORDERS, PROBLEMS, REASONS
from cli.run.joining.ids import HASHES, ID_SCHEMA, IDS, NotedIds, probe
from cli.run.pipeline import BackgroundWriter
from cli.run.tally import Tally
from cli.run.writer import RunWriter, parquet_writer
from cli.words import sentence
from cli.words.language import speak
from routing.errors import Fault, InputError
from routing.intake import OrderFile, Reading, read_products
from routing.intake.files.range import RangeError
from routing.intake.files.sources import readable
from routing.plan import Plan
from routing.reason import Reason

if TYPE_CHECKING:
    from datetime import date, datetime

    from routing.intake import ProductMaster
    from routing.intake.files.range import Range

MARK: Final = "part.json"
_HASHED: Final = 1 << 20


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
    plain: bool = False
    """Whether its CSV files begin without the byte order mark that Excel wants."""

    def key(self) -> str:
        """A hash of all that the part's bytes hang on.

        Raises:
            InputError: the file cannot be read.
        """
        with readable(str(self.file.path)), self.file.path.open("rb") as stream:
            orders = _digest(stream, self.file.part)
        made_by = (self.version, self.language, self.plain, str(self.file.part))
        said = (self.file.name, orders, self.facts_hash, *self.how.typed(), str(self.days.on), *made_by)
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _digest(stream: io.BufferedReader, part: Range | None) -> str:
    """A hash of the file, or of its head and the range of it."""
    if part is None:
        return hashlib.file_digest(stream, "sha256").hexdigest()
    digest = hashlib.sha256(stream.read(part.head))
    stream.seek(part.first.byte)
    left = part.end.byte - part.first.byte if part.end else -1
    while left and (piece := stream.read(min(left, _HASHED) if part.end else _HASHED)):
        digest.update(piece)
        left -= len(piece)
    return digest.hexdigest()


@frozen
class Outcome:
    """What became of a part.  "astray": the range does not end where it was cut, so what is behind it is no range."""

    job: PartJob
    status: Literal["done", "unusable", "lost", "astray"]
    faults: tuple[Fault, ...] = ()
    why: Reason | None = None


def attempt(job: PartJob) -> Outcome:
    """Makes the part, and says so in a value that any process can send: no fault is raised."""
    before = speak(job.language)  # of the whole process: threads of the part write too
    try:
        route_part(job)
    except InputError as error:
        return Outcome(job, "unusable", error.faults)
    except RangeError:
        return Outcome(job, "astray")
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
    products, plan = _prepared(job.inputs, job.facts_hash, job.products, job.days.on, job.language)
    key = job.key()
    scratch = Path(tempfile.mkdtemp(dir=job.target.parent, prefix=f".{job.target.name}.", suffix=".part"))
    try:
        made = {"key": key, **_fill(scratch, job, products, plan), "sizes": _sizes(scratch)}
        (scratch / MARK).write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
        sync_all(scratch)
        shutil.rmtree(job.target, ignore_errors=True)
        with suppress(OSError):  # a twin on a machine thought lost was first: its bytes are the same
            scratch.rename(job.target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@lru_cache(maxsize=1)
def _prepared(
    inputs: Path, facts_hash: str, products: Path | None, on: date | None, language: str
) -> tuple[ProductMaster | None, Plan]:
    """The facts made ready, once for all parts of a run that a process makes.

    Raises:
        InputError: they cannot be used.
    """
    _ = facts_hash, language  # other facts in the same place, and other words for the same reasons, are made anew
    facts = FactPaths.snapshot(inputs).load()
    return read_products(products) if products else None, Plan(facts, on, sentence)


def _fill(folder: Path, job: PartJob, products: ProductMaster | None, plan: Plan) -> dict[str, Any]:
    facts = plan.facts
    writer = RunWriter(folder, facts, plain=job.plain)
    ids = BackgroundWriter(parquet_writer(folder / IDS, ID_SCHEMA))
    tally = Tally(job.days.now)
    read_as: dict[str, str] = {}
    seen = NotedIds(ids.put)
    with ExitStack() as undo:
        undo.callback(ids.abort)
        undo.callback(writer.abort)
        how = evolve(job.how, products=products)
        for batch, assigned in route_chunks([job.file], plan, how, job.days, seen=seen):
            writer.add(batch, assigned)
            tally.add(assigned, facts)
            read_as.setdefault(batch.profile, sentence(batch.why or ""))
        writer.close()
        ids.close()
        seen.keep(folder)
        undo.pop_all()
    return {
        "account": writer.account.as_json(),
        "tally": tally.as_json(),
        "read_as": read_as,
        "contested": sorted(seen.contested),
        "hashed": probe(),
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
    names = (ASSIGNMENTS, PROBLEMS, REASONS, ORDERS, IDS, HASHES)
    return {name: (part / name).stat().st_size for name in names}


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
        part: its folder.
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
