"""`sampan policy`: a policy held against real orders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from carriers.policies.check import PolicyCheck
from cli.group import Group
from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.options.facts import FactPaths
from cli.options.types import DAY, PATH, from_option
from cli.output.findings import COLUMNS, finding_rows
from cli.output.show import format_option, json_text, table
from cli.words import said
from routing.intake import Reading, order_files, read_orders, read_products
from routing.line import REQUESTED

if TYPE_CHECKING:
    from datetime import date

    from carriers.cards.findings import Finding


@click.group(cls=Group, epilog="Example: sampan policy check handbook --orders orders.csv")
def command() -> None:
    """Hold a policy against real orders."""


@command.command(
    epilog="Example: sampan policy check policy.toml --orders orders.csv --products products.csv",
)
@click.argument("policy", metavar="FILE|handbook|cheapest")
@click.option(
    "--orders",
    multiple=True,
    required=True,
    type=PATH,
    metavar="FILE",
    help="Past orders.  Repeatable.",
)
@from_option
@click.option("--products", type=PATH, metavar="FILE", help="Product master.")
@click.option("--cards", multiple=True, metavar="DIR", help="Cards in place of the bundled ones.  Repeatable.")
@click.option("--fx", type=PATH, metavar="FILE", help="Dated exchange rates (CSV).")
@click.option("--on", type=DAY, help="Day that counts.  [default: each order's dispatch day]")
@format_option("table", "json")
def check(
    policy: str, orders: tuple[Path, ...], profile: str, products: Path | None, cards: tuple[str, ...],
    fx: Path | None, on: date | None, output_format: str,
) -> int:  # fmt: skip
    """Tell what each tier and rule decides, what never speaks, what stands in another's shadow.

    Exit code 1 when something is found that cannot work or never decides.
    """
    facts = FactPaths.named(cards, policy, fx).load()
    held = PolicyCheck(facts, on)
    master = read_products(products) if products else None
    names = frozenset(name for one in facts.services for name in (one.code, one.carrier))
    how = Reading(profile, products=master, services=names, options=facts.options)
    unreadable = 0
    for batch in read_orders(order_files(orders), how):
        held.add(batch.table)
        unreadable += batch.rejected_rows
    findings = held.findings()
    click.echo(json_text(_report(held, findings)) if output_format == "json" else _text(held, findings))
    if unreadable:
        click.echo(
            said("Left out: {n:count row} that could not be read; `sampan route` says why.", n=unreadable), err=True
        )
    return NEEDS_A_PERSON if any(one.severity != "info" for one in findings) else ALL_DONE


def _report(held: PolicyCheck, findings: list[Finding]) -> dict[str, Any]:
    policy = held.facts.policy
    return {
        "policy": policy.name,
        "orders": {name: held.counts[name] for name in ("orders", "assigned", "no_channel", REQUESTED)},
        "tiers": [
            {"tier": tier.name, "matched": held.matched[number], "decided": held.decided[number]}
            for number, tier in enumerate(policy.tiers)
        ],
        "rules": [
            {"rule": rule.name, "orders_concerned": held.concerned[number], "changed": held.changed[number]}
            for number, rule in enumerate(policy.rules)
        ],
        "findings": finding_rows(findings),
    }


def _text(held: PolicyCheck, findings: list[Finding]) -> str:
    report = _report(held, findings)
    counts = report["orders"]
    told = {"policy": report["policy"], "assigned": counts["assigned"], "n": counts["orders"], "own": counts[REQUESTED]}
    parts = [
        said("Policy {policy}: {assigned} of {n} orders have a channel ({own} by their own wish).", **told),
        table([list(one.values()) for one in report["tiers"]], ("tier", "matched", "decided"), right=(1, 2)),
    ]
    if report["rules"]:
        rows = [list(one.values()) for one in report["rules"]]
        parts.append(table(rows, ("rule", "speaks of", "changes"), right=(1, 2)))
    if findings:
        parts.append(table([list(row.values()) for row in finding_rows(findings)], COLUMNS))
    return "\n\n".join(parts)
