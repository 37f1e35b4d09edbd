"""`sampan allot`: the cheapest allotment of a run's parcels under caps, least volumes and rebates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from carriers.allotment.caps_file import read_caps
from cli.allot.allotted_run import write_allotted
from cli.allot.contradiction import contradiction
from cli.allot.gather import gather
from cli.allot.picture import picture
from cli.allot.report import report, text
from cli.main import ALL_DONE, UNUSABLE_INPUT
from cli.options.facts import FactPaths
from cli.options.types import PATH
from cli.output.files import atomic_file
from cli.output.show import format_option, json_text
from cli.run.directory import INPUTS
from cli.run.manifest import read_manifest
from cli.run.numbers import numbers_of
from cli.words import said
from routing.allotment.allot import Contradiction, allot
from routing.allotment.core import NODES
from routing.errors import Fault, InputError
from routing.reason import Reason
from routing.values.dates import day

if TYPE_CHECKING:
    from routing.allotment.caps import Agreements
    from routing.allotment.lines import Lines


@click.command(
    name="allot",
    epilog="Example: sampan allot demo-run --caps caps.toml --out allotted-run",
)
@click.argument("run", type=PATH, metavar="RUN_DIR")
@click.option("--caps", "caps_file", required=True, type=PATH, metavar="FILE", help="Caps, least volumes and rebates.")
@click.option("--out", type=PATH, metavar="DIR", help="The new run.  Without it the allotment is only told.")
@click.option(
    "--later-tiers", is_flag=True, help="Orders may also go by a later tier of the policy that speaks of them."
)
@click.option(
    "--nodes", type=click.IntRange(1, 10_000_000), default=NODES, show_default=True, metavar="N",
    help="How long to search where a day is hard: nodes of the search tree.",
)  # fmt: skip
@click.option("--picture", "drawing", type=PATH, metavar="FILE", help="Draw cost against each cap (SVG).")
@format_option("table", "json")
def command(
    run: Path, caps_file: Path, out: Path | None, nodes: int, drawing: Path | None, output_format: str, *,
    later_tiers: bool,
) -> int:  # fmt: skip
    """Allot a run's parcels under caps: the least cost that keeps them, who moves, and what a place is worth.

    Exit code 3 and the caps that contradict each other where none of the ways keeps them all.
    """
    manifest = read_manifest(run)
    if out is not None and out.resolve() == run.resolve():
        raise click.UsageError(said("--out must be another folder than the run itself."))
    facts = FactPaths.snapshot(run / INPUTS).load()
    if facts.policy.rank != "freight":
        raise InputError([Fault(str(run), "", Reason("allotment.ranks_by_door"))])
    agreements = read_caps(caps_file, facts.services)
    on = day(manifest["on"], iso=True) if manifest["on"] else None
    lines, order_ids = gather(run, facts, on, later_tiers=later_tiers)
    numbered = numbers_of(run)
    held = np.array([at for at, order in enumerate(order_ids) if order in numbered], np.int64)
    lines = lines.staying(held)
    _check_values(run, agreements, lines, order_ids)
    found = allot(lines, agreements, nodes)
    if isinstance(found, Contradiction):
        click.echo(contradiction(found, later_tiers=later_tiers), err=True)
        return UNUSABLE_INPUT
    told = report(found, lines, order_ids)
    if out is not None:
        moved = {one["order_id"]: one["to"] for one in told["moved"]}
        write_allotted(run, out, manifest, facts, moved, caps_file, told)
    click.echo(json_text(told) if output_format == "json" else text(told))
    if held.size:
        told_held = said("{n:count order} with a tracking number stay where they are.", n=held.size)
        click.echo(told_held, err=True)
    if out is not None:
        click.echo(said("Written to {out}.", out=out), err=True)
    if drawing is not None:
        with atomic_file(drawing) as file:
            file.write(picture(lines, agreements, found, nodes).encode())
        click.echo(said("Drew {file}.", file=drawing), err=True)
    return ALL_DONE


_NAMED = 10


def _check_values(run: Path, agreements: Agreements, lines: Lines, order_ids: list[str]) -> None:
    """Refuses a cap on value where some order's value is not known: it would count as nothing."""
    unknown = lines.without_value(agreements.caps)
    if unknown.size:
        orders = tuple(order_ids[at] for at in unknown[:_NAMED].tolist())
        raise InputError([Fault(str(run), "", Reason("allotment.value_unknown", n=len(unknown), orders=orders))])
