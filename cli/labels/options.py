"""What the options of `sampan labels` stand for: layout, shop, rates, day; and whether they are enough."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options.types import DAY, ReadParam
from cli.words import said, sentence
from routing.values.units import exact_grams

if TYPE_CHECKING:
    from collections.abc import Callable

    from carriers.labels.layouts.layout import Layout
    from carriers.labels.shop import Shop
    from carriers.labels.template.heads import FilledTemplate
    from routing.values.money import ExchangeRates


RUN = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SIZES = ("100x150", "4x6in", "100x100", "a4x4")
size_option = click.option(
    "--size",
    type=click.Choice(SIZES),
    default=SIZES[0],
    show_default=True,
    help="Paper of the slips: mm or inches; a4x4: four on a sheet of A4.",
)
bag_option = click.option(
    "--bag",
    "bag_g",
    type=ReadParam("WEIGHT", exact_grams),
    metavar="WEIGHT",
    help="What a bag holds at most, like 25kg: one tag for each.",
)
layout_option = click.option(
    "--layout", "layout_name", required=True, metavar="NAME", help="See `sampan labels layouts`; or a TOML file."
)


def layout_of(name: str, asked_by: str = "--layout") -> Layout:
    """The bundled layout of that name, or the layout of a TOML file; `asked_by` is the parameter that named it."""
    from carriers.labels.layouts.read import UnknownLayoutError, load, read_layout  # noqa: PLC0415

    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        return read_layout(path.read_bytes(), name)
    try:
        return load(name)
    except UnknownLayoutError as error:
        raise click.BadParameter(sentence(error), param_hint=asked_by) from None


def template_of(layout: Layout, shop: Shop, path: Path | None, first_row: int | None) -> FilledTemplate | None:
    """The carrier's workbook, its heads matched; None where the layout needs none and none was given.

    Raises:
        InputError: it lacks heads, or is filled already.
        click.UsageError: the layout can only be filled into the carrier's workbook.
    """
    if path is None:
        if layout.template:
            told = said(
                "{layout} is filled into the workbook that {carrier} lets you download: give it with --template FILE.",
                layout=layout.name,
                carrier=layout.carrier,
            )
            raise click.UsageError(told)
        if first_row is not None:
            raise click.UsageError(said("--first-row goes with --template."))
        return None
    from carriers.labels.template.heads import match_heads, refuse_filled  # noqa: PLC0415
    from carriers.labels.template.workbook import read_template  # noqa: PLC0415

    settings = shop.layouts.get(layout.name, {})
    template = match_heads(
        read_template(path),
        layout,
        fixed=settings.get("fixed", {}),
        heads=settings.get("heads", {}),
        first_row=first_row,
    )
    if first_row is None:
        refuse_filled(template)
    elif first_row <= template.head_row:
        row = template.head_row
        raise click.UsageError(said("--first-row: the head of {file} stands in row {row}.", file=path.name, row=row))
    return template


def file_type(layout: Layout, kind: str | None, output: str | None, template: Path | None = None) -> str:
    """The file type: as asked, as the file's ending says, or the layout's first; a filled workbook is one."""
    if template is not None:
        if kind not in {None, "xlsx"}:
            raise click.UsageError(said("A workbook is filled as a workbook, not as {kind}.", kind=kind))
        if output not in {None, "-"} and Path(output or "").suffix.lower() != template.suffix.lower():
            ending = template.suffix
            raise click.UsageError(said("The workbook is filled as it is: name the file with {ending}.", ending=ending))
        return "xlsx"
    ending = Path(output or "").suffix.lower().removeprefix(".")
    chosen = kind or (ending if ending in {"csv", "txt", "xlsx"} else layout.types[0])
    if chosen not in layout.types:
        told = {"layout": layout.name, "types": layout.types, "kind": chosen}
        raise click.UsageError(said("{layout} is uploaded as {types:any}, not as {kind}.", **told))
    return chosen


def shop_of(path: Path | None) -> Shop:
    """The shop of the file, which replies read too; else one that says nothing."""
    from carriers.labels.shop import Shop, read_shop  # noqa: PLC0415
    from templates_en.shop import SECTIONS  # noqa: PLC0415

    if path is None:
        return Shop()
    return read_shop(path.read_bytes(), str(path), SECTIONS)


def check_needs(layout: Layout, shop: Shop, numbers: Path) -> None:
    """Refuses at once what no order could mend: facts of the shop file, or numbers, that the layout needs."""
    missing = []
    for column in layout.columns:
        section, _, key = column.field.partition(".")
        if not column.required:
            continue
        if section == "sender" and not shop.sender.get(key):
            missing.append(said("{key} in [{section}]", key=key, section="sender"))
        if section == "shop" and not shop.setting(layout.name, key):
            missing.append(said("{key} in [{section}]", key=key, section=f"layout.{layout.name}"))
    lacking = [key for key in layout.settings if not shop.setting(layout.name, key)]
    missing += [said("{key} in [{section}]", key=key, section=f"layout.{layout.name}") for key in lacking]
    if missing:
        told = said(
            "{layout} needs what the shop file (--shop) does not say: {missing:list}. `sampan labels layouts {layout}`"
            " says what they are.",
            layout=layout.name,
            missing=missing,
        )
        raise click.UsageError(told)
    if not numbers.exists() and any(column.required and column.field == "tracking" for column in layout.columns):
        told = said(
            "{layout} needs tracking numbers: give the numbers the carrier allocated, with --tracking-pool.",
            layout=layout.name,
        )
        raise click.UsageError(told)


def rates_of(fx: Path | None, run_dir: Path) -> ExchangeRates:
    """The rates of --fx, else of the run's own snapshot, else the bundled ones; none that are only illustrative."""
    from carriers.exchange import bundled_rates, load_rates  # noqa: PLC0415
    from routing.values.money import ExchangeRates  # noqa: PLC0415

    path = fx or next((path for path in (run_dir / "inputs" / "fx.csv", bundled_rates()) if path.is_file()), None)
    if path is None:
        return ExchangeRates()
    # A customs value may rest on a real rate only; the bundled round figures are good enough to compare prices with.
    return ExchangeRates(tuple(rate for rate in load_rates(path).rates if not rate.source.startswith("illustrative")))


def run_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that writing files and printing slips share."""
    for option in (
        click.option("--on", type=DAY, metavar="DATE", help="Day for orders without a dispatch day."),
        click.option("--fx", type=FILE, help="Exchange rates; XDR tells CN22 from CN23.  [default: the run's own]"),
        click.option("--tracking-pool", "pool_file", type=FILE, help="Numbers the carrier allocated, one a line."),
        click.option("--shop", "shop_file", type=FILE, help="Sender, tax numbers and settings (TOML)."),
        click.option(
            "--checked", "checked", multiple=True, metavar="ORDER_ID", help="Send it although intake flagged it."
        ),
        click.option("--service", "services", multiple=True, metavar="CODE", help="Only orders of this service."),
    ):
        function = option(function)
    return function
