"""`sampan bill check`: bills against runs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
import polars as pl

from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.options.types import PATH
from cli.output.files import atomic_folder
from cli.output.show import format_option, json_text, table
from cli.words import said, sentence
from cli.words.language import LANGUAGES, language, speaking

if TYPE_CHECKING:
    from carriers.bills.audited import Audited
    from carriers.bills.sent import Sent
    from cli.bill.dispute import Disputed
    from routing.errors import Problem
    from routing.reason import Reason

STORE: Final = "claims.sqlite"
_SHOWN: Final = 20
_NO_NAME: Final = "forwarder"


@click.command(
    name="check",
    epilog="Example: sampan bill check november.csv --run demo-run --out checked",
)
@click.argument("bills", nargs=-1, required=True, type=PATH, metavar="BILL...")
@click.option(
    "--run", "runs", multiple=True, required=True, type=PATH, metavar="DIR", help="A run directory.  Repeatable."
)
@click.option(
    "--cards",
    multiple=True,
    metavar="DIR",
    help="Cards beside those that the runs kept: older and newer ones that a bill may have used.  Repeatable.",
)
@click.option("--map", "map_file", type=PATH, metavar="FILE", help="Map of a bill's columns; see `sampan bill guess`.")
@click.option("--fx", type=PATH, metavar="FILE", help="Dated exchange rates (CSV).  [default: those the run kept]")
@click.option(
    "--numbers",
    type=PATH,
    metavar="FILE",
    help="Table with order_id and tracking_no, beside the numbers that label files gave out.",
)
@click.option("--store", type=PATH, metavar="FILE", help=f"File of claims.  [default: {STORE} beside --out]")
@click.option("--out", required=True, type=PATH, metavar="DIR", help="Folder to write.")
@format_option("table", "json")
def command(
    bills: tuple[Path, ...], runs: tuple[Path, ...], cards: tuple[str, ...], map_file: Path | None, fx: Path | None,
    numbers: Path | None, store: Path | None, out: Path, output_format: str,
) -> int:  # fmt: skip
    """Hold bills against runs: what each line should cost, why it does not, and what to claim.

    Several files of one invoice count once.  Exit code 1 if anything is to be claimed or looked at.
    """
    from carriers.bills.audited import audit  # noqa: PLC0415 - heavy, and not needed for the help
    from carriers.bills.claims import opened  # noqa: PLC0415
    from carriers.bills.forms import bundled_forms, read_map  # noqa: PLC0415
    from carriers.bills.once import counted_once  # noqa: PLC0415
    from carriers.bills.read import read_bill  # noqa: PLC0415
    from cli.bill import outputs  # noqa: PLC0415
    from cli.bill.sent_runs import keys_of, sent_by  # noqa: PLC0415
    from cli.bill.store import settled  # noqa: PLC0415

    forms = (*((read_map(map_file),) if map_file else ()), *bundled_forms())
    files = [one for path in bills for one in read_bill(path, forms)]
    sent = sent_by(runs, cards, fx, numbers)
    once = counted_once(files)
    carriers = {form.name: form.carrier or form.title for form in forms}
    told = [(file.name, file.form.name, file.lines.height) for file in files]
    problems = [problem for file in files for problem in file.problems]
    remarks = [*(remark for file in files for remark in file.remarks), *once.remarks]
    del files  # their lines are held once
    with opened(store or out.absolute().parent / STORE) as claims:
        before = claims.billed_before(
            keys_of(once.lines).drop_nulls().unique(maintain_order=True), once.lines["bill"].unique().to_list()
        )
        audited = audit(once.lines, sent, before)
        del once  # what the audit needs no longer
        done = settled(audited.lines, claims)
        evidence = _evidence(audited, done.typed)
        found = outputs.totals(done.lines)
        with atomic_folder(out, outputs.MARK) as folder:
            outputs.write_lines(done.lines, evidence, folder / outputs.LINES)
            outputs.write_csv(outputs.unbilled_table(audited.unbilled), folder / outputs.UNBILLED)
            outputs.write_csv(outputs.totals_table(found), folder / outputs.SUMMARY)
            outputs.write_csv(_weights(done.lines, sent), folder / outputs.WEIGHTS)
            outputs.write_csv(_problems(problems), folder / outputs.PROBLEMS)
            (folder / outputs.PICTURE).write_text(_drawn(found, done.lines.height), encoding="utf-8")
            _other_languages(folder, audited, done.typed, found, done.lines)
            disputes = []
            for name, content in _disputes(done.lines, audited, carriers):
                (folder / name).write_bytes(content)
                disputes.append(name)
            report = _report(done.lines, found, problems, remarks, audited, told)
            (folder / outputs.MARK).write_text(
                json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
            )
    click.echo(json_text(report) if output_format == "json" else _page(report))
    for remark in dict.fromkeys(map(sentence, remarks)):
        click.echo(remark, err=True)
    files_ = (outputs.LINES, outputs.SUMMARY, outputs.UNBILLED, outputs.WEIGHTS, outputs.PICTURE, *disputes)
    click.echo(said("Written to {out}: {files:list}.", out=str(out), files=files_), err=True)
    return NEEDS_A_PERSON if report["open_lines"] or problems else ALL_DONE


def _evidence(audited: Audited, typed: frozenset[int]) -> dict[int, str]:
    from cli.bill.words import evidence  # noqa: PLC0415
    from routing.reason import Reason  # noqa: PLC0415

    told = {line: evidence(finding) for line, finding in audited.findings.items() if finding.causes}
    own = sentence(Reason("evidence.typed"))
    return told | {line: "; ".join(filter(None, (own, told.get(line, "")))) for line in typed}


def _other_languages(
    folder: Path, audited: Audited, typed: frozenset[int], found: pl.DataFrame, lines: pl.DataFrame
) -> None:
    """What shows the causes, and the picture, for readers of the other languages: files that pages look into."""
    from cli.bill.outputs import evidence_in, picture_in  # noqa: PLC0415

    at = {line: place for place, line in enumerate(lines["line"])}
    for each in LANGUAGES:
        if each != language():
            with speaking(each):
                told = {str(at[line]): text for line, text in _evidence(audited, typed).items() if line in at}
                (folder / picture_in(each)).write_text(_drawn(found, lines.height), encoding="utf-8")
            (folder / evidence_in(each)).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def _weights(lines: pl.DataFrame, sent: Sent) -> pl.DataFrame:
    """What the bills' scales say of articles, each parcel once."""
    from carriers.bills.weights import weighed  # noqa: PLC0415

    scaled = lines.select("run", "place", "scale_g", "role").filter(
        (pl.col("role") == "first") & (pl.col("scale_g") > 0)
    )
    parts = [
        run.articles().join(scaled.filter(pl.col("run") == number), on="place") for number, run in enumerate(sent.runs)
    ]
    return weighed(pl.concat(parts))


