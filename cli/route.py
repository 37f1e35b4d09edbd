"""`sampan route`: the daily batch, from order files to a run directory."""

from __future__ import annotations

import sys
import time
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from cli.facts import Sources, facts_options
from cli.files import whole_folder
from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.pipeline import ahead
from cli.rundir import MANIFEST, RunWriter, hashes, keep_inputs, names_of
from cli.show import format_option, json_text
from cli.summary import Tally, summary
from routing.intake import read_orders, read_products
from routing.localtime import zone
from routing.plan import Plan

if TYPE_CHECKING:
    from routing.facts import Facts
    from routing.intake import ProductMaster

PROFILES = ("auto", "canonical", "aliexpress", "shopify", "ebay", "amazon", "woocommerce", "tiktok", "temu")


@frozen
class Job:
    """What one run is to do."""

    files: tuple[Path, ...]
    profile: str
    products: Path | None
    sources: Sources
    now: datetime
    on: date | None
    out: Path
    plain: bool = False
    input_zone: str | None = None


@click.command(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: sampan route orders.csv --products products.csv --out run",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--from",
    "profile",
    type=click.Choice(PROFILES),
    default="auto",
    show_default=True,
    help="Whose export the files are.",
)
@click.option(
    "--products",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Product master: weight, size and customs data by SKU.",
)
@facts_options
@click.option(
    "--calendar",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The seller's calendar; see `sampan calendar --help`.",
)
@click.option(
    "--now",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"]),
    metavar="TIME",
    help="The moment of the run, with its offset.  [default: the clock]",
)
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Day of hand-over, which chooses cards and rules.  [default: each order's dispatch day]",
)
@click.option("--input-zone", metavar="ZONE", help="Zone of times written without an offset.")
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="The run directory to write."
)
@click.option("--plain", is_flag=True, help="Write CSV without the byte order mark that Excel wants.")
@format_option("table", "json")
def command(
    files: tuple[Path, ...], profile: str, products: Path | None, cards: tuple[str, ...], policy: str, fx: Path | None,
    calendar: Path | None, now: datetime | None, on: datetime | None, input_zone: str | None, out: Path,
    *, plain: bool, shape: str,
) -> int:  # fmt: skip
    """Route order files: each order to the cheapest allowed channel, with its deadline.

    FILE is an order export or a folder of them; - reads stdin.  The run directory holds assignments.csv, problems.csv,
    run.json, the normalised orders and a copy of every fact used.  Exit code 1 when some orders need a person.
    """
    job = Job(
        files=files, profile=profile, products=products,
        sources=Sources.named(cards, policy, fx, calendar),
        now=now or datetime.now(UTC), on=on.date() if on else None, out=out, plain=plain, input_zone=input_zone,
    )  # fmt: skip
    manifest, tally = run(job)
    click.echo(json_text(manifest) if shape == "json" else summary(manifest, tally, out))
    counts = manifest["counts"]
    return NEEDS_A_PERSON if counts["rejected"] or counts["no_channel"] else ALL_DONE


def run(job: Job) -> tuple[dict[str, Any], Tally]:
    """Does the job; the manifest and what the summary tells come back."""
    started = datetime.now(UTC)
    facts = job.sources.load()
    products = read_products(job.products) if job.products else None
    tally = Tally(job.now)
    with whole_folder(job.out, MANIFEST) as folder:
        kept = job.sources.files()
        if job.products:
            kept[f"products{job.products.suffix}"] = job.products
        keep_inputs(folder, kept)
        writer = RunWriter(folder, facts, plain=job.plain)
        try:
            warnings = _chunks(job, facts, products, writer, tally)
            writer.close()
        except BaseException:
            writer.abort()
            raise
        orders = names_of([file for file in job.files if str(file) != "-"])
        manifest = writer.manifest(
            {
                "sampan": metadata.version("sampan"),
                "arguments": _arguments(job),
                "on": job.on.isoformat() if job.on else None,
                "zone": facts.schedule.zone,
                "calendar": {
                    "name": facts.schedule.days.calendar.name,
                    "version": facts.schedule.days.calendar.version,
                    "covers_to": facts.schedule.days.calendar.last.isoformat(),
                },
                "inputs": {"orders": hashes(orders), "facts": hashes(kept)},
                "warnings": [*warnings, *tally.warnings(facts)],
                "started": started.isoformat(timespec="seconds"),
                "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            }
        )
    return manifest, tally


def _chunks(job: Job, facts: Facts, products: ProductMaster | None, writer: RunWriter, tally: Tally) -> list[str]:
    """Routes chunk by chunk; what intake warns of comes back, each warning once."""
    plan = Plan(facts, job.on)
    names = {name for service in facts.services for name in (service.code, service.carrier)}
    warnings: dict[str, None] = {}
    progress = _Progress()
    batches = read_orders(
        job.files,
        profile=job.profile,
        products=products,
        services=names,
        input_zone=zone(job.input_zone) if job.input_zone else None,
    )
    for batch in ahead(batches):
        assigned = plan.route(batch.table)
        writer.add(batch, assigned)
        tally.add(assigned, facts)
        warnings |= dict.fromkeys(batch.warnings)
        progress.tell(writer.counts["rows_read"])
    progress.end()
    return list(warnings)


def _arguments(job: Job) -> dict[str, Any]:
    return {
        "files": [str(file) for file in job.files],
        "from": job.profile,
        "products": str(job.products) if job.products else None,
        "cards": [card.name for card in job.sources.cards],
        "policy": job.sources.policy.name,
        "fx": job.sources.fx.name,
        "calendar": str(job.sources.calendar) if job.sources.calendar else None,
        "input_zone": job.input_zone,
        "plain": job.plain,
    }


class _Progress:
    """A count of rows on stderr, only for a terminal and only when it takes longer than a second."""

    def __init__(self) -> None:
        self.begun = self.told = time.monotonic()
        self.shown = False

    def tell(self, rows: int) -> None:
        """Says how far the run has come, at most five times a second."""
        moment = time.monotonic()
        if sys.stderr.isatty() and moment - self.begun > 1 and moment - self.told > 0.2:
            click.echo(f"\r{rows:,} rows, {rows / (moment - self.begun):,.0f} a second ", nl=False, err=True)
            self.told, self.shown = moment, True

    def end(self) -> None:
        """Leaves the line."""
        if self.shown:
            click.echo("", err=True)
