"""`sampan parcels apply`: a run whose lines are parcels."""

from __future__ import annotations

from pathlib import Path

import click

from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.options.types import PATH
from cli.output.show import format_option, json_text
from cli.words import said
from routing.values.nearest import nearest


@click.command(
    name="apply",
    epilog="Example: sampan parcels apply demo-run --out parcels-run",
)
@click.argument("run", type=PATH, metavar="RUN")
@click.option("--out", type=PATH, required=True, metavar="NEW", help="The run directory to write.")
@click.option("--only", multiple=True, metavar="ID", help="Take this proposal alone.  Repeatable.  [default: all]")
@format_option("table", "json")
def command(run: Path, out: Path, only: tuple[str, ...], output_format: str) -> int:
    """Make a run whose lines are parcels from the proposals of a run.

    NEW is a run like any other, for labels, slips, replies, bills, explain and verify: an order that is neither merged
    nor split is a parcel of its own.  Its last columns tell each parcel's id and the orders in it.
    """
    from cli.parcels.parcel_run import made  # noqa: PLC0415 - heavy, and not needed for the help
    from cli.parcels.proposals_file import chosen, read_proposals  # noqa: PLC0415
    from cli.parcels.searched_run import SearchedRun  # noqa: PLC0415
    from cli.run.moved import moved_of  # noqa: PLC0415

    if moved_of(run):
        raise click.UsageError(
            said(
                "{run} was allotted under caps, and its parcels would lose the places they were moved to. Make parcels"
                " of the run before its caps, then allot those: sampan allot {out} --caps FILE --out ANOTHER.",
                run=str(run), out=str(out),
            )
        )  # fmt: skip
    stated = read_proposals(run)

    def refuse(name: str) -> None:
        near = nearest(name, [one.proposal_id for one in stated.proposals])
        told = said("{name!r} is no proposal of {run}.", name=name, run=str(run))
        hint = said("Did you mean {name}?", name=near[0]) if near else ""
        raise click.BadParameter(" ".join(filter(None, (told, hint))), param_hint="--only")

    taken = chosen(stated, only, refuse)
    if out.resolve() == run.resolve():
        raise click.UsageError(said("{out} is the run itself. Write the parcels to another folder.", out=str(out)))
    searched = SearchedRun(run, one_account=stated.one_account, kept_whole=stated.kept_whole)
    manifest = made(searched, stated.orders_sha256, taken, out)
    if output_format == "json":
        click.echo(json_text(manifest))
    else:
        about = manifest["parcels"]
        click.echo(
            said(
                "{orders:count order} in {parcels:count parcel}: {proposals:count proposal} taken. Freight {before} CNY"
                " before, {after} CNY now.",
                orders=about["orders"], parcels=manifest["counts"]["orders"], proposals=len(taken),
                before=about["before_cny"], after=about["after_cny"],
            )
        )  # fmt: skip
        if about["orders_sent_now"]:
            click.echo(
                said(
                    "{cny} CNY of it sends {n:count order} that had no channel.",
                    cny=about["sent_now_cny"], n=about["orders_sent_now"],
                )
            )  # fmt: skip
        click.echo(said("Written to {out}.", out=str(out)), err=True)
    return NEEDS_A_PERSON if manifest["counts"]["no_channel"] or manifest["counts"]["rejected"] else ALL_DONE
