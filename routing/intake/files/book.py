"""A workbook of any kind as sheets of cells, with what else they hold; what it claims is bounded before it is built."""

from __future__ import annotations

import importlib.util
import io
import pickle
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from routing.errors import Fault, InputError
from routing.intake.files import xls_process
from routing.intake.files.markup import AREA_PER_CELL, AREA_PLAIN, SheetSurvey
from routing.intake.files.sources import UNPACKED_PLAIN, UNPACKED_TIMES
from routing.intake.files.survey import survey
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO

_OLD: Final = b"\xd0\xcf\x11\xe0"
"""How workbooks of the kind .xls begin, whatever they are called."""
_MEMORY: Final = (400_000_000, 40)
"""Bytes that reading an old workbook may take: so many, and so many times its size."""
_SECONDS: Final = (1.5, 2e-6)
"""Of processor time, likewise."""
_LONGEST_S: Final = 300
"""A limit of the clock for systems that have no other."""


class SheetReadError(ValueError):
    """What a library says of a workbook that it cannot read."""


@attrs.frozen(eq=False)
class SheetSource:
    """One sheet of a workbook."""

    title: str
    hidden: bool
    rows: list[list[Any]]
    """Texts, numbers, flags, days, times, moments and durations; an empty cell is the empty text."""
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()
    """First and last cell of areas shown as one."""
    more: SheetSurvey = attrs.field(factory=SheetSurvey)


def book_sheets(name: str, stream: IO[bytes]) -> list[SheetSource]:
    """All sheets, in their order.

    Args:
        name: the file, for messages.
        stream: its bytes, from where they can be read again.

    Raises:
        SheetReadError: damaged, protected by a password, or of another kind.
        InputError: it claims or unpacks to far more than it holds.
    """
    start = stream.tell()
    old = stream.read(len(_OLD)) == _OLD
    stream.seek(start)
    if old:
        return _old(name, stream.read())
    looked = survey(name, stream)
    import python_calamine as calamine  # noqa: PLC0415 - few files are workbooks

    try:
        book = calamine.load_workbook(io.BytesIO(stream.read()))
        found = []
        for kind in book.sheets_metadata:
            sheet = book.get_sheet_by_name(kind.name)
            found.append(
                SheetSource(
                    kind.name,
                    kind.visible != calamine.SheetVisibleEnum.Visible,
                    sheet.to_python(skip_empty_area=False),
                    sheet.merged_cell_ranges or (),
                    looked.get(kind.name, SheetSurvey()),
                )
            )
    except (calamine.CalamineError, ArithmeticError, ValueError, OSError) as error:
        raise SheetReadError(str(error)) from None
    return found


def _old(name: str, content: bytes) -> list[SheetSource]:
    """The sheets of an .xls, read by a process that ends when it asks for too much."""
    found = importlib.util.find_spec("xlrd")
    library = str(Path(found.origin).parents[1]) if found is not None and found.origin else ""
    memory = _MEMORY[0] + _MEMORY[1] * len(content)
    seconds = _SECONDS[0] + _SECONDS[1] * len(content)
    signs = max(UNPACKED_PLAIN, UNPACKED_TIMES * len(content))
    words = (library, memory, seconds, AREA_PLAIN, AREA_PER_CELL, signs)
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, with a module of this folder
            [sys.executable, "-I", xls_process.__file__, *map(str, words)],
            input=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False, timeout=_LONGEST_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _too_much(name) from None
    if done.returncode:
        raise _too_much(name)
    kind, answer = pickle.loads(done.stdout)  # noqa: S301 - written by the process above
    if kind == "damaged":
        raise SheetReadError(answer)
    if kind == "far":
        title, cells, filled = answer
        raise InputError([Fault(f"{name}/{title}", "", Reason("workbook.far_cells", cells=cells, filled=filled))])
    if kind == "long":
        raise InputError([Fault(name, "", Reason("workbook.unpacks", megabytes=answer // 1_000_000))])
    return [
        SheetSource(
            title, hidden, rows, merged,
            SheetSurvey(tuple(errors), frozenset(unseen), frozenset(aside), tuple(notes), tuple(formats)),
        )
        for title, hidden, rows, merged, errors, unseen, aside, notes, formats in answer
    ]  # fmt: skip


def _too_much(name: str) -> InputError:
    return InputError([Fault(name, "", Reason("workbook.asks_too_much"))])
