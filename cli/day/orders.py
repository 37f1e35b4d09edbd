"""`sampan orders`: help with order files that no bundled profile reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.group import Group
from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.options.types import PATH
from cli.output.files import atomic_file
from cli.output.show import table
from cli.words import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carriers.exports.propose import Proposal

UNKNOWN = "?"
"""What stands for a state that nobody knows."""
_SHORT = 24
"""Signs of a cell that are shown."""


@click.group("orders", cls=Group, epilog="Example: sampan orders profile orders.csv -o my.toml")
def command() -> None:
    """Work with order files: propose a profile for an export that is not known."""


@command.command(epilog="Example: sampan orders profile orders.csv -o my.toml")
@click.argument("file", type=PATH, metavar="FILE")
@click.option(
    "-o", "--out", type=PATH, metavar="FILE.toml", help="The profile to write.  [default: the standard output]",
)  # fmt: skip
def profile(file: Path, out: Path | None) -> int:
    """Propose how an unknown export is read: which column is probably what, by its head and its content.

    The first rows are shown as they would be read, with what you have to settle.  Nothing is taken over unseen: read
    the file through, mend it, and route with `--from FILE.toml`.  Exit code 1 when something has to be settled.
    """
    from carriers.exports.own_profile import profile_from  # noqa: PLC0415 - heavy, and not needed for the help
    from carriers.exports.propose import propose  # noqa: PLC0415
    from routing.intake import order_files  # noqa: PLC0415
    from routing.intake.files.find import sources_in  # noqa: PLC0415

    source = next(source for found in order_files([file]) for source in sources_in(found))
    proposal = propose(source)
    text = _toml(proposal, file)
    if not any(one.code == "profile.field_missing" for one in proposal.questions):
        profile_from(text, str(out or file), "proposed")
    click.echo(_report(proposal), err=out is None)
    if out is None:
        click.echo(text, nl=False)
    else:
        with atomic_file(out) as stream:
            stream.write(text.encode())
        then = f"sampan route {file} --from {out} --out today"
        click.echo(said("Written to {out}. Read it through, then: {command}", out=out, command=then))
    return NEEDS_A_PERSON if proposal.questions else ALL_DONE


def _report(proposal: Proposal) -> str:
    """The columns with three cells as they would be read, and what is to be settled."""
    rows = [
        (one.field, one.head, *(_cell(text, read) for text, read in zip(one.texts, one.as_read, strict=True)))
        for one in proposal.columns
    ]
    width = max((len(row) for row in rows), default=2)
    head = ("field", "column", *("as read" for _ in range(width - 2)))
    padded = [(*row, *[""] * (width - len(row))) for row in rows]
    figures = {"sheet": proposal.sheet, "row": proposal.header_row, "n": proposal.rows}
    if proposal.values["rows"] == "order":
        begin = said("{sheet}: header in row {row}, {n:count row} looked at; each is an order.", **figures)
    else:
        begin = said("{sheet}: header in row {row}, {n:count row} looked at; each is an order line.", **figures)
    lines = [begin, "", table(padded, head), ""]
    if proposal.unread:
        lines.append(said("Not read: {heads:list}.", heads=proposal.unread))
    lines += [said("To settle: {what}", what=question) for question in proposal.questions]
    return "\n".join(lines)


def _cell(text: str, read: str) -> str:
    if text and not read:
        return f"?? {_short(text)}"
    return _short(read)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHORT else f"{flat[:_SHORT]}..."


def _toml(proposal: Proposal, file: Path) -> str:
    """The proposal as a file for a person: what is to be settled stands on top, a cell beside each column."""
    values = dict(proposal.values)
    columns, skips, flags = values.pop("columns"), values.pop("skip"), values.pop("flags")
    passed_over = values.pop("passed_over")
    lines = [
        _remark(said("Proposed by `sampan orders profile {file}`. Read it through before you use it.", file=file.name)),
        _remark(said("docs/ORDERS.md shows the form.")),
        *(_remark(said("To settle: {what}", what=question)) for question in proposal.questions),
        *(f"{key} = {_value(value)}" for key, value in values.items()),
        "",
        _remark(said("Columns that nothing is read from.")),
        f"passed_over = {_value(passed_over)}",
        "",
        "[columns]",
        *_columns(proposal, columns),
    ]
    for name, words in proposal.states.items():
        told = "; ".join(f"{word} = {_state(reason)}" for word, reason in words.items())
        lines += ["", _remark(said("Words of {column}, and what is done: {told}", column=name, told=told))]
    for rule in skips:
        lines += ["", "[[skip]]", *(f"{key} = {_value(value)}" for key, value in rule.items())]
    for name, raised in flags.items():
        lines += ["", f"[flags.{name}]", *(f"{_value(word)} = {_value(flag)}" for word, flag in raised.items())]
    return "\n".join(lines) + "\n"


def _columns(proposal: Proposal, columns: Mapping[str, Any]) -> Iterator[str]:
    known = {one.field: one for one in proposal.columns}
    for name, heads in columns.items():
        example = next((_short(text) for text in known[name].texts if text), "")
        doubt = "" if known[name].by_head else said("by its content; ")
        yield f"{name} = {_value(heads)}  # {doubt}{example}".rstrip(" #")


def _state(reason: str) -> str:
    """What is done with an order of that state."""
    if reason == UNKNOWN:
        return said("not known")
    return reason or said("ships")


def _remark(text: str) -> str:
    return f"# {' '.join(text.split())}"


def _key(text: str) -> str:
    return text if text.isascii() and text.isidentifier() else json.dumps(text, ensure_ascii=False)


def _value(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_key(key)} = {_value(one)}' for key, one in value.items())} }}"
    return json.dumps(value, ensure_ascii=False)
