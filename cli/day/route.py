"""`sampan route`: the daily batch, from order files to a run directory."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.options.facts import FactPaths, facts_options
from cli.options.promise import asked, promise_options
from cli.options.schedule import ZONE
from cli.options.types import DAY, MOMENT, PATH, ReadParam, from_option
from cli.output.files import kept_aside
from cli.output.show import format_option, json_text
from cli.run.chunks import Days
from cli.run.directory import OWN
from cli.run.job import Job
from cli.run.parts import LOST, InParts, refuse_pipes
from cli.run.parts_options import parts_options
from cli.run.run import run
from cli.run.summary import summary
from cli.words import said
from routing.deadlines.localtime import zone
from routing.intake import Reading
from routing.values.money import currency as currency_code

if TYPE_CHECKING:
    from routing.intake.profiles import Profile


@click.command(
    epilog="Example: sampan route orders.csv --products products.csv --out today",
)
@click.argument("files", nargs=-1, required=True, type=PATH, metavar="FILE...")
@from_option
@click.option(
    "--products",
    type=PATH,
    metavar="FILE",
    help="Product master: weight, size and customs data by SKU.",
)
@facts_options
@click.option(
    "--calendar",
    type=PATH,
    metavar="FILE",
    help="The seller's calendar; see `sampan calendar --help`.",
)
@click.option(
    "--now",
    type=MOMENT,
    help="The moment of the run, with its offset.  [default: the clock]",
)
@click.option(
    "--on",
    type=DAY,
    help="Day of hand-over, which chooses cards and rules.  [default: each order's dispatch day]",
)
@click.option("--input-zone", type=ZONE, help="Zone of times written without an offset.")
@click.option("--cash-on-delivery", is_flag=True, help="Ship orders to be paid at the door, not paid yet.")
@click.option("--currency", type=ReadParam("CODE", currency_code), help="Currency of amounts that name none, like EUR.")
@click.option(
    "--door", is_flag=True, help="Tell duty, tax and fees at the door of each order, as far as they are known."
)
@click.option(
    "--packing",
    type=PATH,
    metavar="FILE",
    help="Bags, cartons and fillers (TOML): orders weigh and measure what they do when packed; see docs/PARCELS.md.",
)
@promise_options
@click.option("--out", type=PATH, required=True, metavar="DIR", help="The run directory to write.")
@click.option("--plain", is_flag=True, help="Write CSV without the byte order mark that Excel wants.")
@parts_options
@format_option("table", "json")
def command(output_format: str, **options: Any) -> int:
    """Route order files: each order to the cheapest allowed channel, with its deadline.

    FILE is an order export or a folder of them; - reads stdin.  The run directory holds assignments.csv, problems.csv,
    run.json, the normalised orders and a copy of every fact used.  Exit code 1 when some orders need a person.

    DIR appears only when the run is complete.  If it holds an earlier run, that one is replaced; if labels/ or anything
    else was added to it since, it is kept as DIR.1, DIR.2, ... and the new run starts without them.

    With --workers, --cluster or --resume each file, and each range of a large one, is routed as a part of its own in
    DIR.parts, and the parts are put together in order: the run directory is the same to the byte.  A run that was
    stopped goes on from its finished parts with --resume, as long as file, facts and sampan are the same.  With
    --keep-parts they stay apart, each a run of its own in DIR/parts.
    """
    job = job_of(**options)
    if job.parts:
        refuse_pipes(job.paths)
    aside = kept_aside(job.out, OWN)
    manifest, tally = run(job)
    if aside:
        click.echo(
            said("The earlier run holds more than `sampan route` wrote; it was kept as {aside}.", aside=aside), err=True
        )
    click.echo(json_text(manifest) if output_format == "json" else summary(manifest, tally, job.out))
    counts = manifest["counts"]
    return NEEDS_A_PERSON if counts["rejected"] or counts["no_channel"] or LOST in manifest["problems"] else ALL_DONE


def job_of(
    files: tuple[Path, ...], out: Path, profile: str | Profile = "auto", products: Path | None = None,
    cards: tuple[str, ...] = (), policy: str = "handbook", fx: Path | None = None, calendar: Path | None = None,
    now: datetime | None = None, on: date | None = None, input_zone: str | None = None, currency: str | None = None,
    packing: Path | None = None, promise: Path | None = None, target: int | None = None, *, door: bool = False,
    cash_on_delivery: bool = False, plain: bool = False, parts: InParts | None = None,
) -> Job:  # fmt: skip
    """What `sampan route` does for these options; `cli.run.run.run` does it.

    Args:
        files: order files, or folders of them.
        out: the run directory to write.
        profile: whose export the files are.
        products: the product master.
        cards: folders of cards, `bundled` among them.
        policy: a file, `handbook` or `cheapest`.
        fx: a file of exchange rates.
        calendar: the seller's calendar.
        now: the moment of the run; None: the clock.
        on: the day of hand-over; None: each order's dispatch day.
        input_zone: where times without an offset were taken.
        currency: of amounts that name none.
        packing: bags, cartons and fillers.
        promise: what was learnt of the chance to be on time.
        target: the least such chance that is asked of a service, in ten-thousandths; None: 95 %.
        door: tell duty, tax and fees at the door.
        cash_on_delivery: ship orders to be paid at the door.
        plain: write CSV without the byte order mark.
        parts: how to do it in parts; None: in one go.

    Raises:
        InputError: a folder of cards holds none.
    """
    on_time = asked(promise, target)
    return Job(
        paths=files, products=products,
        how=Reading(profile, zone(input_zone) if input_zone else None, currency, cash_on_delivery),
        fact_paths=FactPaths.named(cards, policy, fx, calendar, packing, door=door, promise=promise, on_time=on_time),
        days=Days(now or datetime.now(UTC), on), out=out, plain=plain,
        parts=parts,
        typed={"cards": list(cards), "policy": policy, "fx": str(fx) if fx else None},
    )  # fmt: skip
