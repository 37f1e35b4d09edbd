"""A proposal of the mapping for a workbook nobody has described yet; a person reads it before it is used."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from carriers.sheets.guess.guessing import Guessing
from carriers.sheets.guess.other_tables import fees_elsewhere
from carriers.sheets.guess.postal_zones import postal_zones
from carriers.sheets.guess.propose import Assumed, mapping_tables, mapping_text
from carriers.sheets.guess.rule_columns import rules_beside
from carriers.sheets.guess.sentences import noted, told_against
from carriers.sheets.guess.services import key_of, services_of, valid_from
from carriers.sheets.guess.settle import settled, unread_columns
from carriers.sheets.guess.table_map import table_map
from carriers.sheets.guess.tables import tables
from carriers.sheets.guess.units import currency
from carriers.sheets.guess.zone_lists import zone_lists
from carriers.sheets.workbook import unseen
from routing.errors import Fault, InputError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from carriers.sheets.guess.found import Found
    from carriers.sheets.lanes import Band
    from carriers.sheets.mapping import SheetMap
    from carriers.sheets.workbook import Sheet
    from routing.place import Place

_NO_PRICES: Final = re.compile(
    r"试算|重派|退件|退货|目录|操作流程|赔偿|理赔|派送范围|偏远|查询|分区表|禁运|index|contents|calculator",
    re.IGNORECASE,
)

_EITHER_OR: Final = re.compile(
    r"税|日均|[票单件]以[上下]|以[上下]|月|日[起前后]|vip|公布|标准价|协议|代理|同行|会员|散客|合同|档|级|public|contract|volume",
    re.IGNORECASE,
)
"""Names of prices of which a shop has one, and not the cheapest of all."""
_NOTE: Final = "sheet.passed_note"


@frozen
class Guess:
    """A proposed mapping as text, and the first prices as it would read them."""

    tables: Mapping[str, Any]
    """The mapping as TOML's values, and reasons where a sentence is for a person."""
    rows: tuple[tuple[str, str, Band], ...]
    """(destination, countries, band)"""
    passed: tuple[Reason, ...]
    faults: tuple[Fault, ...]
    maps: tuple[SheetMap, ...]
    """Where each table stands."""

    def text(self, say: Callable[[Reason | Place], str]) -> str:
        """The mapping as TOML text; `say` puts a reason or a place in words."""
        return mapping_text(self.tables, say)


def guess(sheets: Sequence[Sheet], today: str) -> Guess:
    """The likeliest mapping of every visible price table.

    Raises:
        InputError: no row looks like the header of a price table.
    """
    shown = tuple(sheet for sheet in sheets if not sheet.hidden)
    at = Guessing(shown, zone_lists(shown), postal_zones(shown))
    at.passed.extend(Reason("sheet.passed_hidden_sheet", sheet=sheet.name) for sheet in sheets if sheet.hidden)
    at.passed.extend(unseen(sheets))
    found = list(_tables(at))
    if not found:
        raise InputError([Fault(sheets[0].file, shown[0].name if shown else "", Reason("guess.no_header"))])
    at.tabled.update(one.sheet.name for one in found)
    at.services.update(services_of(found, at.assumed))
    _ask_which_prices(found, at)
    maps: list[SheetMap] = []
    rows: list[tuple[str, str, Band]] = []
    for one in found:
        service = at.services[key_of(one)]
        money = currency(one, service.code, at)
        how, read = settled(one, table_map(one, service.code, money, at), money, at)
        maps.append(how)
        rows += read
        most = max((band.upto_g for _, _, band in read), default=0)
        at.services[key_of(one)] = evolve(service, currency=money, most_g=max(most, service.most_g))
    for key, service in at.services.items():
        reach = {country: ends for (code, country), ends in at.ranges.items() if code == service.code}
        at.services[key] = evolve(service, reach=reach)
    beside = list(rules_beside(found, at))  # first: what is read here is neither unread nor a sentence
    beside += fees_elsewhere(found, maps, at)
    unread_columns(found, maps, lambda one: at.services[key_of(one)].code, at)
    begins = valid_from(shown)
    if begins is None:
        at.assumed.append(Assumed(Reason("assumed.valid_from", day=today)))
    notes = told_against([*beside, *noted(found, at)], at.least)
    proposal = mapping_tables(
        file=Path(sheets[0].file).name, valid_from=begins or today, services=list(at.services.values()), maps=maps,
        notes=notes, assumed=at.assumed,
    )  # fmt: skip
    told = {one.cell for one in notes} | {one.figures["place"] for one in at.passed if one.code == _NOTE}
    unread = (_without(one, at.read_beside) for one in dict.fromkeys(at.passed))
    passed = [one for one in unread if one is not None]
    passed = [one for one in passed if one.code != "sheet.passed_no_price" or not _noted(one, told)]
    return Guess(proposal, tuple(rows), tuple(passed), tuple(dict.fromkeys(at.faults)), tuple(maps))


def _without(passed: Reason, read: set[tuple[str, str]]) -> Reason | None:
    """A list of columns that are not read without those whose rules are; None where none is left."""
    if passed.code == "sheet.passed_column":
        return None if (passed.figures["place"].sheet, passed.figures["column"]) in read else passed
    if passed.code != "sheet.passed_columns":
        return passed
    place = passed.figures["place"]
    left = tuple(head for head in passed.figures["columns"] if (place.sheet, head) not in read)
    return Reason("sheet.passed_columns", place=place, columns=left) if left else None


def _noted(passed: Reason, cells: set[Place]) -> bool:
    """Whether a row without a price is a sentence that was read."""
    place = passed.figures["place"]
    return any((place.sheet, place.row) == (cell.sheet, cell.row) for cell in cells)


def _ask_which_prices(found: Sequence[Found], at: Guessing) -> None:
    """Has a person keep those that are theirs of several prices for the same parcel: by volume, by tax, by day."""
    heads: dict[tuple[str, int], list[str]] = {}
    for one in found:
        if one.product:
            heads.setdefault((one.sheet.name, one.header_row), []).append(key_of(one))
    for (name, row), keys in heads.items():
        several = [at.services[key] for key in dict.fromkeys(keys)]
        if len(several) > 1 and any(map(_EITHER_OR.search, (one.name for one in several))):
            place = next(sheet for sheet in at.sheets if sheet.name == name).place(row)
            at.assumed.append(Assumed(
                Reason("assumed.which_price", names=tuple(one.name for one in several)), place,
                tuple(one.code for one in several),
            ))  # fmt: skip


def _tables(at: Guessing) -> Iterator[Found]:
    """The price tables; those whose title says that they hold other charges are passed over."""
    zones = frozenset[str]().union(*(one.names for one in at.lists))
    for sheet in at.sheets:
        for one in tables(sheet, zones):
            title = one.title or sheet.name
            if _NO_PRICES.search(title):
                at.passed.append(Reason("sheet.passed_table", place=sheet.place(one.header_row), title=title))
                at.aside.append(one)
            else:
                yield one
