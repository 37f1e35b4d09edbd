"""A run of many files in parts: made by several processes or machines, resumed after a stop, merged in order."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import evolve, frozen

from cli.run.joining.ids import holds_any, probe, rehash, told_twice
from cli.run.part import Outcome, PartJob, is_made, made_part, route_part, tally_of
from cli.run.sharing.workers import on_this_machine
from cli.words import said
from routing.errors import Fault, InputError, Problem
from routing.intake import settled
from routing.intake.files.sources import RUN_MARKS
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence

    from cli.output.progress import Progress
    from cli.run.cluster import Cluster
    from cli.run.sharing.kept_parts import KeptParts
    from cli.run.tally import Tally
    from cli.run.writer import RunWriter
    from routing.intake.seen.verdict import Verdict

ENDING: Final = ".parts"
PARTS_MARK: Final = RUN_MARKS[1]
"""The file by which a folder of parts is known: no orders are looked for in it, and it may be removed."""
PART_NAMES: Final = "[0-9]*-*"
"""What finished parts are called there; one that is being made begins with a dot."""
LOST: Final = "PART_LOST"
"""Code of the problem that names a file whose part could not be made."""


@frozen
class InParts:
    """How a run in parts is done."""

    workers: int = 1
    resume: bool = False
    keep: bool = False
    """Leave the parts as runs of their own."""
    cluster: Cluster | None = None


def parts_folder(out: Path, *, resume: bool) -> Path:
    """The folder beside the run directory where its parts are made; emptied of earlier ones unless they are resumed.

    Raises:
        InputError: it holds something else, or cannot be written to.
    """
    place = out.resolve()
    folder = place.with_name(place.name + ENDING)
    try:
        if folder.exists() and not (folder / PARTS_MARK).is_file() and any(folder.iterdir()):
            raise InputError([Fault(str(folder), "", Reason("run.parts_taken", mark=PARTS_MARK))])
        if not resume:
            clear(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PARTS_MARK).write_text(json.dumps({"parts_of": place.name}) + "\n", encoding="utf-8")
        for left in folder.glob(".*.part"):
            shutil.rmtree(left, ignore_errors=True)
    except OSError as error:
        reason = Reason("run.parts_not_written", system=error.strerror or str(error))
        raise InputError([Fault(str(folder), "", reason)]) from error
    return folder


def clear_parts(out: Path) -> None:
    """Removes the folder of parts beside a run directory that is complete, if there is one that is a run's."""
    place = out.resolve()
    folder = place.with_name(place.name + ENDING)
    if (folder / PARTS_MARK).is_file():
        with suppress(OSError):  # the run is complete all the same
            clear(folder)


def clear(folder: Path) -> None:
    """Removes a folder of parts; its mark goes last, so that what a kill leaves of it is still known for one."""
    for one in folder.iterdir() if folder.exists() else ():
        if one.is_dir():
            shutil.rmtree(one)
        elif one.name != PARTS_MARK:
            one.unlink()
    shutil.rmtree(folder, ignore_errors=True)


def refuse_pipes(files: Sequence[Path]) -> None:
    """Refuses what can be read but once: a part's file is read for its hash too.

    Raises:
        UsageError: the standard input or a pipe is among the files.
    """
    for file in files:
        if str(file) == "-" or not (file.is_file() or file.is_dir() or not file.exists()):
            raise click.UsageError(
                said("{file} can be read only once, so not in parts. Save it to a file first.", file=file)
            )


class _Coming:
    """Parts as they come, which can be gone through again: the first are made while a file is still being cut."""

    def __init__(self, source: Iterable[PartJob]) -> None:
        self.found: list[PartJob] = []
        self._source = iter(source)

    def __iter__(self) -> Iterator[PartJob]:
        at = 0
        while True:
            if at == len(self.found):
                self.found.extend(islice(self._source, 1))
            if at == len(self.found):
                return
            yield self.found[at]
            at += 1


