"""One machine a job: one reader of a date, a moment, a run and TOML; and nobody reads a sentence that code wrote."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest
from sources import Module, calls, modules

if TYPE_CHECKING:
    from collections.abc import Iterator

_CUTS = frozenset(
    {
        "startswith", "endswith", "split", "rsplit", "partition", "rpartition", "removeprefix", "removesuffix", "find",
        "index",
    }
)  # fmt: skip
"""What cuts a text up or looks at a part of it."""
_SENTENCE = re.compile(
    r"""sentence\(.*\)|str\((?:error|reason|fault|problem|why|\w+\.reason|\w+\.way_out)\)|"""
    r"""\w+(?:\.\w+)*\.(?:reason|way_out|message|note|reasons|why)|\w+\[['"](?:reason|deadline_note|message)['"]\]"""
)


def _users(*names: str) -> dict[str, list[int]]:
    """The modules that call one of these, with the lines."""
    found: dict[str, list[int]] = {}
    for module in modules():
        lines = [call.lineno for name, call in calls(module.tree) if name.split(".")[-1] in names or name in names]
        if lines:
            found[module.file] = lines
    return found


@pytest.mark.parametrize(
    ("job", "names", "readers"),
    [
        # What sampan itself wrote, or its own data files hold, is ISO and needs no reader of people's texts; a label
        # layout has a form of its own for days, which is held to it.
        (
            "a date or a moment",
            ("strptime",),
            {"routing/values/dates.py", "routing/intake/cells/times.py", "carriers/labels/layouts/cell.py"},
        ),
        (
            "the orders of a run",
            ("scan_parquet",),
            {"cli/run/reader.py", "cli/run/part.py", "routing/intake/files/parquet.py"},
        ),
    ],
)
def test_one_reader(job: str, names: tuple[str, ...], readers: set[str]) -> None:
    """What the same text means does not hang on the command it is given to."""
    assert sorted(_users(*names).keys() - readers) == [], job


def test_one_reader_of_toml() -> None:
    """What people write wrongly in TOML is told in one place; others read bundled data, or a part of a file read so."""
    told = {module.file for module in modules() if _names(module, "TOMLDecodeError")}
    part = {"carriers/sheets/workbook_card.py", "carriers/calendars/official_table.py", "templates_en/letters/parse.py"}
    assert sorted(told - {"routing/values/toml_file.py"} - part) == []


def _names(module: Module, name: str) -> bool:
    return any(
        (isinstance(node, ast.Name) and node.id == name)
        or (isinstance(node, ast.Attribute) and node.attr == name)
        or (isinstance(node, ast.alias) and node.name == name)
        for node in ast.walk(module.tree)
    )


def test_one_did_you_mean() -> None:
    """The nearest word is looked for in one place; a country's by all the names that it has."""
    assert _users("get_close_matches", "extractOne").keys() <= {
        "routing/values/nearest.py",
        "routing/values/countries.py",
    }


def test_nobody_reads_a_sentence() -> None:
    """No code cuts up or looks into a text that code wrote: what it needs stands in the reason as a value."""
    assert [f"{module.file}:{line}: {what}" for module in modules() for line, what in _cut(module)] == []


def _cut(module: Module) -> Iterator[tuple[int, str]]:
    for name, call in calls(module.tree):
        receiver, _, method = name.rpartition(".")
        first_line = method == "partition" and ast.unparse(call.args[0]) == repr("\n")  # of another library's fault
        if method in _CUTS and not first_line and _SENTENCE.fullmatch(receiver):
            yield call.lineno, name
        if name.startswith("re.") and any(_SENTENCE.fullmatch(ast.unparse(argument)) for argument in call.args):
            yield call.lineno, ast.unparse(call)
    for node in ast.walk(module.tree):
        if (
            isinstance(node, ast.Subscript)
            and isinstance(node.slice, ast.Slice)
            and _SENTENCE.fullmatch(ast.unparse(node.value))
        ):
            yield node.lineno, ast.unparse(node)
