"""The summary of written label files: what stands where on stdout, totals and ways out on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from carriers.customs.rounded_up import decimals_of, money_text, rounded_up
from carriers.finding import HELD
from cli.output.show import counted, json_text, print_rows
from cli.words import sentence

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from carriers.labels.layouts.layout import Layout
    from carriers.labels.papers.pick import Ask
    from carriers.labels.shop import Shop
    from carriers.labels.tally import Cause, Result
    from carriers.labels.template.heads import FilledTemplate

_SHOWN: Final = 10
"""Orders that a line names."""


def show_files(result: Result, paths: Sequence[Path], output_format: str) -> None:
    """What was written where."""
    rows = [
        {"file": str(path), "orders": part.orders, "rows": part.rows}
        for path, part in zip(paths, result.parts, strict=True)
    ]
    if output_format == "json":
        values = {code: rounded_up(total, decimals_of(code), 10_000) for code, total in sorted(result.value_e4.items())}
        summary = {
            "orders": result.orders_in,
            "written": result.orders_out,
            "held": result.held,
            "passed_over": result.passed_over,
            "weight_g": result.weight_g,
            "declared": values,
            "causes": [_cause(cause) for cause in result.causes],
        }
        click.echo(json_text({"files": rows, **summary}))
        return
    print_rows(rows, output_format, ("file", "orders", "rows"))


def _cause(cause: Cause) -> dict[str, Any]:
    """A cause as JSON has it."""
    return {
        "level": cause.level,
        "rule": cause.rule,
        "field": cause.field,
        "orders": cause.orders,
        "way_out": sentence(cause.reason),
        "currencies": cause.currencies,
    }


def remark(result: Result, layout: Layout | None, shop: Shop, run_dir: Path, seen: Counter[str]) -> None:
    """Totals, what was held back and how to mend it, on stderr."""
    if not result.orders_in and not result.passed_over:
        from cli.run.reader import services_of  # noqa: PLC0415 - only where nothing was found

        held = ", ".join(services_of(run_dir))
        known = f"The run's assigned orders go by {held}: check --service" if held else "The run assigned none"
        click.echo(f"No assigned order was found. {known}.", err=True)
        return
    click.echo(f"{_totals(result)}.", err=True)
    for cause in result.causes:
        _tell(cause)
    if layout and result.passed_over:
        spread = ", ".join(f"{service} {number}" for service, number in sorted(result.passed_over.items()))
        click.echo(
            f"{counted(sum(result.passed_over.values()), 'order')} of other carriers passed over ({spread}): "
            f"{layout.name} is of {' and '.join(layout.carriers)}. --service CODE takes them all the same.",
            err=True,
        )
    if layout and not layout.people:
        _remark_services(layout, shop, seen)
    if result.held:
        path = run_dir / "labels" / "label_problems.csv"
        click.echo(f"Each held order with its way out: {path}. Mend them, route again, write the file again.", err=True)


def remark_day(name: str, result: Result) -> None:
    """One file of several: its totals, and what was held back; warnings are counted."""
    warned = sum(cause.orders for cause in result.causes if cause.level != HELD)
    more = f", {counted(warned, 'warning')}" if warned else ""
    click.echo(f"{name}: {_totals(result)}{more}.", err=True)
    for cause in result.causes:
        if cause.level == HELD:
            _tell(cause)


def _totals(result: Result) -> str:
    """How many orders were written and held, with the weight and the value of those written."""
    values = ", ".join(money_text(total, code) for code, total in sorted(result.value_e4.items()))
    totals = f"{rounded_up(result.weight_g, 3, 1000)} kg" + (f", declared {values}" if values else "")
    orders = counted(result.orders_in, "order")
    return f"{orders}: {result.orders_out} written ({totals}), {result.held} held back"


def _tell(cause: Cause) -> None:
    """One reason that held orders back or made them doubtful."""
    lacking = f" Rates lack for {', '.join(cause.currencies)}." if len(cause.currencies) > 1 else ""
    click.echo(
        f"  {cause.level} {cause.orders} x {cause.rule}, {cause.field}: {sentence(cause.reason)}{lacking}", err=True
    )


def _remark_services(layout: Layout, shop: Shop, seen: Counter[str]) -> None:
    """What to look at before uploading: orders of several services, and services without the carrier's own name."""
    told = "service" in layout.field_names
    if len(seen) > 1 and not told:
        spread = ", ".join(f"{service} {count}" for service, count in sorted(seen.items()))
        click.echo(f"The orders are of {len(seen)} services ({spread}): --service CODE takes one of them.", err=True)
    unnamed = sorted(service for service in seen if shop.service(layout.name, service) == service)
    if told and unnamed:
        click.echo(
            f"The service column shows sampan's own code for {', '.join(unnamed)}: give the carrier's names in "
            f"[layout.{layout.name}.services] of the shop file.",
            err=True,
        )


def remark_template(template: FilledTemplate, layout: Layout) -> None:
    """What the carrier's workbook asks besides, and what of the layout it has no place for."""
    if template.unfilled:
        click.echo(
            f"The workbook marks as required, and nothing fills: {', '.join(template.unfilled)}. Fill them by hand, or "
            f"name their text in [layout.{layout.name}.fixed] or their field in [layout.{layout.name}.heads] of the "
            "shop file.",
            err=True,
        )
    if template.missing:
        click.echo(f"The workbook has no place for: {', '.join(template.missing)}.", err=True)


def remark_packed(asks: Collection[Ask]) -> None:
    """What is not sent as it is: the pick list has each of them on top."""
    held = [ask for ask in asks if ask.held]
    first = [ask for ask in asks if not ask.held]
    for some, words in ((first, "to be asked about before they are sent"), (held, "held back, and not packed")):
        if some:
            named = ", ".join(ask.order_id for ask in some[:_SHOWN]) + (", ..." if len(some) > _SHOWN else "")
            click.echo(f"{counted(len(some), 'order')} {words}: {named}.", err=True)
