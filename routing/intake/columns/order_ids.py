"""Order ids: present, unbroken by spreadsheets, and each once in a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.reason import Reason

if TYPE_CHECKING:
    from routing.intake.cells.ledger import Ledger
    from routing.intake.files.chunk import Chunk
    from routing.intake.source_file import SourceFile

_MANGLED = r"^[0-9](?:[.,][0-9]+)?[Ee][+][0-9]+$"
_LONG = r"^[0-9]{15}0+$"  # 16 or more digits of which only the first 15 are left
_DOUBTED_FROM = 16
"""Digits above which an id of a text file is doubted for its zeros alone."""
_STRANGE = r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0]"
"""Control signs, signs that show nothing, line ends, and the blank that keeps a line together."""
ID_MAX = 100
"""Signs of the longest order id taken; the longest of a marketplace in the facts has 25."""


def check_ids(ids: pl.Series, run: SourceFile, ledger: Ledger) -> None:
    """Refuses rows whose order id is missing, has lost its digits, or was seen before in the run."""
    ledger.missing("order_id", ids, Reason("order_id.write_number"))
    known = ids
    whole = _are_whole(ids)
    if not whole or (ids.str.len_bytes().max() or 0) > ID_MAX:  # type: ignore[operator]
        strange = (ids.str.len_chars() > ID_MAX) | ids.str.contains(_STRANGE)
        reason = Reason("order_id.strange", most=ID_MAX)
        ledger.refuse_where(strange, "order_id", "STRANGE_ID", reason, ids.str.slice(0, ID_MAX))
    if not whole and ids.str.contains("+", literal=True).any():  # which is quicker asked, and rarely so
        mangled = ids.str.contains(_MANGLED)
        known = ids.to_frame("id").select(pl.when(~mangled).then("id")).to_series()
        ledger.refuse_where(mangled, "order_id", "MANGLED_ID", Reason("order_id.mangled"), ids)
    if run.settled:
        known = known.to_frame("id").select(pl.when(~pl.col("id").is_in(list(run.settled))).then("id")).to_series()
    for at, (file, row) in sorted(run.seen.add(run.file, known, ledger.rows).items()):
        if not run.profile.by_order:
            reason = Reason("order_id.line_read_before", order_id=ids[at], file=file, row=row)
        else:
            reason = Reason("order_id.row_read_before", order_id=ids[at], file=file, row=row)
        ledger.refuse(at, "order_id", ids[at], "DUPLICATE_ORDER", reason)


def doubtful_ids(ids: pl.Series, rows: pl.Series, chunk: Chunk, run: SourceFile) -> pl.Series | None:
    """A mask of ids that may have lost digits though they look whole; None when there are none.

    A number cell of a workbook keeps 15 digits and ends in zeros after them.  In a text file an id that ends so is
    doubted only above _DOUBTED_FROM digits, or beside one that is lost for sure: one in ten real ids of 16 digits ends
    in 0.
    """
    whole = _are_whole(ids)
    longest = ids.str.len_bytes().max() or 0
    if whole and not chunk.numbers and longest <= _DOUBTED_FROM:  # type: ignore[operator]
        return None
    at = ids.str.ends_with("0").arg_true()
    at = at.filter(ids.gather(at).str.contains(_LONG))
    if not at.len():
        return None
    ends_so = pl.Series([False]).new_from_index(0, len(ids)).scatter(at, values=True)
    if whole or not ids.str.contains(_MANGLED).any():
        from_number = rows.is_in([row for row, at in chunk.numbers if at == run.places["order_id"]])
        ends_so &= from_number | (ids.str.len_bytes() > _DOUBTED_FROM)
    return ends_so if ends_so.any() else None


def _are_whole(ids: pl.Series) -> bool:
    """Whether all ids are whole numbers: such a text has no strange sign, and has lost no digits that it tells of."""
    return ids.cast(pl.Int64, strict=False).null_count() == ids.null_count()
