"""A run from the order files to its folder."""

from __future__ import annotations

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click
from attrs import evolve, field, frozen

from cli.output.files import atomic_folder
from cli.output.progress import Progress
from cli.run.chunks import Days, route_chunks
from cli.run.directory import INPUTS, MANIFEST, OWN, hashes, keep_inputs
from cli.run.input_files import InputFiles, with_stdin_saved
from cli.run.part import PartJob
from cli.run.parts import LOST, InParts, clear, make_parts, merge, parts_folder
from cli.run.pipeline import heed_interrupts
from cli.run.tally import Tally
from cli.run.writer import RunWriter
from routing.intake import OrderFile, Reading, order_files, read_products
from routing.intake.recognise import AUTO

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cli.options.facts import FactPaths
    from routing.facts import Facts


_NOT_TOLD = "canonical"
"""The profile that needs no remark: sampan's own columns."""


_NAME_LENGTH = 40
"""Letters of a file's name in the name of its part: in any script together below the 255 bytes that a name may have."""


@frozen
class Job:
    """What one run is to do.  `parts`: how to do it in parts; None: in one go.  `typed`: how the facts were named."""

    paths: tuple[Path, ...]
    """Where orders are looked for, as typed."""
    how: Reading
    products: Path | None
    sources: FactPaths
    days: Days
    out: Path
    plain: bool = False
    parts: InParts | None = None
    typed: Mapping[str, Any] = field(factory=dict)


def run(job: Job) -> tuple[dict[str, Any], Tally]:
    """Does the job; the manifest and what the summary tells come back."""
    started = datetime.now(UTC)
    heed_interrupts()
    _refuse_pipes(job)
    facts = job.sources.load()
    products = read_products(job.products) if job.products else None
    tally = Tally(job.days.now)
    with (
        atomic_folder(job.out, MANIFEST, OWN) as folder,
        TemporaryDirectory() as spool,
        ThreadPoolExecutor(1) as aside,
    ):
        kept_inputs = job.sources.files()
        if job.products:
            kept_inputs[f"products{job.products.suffix}"] = job.products
        keep_inputs(folder, kept_inputs)
        kept_inputs = {name: folder / INPUTS / name for name in kept_inputs}
        files = order_files(with_stdin_saved(job.paths, Path(spool)))
        orders = InputFiles(files)
        hashed = aside.submit(orders.hashes)
        writer = RunWriter(folder, facts, plain=job.plain)
        try:
            if job.parts:
                _in_parts(job, files, kept_inputs, writer, tally)
            else:
                _in_one_go(evolve(job, how=evolve(job.how, products=products)), files, facts, writer, tally)
            writer.close()
        except BaseException:
            writer.abort()
            raise
        about = {
            "sampan": metadata.version("sampan"),
            "arguments": _arguments(job),
            "now": job.days.now.isoformat(timespec="seconds"),
            "on": job.days.on.isoformat() if job.days.on else None,
            "zone": facts.schedule.zone,
            "calendar": {
                "name": facts.schedule.days.calendar.name,
                "version": facts.schedule.days.calendar.version,
                "covers_to": facts.schedule.days.calendar.last.isoformat(),
            },
            "inputs": {"orders": hashed.result(), "facts": hashes(kept_inputs)},
            "warnings": [*writer.account.warnings, *tally.warnings(facts, writer.account.used(facts.codes))],
            "started": started.isoformat(timespec="seconds"),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        manifest = writer.manifest(about)
        orders.check()
    if job.parts and LOST not in manifest["problems"]:
        with suppress(OSError):  # the run is complete all the same
            clear(parts_folder(job.out, resume=True))
    return manifest, tally


def _refuse_pipes(job: Job) -> None:
    """Refuses facts that can be read but once: the run keeps a copy of them."""
    for file in filter(None, (job.products, job.sources.policy, job.sources.fx, job.sources.calendar)):
        if file.exists() and not file.is_file() and not file.is_dir():
            message = f"{file} can be read only once, and a run keeps a copy of its facts. Save it to a file first."
            raise click.UsageError(message)


def _in_one_go(job: Job, files: Sequence[OrderFile], facts: Facts, writer: RunWriter, tally: Tally) -> None:
    progress = Progress()
    told = {_NOT_TOLD}
    with closing(route_chunks(files, facts, job.how, job.days)) as chunks:
        for batch, assigned in chunks:
            if job.how.profile == AUTO:
                _tell_profiles({batch.profile: batch.why}, told, progress)
            writer.add(batch, assigned)
            tally.add(assigned, facts)
            progress.tell(writer.account.counts["rows_read"])
    progress.end()


def _in_parts(
    job: Job, files: Sequence[OrderFile], kept_inputs: Mapping[str, Path], writer: RunWriter, tally: Tally
) -> None:
    how = job.parts or InParts()
    place = parts_folder(job.out, resume=how.resume)
    inputs = place / INPUTS
    shutil.rmtree(inputs, ignore_errors=True)
    keep_inputs(place, kept_inputs)
    facts_hash = hashlib.sha256(json.dumps(hashes(kept_inputs)).encode()).hexdigest()
    jobs = [
        PartJob(
            file=evolve(file, path=file.path.absolute()),
            target=place / f"{number:04d}-{file.path.name[:_NAME_LENGTH]}",
            inputs=inputs,
            products=inputs / f"products{job.products.suffix}" if job.products else None,
            how=job.how,
            days=job.days,
            version=metadata.version("sampan"),
            facts_hash=facts_hash,
        )
        for number, file in enumerate(files)
    ]
    progress = Progress()
    outcomes = make_parts(jobs, how, progress)
    told = {_NOT_TOLD}
    for made in merge(jobs, outcomes, writer, tally):
        if job.how.profile == AUTO:
            _tell_profiles(made["read_as"], told, progress)
        progress.tell(writer.account.counts["rows_read"])
    progress.end()


def _tell_profiles(read_as: Mapping[str, str], told: set[str], progress: Progress) -> None:
    """Says of each marketplace, once in a run, by what it was recognised."""
    for profile, why in read_as.items():
        if profile not in told:
            told.add(profile)
            progress.remark(f"Read as {profile}: {why}.")


def _arguments(job: Job) -> dict[str, Any]:
    return {
        "files": [str(path) for path in job.paths],
        "from": job.how.profile,
        "products": str(job.products) if job.products else None,
        "cards": [card.name for card in job.sources.cards],
        "policy": job.sources.policy.name,
        "fx": job.sources.fx.name,
        "typed": dict(job.typed),
        "calendar": str(job.sources.calendar) if job.sources.calendar else None,
        "input_zone": job.how.input_zone.key if job.how.input_zone else None,
        "currency": job.how.currency,
        "plain": job.plain,
    }
