"""`sampan promise check`: what would have been promised against what came true."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.options.types import PATH
from cli.output.files import atomic_file
from cli.output.show import format_option, json_text, print_rows, table
from cli.promise.options import evidence_options
from cli.words import said
from routing.values.money import decimal_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.promise.held_out import HeldOut
    from routing.promise.calibration import Calibration

_COLUMNS: Final = ("month", "promised_percent", "observed_percent", "difference_points", "parcels")


@click.command(
    name="check", epilog="Example: sampan promise check --store tracking.parquet --run demo-run --picture promise.svg"
)
@evidence_options
@click.option(
    "--months", type=click.IntRange(1, 36), default=3, show_default=True, metavar="N",
    help="How many months of dispatch to hold out, the newest of which enough is known.",
)  # fmt: skip
@click.option("--picture", type=PATH, metavar="FILE", help="The same as a picture (SVG).")
@format_option("table", "csv", "json")
def command(
    store: Path, runs: tuple[Path, ...], least: int, silent_days: int, months: int, picture: Path | None,
    output_format: str,
) -> int:  # fmt: skip
    """Hold what would have been promised against what came true, month by month.

    For each month a promise is learnt from what was known on its first morning; of its parcels then promised with 80,
    90 or 95 percent within some days, the share that came within them is told.  Parcels still on their way count for as
    long as they were seen.  Exit code 1 if there is no month to check.
    """
    from cli.promise.held_out import held_out  # noqa: PLC0415 - not needed for the help
    from cli.promise.observed import evidence  # noqa: PLC0415

    held = held_out(evidence(store, runs, silent_days), least, months)
    rows = [_row(one, told) for one in held for told in one.calibrated]
    if output_format == "json":
        click.echo(json_text({"months": rows, "without_law": {one.month: one.without_law for one in held}}))
    elif output_format == "csv":
        print_rows(rows, "csv", _COLUMNS)
    else:
        click.echo(_page(held))
    if picture is not None and held:
        from cli.promise.picture import picture as drawn  # noqa: PLC0415 - only where it is asked for

        with atomic_file(picture) as file:
            file.write(drawn(held).encode())
    return ALL_DONE if held else NEEDS_A_PERSON


def _row(held: HeldOut, told: Calibration) -> dict[str, Any]:
    observed = told.observed
    return {
        "month": held.month,
        "promised_percent": decimal_text(told.chance, 2),
        "observed_percent": None if observed is None else decimal_text(observed, 2),
        "difference_points": None if observed is None else _signed(observed - told.chance),
        "parcels": told.parcels,
    }


def _signed(points_e2: int) -> str:
    return ("-" if points_e2 < 0 else "") + decimal_text(abs(points_e2), 2)


def _page(held: Sequence[HeldOut]) -> str:
    """Months as rows, what was promised as columns."""
    if not held:
        return said("No month to check: nothing was known before one of which enough is known now.")
    promised = [decimal_text(one.chance, 2) for one in held[0].calibrated]
    rows = [
        [
            said("all months") if one.of_all else one.month,
            len(one.outcomes.chance),
            *("" if told.observed is None else decimal_text(told.observed, 2) for told in one.calibrated),
            one.without_law,
        ]
        for one in held
    ]
    heads = ("month", "parcels", *(f"{percent} %" for percent in promised), "without law")
    lines = table(rows, heads, right=range(1, len(heads)))
    return lines + "\n\n" + said(
        "Of the parcels that a promise learnt before their month gives so many percent to come within some days, the"
        " percent that came within them."
    )  # fmt: skip