def _problems(problems: list[Problem]) -> pl.DataFrame:
    columns = ("file", "row", "column", "value", "code", "message")
    rows = [(one.file, one.row, one.column, one.value, one.code, sentence(one.reason)) for one in problems]
    return pl.DataFrame(rows, dict.fromkeys(columns, pl.String) | {"row": pl.Int64}, orient="row")


def _drawn(found: pl.DataFrame, lines: int) -> str:
    from cli.bill.picture import picture  # noqa: PLC0415

    return picture(found, lines)


def _disputes(lines: pl.DataFrame, audited: Audited, carriers: dict[str, str]) -> Any:
    """The dispute workbook of each forwarder, with the name of its file."""
    from cli.bill.dispute import Disputed, workbook  # noqa: PLC0415

    groups: dict[str, list[Disputed]] = {}
    wanted = lines.filter((pl.col("claim_micro") > 0) & (pl.col("state") != "accepted"))
    for line in wanted.sort("claim_micro", descending=True, maintain_order=True).iter_rows(named=True):
        name = carriers.get(line["form"]) or line["carrier"] or _NO_NAME
        one = Disputed(line, audited.findings.get(line["line"]), audited.quotes.get(line["line"]))
        groups.setdefault(name, []).append(one)
    for name, disputed in groups.items():
        file = re.sub(r"[^\w\-]+", "-", name.casefold()).strip("-") or _NO_NAME
        yield f"dispute-{file}.xlsx", workbook(name, disputed)


def _report(
    lines: pl.DataFrame, found: pl.DataFrame, problems: list[Problem], remarks: list[Reason], audited: Audited,
    files: list[tuple[str, str, int]],
) -> dict[str, Any]:  # fmt: skip
    """Everything for programs."""
    from cli.bill.outputs import as_json  # noqa: PLC0415

    return {
        "files": [{"file": name, "form": form, "lines": lines_} for name, form, lines_ in files],
        "lines": lines.height,
        "open_lines": int((lines["state"] == "flagged").sum()),
        "unread_rows": len(problems),
        "unbilled": audited.unbilled.height,
        "remarks": list(dict.fromkeys(map(sentence, remarks))),
        **{f"by_{name}": rows for name, rows in as_json(found).items()},
    }


def _page(report: dict[str, Any]) -> str:
    from cli.bill.words import cause_name  # noqa: PLC0415

    heads = ("cause", "lines", "billed", "expected", "difference", "to claim", "currency")
    rows = [
        (
            cause_name(one["name"]),
            *(one[name] for name in ("lines", "billed", "expected", "difference", "claimed", "currency")),
        )
        for one in report["by_cause"]
    ]
    parts = [table(rows[:_SHOWN], heads, right=(1, 2, 3, 4, 5))]
    if len(rows) > _SHOWN:
        parts.append(said("... and {n} more causes; summary.csv has all.", n=len(rows) - _SHOWN))
    lines, open_lines = report["lines"], report["open_lines"]
    told = [said("{lines:count line} checked, {open_lines} to look at.", lines=lines, open_lines=open_lines)]
    if report["unbilled"]:
        told.append(said("Sent and on no bill: {n:count parcel}.", n=report["unbilled"]))
    if report["unread_rows"]:
        told.append(said("Not read: {n:count row}; problems.csv says why.", n=report["unread_rows"]))
    return "\n\n".join((*parts, "\n".join(told)))
