"""The summary of written label files: what stands where on stdout, totals and ways out on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from carriers.customs.rounded_up import decimals_of, money_text, rounded_up
from carriers.finding import HELD
from cli.output.show import json_text, print_rows
from cli.words import said, sentence
from cli.words.sentences import beside

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Collection, Mapping, Sequence
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
    if output_format == "json":
        click.echo(json_text(files_json(result, paths)))
        return
    print_rows(_rows(result, paths), output_format, ("file", "orders", "rows"))


def files_json(result: Result, paths: Sequence[Path]) -> dict[str, Any]:
    """What was written where, as JSON; the keys are a promise."""
    values = {code: rounded_up(total, decimals_of(code), 10_000) for code, total in sorted(result.value_e4.items())}
    return {
        "files": _rows(result, paths),
        "orders": result.orders_in,
        "written": result.orders_out,
        "held": result.held,
        "passed_over": result.passed_over,
        "weight_g": result.weight_g,
        "declared": values,
        "causes": [_cause(cause) for cause in result.causes],
    }


def _rows(result: Result, paths: Sequence[Path]) -> list[dict[str, Any]]:
    """A row for each file."""
    return [
        {"file": str(path), "orders": part.orders, "rows": part.rows}
        for path, part in zip(paths, result.parts, strict=True)
    ]


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

        held = services_of(run_dir)
        known = (
            said("The run's assigned orders go by {services:list}: check --service.", services=held)
            if held
            else said("The run assigned none.")
        )
        click.echo(beside(said("No assigned order was found."), known), err=True)
        return
    click.echo(said("{totals}.", totals=_totals(result)), err=True)
    for cause in result.causes:
        _tell(cause)
    if layout and result.passed_over:
        told = said(
            "{n:count order} of other carriers passed over ({spread:list}): {layout} is of {carriers:all}."
            " --service CODE takes them all the same.",
            n=sum(result.passed_over.values()),
            spread=_spread(result.passed_over),
            layout=layout.name,
            carriers=layout.carriers,
        )
        click.echo(told, err=True)
    if layout and not layout.people:
        _remark_services(layout, shop, seen)
    if result.held:
        path = run_dir / "labels" / "label_problems.csv"
        told = said(
            "Each held order with its way out: {file}. Mend them, route again, write the file again.", file=path
        )
        click.echo(told, err=True)


def remark_day(name: str, result: Result) -> None:
    """One file of several: its totals, and what was held back; warnings are counted."""
    warned = sum(cause.orders for cause in result.causes if cause.level != HELD)
    parts = [_totals(result), *([said("{n:count warning}", n=warned)] if warned else [])]
    click.echo(said("{file}: {parts:list}.", file=name, parts=parts), err=True)
    for cause in result.causes:
        if cause.level == HELD:
            _tell(cause)


def _totals(result: Result) -> str:
    """How many orders were written and held, with the weight and the value of those written."""
    values = [money_text(total, code) for code, total in sorted(result.value_e4.items())]
    totals = [f"{rounded_up(result.weight_g, 3, 1000)} kg"]
    if values:
        totals.append(said("declared {values:list}", values=values))
    return said(
        "{n:count order}: {written} written ({totals:list}), {held} held back",
        n=result.orders_in,
        written=result.orders_out,
        totals=totals,
        held=result.held,
    )


def _tell(cause: Cause) -> None:
    """One reason that held orders back or made them doubtful."""
    lacking = (
        said("Rates lack for {currencies:list}.", currencies=cause.currencies) if len(cause.currencies) > 1 else ""
    )
    what = beside(sentence(cause.reason), lacking)
    told = said(
        "{level:name} {orders} x {rule}, {field}: {what}",
        level=cause.level,
        orders=cause.orders,
        rule=cause.rule,
        field=cause.field,
        what=what,
    )
    click.echo(f"  {told}", err=True)


def _remark_services(layout: Layout, shop: Shop, seen: Counter[str]) -> None:
    """What to look at before uploading: orders of several services, and services without the carrier's own name."""
    told = "service" in layout.field_names
    if len(seen) > 1 and not told:
        told_so = said(
            "The orders are of {n} services ({spread:list}): --service CODE takes one of them.",
            n=len(seen),
            spread=_spread(seen),
        )
        click.echo(told_so, err=True)
    unnamed = sorted(service for service in seen if shop.service(layout.name, service) == service)
    if told and unnamed:
        own = said(
            "The service column shows sampan's own code for {services:list}: give the carrier's names in"
            " [layout.{layout}.services] of the shop file.",
            services=unnamed,
            layout=layout.name,
        )
        click.echo(own, err=True)


def _spread(services: Mapping[str, int]) -> list[str]:
    """How many orders each service has."""
    return [f"{service} {count}" for service, count in sorted(services.items())]


def remark_template(template: FilledTemplate, layout: Layout) -> None:
    """What the carrier's workbook asks besides, and what of the layout it has no place for."""
    if template.unfilled:
        told = said(
            "The workbook marks as required, and nothing fills: {heads:list}. Fill them by hand, or name their text in"
            " [layout.{layout}.fixed] or their field in [layout.{layout}.heads] of the shop file.",
            heads=template.unfilled,
            layout=layout.name,
        )
        click.echo(told, err=True)
    if template.missing:
        click.echo(said("The workbook has no place for: {heads:list}.", heads=template.missing), err=True)


def remark_packed(asks: Collection[Ask]) -> None:
    """What is not sent as it is: the pick list has each of them on top."""
    held = [ask for ask in asks if ask.held]
    first = [ask for ask in asks if not ask.held]
    if first:
        told = said(
            "{n:count order} to be asked about before they are sent: {orders:list}.", n=len(first), orders=_some(first)
        )
        click.echo(told, err=True)
    if held:
        told = said("{n:count order} held back, and not packed: {orders:list}.", n=len(held), orders=_some(held))
        click.echo(told, err=True)


def _some(asks: Sequence[Ask]) -> list[str]:
    """The first orders of many."""
    return [ask.order_id for ask in asks[:_SHOWN]] + (["..."] if len(asks) > _SHOWN else [])
