"""`sampan parcels verify`: the proposals of a run looked at again by a second, plain program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.options.types import PATH
from cli.output.show import csv_text, format_option, json_text, table
from cli.words import said, sentence
from cli.words.stored import stored

if TYPE_CHECKING:
    from routing.reason import Reason

_HEADS = ("proposal", "what")


@click.command(
    name="verify",
    epilog="Example: sampan parcels verify demo-run",
)
@click.argument("run", type=PATH, metavar="RUN")
@format_option("table", "csv", "json")
def command(run: Path, output_format: str) -> int:
    """Check the proposals of a run again by a second, plain program.

    Every parcel is made anew from the orders and priced by the exact path; that the orders may travel so, that every
    piece is sent once, and that no way is cheaper, is worked out again.  Exit code 1 and what is wrong, if anything is.
    """
    from cli.parcels.proposals_file import read_proposals  # noqa: PLC0415 - heavy, and not needed for the help
    from cli.parcels.searched_run import SearchedRun  # noqa: PLC0415
    from routing.parcelling.check import wrong_ids  # noqa: PLC0415
    from routing.reason import Reason  # noqa: PLC0415

    stated = read_proposals(run)
    searched = SearchedRun(run, stated.door, stated.one_account, stated.kept_whole)
    ids = set(searched.place)
    searched.decided  # noqa: B018 - lines that were edited are told, though nothing is proposed
    checker = searched.checker()
    found: list[tuple[str, Reason]] = []
    if searched.sha256 != stated.orders_sha256:
        found.append(("", Reason("parcels.other_orders")))
    taken: set[str] = set()
    for one in stated.proposals:
        unknown = [order for order in one.orders if order not in searched.place]
        if unknown or not taken.isdisjoint(one.orders) or len(set(one.orders)) < len(one.orders):
            found.append((one.proposal_id, Reason("parcels.orders_unknown", orders=tuple(unknown or one.orders))))
            continue
        taken.update(one.orders)
        rows, days = searched.of_proposal(one.orders)
        against = (*searched.numbers_against(one.orders), *wrong_ids(one, ids), *checker.faults(one, rows, days))
        found += [(one.proposal_id, reason) for reason in against]
    _print(found, len(stated.proposals), output_format)
    return NEEDS_A_PERSON if found else ALL_DONE


def _print(found: list[tuple[str, Reason]], proposals: int, output_format: str) -> None:
    rows = [(name, sentence(reason)) for name, reason in found]
    if output_format == "csv":
        click.echo(csv_text(rows, _HEADS), nl=False)
    elif output_format == "json":
        faults = [
            {**dict(zip(_HEADS, row, strict=True)), **stored(reason)}
            for row, (_, reason) in zip(rows, found, strict=True)
        ]
        click.echo(json_text({"proposals": proposals, "faults": faults}))
    elif rows:
        click.echo(table(rows, _HEADS))
    else:
        click.echo(said("{n:count proposal} checked again: each holds.", n=proposals))
