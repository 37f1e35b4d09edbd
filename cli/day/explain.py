"""`sampan explain`: one order of a finished run before every service, and its deadline."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.options.facts import FactPaths
from cli.options.types import PATH
from cli.output.answers import (
    answer_json,
    answers_table,
    bill,
    choice_json,
    decision,
    heavier_told,
    ordered,
    parcel_json,
    size_text,
    travelling,
)
from cli.output.on_time import choice_on_time_json, on_time_page
from cli.output.show import format_option, json_text
from cli.run.directory import INPUTS
from cli.run.kept_facts import changed_facts, remark
from cli.run.manifest import read_manifest
from cli.run.moved import moved_of
from cli.run.reader import IN_PARCELS, find_row, part_with
from cli.words import said, sentence
from routing.exact.parcel import parcel_of
from routing.values.dates import day
from routing.verify import Verifier

if TYPE_CHECKING:
    from datetime import datetime

    from routing.deadlines.deadline import Deadline
    from routing.exact.choice import Choice


@click.command(
    epilog="Example: sampan explain 7001 --run demo-run",
)
@click.argument("order_id")
@click.option("--run", "run", required=True, type=PATH, metavar="DIR", help="The run directory.")
@click.option("--door", is_flag=True, help="The cost at the door too, by today's facts where the run kept none.")
@click.option("--steps", is_flag=True, help="Show the price of every service step by step, not only the chosen one's.")
@format_option("table", "json")
def command(order_id: str, run: Path, *, door: bool, steps: bool, output_format: str) -> int:
    """Explain one order of a finished run: every service's price or refusal, and the deadline.

    The facts are those the run kept, not today's.
    """
    found = explained(run, order_id, door=door)
    click.echo(json_text(found.shape()) if output_format == "json" else _page(found, every=steps))
    changed = changed_facts(found.run, read_manifest(found.run))
    if changed:
        click.echo(remark(changed), err=True)
    return ALL_DONE if found.choice.chosen else NEEDS_A_PERSON


@frozen(eq=False)
class Explained:
    """An order of a finished run before every service, and its deadline, by the facts that the run kept."""

    run: Path
    """The run directory; of a run that stayed in parts, the part that holds the order."""
    order: dict[str, Any]
    verifier: Verifier
    choice: Choice
    due: Deadline

    @property
    def day(self) -> date:
        """The day whose facts count."""
        return self.verifier.pricing_day(self.order, self.due)

    @property
    def by(self) -> datetime | None:
        """By when it is to be delivered; None where nobody says."""
        return self.verifier.deliver_by(self.order, self.due)

    def shape(self) -> dict[str, Any]:
        """The answer as JSON; the keys are a promise."""
        order, due, door = self.order, self.due, self.choice.answers.door
        items: dict[str, Any] = {}
        if door is not None:
            from cli.output.door import consignment_json  # noqa: PLC0415 - where the cost at the door is asked for

            items = consignment_json(door.consignment)
        return {
            "order_id": order["order_id"],
            "order_ids": order.get(IN_PARCELS[1]) or [order["order_id"]],
            "parcel": parcel_json(parcel_of(order)) | items,
            "on": str(self.day),
            "policy": {"name": self.verifier.facts.policy.name, **choice_json(self.choice)},
            "services": [answer_json(one, self.choice.answers) for one in ordered(self.choice)],
            "delivery": choice_on_time_json(self.choice, self.by),
            "deadline": {
                "status": due.status,
                "dispatch_on": str(due.dispatch_on) if due.dispatch_on else None,
                "target_at": due.target_at.isoformat() if due.target_at else None,
                "latest_at": due.latest_at.isoformat() if due.latest_at else None,
                "reasons": [sentence(reason) for reason in due.reasons],
            },
        }


def explained(run: Path, order_id: str, *, door: bool = False) -> Explained:
    """What `sampan explain` tells of an order.

    Args:
        run: the run directory.
        order_id: as in the order file, or as assignments.csv shows it.
        door: the cost at the door too, by today's facts where the run kept none.

    Raises:
        InputError: the folder is no run, or one of its files is damaged.
        click.UsageError: no such order in it; the message offers the nearest.
    """
    run = part_with(run, order_id)
    manifest = read_manifest(run)
    order = find_row(run, order_id)
    paths = FactPaths.snapshot(run / INPUTS)
    if door:
        paths = paths.with_door()
    verifier = Verifier(paths.load(), _day(manifest["on"]), sentence, moved_of(run))
    due = verifier.deadline(order)
    return Explained(run, order, verifier, verifier.choice(order, due), due)


def _day(text: str | None) -> date | None:
    return day(text, iso=True) if text else None


def _page(found: Explained, *, every: bool) -> str:
    order, choice, due = found.order, found.choice, found.due
    parcel = parcel_of(order)
    value = parcel_json(parcel)["value"]
    head = said(
        "Order {order_id} ({source}, row {row}): {weight} g, {size}, {value}, {goods:names}, to {country};"
        " facts of {day}",
        order_id=order["order_id"],
        source=order["source"],
        row=order["row"],
        weight=parcel.weight_g,
        size=size_text(parcel),
        value=f"{value} {parcel.currency}" if value else said("value unknown"),
        goods=sorted(parcel.goods),
        country=parcel.country,
        day=found.day,
    )
    head = "\n".join(filter(None, (head, travelling(order))))
    shown = [one for one in ordered(choice) if one.priced and (every or one is choice.chosen)]
    refused = [one for one in choice.answers if len(one.refusals) > 1]
    all_reasons = "\n".join(
        said(
            "{service}: {reasons:parts}",
            service=one.service.code,
            reasons=[f"{why.code} {sentence(why.message)}" for why in one.refusals],
        )
        for one in refused
    )
    late = on_time_page(choice, found.by)
    parts = [head, answers_table(choice), decision(choice), *filter(None, [late, heavier_told(choice)])]
    parts += [bill(one) for one in shown]
    if all_reasons:
        parts.append(said("All reasons, where there are several:") + f"\n{all_reasons}")
    if choice.answers.door:
        from cli.output.door import door_page  # noqa: PLC0415 - where the cost at the door is asked for

        parts.append(door_page(choice.answers.door, ordered(choice), shown))
    parts.append(said("Deadline:") + "\n" + "\n".join(f"- {sentence(reason)}" for reason in due.reasons))
    return "\n\n".join(parts)
