"""A map for a bill of no known form, proposed by the heads of its columns."""

from __future__ import annotations

import re
import tomllib
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from carriers.bills.figures import decimal_of
from carriers.bills.form import IDS, WEIGHTS, head_key, unit_in
from carriers.files.toml_text import toml_value
from routing.errors import Fault, InputError, ReadError
from routing.intake.files.chunk import texts_of
from routing.intake.files.find import order_files, sources_in
from routing.intake.files.sheets import opened_sheets
from routing.reason import Reason
from routing.values.money import CURRENCIES, currency

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from routing.intake.files.chunk import Opening, Sheet

_BRACKETS: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_ENDINGS: Final = re.compile(r"(?:kgs?|lbs?|公斤|千克|克|rmb|元|cny|usd|eur|hkd|gbp)$")
_CODES: Final = re.compile(rf"(?<![A-Z])(?:{'|'.join(CURRENCIES)}|RMB)(?![A-Z])|元")
_FEWEST: Final = 3
_ROWS: Final = 2000
_LIGHTEST_G: Final = 50
"""A bill in grams has parcels of more than so many."""


@frozen
class Proposal:
    """A proposed map as TOML values, and the heads that it does not take."""

    values: dict[str, Any]
    left_out: tuple[str, ...]
    unsaid: tuple[str, ...]
    """Keys that the file does not tell, which a person has to write."""


def guess(path: Path) -> Proposal:
    """The map proposed for a bill.

    Raises:
        InputError: it cannot be read, or no row looks like a head with a number and an amount.
    """
    for file in order_files([path]):
        for source in sources_in(file):
            with opened_sheets(source) as sheets:
                found = [(sheet, *best) for sheet in sheets.all if (best := _head(sheet)) is not None]
                if found:
                    sheet, opening, known = max(found, key=lambda one: len(one[2]))
                    return _proposal(path, sheet, opening, known)
    raise InputError([Fault(str(path), "", Reason("bill.nothing_guessed"))])


def _head(sheet: Sheet) -> tuple[Opening, dict[int, tuple[str, str]]] | None:
    """The row that looks most like a head: column -> whether it is a field or a charge, and which."""
    best: tuple[Opening, dict[int, tuple[str, str]]] | None = None
    for opening in sheet.openings():
        known = {at: said for at, cell in enumerate(opening.cells) if (said := _said(cell)) is not None}
        names = {name for _, name in known.values()}
        if len(known) >= _FEWEST and names & set(IDS) and (best is None or len(known) > len(best[1])):
            best = opening, known
    if best is None or not any(part == "charge" or name == "total" for part, name in best[1].values()):
        return None
    return best


def _said(head: str) -> tuple[str, str] | None:
    key = head_key(head)
    bare = _ENDINGS.sub("", _BRACKETS.sub("", key))
    return _heads().get(key) or _heads().get(bare)


@cache
def _heads() -> dict[str, tuple[str, str]]:
    raw = (resources.files("carriers") / "data" / "bill_heads.toml").read_text(encoding="utf-8")
    return {
        head_key(head): (part, name)
        for part, named in tomllib.loads(raw).items()
        for name, heads in named.items()
        for head in heads
    }


def _proposal(path: Path, sheet: Sheet, opening: Opening, known: dict[int, tuple[str, str]]) -> Proposal:
    columns: dict[str, list[str]] = {}
    charges: list[dict[str, Any]] = []
    unsaid: list[str] = []
    for at, (part, name) in known.items():
        if part == "field":
            columns.setdefault(name, []).append(opening.cells[at].strip())
        else:
            charges.append({"kind": name, "columns": [opening.cells[at].strip()]})
    values: dict[str, Any] = {"name": path.stem, "heads": [heads[0] for heads in columns.values()]}
    money = [
        cell
        for at, cell in enumerate(opening.cells)
        if known.get(at, ("", ""))[0] == "charge" or known.get(at) == ("field", "total")
    ]
    code = next((found for cell in money if (found := _currency(cell))), "")
    if code:
        values["currency"] = code
    elif "currency" not in columns:
        unsaid.append("currency")
    weights = [heads[0] for name, heads in columns.items() if name in WEIGHTS]
    if any(not unit_in(head) for head in weights):
        unit = _unit(sheet, opening, [at for at, said in known.items() if said[1] in WEIGHTS])
        if unit:
            values["weight_unit"] = unit
        else:
            unsaid.append("weight_unit")
    values["columns"] = columns
    values["charge"] = charges
    left = tuple(cell.strip() for at, cell in enumerate(opening.cells) if cell.strip() and at not in known)
    return Proposal(values, left, tuple(unsaid))


def _currency(head: str) -> str:
    found = _CODES.search(head.upper())
    if found is None:
        return ""
    try:
        return currency(found[0])
    except ReadError:
        return ""


def _unit(sheet: Sheet, opening: Opening, columns: Sequence[int]) -> str:
    """Kilograms or grams, by the figures; "" where they could be either."""
    for chunk in sheet.chunks(opening, columns, ("utf-8", "gb18030", "cp1252"), _ROWS):
        texts = texts_of(chunk, {str(at): at for at in columns})
        cells = [texts[str(at)].drop_nulls() for at in columns]
        mark = decimal_of(cells)
        plain = [text.replace(",", ".") if mark == "," else text for cell in cells for text in cell]
        figures = [Fraction(text) for text in plain if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text)]
        if figures and mark in {".", ","} and max(figures) < _LIGHTEST_G:
            return "kg"
        if (
            figures
            and all(one.denominator == 1 for one in figures)
            and sorted(figures)[len(figures) // 2] >= _LIGHTEST_G
        ):
            return "g"
        return ""
    return ""


def map_text(proposal: Proposal, not_taken: str, to_write: str) -> str:
    """The map as a TOML file for a person.

    Args:
        proposal: what is proposed.
        not_taken: the remark before the heads that are left out.
        to_write: the remark on a key that the person has to write.
    """
    values = proposal.values
    lines = [f"{key} = {toml_value(value)}" for key, value in values.items() if key not in {"columns", "charge"}]
    lines += [f'# {key} = ""  # {to_write}' for key in proposal.unsaid]
    lines += ["", "[columns]", *(f"{key} = {toml_value(heads)}" for key, heads in values["columns"].items())]
    for charge in values["charge"]:
        lines += ["", "[[charge]]", *(f"{key} = {toml_value(value)}" for key, value in charge.items())]
    if proposal.left_out:
        lines += ["", f"# {not_taken}", *(f"# {toml_value(head)}" for head in proposal.left_out)]
    return "\n".join(lines) + "\n"
