"""`sampan labels answer`: a carrier's reply read into the run, and the marketplaces told."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from carriers.finding import HELD
from cli.labels.files import ANSWERS
from cli.labels.options import FILE, RUN
from cli.main import NEEDS_A_PERSON
from cli.output.show import format_option, json_text, print_rows
from cli.words import said, sentence
from cli.words.sentences import beside

if TYPE_CHECKING:
    from carriers.labels.answers.match import Matched
    from carriers.labels.answers.reply import Reply
    from carriers.labels.answers.upload import UploadForm
    from carriers.shipment import Shipment
    from cli.labels.opened import AskedRun, OpenRun

ANSWER = "answer"
"""What the report calls the lines of a reply, in the column of layouts."""


@click.command("answer", epilog="Example: sampan labels answer demo-run reply.xlsx --shop shop.toml")
@click.argument("run_dir", type=RUN)
@click.argument("file", type=FILE)
@click.option("--order-column", "order_head", default="", metavar="HEAD", help="Column of your order number.")
@click.option("--tracking-column", "number_head", default="", metavar="HEAD", help="Column of the tracking number.")
@click.option("--replace", is_flag=True, help="Take a number that differs from the one the order has.")
@click.option("--shop", "shop_file", type=FILE, help="The marketplaces' words for carriers: [uploads.NAME].")
@format_option()
@click.pass_context
def command(
    ctx: click.Context,
    /,
    run_dir: Path,
    file: Path,
    order_head: str,
    number_head: str,
    replace: bool,
    output_format: str,
    shop_file: Path | None,
) -> None:
    """Read a carrier's reply (order number, tracking number) into the run, and write what marketplaces take.

    The numbers stand in RUN_DIR/labels/answers.csv; slips, files and hand-over lists that are written after have them.
    For each marketplace RUN_DIR/labels/upload-NAME holds the numbers of this reply.  Exit code 1: rows need a person.
    """
    from carriers.labels.answers.match import match_reply  # noqa: PLC0415
    from carriers.labels.answers.reply import read_reply  # noqa: PLC0415
    from carriers.labels.answers.upload import forms  # noqa: PLC0415
    from cli.labels.opened import AskedRun, opened  # noqa: PLC0415

    asked = AskedRun.of(run_dir, shop_file=shop_file)
    reply = read_reply(file, order_head, number_head)
    known = forms()
    targets = {name: asked.labels_dir / f"{_stem(name)}.{form.ending}" for name, form in known.items()}
    with opened(asked, list(targets.values()), [ANSWER]) as run:
        shipments = {shipment.order_id: shipment for shipment in run.orders}
        matched = match_reply(reply, shipments, run.answers, replace=replace)
        _report(matched, shipments, run)
        rows, lacking = _write(matched, shipments, known, targets, asked, run)
    _print(matched, rows, output_format)
    _remark(reply, matched, known, rows, lacking)
    ctx.exit(NEEDS_A_PERSON if any(one.level == HELD for one in matched.findings) else 0)


def _stem(platform: str) -> str:
    return "upload-Orders-shopify" if platform == "shopify" else f"upload-{platform}"


def _report(matched: Matched, shipments: dict[str, Shipment], run: OpenRun) -> None:
    for finding in matched.findings:
        shipment = shipments.get(finding.order_id)
        run.reports.name(shipment.service if shipment else "")
        run.reports.add(finding)


def _write(
    matched: Matched,
    shipments: dict[str, Shipment],
    known: dict[str, UploadForm],
    targets: dict[str, Path],
    asked: AskedRun,
    run: OpenRun,
) -> tuple[list[dict[str, object]], Counter[str]]:
    """Writes the numbers and the uploads; what was written, and the orders of marketplaces without a form."""
    from carriers.labels.answers.upload import upload_text  # noqa: PLC0415
    from carriers.labels.numbers.answers import answers_text  # noqa: PLC0415

    with run.labels.report(ANSWERS) as file:
        file.write(answers_text(matched.answers.values()))
    rows: list[dict[str, object]] = [
        {"file": str(asked.labels_dir / ANSWERS), "orders": len(matched.answers), "rows": len(matched.answers)}
    ]
    named = [(shipments[one], matched.answers[one]) for one in matched.named]
    lacking: Counter[str] = Counter()
    for platform in sorted({shipment.platform or "" for shipment, _ in named}):
        some = [(shipment, answer) for shipment, answer in named if (shipment.platform or "") == platform]
        if platform not in known:
            lacking[platform or "your own shop"] += len(some)
            continue
        text, count = upload_text(known[platform], some, asked.shop.uploads.get(platform))
        with run.labels.open(targets[platform]) as file:
            file.write(text)
        rows.append({"file": str(targets[platform]), "orders": len(some), "rows": count})
    return rows, lacking


def _print(matched: Matched, rows: list[dict[str, object]], output_format: str) -> None:
    if output_format == "json":
        problems = [
            {"order": one.order_id, "value": one.value, "rule": one.rule, "way_out": sentence(one.reason),
             "level": one.level}
            for one in matched.findings
        ]  # fmt: skip
        click.echo(
            json_text({"files": rows, "new": matched.new, "unanswered": matched.unanswered, "problems": problems})
        )
        return
    print_rows(rows, output_format, ("file", "orders", "rows"))


def _remark(
    reply: Reply,
    matched: Matched,
    known: dict[str, UploadForm],
    rows: list[dict[str, object]],
    lacking: Counter[str],
) -> None:
    """From which columns it was taken, what needs a person, and how sure the forms are."""
    columns = said(
        "{file}: orders from the column {order}, numbers from {number}",
        file=reply.file,
        order=reply.order_head,
        number=reply.number_heads[0],
    )
    others = reply.number_heads[1:]
    parts = [columns, *([said("where that is empty, from {heads:list}", heads=others)] if others else [])]
    counts = said(
        "{n:count order} answered, {new} of them new; {without:count order} of the run without a number.",
        n=len(matched.named),
        new=matched.new,
        without=len(matched.unanswered),
    )
    click.echo(beside(said("{parts:parts}.", parts=parts), counts), err=True)
    for finding in matched.findings:
        click.echo(f"  {finding.level} {finding.order_id} {finding.rule}: {sentence(finding.reason)}", err=True)
    written = {str(row["file"]) for row in rows}
    for platform, form in known.items():
        if any(Path(path).stem == _stem(platform) for path in written) and form.confidence != "high":
            sure = said(
                "{platform}: {confidence} confidence in the form.", platform=platform, confidence=form.confidence
            )
            click.echo(beside(sure, *(said("{note:name}", note=note) for note in form.notes)), err=True)
    for platform, count in sorted(lacking.items()):
        told = said(
            "{n:count order} of {platform}: no form is known; their numbers stand in answers.csv.",
            n=count,
            platform=platform,
        )
        click.echo(told, err=True)
