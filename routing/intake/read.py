"""The main path of intake: files in, batches of orders out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from routing.errors import InputError
from routing.intake.canonical import canonical_orders
from routing.intake.files.find import sources
from routing.intake.files.sheets import opened_sheets
from routing.intake.files.whole import whole_orders
from routing.intake.market.market import market_orders
from routing.intake.recognise import AUTO, recognise
from routing.intake.seen.seen import Seen
from routing.intake.source_file import Run
from routing.services.requested import NO_NAMES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from routing.errors import Fault
    from routing.intake.batch import Batch
    from routing.intake.files.chunk import Chunk, Sheet
    from routing.intake.files.sheets import Sheets
    from routing.intake.products import ProductMaster
    from routing.intake.recognise import Recognised
    from routing.services.requested import OptionNames

CHUNK_ROWS = 65_536


def read_orders(
    paths: Sequence[Path | str],
    *,
    profile: str = AUTO,
    products: ProductMaster | None = None,
    services: Collection[str] | None = None,
    options: OptionNames = NO_NAMES,
    input_zone: ZoneInfo | None = None,
    currency: str | None = None,
    seen: Seen | None = None,
    chunk_rows: int = CHUNK_ROWS,
    names: Mapping[Path, str] | None = None,
) -> Iterator[Batch]:
    """The orders of files and folders, in order, in batches of at most `chunk_rows` rows each.

    Args:
        paths: files, folders, .gz and .zip archives; "-" is the standard input.
        profile: which marketplace the files come from; "auto" tells it from the header of each.
        products: the product master, which marketplace files need.
        services: codes of the loaded services, for orders that ask for one by name; None lets any word pass.
        options: which service each marketplace's shipping options promise.
        input_zone: of times that name none.
        currency: of amounts that name none.
        seen: a memory of order ids that outlives these files; None: of these files only.
        chunk_rows: rows held in memory at a time.
        names: what to call each file; None: its own name, told apart from others of that name.

    Raises:
        InputError: a file cannot be used at all; the rows of files that can are never lost.
    """
    codes = None if services is None else {code.lower(): code for code in services}
    settings = {
        "products": products, "services": codes, "options": options, "zone": input_zone, "currency": currency,
        "seen": seen,
    }  # fmt: skip
    for run, chunks in opened_files(paths, profile, chunk_rows, names, **settings):
        orders = canonical_orders if run.profile.platform is None else market_orders
        remarks = run.remarks
        for chunk in chunks:
            batch = orders(chunk, run)
            yield evolve(batch, profile=run.profile.name, why=run.why, warnings=remarks + batch.warnings)
            remarks = ()


def opened_files(
    paths: Sequence[Path | str],
    profile: str,
    chunk_rows: int = CHUNK_ROWS,
    names: Mapping[Path, str] | None = None,
    **settings: Any,
) -> Iterator[tuple[Run, Iterator[Chunk]]]:
    """Each file with its chunks, cut between orders; a file is open until the next one is asked for.

    Every sheet of a workbook that holds orders is read as a file of its own.

    Args:
        paths: as for `read_orders`.
        profile: as for `read_orders`.
        chunk_rows: as for `read_orders`.
        names: as for `read_orders`.
        settings: further fields of `Run`, the same for all files.

    Raises:
        InputError: a file cannot be used at all.
    """
    seen = settings.get("seen") or Seen()
    for source in sources(paths, names):
        with opened_sheets(source) as sheets:
            told, remarks = _told(sheets, profile)
            for sheet, found in told:
                run = _run(sheet.name, found, seen, settings)
                wanted = sorted(set(found.places.values()))
                chunks = sheet.chunks(found.opening, wanted, found.profile.encodings, chunk_rows)
                if found.profile.platform is not None:
                    chunks = whole_orders(chunks, found.places["order_id"], fill_down=found.profile.fill_down)
                yield evolve(run, remarks=remarks + run.remarks), chunks
                remarks = ()


def _told(sheets: Sheets, profile: str) -> tuple[list[tuple[Sheet, Recognised]], tuple[str, ...]]:
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
    return told, (*sheets.remarks, *(f"{fault.file} was not read: it {fault.reason}" for fault in faults))


def _run(file: str, found: Recognised, seen: Seen, settings: Mapping[str, Any]) -> Run:
    profile = found.profile
    return Run(
        file=file,
        profile=profile,
        places=found.places,
        headers={name: found.opening.cells[at].strip() for name, at in found.places.items()},
        products=settings.get("products"),
        services=settings.get("services"),
        options=settings.get("options", NO_NAMES),
        zone=settings.get("zone") or profile.zone,
        zone_assumed=settings.get("zone") is None,
        decimal=profile.decimal_semicolon if found.opening.delimiter == ";" else ".",
        currency=settings.get("currency") or profile.currency,
        seen=seen,
        why=found.why,
        remarks=_remarks(file, found),
    )


def _remarks(file: str, found: Recognised) -> tuple[str, ...]:
    """What is to be said of a file's header: columns that nobody reads are named, not dropped in silence."""
    known = set(found.places.values())
    unread = [cell.strip() for at, cell in enumerate(found.opening.cells) if at not in known and cell.strip()]
    if found.profile.platform is None and unread:
        return (f"{file}: these columns are not known and were not read: {', '.join(unread)}.",)
    return ()
