"""A run from the order files to its folder."""

from __future__ import annotations

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from attrs import evolve

from cli.output.files import atomic_folder
from cli.output.progress import Progress
from cli.run.chunks import route_chunks
from cli.run.directory import INPUTS, MANIFEST, OWN, hashes, keep_inputs
from cli.run.input_files import InputFiles, with_stdin_saved
from cli.run.job import Job, manifest_head
from cli.run.parts import LOST, PART_NAMES, InParts, clear, clear_parts, parts_folder
from cli.run.pipeline import heed_interrupts
from cli.run.tally import Tally
from cli.run.writer import RunWriter
from cli.words import said, sentence
from cli.words.language import LANGUAGES, language, speaking
from routing.errors import InputError
from routing.intake import OrderFile, order_files, ranges_of, read_products, settled
from routing.intake.recognise import AUTO
from routing.intake.seen.seen import Seen
from routing.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cli.run.sharing.kept_parts import KeptParts
    from routing.facts import Facts

_Writer = TypeVar("_Writer", "RunWriter", "KeptParts", "RunWriter | KeptParts")
_NOT_TOLD = "canonical"
"""The profile that needs no remark: sampan's own columns."""


_SPOOL = ".stdin"
"""Folder within the run, while it is made, for what can be read but once: a kill leaves it nowhere else."""
_NAME_LENGTH = 40
"""Letters of a file's name in the name of its part: in any script together below the 255 bytes that a name may have."""


def run(job: Job) -> tuple[dict[str, Any], Tally]:
    """Does the job; the manifest and what the summary tells come back."""
    started = datetime.now(UTC)
    heed_interrupts()
    job.refuse_pipes()
    facts = job.fact_paths.load()
    if facts.door is not None and job.fact_paths.door is None:  # the policy asks for it: the run keeps its facts
        from carriers.customs.door_facts import bundled_door  # noqa: PLC0415 - few policies do

        job = evolve(job, fact_paths=evolve(job.fact_paths, door=bundled_door()))
    products = read_products(job.products) if job.products else None
    tally = Tally(job.days.now)
    with atomic_folder(job.out, MANIFEST, OWN) as folder, ThreadPoolExecutor(1) as aside:
        kept_inputs = _keep_inputs(job, folder)
        spool = folder / _SPOOL
        files = order_files(with_stdin_saved(job.paths, spool))
        orders = InputFiles(files)
        hashed = aside.submit(orders.hashes)
        if job.parts:
            with _writing(_writer(job, facts, folder)) as writer:
                _in_parts(job, files, kept_inputs, writer, tally)
        else:
            here = evolve(job, how=evolve(job.how, products=products))
            writer, tally = _in_one_go(here, files, facts, folder)
        inputs = {"orders": hashed.result(), "facts": hashes(kept_inputs)}
        manifest = writer.manifest(manifest_head(job, facts, started, inputs, _warnings(writer, tally)))
        orders.check()
        shutil.rmtree(spool, ignore_errors=True)
    if LOST not in manifest["problems"]:
        clear_parts(job.out)
    return manifest, tally


def _warnings(writer: RunWriter | KeptParts, tally: Tally) -> dict[str, list[str]]:
    """What to mind, in every language."""
    found, used = {}, writer.account.used(writer.facts.codes)
    for each in LANGUAGES:
        with speaking(each):
            found[each] = [*writer.account.warnings(), *tally.warnings(writer.facts, used)]
    return found


def _keep_inputs(job: Job, folder: Path) -> dict[str, Path]:
    """Copies all that the run decides by into its folder: name -> the copy."""
    files = job.fact_paths.files()
    if job.products:
        files[f"products{job.products.suffix}"] = job.products
    if not isinstance(job.how.profile, str):
        files["profile.toml"] = Path(job.how.profile.path)
    keep_inputs(folder, files)
    return {name: folder / INPUTS / name for name in files}


def _writer(job: Job, facts: Facts, folder: Path) -> RunWriter | KeptParts:
    if job.parts and job.parts.keep:
        from cli.run.sharing.kept_parts import KeptParts  # noqa: PLC0415 - few runs are left in parts

        return KeptParts(folder, facts, plain=job.plain, name=job.out.resolve().name)
    return RunWriter(folder, facts, plain=job.plain)


@contextmanager
def _writing(writer: _Writer) -> Iterator[_Writer]:
    """Ends the writer's files, whole when the block ends without a fault."""
    try:
        yield writer
        writer.close()
    except BaseException:
        writer.abort()
        raise


