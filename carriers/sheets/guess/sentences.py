"""The sentences of a workbook: the rules they state, and those that state none and must not be passed over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from carriers.sheets.destinations import names_destination
from carriers.sheets.guess.note_places import destinations
from carriers.sheets.guess.note_words import search
from carriers.sheets.guess.notes import SHORTEST, Rule, costs, rules_of, tells, unread
from carriers.sheets.guess.propose import Noted
from carriers.sheets.guess.services import key_of
from carriers.sheets.guess.tables import is_price
from carriers.sheets.heads import head
from carriers.sheets.proposed import Proposed, opposed
from routing.reason import Reason
from routing.values.units import grams

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from carriers.sheets.guess.found import Found
    from carriers.sheets.guess.guessing import Guessing
    from carriers.sheets.workbook import Sheet
    from routing.place import Place

_MEASURES: Final = frozenset({"least_billed", "rounding", "volumetric"})
_HEAD_LONGEST: Final = 20
_TITLE: Final = re.compile(
    r"^[^\d,，:：]{2,14}(?:说明|范围|标准|要求|须知|规定|规则|事项|限制|方式|条款|备注)\s*[:：]?$"
)
_HEADING: Final = re.compile(r"^\s*(?:[一二三四五六七八九十\d]{1,3}[、.)）]\s*)?(.{2,40}?)\s*[:：]?$")


@frozen
class _Sentence:
    """A text outside the prices: where it stands, and for which destinations its row or heading is."""

    row: int
    column: int
    text: str
    at: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """All destinations but these, as "other countries" above it says."""
    among: bool = False
    """Whether it stands alone between prices."""


def noted(found: Sequence[Found], at: Guessing) -> Iterator[Noted]:
    """The rules of every sheet's notes, for the services they stand by; else for all."""
    for sheet in at.sheets:
        own = [one for one in found if one.sheet is sheet]
        aside = [one for one in at.aside if one.sheet is sheet]
        sentences = list(_sentences(sheet, own, aside, at.answered))
        split = any(
            own and own[0].header_row < one.row < own[-1].header_row and rules_of(one.text) for one in sentences
        )
        for one in sentences:
            tables = _near(own, one.row) if split else own
            codes = tuple(dict.fromkeys(at.services[key_of(table)].code for table in tables))
            yield from _read(sheet, one, () if len(codes) == len(at.services) else codes, at)


def _read(sheet: Sheet, one: _Sentence, codes: tuple[str, ...], at: Guessing) -> Iterator[Noted]:
    place = sheet.place(one.row, one.column)
    rules = rules_of(one.text, one.at, one.others)
    for rule in rules:
        words = rule.sentence.casefold()
        named = tuple(s.code for s in at.services.values() if len(s.code) > 3 and s.code in words)
        kind = search("goods_at_first", rule.sentence) if rule.rule in _MEASURES and not named else None
        alike = tuple(s.code for s in at.services.values() if kind and kind["kind"] in s.name)
        if kind and not alike:  # of goods that no service is named for
            at.passed.append(Reason("sheet.passed_note", place=place, text=rule.sentence[:200]))
            continue
        among = tuple(code for code in alike if code in codes) or alike
        yield Noted(rule, place, named or among or codes)
    for text in unread(one.text, one.at, one.others) if rules else ():
        at.passed.append(Reason("sheet.passed_note", place=place, text=text[:200]))
    money = costs(one.text) and not any(
        rule.rule in {"surcharge", "fuel"} or "handling" in rule.facts for rule in rules
    )
    if (money and not _elsewhere(one.text)) or (one.among and not rules and tells(one.text)):
        yield Noted(Rule("read", one.text[:200], one.at), place, codes)
    elif (
        not rules
        and tells(one.text)
        and not _TITLE.match(one.text)
        and one.text not in {known.text for known in at.postal}
    ):
        at.passed.append(Reason("sheet.passed_note", place=place, text=one.text[:200]))


def _elsewhere(text: str) -> bool:
    """Whether the text's money is no parcel's that arrives: returns, second deliveries, claims."""
    return not rules_of(text) and bool(re.search(r"退|重派|改派|销毁|赔|理赔|弃件|仓储|丢", text))


def _near(own: Sequence[Found], row: int) -> list[Found]:
    """The tables above a row that stand nearest to it; all where it stands above the first."""
    above = [one.header_row for one in own if one.header_row < row]
    return [one for one in own if not above or one.header_row == max(above)]


@frozen
class _Tables:
    """Where the tables of a sheet stand."""

    inside: dict[int, set[int]]
    """Row -> the columns whose cells are read as figures."""
    places: dict[int, int]
    """Row -> the column of its destination."""
    heads: set[int]
    titles: set[str]
    priced: set[int]
    """Rows with a price."""


def _laid(found: Sequence[Found]) -> _Tables:
    laid = _Tables({}, {}, set(), {one.title for one in found}, set())
    for one in found:
        remarks = {one.columns[kind] for kind in ("remark",) if kind in one.columns}
        used = set(one.columns.values()) - remarks if one.layout != "bracket_matrix" else set(range(300))
        laid.heads.update({one.header_row} | ({one.extra_row} if one.extra_row is not None else set()))
        for row in range(one.header_row, one.last_row):
            laid.inside.setdefault(row, set()).update(used)
            if "to" in one.columns:
                laid.places[row] = one.columns["to"]
            main = next((one.columns[kind] for kind in ("per_kg", "price", "first") if kind in one.columns), None)
            if main is not None and row > one.header_row and is_price(one.sheet.text(row, main)):
                laid.priced.add(row)
    return laid


