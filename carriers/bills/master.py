"""The product master with the weights that bills taught: a new table, all other cells as they were."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

from attrs import frozen

from carriers.files.amounts import whole
from routing.errors import Fault, InputError, ReadError
from routing.intake.files.chunk import ROW
from routing.intake.files.find import order_files, sources_in
from routing.intake.files.sheets import opened_sheets
from routing.intake.products import heading
from routing.place import Place
from routing.reason import Reason

if TYPE_CHECKING:
    from pathlib import Path

_ENCODINGS: Final = ("utf-8", "gb18030", "cp1252")
_WEIGHTS: Final = ("weight_g", "weight", "weight_kg", "weight_oz", "weight_lb")


@frozen
class NewMaster:
    """The rows of a product master, its head first; which articles have another weight, and which are not in it."""

    rows: tuple[tuple[str, ...], ...]
    changed: tuple[str, ...]
    unknown: tuple[str, ...]


def learned_weights(path: Path) -> dict[str, int]:
    """Article -> grams, of a `weights.csv`; rows that a person took out are not taken over.

    Raises:
        InputError: it cannot be read, lacks a column, or holds what is no weight.
    """
    faults: list[Fault] = []
    found: dict[str, int] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file, restval="")
            missing = tuple(name for name in ("sku", "weight_g") if name not in (lines.fieldnames or ()))
            if missing:
                raise InputError([Fault(str(path), Place(row=1), Reason("bill.weights_lack", columns=missing))])
            for line in lines:
                try:
                    grams = whole(line["weight_g"])
                except ReadError as error:
                    faults.append(Fault(str(path), Place(row=lines.line_num), error.reason))
                    continue
                if grams and line["sku"]:
                    found[line["sku"]] = grams
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError([Fault(str(path), "", Reason("file.unreadable", why=str(error)))]) from None
    if faults:
        raise InputError(faults)
    return found


def updated(master: Path, weights: dict[str, int]) -> NewMaster:
    """The master with those weights.  An article whose cell of weight is empty keeps it: its weight comes of others.

    Raises:
        InputError: the master cannot be read.
    """
    for file in order_files([master]):
        for source in sources_in(file):
            with opened_sheets(source) as sheets:
                sheet, opening, places = heading(source.name, sheets.all)
                columns = list(range(len(opening.cells)))
                chunks = list(sheet.chunks(opening, columns, _ENCODINGS, 1 << 20))
            name = next((one for one in _WEIGHTS if one in places), None)
            if name is None:
                raise InputError([Fault(source.name, "", Reason("bill.master_without_weight"))])
            broken = [Fault(source.name, Place(row=bad.row), bad.reason) for chunk in chunks for bad in chunk.broken]
            if broken:
                raise InputError(broken)
            rows = [tuple(opening.cells)]
            rows += [row for chunk in chunks for row in chunk.frame.drop(ROW).fill_null("").iter_rows()]
            return _with_weights(rows, places["sku"], places[name], weights, bare=name == "weight_g")
    raise InputError([Fault(str(master), "", Reason("bill.master_without_weight"))])


def _with_weights(
    rows: list[tuple[str, ...]], sku_at: int, weight_at: int, weights: dict[str, int], *, bare: bool
) -> NewMaster:
    changed, new = [], [rows[0]]
    for row in rows[1:]:
        sku = row[sku_at].strip().removeprefix("'")
        grams = weights.get(sku)
        if grams is None or not row[weight_at].strip():
            new.append(row)
            continue
        changed.append(sku)
        told = str(grams) if bare else f"{grams} g"
        new.append((*row[:weight_at], told, *row[weight_at + 1 :]))
    return NewMaster(tuple(new), tuple(changed), tuple(sku for sku in weights if sku not in changed))
