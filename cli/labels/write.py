"""`sampan labels write`: the upload file of one layout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from cli.labels.options import (
    FILE,
    RUN,
    check_needs,
    file_type,
    layout_of,
    layout_option,
    run_options,
    template_of,
)
from cli.labels.summary import remark, remark_template, show_files
from cli.main import NEEDS_A_PERSON
from cli.output.show import format_option
from cli.run.manifest import parts_of
from cli.words import said

if TYPE_CHECKING:
    from collections import Counter

    from carriers.labels.layouts.layout import Layout
    from carriers.labels.shop import Shop
    from carriers.labels.tally import Result
    from carriers.labels.template.heads import FilledTemplate


@click.command("write", epilog="Example: sampan labels demo-run --layout hualei --service cainiao-economy")
@click.argument("run_dir", type=RUN)
@layout_option
@click.option(
    "-o", "--out", "output", metavar="FILE", help="The file to write; - prints it.  [default: RUN_DIR/labels/NAME.csv]"
)
@click.option(
    "--type", "kind", type=click.Choice(["csv", "txt", "xlsx"]), help="File type.  [default: what the carrier takes]"
)
@click.option(
    "--template",
    "template_file",
    type=FILE,
    help="The carrier's own workbook as downloaded: its heads are matched by name, all else in it stays.",
)
@click.option(
    "--first-row",
    type=click.IntRange(min=2),
    metavar="N",
    help="First row of data in the workbook, where rows below its head are filled.",
)
@click.option(
    "--strict",
    is_flag=True,
    help="Hold, too, what customs asks for and this layout has no column for, as `sampan customs check` does.",
)
@format_option()
@run_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    run_dir: Path,
    layout_name: str,
    output: str | None,
    kind: str | None,
    template_file: Path | None,
    first_row: int | None,
    output_format: str,
    *,
    strict: bool,
    **run_words: Any,
) -> None:
    """Write the upload file of one layout for a run's assigned orders.

    Orders the carrier would refuse are held back and listed in RUN_DIR/labels/label_problems.csv, each with its way
    out; what tax and customs will do stands in label_notes.csv.  Exit code 1: some orders were held back, or the
    carrier's workbook has required heads that nothing fills.
    """
    from cli.labels.files import STDOUT  # noqa: PLC0415 - `sampan --help` must not load it

    runs, lacking = parts_of(run_dir), False
    if output is not None and len(runs) > 1:
        message = said("{run} is in parts, and each has a file of its own: leave out --out.", run=run_dir)
        raise click.UsageError(message)
    for run in runs:
        told = label_file(
            run, layout_name, output=output, kind=kind, template_file=template_file, first_row=first_row,
            strict=strict, **run_words,
        )  # fmt: skip
        result, template = told.result, told.template
        if output != STDOUT:
            show_files(result, told.paths, output_format)
        remark(result, told.layout, told.shop, run, told.seen)
        if template:
            remark_template(template, told.layout)
        lacking |= bool(result.held or (template and template.unfilled))
    ctx.exit(NEEDS_A_PERSON if lacking else 0)


@frozen(eq=False)
class LabelFile:
    """An upload file as it was written."""

    layout: Layout
    shop: Shop
    template: FilledTemplate | None
    result: Result
    paths: tuple[Path, ...]
    """The files, in the order of the result's parts; none where it was printed."""
    seen: Counter[str]
    """How many orders of each service went in."""


def label_file(
    run_dir: Path, layout_name: str, *, output: str | None = None, kind: str | None = None,
    template_file: Path | None = None, first_row: int | None = None, strict: bool = False, **run_words: Any,
) -> LabelFile:  # fmt: skip
    """Writes what `sampan labels write` writes.

    Args:
        run_dir: the run.
        layout_name: a bundled layout, or a TOML file.
        output: the file; None: in the run's labels folder; `-`: printed.
        kind: csv, txt or xlsx; None: what the carrier takes.
        template_file: the carrier's own workbook.
        first_row: the first row of data in it.
        strict: hold, too, what customs asks for and the layout has no column for.
        run_words: those of `run_options`.

    Raises:
        click.UsageError: a layout, service or option that does not fit, or what the shop file lacks.
        InputError: a file that cannot be used or written.
    """
    from carriers.labels.file_setup import FileSetup  # noqa: PLC0415
    from carriers.labels.layouts.read import load  # noqa: PLC0415 - `sampan --help` must not load it
    from carriers.labels.write import LayoutWriter  # noqa: PLC0415
    from cli.labels.files import STDOUT, record_of  # noqa: PLC0415
    from cli.labels.opened import AskedRun, opened  # noqa: PLC0415

    layout = layout_of(layout_name)
    asked = AskedRun.of(run_dir, **run_words)
    shop, printed = asked.shop, output == STDOUT
    template = template_of(layout, shop, template_file, first_row)
    kind = file_type(layout, kind, output, template_file)
    check_needs(layout, shop, asked.pool_file or record_of(run_dir))
    ending = template_file.suffix.lower() if template_file else f".{kind}"
    target = asked.labels_dir / f"{layout.name}{ending}" if not output or printed else Path(output)
    setup = FileSetup(
        layout=template.layout if template else layout,
        on=asked.on,
        shop=shop,
        rates=asked.rates,
        checked=asked.checked,
        services=frozenset(asked.services),
        zone=asked.zone,
        strict=strict,
    )
    with opened(asked, [target], [layout.name], ours=not output, trusted=setup.trusted) as run:
        with LayoutWriter(
            setup,
            run.opener(target, layout),
            run.reports.add,
            kind=kind,
            companion=load(layout.companion) if layout.companion and template is None else None,
            take_number=run.take if run.has_numbers else None,
            template=template,
            report_many=run.reports.add_many,
        ) as writer:
            if writer.in_columns:
                for table in run.tables:
                    writer.add_table(table)
            else:
                for shipment in run.orders:
                    writer.add(shipment)
            result = writer.finish()
        run.publish, run.printed = bool(result.orders_in), printed
    return LabelFile(layout, shop, template, result, tuple(run.paths), run.reports.seen)
