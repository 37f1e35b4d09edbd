"""`sampan parcels propose`: which orders of a run to merge and which to split."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.main import ALL_DONE
from cli.options.types import PATH
from cli.output.files import atomic_file
from cli.output.show import format_option, json_pieces, long_json, table
from cli.words import said
from routing.values.money import cny

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cli.parcels.searched_run import SearchedRun
    from routing.parcelling.proposal import Proposal

_SHOWN = 20


@click.command(
    name="propose",
    epilog="Example: sampan parcels propose demo-run",
)
@click.argument("run", type=PATH, metavar="RUN")
@click.option("--door", is_flag=True, help="Count duty and fees at the door, although the run did not ask for them.")
@click.option(
    "--one-account",
    is_flag=True,
    help="The run's files are of one account at each marketplace; else each file is an account of its own.",
)
@click.option(
    "--keep-whole",
    "kept_whole",
    multiple=True,
    metavar="PLATFORM",
    help="A marketplace that takes one tracking number an order: its orders are not split.  Repeatable.",
)
@format_option("table", "csv", "json")
def command(run: Path, kept_whole: tuple[str, ...], output_format: str, *, door: bool, one_account: bool) -> int:
    """Propose which orders of a run to merge and which to split, with what it saves and how sure it is.

    Merged are orders of one buyer, one address and one marketplace account, split are orders whose parts are cheaper
    or which no service takes whole.  RUN/parcels/ gets proposals.csv, proposals.json and savings.svg; nothing of the
    run changes before `sampan parcels apply`.
    """
    from cli.parcels.picture import picture  # noqa: PLC0415 - heavy, and not needed for the help
    from cli.parcels.proposals_file import DATA, FOLDER, LIST, PICTURE, TABLE, head_of, tabled, told_of  # noqa: PLC0415
    from cli.parcels.searched_run import SearchedRun  # noqa: PLC0415

    searched = SearchedRun(run, door, one_account, tuple(name.casefold() for name in kept_whole))
    proposals = searched.proposals()
    head, folder = head_of(searched), run / FOLDER
    drawn: list[dict[str, Any]] = []
    with atomic_file(folder / TABLE) as table_file, atomic_file(folder / DATA) as file:
        for piece in long_json(head, LIST, _drawn(tabled(map(told_of, proposals), table_file), drawn)):
            file.write(piece.encode())
        file.write(b"\n")
    with atomic_file(folder / PICTURE) as file:
        file.write(picture(drawn).encode())
    if output_format == "json":
        for piece in json_pieces(head, LIST, map(told_of, proposals)):
            click.echo(piece, nl=False)
        click.echo()
    elif output_format == "csv":
        click.echo((folder / TABLE).read_bytes().decode("utf-8-sig"), nl=False)
    else:
        click.echo(_page([told_of(one) for one in proposals[:_SHOWN]], proposals, searched))
    click.echo(said("Written to {out}: {files:list}.", out=str(folder), files=[TABLE, DATA, PICTURE]), err=True)
    return ALL_DONE


def _drawn(told: Iterable[dict[str, Any]], drawn: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Keeps of what is told what the picture needs, and hands each on."""
    for one in told:
        drawn.append({name: one[name] for name in ("country", "kind", "saving_cny")})
        yield one


def _page(stated: Sequence[dict[str, Any]], proposals: Sequence[Proposal], run: SearchedRun) -> str:
    from routing.parcelling.search import counted  # noqa: PLC0415

    rows = [
        (
            one["proposal_id"],
            len(one["order_ids"]),
            len(one["parcels"]),
            " ".join(dict.fromkeys(one["services"])),
            one["before_cny"] or "-",
            one["after_cny"],
            one["saving_cny"] or "-",
            said("optimal") if one["optimal"] else said("gap {gap} %", gap=one["gap_percent"] or "?"),
        )
        for one in stated
    ]
    heads = ("proposal", "orders", "parcels", "service", "before", "after", "saving", "proof")
    count = counted(proposals)
    parts = [table(rows, heads, right=(1, 2, 4, 5, 6))] if rows else []
    if len(proposals) > _SHOWN:
        parts.append(said("... and {n} more proposals; proposals.csv has all.", n=len(proposals) - _SHOWN))
    told = said(
        "{orders:count order} searched. Merging {merged:count order} into {merges:count parcel} saves {merge_cny} CNY;"
        " splitting {splits:count order} saves {split_cny} CNY.",
        orders=run.orders.height - len(run.numbered),
        merged=count["merge_orders"],
        merges=count["merge"],
        merge_cny=cny(count["merge_fen"]),
        splits=count["split"],
        split_cny=cny(count["split_fen"]),
    )
    remarks = [told]
    if count["unsent"]:
        remarks.append(said("{n:count order} without a channel can be sent in parts.", n=count["unsent"]))
    if run.numbered:
        remarks.append(said("{n:count order} with a tracking number go as they are.", n=len(run.numbered)))
    return "\n\n".join((*parts, "\n".join(remarks)))
