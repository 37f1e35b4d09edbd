"""The main path of intake: files in, batches of orders out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from routing.errors import InputError
from routing.intake.canonical import canonical_orders
from routing.intake.files.chunk import BLANKS, one_of_twins
from routing.intake.files.find import sources_in
from routing.intake.files.sheets import opened_sheets
from routing.intake.files.whole import whole_orders
from routing.intake.profiles import folded
from routing.intake.reading import BY_HEADER
from routing.intake.recognise import recognise
from routing.intake.seen.seen import Seen
from routing.intake.source_file import SourceFile
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import polars as pl

    from routing.errors import Fault
    from routing.intake.batch import Batch
    from routing.intake.files.chunk import Chunk, Opening, Sheet
    from routing.intake.files.find import OrderFile
    from routing.intake.files.sheets import Sheets
    from routing.intake.profiles import Profile
    from routing.intake.reading import Reading
    from routing.intake.recognise import Recognised


def read_orders(files: Iterable[OrderFile], how: Reading = BY_HEADER, *, seen: Seen | None = None) -> Iterator[Batch]:
    """The orders of the files, in order, in batches of at most `how.chunk_rows` rows each.

    Args:
        files: as `order_files` found them.
        how: to read them.
        seen: a memory of order ids that outlives these files; None: of these files only.

    Raises:
        InputError: a file cannot be used at all; the rows of files that can are never lost.
    """
    remarks: tuple[Reason, ...] = how.products.remarks if how.products is not None else ()
    for source, chunks in opened_files(files, how, Seen() if seen is None else seen):
        orders = canonical_orders if source.profile.by_order else _market_orders()
        remarks += source.remarks
        unknown = dict(source.unknown)
        for chunk in chunks:
            batch = orders(chunk, source)
            filled = [at for at in unknown if _filled(chunk.frame[str(at)])]
            if filled:
                heads = tuple(unknown.pop(at) for at in filled)
                remarks += (Reason("market.heads_unread", file=source.file, heads=heads),)
            yield evolve(batch, profile=source.profile.name, why=source.why, warnings=remarks + batch.warnings)
            remarks = ()


def _market_orders() -> Callable[[Chunk, SourceFile], Batch]:
    """How the rows of a marketplace become orders; most runs read sampan's own columns."""
    from routing.intake.market.market import market_orders  # noqa: PLC0415 - see above

    return market_orders


def _filled(cells: pl.Series) -> bool:
    """Whether a column that nobody reads holds anything."""
    return cells.null_count() < len(cells) and bool((cells.str.strip_chars(BLANKS) != "").any())


def opened_files(files: Iterable[OrderFile], how: Reading, seen: Seen) -> Iterator[tuple[SourceFile, Iterator[Chunk]]]:
    """Each file with its chunks, cut between orders; a file is open until the next one is asked for.

    Every sheet of a workbook that holds orders is read as a file of its own.

    Raises:
        InputError: a file cannot be used at all.
    """
    for source in (source for file in files for source in sources_in(file)):
        with opened_sheets(source) as sheets:
            told, remarks = _told(sheets, how.profile)
            for sheet, found in told:
                understood = _understood(sheet.name, found, how, seen)
                twins = _twins(found)
                doubled = {at for others in twins.values() for at in others}
                wanted = sorted({*found.places.values(), *understood.unknown, *doubled, *understood.packed})
                chunks = sheet.chunks(found.opening, wanted, found.profile.encodings, how.chunk_rows)
                if twins:
                    chunks = _of_twins(chunks, twins, found.opening)
                if not found.profile.by_order:
                    chunks = whole_orders(chunks, found.places["order_id"], fill_down=found.profile.fill_down)
                yield evolve(understood, remarks=remarks + understood.remarks), chunks
                remarks = ()


def _told(sheets: Sheets, profile: str | Profile) -> tuple[list[tuple[Sheet, Recognised]], tuple[Reason, ...]]:
    """The sheets that hold orders, each with what it was recognised as; and the remarks on those that hold none.

    Raises:
        InputError: none holds orders; it has the fault of each.
    """
    told: list[tuple[Sheet, Recognised]] = []
    faults: list[Fault] = []
    for sheet in sheets.all:
        try:
            told.append((sheet, recognise(sheet.name, sheet.openings(), profile)))
        except InputError as error:
            faults.extend(error.faults)
    if not told:
        raise InputError(faults)
    return told, (
        *sheets.remarks,
        *(Reason("file.sheet_not_read", file=fault.file, why=fault.reason) for fault in faults),
    )


def _twins(found: Recognised) -> dict[int, list[int]]:
    """Index of each column that is read -> of the others with the same head."""
    heads = [cell.strip().casefold() for cell in found.opening.cells]
    same = {at: [other for other, head in enumerate(heads) if head == heads[at]] for at in found.places.values()}
    return {at: [other for other in others if other != at] for at, others in same.items() if len(others) > 1}


def _of_twins(chunks: Iterable[Chunk], twins: Mapping[int, list[int]], opening: Opening) -> Iterator[Chunk]:
    """The chunks, with a fault wherever columns of one head differ: nobody can say which is right."""
    for chunk in chunks:
        for at, others in twins.items():
            chunk = one_of_twins(chunk, {at: others}, opening.cells[at].strip())  # noqa: PLW2901 - one after the other
        yield chunk


def _understood(file: str, found: Recognised, how: Reading, seen: Seen) -> SourceFile:
    profile = found.profile
    return SourceFile(
        file=file,
        profile=profile,
        places=found.places,
        headers={name: found.opening.cells[at].strip() for name, at in found.places.items()},
        products=how.products,
        services=None if how.services is None else {code.lower(): code for code in how.services},
        options=how.options,
        zone=how.input_zone or profile.zone,
        zone_assumed=how.input_zone is None and not profile.digest,
        decimal=profile.decimal or (profile.decimal_semicolon if found.opening.delimiter == ";" else "."),
        currency=how.currency or profile.head_currency(found.opening.cells) or profile.currency,
        seen=seen,
        cash_on_delivery=how.cash_on_delivery,
        settled=how.settled,
        unknown=profile.unknown(found.opening.cells) if not profile.by_order else {},
        packed=profile.packed_places(found.opening.cells),
        why=found.why,
        remarks=_remarks(file, found),
    )


def _remarks(file: str, found: Recognised) -> tuple[Reason, ...]:
    """What is to be said of a file's header: columns that nobody reads are named, not dropped in silence."""
    known = set(found.places.values())
    passed = {folded(head) for head in found.profile.passed_over}
    heads = enumerate(found.opening.cells)
    unread = [cell.strip() for at, cell in heads if at not in known and cell.strip() and folded(cell) not in passed]
    remarks = []
    if found.profile.by_order and unread:
        remarks.append(Reason("file.columns_not_read", file=file, columns=tuple(unread)))
    doubtful = [
        found.opening.cells[at].strip() for name, at in found.places.items() if name in found.profile.unconfirmed
    ]
    if doubtful:
        reason = Reason("profile.unconfirmed", file=file, title=found.profile.title, heads=tuple(doubtful))
        remarks.append(reason)
    return tuple(remarks)
