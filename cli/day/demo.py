"""`sampan demo`: the bundled day of invented orders, routed with the bundled cards on a fixed day."""

from __future__ import annotations

import tempfile
from importlib import resources
from pathlib import Path
from typing import Any

import click

from cli.main import ALL_DONE
from cli.options.facts import FactPaths
from cli.options.types import PATH
from cli.output.show import format_option, json_text, table
from cli.run.chunks import Days
from cli.run.job import Job
from cli.run.run import run
from cli.run.summary import summary
from cli.words import said
from routing.intake import Reading
from routing.values.moments import moment

NOW = "2026-11-20T18:00:00+08:00"
"""The demo's moment: it prints the same on every day."""
_SHOWN = ("order_id", "service", "price_cny", "runner_up", "saving_cny", "dispatch_on", "country", "reason")
_LINES = 12


@click.command(
    epilog="Example: sampan demo --out demo-run",
)
@click.option("--out", type=PATH, metavar="DIR", help="Keep the run directory there.")
@format_option("table", "json")
def command(out: Path | None, output_format: str) -> int:
    """Route a bundled day of invented orders and print the summary.

    About 200 orders over 30 countries; a few are bad on purpose, which the exit code does not mind.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = out or Path(scratch) / "run"
        manifest, tally = run(_job(folder))
        if output_format == "json":
            click.echo(json_text(manifest))
            return ALL_DONE
        click.echo(_sample(folder))
        click.echo()
        click.echo(summary(manifest, tally, out))
        if out is None:
            click.echo("\n" + said("Keep the run with --out DIR, then try: sampan explain ORDER_ID --run DIR"))
    return ALL_DONE


def _job(out: Path) -> Job:
    data = Path(str(resources.files("carriers"))) / "data" / "demo"
    return Job(
        paths=(data / "orders.csv",),
        how=Reading("canonical"),
        products=data / "products.csv",
        fact_paths=FactPaths.named((), "handbook", None),
        days=Days(moment(NOW)),
        out=out,
    )


def _sample(run_folder: Path) -> str:
    """A few lines of the plan: some of each tier, and one without a channel."""
    import polars as pl  # noqa: PLC0415

    lines = pl.read_csv(run_folder / "assignments.csv", infer_schema=False, glob=False)
    picked: pl.DataFrame = lines.with_columns(
        pl.int_range(pl.len()).over("tier").alias("nth"), pl.int_range(pl.len()).alias("at")
    )
    picked = picked.sort("nth", "at").head(_LINES).sort("at")
    rows: list[tuple[Any, ...]] = [
        tuple("" if cell is None else str(cell) for cell in row) for row in picked.select(_SHOWN).rows()
    ]
    headers = ("order", "service", "CNY", "runner-up", "saving", "dispatch", "to", "why none")
    return table(rows, headers, right=(2, 4))
