"""`sampan labels day`: every service's file and the packer's papers, in one pass over the run."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import define, field

from cli.labels.options import (
    FILE,
    RUN,
    bag_option,
    check_needs,
    layout_of,
    run_options,
    size_option,
    template_of,
)
from cli.labels.summary import remark_day, remark_packed, remark_template
from cli.main import NEEDS_A_PERSON
from cli.output.show import format_option, json_text, print_rows
from cli.words import said

if TYPE_CHECKING:
    from carriers.labels.layouts.layout import Layout
    from carriers.labels.shop import LayoutChoice
    from carriers.labels.tally import Result
    from carriers.labels.template.heads import FilledTemplate
    from carriers.labels.write import LayoutWriter
    from cli.labels.opened import AskedRun, OpenRun
    from cli.labels.packing import Packing


@define
class DayFile:
    """One layout's file of the day: which services' orders it takes, and how it is called."""

    layout: Layout
    choice: LayoutChoice
    template: FilledTemplate | None = None
    services: set[str] = field(factory=set)
    writer: LayoutWriter | None = None
    target: Path = Path()


@click.command("day", epilog="Example: sampan labels day demo-run --shop shop.toml")
@click.argument("run_dir", type=RUN)
@size_option
@bag_option
@format_option()
@run_options
@click.pass_context
def command(
    ctx: click.Context, /, run_dir: Path, size: str, bag_g: Fraction | None, output_format: str, **run_words: Any
) -> None:
    """Write every service's file, the slips, the pick list and the hand-over lists in one pass.

    Which layout each service's orders are written in stands in [layouts] of the shop file.  Orders of services that it
    does not name are told; they are packed and handed over all the same.  What a file holds back is not packed, and
    stands on top of the pick list.
    """
    from cli.labels.opened import AskedRun, opened  # noqa: PLC0415
    from cli.labels.packing import Packing  # noqa: PLC0415
    from cli.labels.reports import SLIPS  # noqa: PLC0415

    shop_file = run_words["shop_file"]
    if shop_file is None:
        raise click.UsageError(said("The shop file says which layout each service has: give it with --shop."))
    asked = AskedRun.of(run_dir, **run_words)
    if not asked.shop.by_service:
        raise click.UsageError(
            said('{file} has no [layouts]: write one, like [layouts] and cnpost-epacket = "hualei".', file=shop_file)
        )
    files = day_files(asked, shop_file.parent)
    slips, pick = asked.labels_dir / "slips.pdf", asked.labels_dir / "pick.pdf"
    handover, tags = asked.labels_dir / "handover.pdf", asked.labels_dir / "handover-bags.pdf"
    targets = [*(one.target for one in files), slips, pick, pick.with_suffix(".csv"), handover, tags]
    unnamed: Counter[str] = Counter()
    with opened(asked, targets, [*dict.fromkeys(one.layout.name for one in files), SLIPS]) as run:
        packing = Packing(asked, run, size)
        with ExitStack() as stack:
            by_service = {service: one for one in files for service in one.services}
            for shipment in run.orders:
                packing.follow(shipment)
                one = by_service.get(shipment.service)
                if one is None:
                    unnamed[shipment.service] += 1
                elif not writer_of(one, asked, run, packing, stack).add(shipment):
                    continue
                packing.add(shipment)
            results = [(one, one.writer.finish()) for one in files if one.writer is not None]
        rows = [row for one, result in results for row in _rows(one.target, result, run)]
        rows += _rows(slips, packing.write_slips(slips), run)
        rows += packing.write_pick(pick)
        rows += packing.write_handover(handover, tags, int(bag_g) if bag_g else None)
    if output_format == "json":
        held = {ask.order_id: list(ask.why) for ask in packing.asks.values() if ask.held}
        click.echo(json_text({"files": rows, "held": held, "without_layout": dict(unnamed)}))
    else:
        print_rows(rows, output_format, ("file", "orders", "rows"))
    _remarks(asked, results, unnamed, packing)
    unfilled = any(one.template and one.template.unfilled for one, _ in results)
    ctx.exit(NEEDS_A_PERSON if packing.asks or unnamed or unfilled else 0)


def day_files(asked: AskedRun, beside: Path) -> list[DayFile]:
    """The files that [layouts] asks for; of a service without orders, one that stands there from before goes.

    Where a layout does not tell the service, each service has a file of its own.

    Args:
        asked: the run.
        beside: the folder of the shop file, from which files named in it are looked for.
    """
    from carriers.labels.shop import OTHERS  # noqa: PLC0415
    from cli.labels.files import record_of  # noqa: PLC0415
    from cli.run.reader import services_of  # noqa: PLC0415

    here = set(services_of(asked.run_dir))
    named = set(asked.shop.by_service) - {OTHERS}
    found: dict[tuple[LayoutChoice, str], DayFile] = {}
    for service in sorted(here | named):
        choice = asked.shop.choice(service)
        if choice is None or (asked.services and service not in asked.services):
            continue
        file = str(beside / choice.layout) if choice.layout.endswith(".toml") else choice.layout
        layout = layout_of(file, "[layouts]")
        apart = "service" not in layout.field_names
        one = found.setdefault((choice, service if apart else ""), DayFile(layout, choice))
        one.services.add(service)
    for one in found.values():
        same = [other for other in found.values() if other.layout.name == one.layout.name]
        suffix = f".{min(one.services)}" if "service" not in one.layout.field_names or len(same) > 1 else ""
        ending = Path(one.choice.template).suffix.lower() if one.choice.template else f".{one.layout.types[0]}"
        one.target = asked.labels_dir / f"{one.layout.name}{suffix}{ending}"
        if one.services & here:
            path = FILE.convert(str(beside / one.choice.template), None, None) if one.choice.template else None
            one.template = template_of(one.layout, asked.shop, path, one.choice.first_row)
            check_needs(one.layout, asked.shop, asked.pool_file or record_of(asked.run_dir))
    return list(found.values())


def writer_of(one: DayFile, asked: AskedRun, run: OpenRun, packing: Packing, stack: ExitStack) -> LayoutWriter:
    """The writer of the file, begun with its first order."""
    if one.writer is None:
        from carriers.labels.file_setup import FileSetup  # noqa: PLC0415
        from carriers.labels.layouts.read import load  # noqa: PLC0415
        from carriers.labels.write import LayoutWriter  # noqa: PLC0415

        layout = one.layout
        setup = FileSetup(
            layout=one.template.layout if one.template else layout,
            on=asked.on,
            shop=asked.shop,
            rates=asked.rates,
            checked=asked.checked,
            services=frozenset(one.services),
            zone=asked.zone,
        )
        one.writer = stack.enter_context(
            LayoutWriter(
                setup,
                run.opener(one.target, layout),
                lambda finding: packing.report(finding, layout.name),
                kind="xlsx" if one.template else layout.types[0],
                companion=load(layout.companion) if layout.companion and one.template is None else None,
                take_number=run.take,
                template=one.template,
            )
        )
    return one.writer


def _rows(target: Path, result: Result, run: OpenRun) -> list[dict[str, Any]]:
    """What stands in each file of a target."""
    return [
        {"file": str(path), "orders": part.orders, "rows": part.rows}
        for path, part in zip(run.labels.paths_of(target), result.parts, strict=True)
    ]


def _remarks(asked: AskedRun, results: list[tuple[DayFile, Result]], unnamed: Counter[str], packing: Packing) -> None:
    """What became of each layout's orders, which services have none, and what is not sent yet."""
    for one, result in results:
        remark_day(one.target.name, result)
        if one.template:
            remark_template(one.template, one.layout)
    if any(result.held or result.causes for _, result in results):
        path = asked.labels_dir / "label_problems.csv"
        click.echo(said("Each held order with its way out, and every warning: {file}.", file=path), err=True)
    if unnamed:
        told = said(
            '{n:count order} without a layout ({spread:list}): name one in [layouts] of the shop file, or "*" for all'
            " others. They are packed and handed over.",
            n=sum(unnamed.values()),
            spread=[f"{service} {count}" for service, count in sorted(unnamed.items())],
        )
        click.echo(told, err=True)
    remark_packed(packing.asks.values())