def _sentences(
    sheet: Sheet, found: Sequence[Found], aside: Sequence[Found], answered: AbstractSet[tuple[str, int, int]]
) -> Iterator[_Sentence]:
    """The texts outside the tables, and those in columns of remarks; one text of several rows is one."""
    laid = _laid([*found, *aside])
    gathered: dict[str, list[_Sentence]] = {}
    heading: tuple[str, ...] = ()
    before: dict[str, None] = {}  # all destinations of the headings so far
    others = False
    for row, cells in enumerate(sheet.cells):
        alone = _alone(cells)
        if row in laid.heads:
            heading, others = (), False
        elif alone and (named := _heading(cells)) is not None:
            heading, others = named, _says_others(cells)
            before |= dict.fromkeys(named)
        for column, text in enumerate(cells):
            if (sheet.name, row, column) not in answered and _is_sentence(text, row, column, laid, alone=alone):
                own = _row_places(cells, column, laid.places.get(row), alone=alone) or heading
                left_out = tuple(before) if others and not own else ()
                among = alone and row in laid.inside and row + 1 in laid.priced
                gathered.setdefault(text, []).append(_Sentence(row, column, text, own, left_out, among))
    for row, column, text in sheet.comments:
        to = laid.places.get(row)
        own = destinations(sheet.text(row, to)) if to is not None and row not in laid.heads else ()
        gathered.setdefault(text, []).append(_Sentence(row, column, text, own))
    for row, column, text in sheet.boxes:
        gathered.setdefault(text, []).append(_Sentence(row, column, text))
    for same in gathered.values():
        everywhere = any(not one.at for one in same)
        at = () if everywhere else tuple(dict.fromkeys(code for one in same for code in one.at))
        yield evolve(same[0], at=at)


def _is_sentence(text: str, row: int, column: int, laid: _Tables, *, alone: bool) -> bool:
    if text in laid.titles and not (costs(text) or rules_of(text)):
        return False
    if len(text) < SHORTEST or re.fullmatch(r"[\d.,%-]+", text) or names_destination(text):
        return False
    if row in laid.heads and len(text) < _HEAD_LONGEST:
        return False
    if row in laid.inside:
        return alone or column not in laid.inside[row]
    return alone or len(text) >= _HEAD_LONGEST or not head(text).kind  # else the head of another table


def _heading(cells: Sequence[str]) -> tuple[str, ...] | None:
    """The destinations that a line of nothing else names, for the lines below it; () ends them; None says nothing."""
    text = next(cell for cell in cells if cell)
    match = _HEADING.match(text)
    named = destinations(match[1]) if match else ()
    if named:
        return named
    return () if len(text) < _HEAD_LONGEST and not re.search(r"\d", text) else None


def _says_others(cells: Sequence[str]) -> bool:
    text = next(cell for cell in cells if cell)
    return len(text) < _HEAD_LONGEST and bool(search("others", text))


def _row_places(cells: Sequence[str], column: int, to: int | None, *, alone: bool) -> tuple[str, ...]:
    """The destinations of the row that a text stands in."""
    if alone:
        return ()
    if to is not None and to != column:
        return destinations(cells[to]) if to < len(cells) else ()
    first = next((at for at, cell in enumerate(cells) if cell), column)
    return destinations(cells[first]) if first < column and to is None else ()


def _alone(cells: Sequence[str]) -> bool:
    """Whether a row holds one text alone."""
    return len({cell for cell in cells if cell}) == 1


def told_against(notes: Sequence[Noted], least: Mapping[tuple[str, str], tuple[int, Place]]) -> list[Noted]:
    """The notes with what contradicts each: another sentence, or a column's least weight.

    Args:
        notes: the rules of all sentences.
        least: (service, country) -> the least weight that a column says, and its cell.
    """
    rules = [
        Proposed("", one.rule.rule, one.rule.sentence, one.cell, one.services, one.rule.countries,
                 one.rule.except_countries, facts=one.rule.facts)
        for one in notes
    ]  # fmt: skip
    against: dict[int, list[Reason]] = {}
    numbers = {id(rule): number for number, rule in enumerate(rules)}
    for one, other in opposed(rules):
        for rule, against_it in ((one, other), (other, one)):
            said = Reason("proposed.other_sentence", cell=against_it.cell, sentence=against_it.sentence[:80])
            against.setdefault(numbers[id(rule)], []).append(said)
    for number, rule in enumerate(rules):
        if rule.rule == "least_billed":
            against.setdefault(number, []).extend(_columns_against(rule, least))
    return [evolve(one, contradicts=tuple(dict.fromkeys(against.get(number, ())))) for number, one in enumerate(notes)]


def _columns_against(rule: Proposed, least: Mapping[tuple[str, str], tuple[int, Place]]) -> Iterable[Reason]:
    said = grams(str(rule.facts["weight"]))
    for (service, country), (column_g, cell) in least.items():
        if country in rule.countries and rule.speaks_of(service, country) and column_g != said:
            yield Reason("proposed.column_contradicts", cell=cell, grams=column_g)
