"""Parts of a run made by several processes, and joined: the bytes are those of a run by one."""

from __future__ import annotations

import tempfile
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve

from cli.run.joining.ids import holds_any, probe, rehash, told_twice
from cli.run.part import is_made, made_part, route_part, tally_of
from cli.run.parts import LOST
from cli.run.sharing.workers import on_this_machine
from cli.words import said
from routing.errors import Fault, InputError, Problem
from routing.intake import settled
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence

    from cli.output.progress import Progress
    from cli.run.part import Outcome, PartJob
    from cli.run.parts import InParts
    from cli.run.sharing.kept_parts import KeptParts
    from cli.run.tally import Tally
    from cli.run.writer import RunWriter
    from routing.intake.seen.verdict import Verdict


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
