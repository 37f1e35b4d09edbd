"""`sampan track add`: files of scans into the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.options.schedule import ZONE
from cli.options.types import PATH
from cli.output.files import atomic_file, locked
from cli.output.show import format_option, json_text, print_rows, table
from cli.track.options import store_option
from cli.words import said, sentence
from cli.words.stored import stored

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from carriers.tracking.gathered import TrackingFile
    from routing.errors import Problem

_SHOWN: Final = 20
_PATIENCE_S: Final = 10.0
_COLUMNS: Final = ("kind", "file", "row", "column", "order_id", "text", "scans", "message")
"""What is to be looked at, as CSV."""


@click.command(
    name="add",
    epilog="Example: sampan track add scans.csv --store tracking.parquet --zone Asia/Shanghai",
)
@click.argument("files", nargs=-1, required=True, type=PATH, metavar="FILE...")
@store_option
@click.option("--zone", "zone_name", type=ZONE, help="Zone of times that name none.  [default: they are refused]")
@click.option(
    "--dates",
    type=click.Choice(("dmy", "mdy")),
    help="Order of day and month in 05/06/2026.  [default: such dates are refused]",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=HEAD",
    help="A column of your own table that is called otherwise: at=Zeit.  Repeatable.",
)
@format_option("table", "csv", "json")
def command(
    files: tuple[Path, ...], store: Path, zone_name: str | None, dates: str | None, columns: tuple[str, ...],
    output_format: str,
) -> int:  # fmt: skip
    """Add files of scans to the store: each scan once, unknown states and words kept and told.

    Read are 17TRACK (pushed or asked for), YunExpress and AfterShip as JSON, one document or one a line; and tables
    (CSV, TSV, workbooks, Parquet) of trackers, carriers or your own: a tracking number or an order, a time, and what
    happened.  Exit code 1 if rows could not be used; the others are kept.
    """
    from carriers.tracking.gathered import Clock  # noqa: PLC0415 - heavy, and not needed for the help
    from carriers.tracking.read import read_tracking  # noqa: PLC0415
    from carriers.tracking.store import merged, read_store, write_store  # noqa: PLC0415

    read = list(read_tracking(files, Clock(zone_name, dates or ""), _named(columns)))
    store.parent.mkdir(parents=True, exist_ok=True)
    with locked(store.with_name(f".{store.name}.lock"), store, _PATIENCE_S):
        known = read_store(store) if store.exists() else merged()
        scans = merged(known, *(file.scans for file in read))
        if not store.exists() or not scans.equals(known):
            with atomic_file(store) as target:
                write_store(scans, target)
    _print(_told(store, read, known, scans), output_format)
    return NEEDS_A_PERSON if any(file.problems for file in read) else ALL_DONE


def _named(columns: Sequence[str]) -> dict[str, str]:
    """Field -> head of the option --column."""
    from carriers.tracking.tables import fields  # noqa: PLC0415 - few need it

    found = dict(one.partition("=")[::2] for one in columns)
    for name, head in found.items():
        if name not in fields() or not head.strip():
            raise click.BadParameter(
                said("{name!r} is no column of scans. There are {names:list}.", name=name, names=fields()),
                param_hint="--column",
            )
    return found


def _told(store: Path, files: Sequence[TrackingFile], known: pl.DataFrame, scans: pl.DataFrame) -> dict[str, Any]:
    """What came of it, as JSON shows it."""
    import polars as pl  # noqa: PLC0415 - not needed for the help

    from carriers.tracking.meanings import unknown_states, unknown_words  # noqa: PLC0415
    from carriers.tracking.store import orders_in_doubt  # noqa: PLC0415

    read = pl.concat([file.scans for file in files])
    added = scans.height - known.height
    return {
        "store": str(store),
        "scans": scans.height,
        "parcels": scans["tracking_number"].n_unique(),
        "read": read.height,
        "new": added,
        "seen_before": read.height - added,
        "refused": sum(len(file.problems) for file in files),
        "files": [
            {"file": file.name, "form": file.form, "scans": file.scans.height, "refused": len(file.problems)}
            for file in files
        ],
        "unknown_states": unknown_states(read).to_dicts(),
        "unknown_words": unknown_words(read).to_dicts(),
        "orders_in_doubt": orders_in_doubt(scans).to_dicts(),
        "problems": [_problem(problem) for file in files for problem in file.problems],
        "remarks": [f"{file.name}: {sentence(remark)}" for file in files for remark in file.remarks],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "row": problem.row or None,
        "column": problem.column,
        "order_id": problem.order_id,
        "value": problem.value,
        "code": problem.code,
        "message": sentence(problem.reason),
        "reason": stored(problem.reason),
    }


def _print(told: dict[str, Any], output_format: str) -> None:
    if output_format == "json":
        click.echo(json_text(told))
        return
    rows = _rows(told)
    if output_format == "csv":
        print_rows(rows, "csv", _COLUMNS)
        return
    cells = [(one["file"], one["form"], one["scans"], one["refused"]) for one in told["files"]]
    click.echo(table(cells, ("file", "form", "scans", "refused"), (2, 3)) + "\n")
    click.echo(
        said(
            "{store}: {scans:,} scans of {parcels:,} parcels; {new:,} of {read:,} are new.",
            **{name: told[name] for name in ("store", "scans", "parcels", "new", "read")},
        )
    )
    for remark in told["remarks"]:
        click.echo(remark, err=True)
    kinds = {
        "refused": said("refused"),
        "unknown state": said("unknown state"),
        "unknown words": said("unknown words"),
        "several orders": said("several orders"),
    }
    shown = [(kinds[one["kind"]], one["text"] or one["column"], one["scans"], _where(one)) for one in rows[:_SHOWN]]
    if shown:
        click.echo("\n" + table(shown, ("to look at", "text", "scans", "message"), (2,), {"text": 60, "message": 60}))
    if len(rows) > _SHOWN:
        click.echo(said("... and {n} more; --format csv lists all.", n=len(rows) - _SHOWN))


def _where(row: dict[str, Any]) -> str:
    """The message of a row with the place that it speaks of."""
    row_text = said("row {row}", row=row["row"]) if row["row"] else row["column"]
    place = ", ".join(filter(None, (row["file"], row_text)))
    return f"{place}: {row['message']}" if row["message"] and place else row["message"] or place


def _rows(told: dict[str, Any]) -> list[dict[str, Any]]:
    """What is to be looked at, in the columns of _COLUMNS: rows that could not be used, unknown states and words."""
    empty = dict.fromkeys(_COLUMNS, None)
    rows = [
        {**empty, **{name: one[name] for name in ("file", "row", "column", "order_id", "message")},
         "kind": "refused", "text": one["value"]}
        for one in told["problems"]
    ]  # fmt: skip
    rows += [
        {**empty, "kind": "unknown state", "text": one["state"], "scans": one["scans"], "message": one["source"]}
        for one in told["unknown_states"]
    ]
    rows += [
        {**empty, "kind": "unknown words", "text": one["words"], "scans": one["scans"], "message": one["source"]}
        for one in told["unknown_words"]
    ]
    rows += [
        {**empty, "kind": "several orders", "text": one["tracking_number"], "message": ", ".join(one["order_ids"])}
        for one in told["orders_in_doubt"]
    ]
    return rows