def make_parts(jobs: Iterable[PartJob], how: InParts, progress: Progress) -> tuple[list[PartJob], dict[Path, Outcome]]:
    """Makes what is not made yet.  The parts there are, and what became of each that was tried, by its folder.

    A range of a file that did not end where the file was cut is made again with all that is behind it in one.

    Raises:
        InputError: with the faults of all files that cannot be used, or when no part of many could be made; the parts
            of the others stay to be resumed.
    """
    outcomes: dict[Path, Outcome] = {}
    while True:
        every = _Coming(jobs)
        todo = _Coming(job for job in every if job.target not in outcomes and not (how.resume and is_made(job)))
        with closing(_makers(todo, how)) as coming:
            for number, outcome in enumerate(coming, 1):
                outcomes[outcome.job.target] = outcome
                progress.tell(number, said("of {n} parts", n=len(todo.found)))
        found = list(every)
        astray = [job for job in found if job.target in outcomes and outcomes[job.target].status == "astray"]
        if not astray:
            break
        jobs = _to_the_end(found, astray)
        for job in astray:
            outcomes.pop(job.target)
    tried = [outcomes[job.target] for job in found if job.target in outcomes]
    faults = [fault for outcome in tried for fault in outcome.faults]
    if not faults and len(tried) == len(found) and all(outcome.status == "lost" for outcome in tried):
        faults = [Fault(outcome.job.file.name, "", Reason("run.no_part", why=outcome.why)) for outcome in tried[:1]]
    if faults:
        raise InputError(faults)
    return found, outcomes


def _to_the_end(jobs: Sequence[PartJob], astray: Sequence[PartJob]) -> list[PartJob]:
    """The parts with the first range of each file that went astray grown to the end of the file."""
    kept: list[PartJob] = []
    grown: set[Path] = set()
    for job in jobs:
        if job.file.path in grown:
            continue
        if job in astray and job.file.part is not None:
            grown.add(job.file.path)
            kept.append(evolve(job, file=evolve(job.file, part=evolve(job.file.part, end=None))))
        else:
            kept.append(job)
    return kept


def merge(
    jobs: Sequence[PartJob],
    outcomes: dict[Path, Outcome],
    writer: RunWriter | KeptParts,
    tally: Tally,
    threads: int = 1,
) -> Iterator[dict[str, Any]]:
    """Appends the parts to the run in the order of the files; each part's account comes back as it is taken up.

    The bytes are those of a run by one process.  A part with an order that other places tell of too is made again
    once it is known which of them counts.
    """
    parts = {job.target: _made(job, outcomes) for job in jobs}
    verdicts = _settled(jobs, parts, threads)
    for job in jobs:
        outcome, made = outcomes.get(job.target), parts[job.target]
        if made is None:
            writer.lost(_lost(job, (outcome and outcome.why) or Reason("run.part_vanished")), job.target.name)
            continue
        if not holds_any(job.target, verdicts):
            _take(job.target, made, writer, tally)
        else:
            with tempfile.TemporaryDirectory(dir=job.target.parent, prefix=".again.", suffix=".part") as scratch:
                again = evolve(job, target=Path(scratch) / job.target.name, how=evolve(job.how, settled=verdicts))
                route_part(again)
                made = made_part(again) or {}
                _take(again.target, made, writer, tally)
        yield made


def _lost(job: PartJob, why: Reason) -> Problem:
    """What is said of a part that could not be made."""
    part = job.file.part
    if part is None:
        return Problem(job.file.name, 0, "", "", "", LOST, Reason("run.part_lost", why=why))
    if part.end is None:
        reason = Reason("run.last_rows_lost", first=part.first.row, why=why)
    else:
        reason = Reason("run.rows_lost", first=part.first.row, last=part.end.row - 1, why=why)
    return Problem(job.file.name, part.first.row, "", "", "", LOST, reason)


def _made(job: PartJob, outcomes: dict[Path, Outcome]) -> dict[str, Any] | None:
    """What a part says of itself, None where it could not be made."""
    outcome = outcomes.get(job.target)
    return made_part(job) if outcome is None or outcome.status == "done" else None


def _settled(jobs: Sequence[PartJob], parts: Mapping[Path, dict[str, Any] | None], threads: int) -> dict[str, Verdict]:
    """What is to be made of orders of which several places tell, in one file or in several."""
    made = [(job, part) for job in jobs if (part := parts[job.target]) is not None]
    here = probe()
    for job, part in made:
        if part["hashed"] != here:
            rehash(job.target)
    contested = told_twice([job.target for job, _ in made], threads).union(*(part["contested"] for _, part in made))
    if not contested:
        return {}
    return settled([job.file for job, _ in made if holds_any(job.target, contested)], made[0][0].how, contested)


def _take(part: Path, made: dict[str, Any], writer: RunWriter | KeptParts, tally: Tally) -> None:
    writer.append(part, made["account"])
    tally.absorb(tally_of(part, made, tally.now, writer.facts.schedule.zone))


def _makers(jobs: Iterable[PartJob], how: InParts) -> Generator[Outcome]:
    if how.cluster is None:
        return on_this_machine(jobs, how.workers)
    from cli.run.cluster import on_cluster  # noqa: PLC0415 - an optional extra

    return on_cluster(jobs, how.cluster)