def _in_one_go(job: Job, files: Sequence[OrderFile], facts: Facts, folder: Path) -> tuple[RunWriter, Tally]:
    """Routes the files one after another.

    Orders of which several places tell different things are settled then, and the files routed once more: what was
    written of the first of these places is not what counts.
    """
    seen = Seen()
    with _writing(RunWriter(folder, facts, plain=job.plain)) as writer:
        tally = _route(job, files, facts, writer, seen)
    if not seen.contested or not all(file.path.is_file() for file in files):
        return writer, tally
    how = evolve(job.how, settled=settled(files, job.how, seen.contested))
    with _writing(RunWriter(folder, facts, plain=job.plain)) as writer:
        tally = _route(evolve(job, how=how), files, facts, writer, Seen())
    return writer, tally


def _route(job: Job, files: Sequence[OrderFile], facts: Facts, writer: RunWriter, seen: Seen) -> Tally:
    tally = Tally(job.days.now)
    progress = Progress()
    told = {_NOT_TOLD}
    with closing(route_chunks(files, Plan(facts, job.days.on, sentence), job.how, job.days, seen=seen)) as chunks:
        for batch, assigned in chunks:
            if not _is_named(job):
                _tell_profiles({batch.profile: sentence(batch.why or "")}, told, progress)
            writer.add(batch, assigned)
            tally.add(assigned, facts)
            progress.tell(writer.account.counts["rows_read"])
    progress.end()
    return tally


def _in_parts(
    job: Job,
    files: Sequence[OrderFile],
    kept_inputs: Mapping[str, Path],
    writer: RunWriter | KeptParts,
    tally: Tally,
) -> None:
    from cli.run.part import PartJob  # noqa: PLC0415 - most runs are done in one go
    from cli.run.sharing.made_parts import make_parts, merge  # noqa: PLC0415 - the same

    how = job.parts or InParts()
    place = parts_folder(job.out, resume=how.resume)
    inputs = place / INPUTS
    shutil.rmtree(inputs, ignore_errors=True)
    keep_inputs(place, kept_inputs)
    facts_hash = hashlib.sha256(json.dumps(hashes(kept_inputs)).encode()).hexdigest()
    coming = (
        PartJob(
            file=evolve(file, path=file.path.absolute()),
            target=place / f"{number:04d}-{file.path.name[:_NAME_LENGTH]}",
            inputs=inputs,
            products=inputs / f"products{job.products.suffix}" if job.products else None,
            how=job.how,
            days=job.days,
            version=metadata.version("sampan"),
            facts_hash=facts_hash,
            language=language(),
            plain=job.plain,
        )
        for number, file in enumerate(part for file in files for part in ranges_of(file, job.how))
    )
    progress = Progress()
    with _finished_parts_told(place, len(files), progress):
        jobs, outcomes = make_parts(coming, how, progress)
        told = {_NOT_TOLD}
        for made in merge(jobs, outcomes, writer, tally, how.workers):
            if not _is_named(job):
                _tell_profiles(made["read_as"], told, progress)
            progress.tell(writer.account.counts["rows_read"])
        progress.end()


@contextmanager
def _finished_parts_told(place: Path, files: int, progress: Progress) -> Iterator[None]:
    """Says how a run that was stopped goes on; where nothing of it can be taken up, nothing stays.

    That is so where no part was finished, and where the only file is refused: mended it is another.
    """
    try:
        yield
    except BaseException as error:
        finished = sum(one.is_dir() for one in place.glob(PART_NAMES))
        progress.end()
        if finished and (files > 1 or not isinstance(error, InputError)):
            told = said(
                "What is finished stays in {folder}: {n:count part}. Route again with --resume to go on from there.",
                n=finished,
                folder=place,
            )
            click.echo(told, err=True)
        else:
            with suppress(OSError):
                clear(place)
        raise


def _is_named(job: Job) -> bool:
    """Whether one bundled profile was named for all the files."""
    return isinstance(job.how.profile, str) and job.how.profile != AUTO


def _tell_profiles(read_as: Mapping[str, str], told: set[str], progress: Progress) -> None:
    """Says of each marketplace, once in a run, by what it was recognised."""
    for profile, why in read_as.items():
        if profile not in told:
            told.add(profile)
            progress.remark(said("Read as {profile}: {why}.", profile=profile, why=why))
