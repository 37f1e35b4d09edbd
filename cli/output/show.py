"""Rows to a table, CSV, JSON or JSON lines on stdout."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sys
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from cli.words.catalogue import HEAD, NAME, translated
from cli.words.cells import width
from routing.values.formulas import guard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_F = TypeVar("_F", bound="Callable[..., Any]")

_NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?")
FORMATS = ("table", "csv", "json", "jsonl")
_EVER_NARROWER: Final = ((False, 16), (True, 10), (True, 4))
"""How columns give way to the terminal: whether words are cut at their hyphens, and the cells that a column keeps."""
_BESIDE_HEAD: Final = 2
"""Blanks that tabulate leaves beside a head."""
_GAP: Final = 2
"""Blanks between the columns of a table."""


def format_option(*formats: str) -> Callable[[_F], _F]:
    """The option --format."""
    return click.option(
        "--format", "output_format", type=click.Choice(formats or FORMATS), default="table", show_default=True,
        help="How to print.",
    )  # fmt: skip


def print_rows(
    rows: Sequence[Mapping[str, Any]],
    output_format: str,
    columns: Sequence[str],
    *,
    none: str = "",
    widths: Mapping[str, int] | None = None,
) -> None:
    """Prints rows on stdout.

    Args:
        rows: what to print; a table and CSV show those columns of each, JSON all of it.
        output_format: one of FORMATS.
        columns: the headers, and the keys of the cells.
        none: what a table without rows says.
        widths: column -> characters from which on a table wraps its cells.
    """
    cells = [[row[name] for name in columns] for row in rows]
    if output_format == "json":
        click.echo(json_text(list(rows)))
    elif output_format == "jsonl":
        click.echo(jsonl_text(rows), nl=bool(rows))
    elif output_format == "csv":
        click.echo(csv_text(cells, columns), nl=False)
    elif rows:
        numbers = [at for at in range(len(columns)) if all(type(row[at]) in {int, type(None)} for row in cells)]
        click.echo(table([[_for_people(cell) for cell in row] for row in cells], columns, numbers, widths))
    elif none:
        click.echo(none)


def table(
    rows: Sequence[Sequence[object]],
    headers: Sequence[str],
    right: Sequence[int] = (),
    widths: Mapping[str, int] | None = None,
) -> str:
    """A plain table; columns of `right` are aligned to the right, texts wrapped to `widths` and to the terminal."""
    from tabulate import tabulate  # noqa: PLC0415 - not needed to print the help

    heads = [translated(HEAD, name) for name in headers]
    cells = [["" if cell is None else translated(NAME, str(cell)) for cell in row] for row in rows]
    most = _widths([heads, *cells], right, [widths.get(name) for name in headers] if widths else [])
    if most:
        from cli.words.wrapping import wrapped  # noqa: PLC0415 - not needed where nothing is wrapped

        heads, *cells = [
            ["\n".join(wrapped(cell, most[at])) if at in most else cell for at, cell in enumerate(row)]
            for row in (heads, *cells)
        ]
    align = ["right" if column in right else "left" for column in range(len(headers))]
    return str(tabulate(cells, headers=heads, tablefmt="simple", colalign=align, disable_numparse=True))


def _widths(rows: Sequence[Sequence[str]], right: Sequence[int], most: Sequence[int | None]) -> dict[int, int]:
    """Column -> cells that its texts may fill, for the columns that are to be wrapped.

    Args:
        rows: the heads and the rows.
        right: columns of figures, which stay whole.
        most: of each column, where the table itself bounds it.
    """
    bound = {at: cells for at, cells in enumerate(most) if cells is not None}
    screen = _screen()
    if screen is None:
        return bound
    from cli.words.wrapping import longest  # noqa: PLC0415 - not needed to print the help

    columns = list(enumerate(zip(*rows, strict=True)))
    wide = {at: max(width(line) for text in texts for line in text.split("\n")) for at, texts in columns}
    wide |= {at: min(cells, wide[at]) for at, cells in bound.items()}
    wide = {at: max(wide[at], width(texts[0]) + _BESIDE_HEAD) for at, texts in columns}
    before = dict(wide)
    excess = sum(wide.values()) + _GAP * (len(wide) - 1) - screen
    for cut, narrow in _EVER_NARROWER:
        least = {
            at: max(min(narrow, wide[at]), *(longest(text, cut=cut) for text in texts[1:]), longest(texts[0]) + 2)
            for at, texts in columns
            if at not in right
        }
        while excess > 0 and (free := [at for at in least if wide[at] > least[at]]):
            wide[max(free, key=lambda at: wide[at])] -= 1
            excess -= 1
    return bound | {at: cells for at, cells in wide.items() if cells < before[at]}


def _screen() -> int | None:
    """Cells of a line of the terminal; None where nobody looks at one: a file is the same on every machine."""
    seen = sys.stdout is not None and sys.stdout.isatty()  # a shell may have closed it
    return shutil.get_terminal_size().columns if seen else None


def csv_text(rows: Sequence[Sequence[object]], headers: Sequence[str]) -> str:
    """CSV with a header; None is an empty cell, yes and no are true and false."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([guard(name) for name in headers])
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def _cell(cell: object) -> object:
    """A cell of CSV: no text in it runs as a formula, and a number below nothing is no formula."""
    if isinstance(cell, bool):
        return str(cell).lower()
    return guard(cell) if isinstance(cell, str) and not _NUMBER.fullmatch(cell) else cell


def json_text(value: Any) -> str:
    """Indented JSON."""
    return json.dumps(value, ensure_ascii=_only_some_letters(), indent=2)


def json_pieces(head: Mapping[str, Any], name: str, several: Iterable[Any]) -> Iterator[str]:
    """What `json_text` tells of `head` with a list of that name at its end, piece by piece."""
    return long_json(head, name, several, ensure_ascii=_only_some_letters(), indent=2)


def long_json(
    head: Mapping[str, Any], name: str, several: Iterable[Any], *, ensure_ascii: bool = False, indent: int = 1
) -> Iterator[str]:
    """Indented JSON of `head` with a list of that name at its end, piece by piece: the list need not be held."""
    encoder = json.JSONEncoder(ensure_ascii=ensure_ascii, indent=indent)
    start, _, end = encoder.encode({**head, name: []}).rpartition("[]")
    margin, opened = "\n" + " " * indent, False
    yield start
    for one in several:
        inner = margin + " " * indent
        yield ("," if opened else "[") + inner + encoder.encode(one).replace("\n", inner)
        opened = True
    yield (f"{margin}]" if opened else "[]") + end


def jsonl_text(values: Sequence[Any]) -> str:
    """One JSON object a line."""
    return "\n".join(json.dumps(value, ensure_ascii=_only_some_letters()) for value in values)


def _for_people(cell: object) -> object:
    """A cell of a table: yes for true, nothing for no and for what is not known."""
    return translated(HEAD, "yes") if cell is True else "" if cell is False or cell is None else cell


def _only_some_letters() -> bool:
    """Whether stdout's character set lacks letters, which JSON then writes by their numbers."""
    return not (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
