"""`sampan bill claims`: what is claimed, and what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from cli.group import Group
from cli.options.types import PATH
from cli.output.show import format_option, print_rows
from cli.words import said, sentence
from routing.errors import ReadError
from routing.values.money import decimal_text

_STORE: Final = Path("claims.sqlite")
STATES: Final = ("flagged", "disputed", "accepted", "rejected", "resolved", "closed")
"""What may become of a claim."""
_COLUMNS: Final = (
    "bill", "number", "order_id", "carrier", "cause", "billed", "expected", "difference", "currency", "state", "note",
)  # fmt: skip
_store_option = click.option(
    "--store", type=PATH, default=_STORE, show_default=True, metavar="FILE", help="File of claims that a check wrote."
)


@click.group("claims", cls=Group, epilog="Example: sampan bill claims list --state flagged")
def command() -> None:
    """List claims and set what became of them."""


@command.command("list", epilog="Example: sampan bill claims list --state flagged")
@_store_option
@click.option("--bill", default="", help="Of this bill alone.")
@click.option("--state", type=click.Choice(STATES), help="In this state alone.")
@format_option()
def list_(store: Path, bill: str, state: str | None, output_format: str) -> None:
    """List the claims of all bills with their states."""
    from carriers.bills.claims import opened  # noqa: PLC0415 - not needed for the help

    with opened(_there(store)) as claims:
        found = claims.all(bill, state or "")
    rows = []
    for one in found:
        due = one.expected_micro if one.typed_micro is None else one.typed_micro
        rows.append(
            {
                "bill": one.bill,
                "number": one.number,
                "order_id": one.order_id,
                "carrier": one.carrier,
                "cause": one.cause,
                "billed": decimal_text(one.billed_micro, 6),
                "expected": None if due is None else decimal_text(due, 6),
                "difference": None if due is None else decimal_text(one.billed_micro - due, 6),
                "currency": one.currency,
                "state": one.state,
                "note": one.note,
            }
        )
    print_rows(rows, output_format, _COLUMNS, none=said("No claims."))


@command.command("set", epilog="Example: sampan bill claims set november.csv LX000000002CN --state accepted")
@click.argument("bill")
@click.argument("number", default="")
@_store_option
@click.option("--state", type=click.Choice(STATES), help="What became of it.")
@click.option("--fee", metavar="AMOUNT", help="What the line should cost, typed by hand; later checks keep it.")
@click.option("--note", help="A remark.")
def set_(bill: str, number: str, store: Path, state: str | None, fee: str | None, note: str | None) -> None:
    """Set state, fee or note of a claim: of the line of a bill with that number, or of all claims of the bill."""
    from carriers.bills.claims import opened  # noqa: PLC0415 - not needed for the help
    from carriers.bills.figures import micro_of  # noqa: PLC0415

    if state is None and fee is None and note is None:
        raise click.UsageError(said("Nothing to set. Give --state, --fee or --note."))
    if fee is not None and not number:
        raise click.UsageError(said("A fee belongs to one line: name its number, too."))
    try:
        typed = None if fee is None else micro_of(fee, ".")
    except ReadError as error:
        raise click.UsageError(sentence(error)) from None
    with opened(_there(store)) as claims:
        done = claims.set(bill, number, state, typed, note)
        known = [] if done else [one.number for one in claims.all(bill)]
        bills = [] if done else sorted({one.bill for one in claims.all()})
    if not done:
        from routing.values.nearest import suggestion  # noqa: PLC0415 - only a wrong name needs it

        near = suggestion(number, known) if known else suggestion(bill, bills)
        hint = sentence(near) if near else said("`sampan bill claims list` shows them.")
        raise click.UsageError(said("{store} holds no such claim. {hint}", store=str(store), hint=hint))
    click.echo(said("{n:count claim} set.", n=done), err=True)


def _there(store: Path) -> Path:
    if not store.is_file():
        raise click.UsageError(
            said("{store} is not there. `sampan bill check` writes it; name it with --store.", store=str(store))
        )
    return store
