"""Columns beside the prices that state rules of a card, by destination: on volumetric weight and on sizes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

from carriers.sheets.destinations import REST
from carriers.sheets.guess.note_measures import above
from carriers.sheets.guess.notes import Rule, rules_of
from carriers.sheets.guess.propose import Noted
from carriers.sheets.guess.volume_columns import NEVER, volume_columns, volumetric_rule
from carriers.sheets.heads import head
from routing.reason import Reason
from routing.values.column_letters import letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carriers.sheets.guess.found import Found
    from carriers.sheets.guess.guessing import Guessing, PricedRow
    from routing.place import Place

_SIZE: Final = re.compile(r"尺寸|规格|三边|边长|围长|体积限|限长|长宽高|size|dimension|girth", re.IGNORECASE)
_MONEY: Final = re.compile(r"费|价|附加|加收|税|fee|charge|price", re.IGNORECASE)
_BOX: Final = re.compile(r"\d\s*[*x×]\s*\d")
_UNLIMITED: Final = re.compile(r"不限制?|无限制?|无|[-/—]|none|n/?a", re.IGNORECASE)
_LAST: Final = 10**6
_LENGTH: Final = re.compile(r"cm|厘米|公分|mm|毫米", re.IGNORECASE)


def limits_rule(head_text: str, text: str) -> dict[str, Any] | None:
    """The limits that a cell states below its head; None where a figure of the cell would be lost.

    Args:
        head_text: the head, which may name the unit of lengths: 最大尺寸(cm).
        text: the cell: 60*40*35cm, 三边和90cm, 30KG/60*40*40cm.
    """
    unit = _LENGTH.search(head_text)
    said = f"{text}{unit[0]}" if unit and re.search(r"\d$", text) else text
    said = f"尺寸{said}" if _BOX.search(said) else said
    about = "" if _BOX.search(said) else f"{_LENGTH.sub('', head_text)}:"
    rules = rules_of(f"{about}{said}")
    limits = [limit for rule in rules for limit in rule.facts.get("limits", ())]
    figures = set(re.findall(r"\d+(?:\.\d+)?", text))
    if not figures or {rule.rule for rule in rules} != {"limits"} or figures - set(re.findall(r"[\d.]+", str(limits))):
        return None
    return {"limits": limits}


@frozen
class _Said:
    """What a column says of one service: text -> its destinations, as the sheet names them and as codes."""

    column: str
    rule: str
    texts: dict[str, dict[str, tuple[str, ...]]] = field(factory=dict)
    ranges: dict[tuple[str, str], tuple[int, int | None]] = field(factory=dict)
    """(country, text) -> from where to where its prices reach with it, in grams."""
    cells: dict[str, Place] = field(factory=dict)
    """Text -> the first cell that says it."""

    def add(self, text: str, row: PricedRow, cell: Place) -> None:
        """Notes what a row says."""
        self.texts.setdefault(text, {})[row.name] = row.codes
        self.cells.setdefault(text, cell)
        for code in row.codes:
            key = code.partition(" ")[0], text
            low, high = self.ranges.get(key, (row.over_g, row.upto_g))
            open_end = high is None or row.upto_g is None
            self.ranges[key] = min(low, row.over_g), None if open_end else max(high or 0, row.upto_g or 0)


def rules_beside(found: Sequence[Found], at: Guessing) -> Iterator[Noted]:
    """The rules of all such columns; what is not clear is a sentence to be read by a person.

    A destination whose rows say different things (by weight, by zone of a country) is not clear.
    """
    said: dict[tuple[str, str], _Said] = {}
    priced: dict[str, set[str]] = {}
    for one in found:
        to = one.columns.get("to", -1)
        rows = at.rows.get((one.sheet.name, one.header_row, to), ())
        for row in rows:
            priced.setdefault(row.service, set()).update(code.partition(" ")[0] for code in row.codes)
        beside = {key[2] for key in at.rows if key[:2] == (one.sheet.name, one.header_row)}
        ends = min((start for start in beside if start > to), default=_LAST)
        kinds = dict.fromkeys(_size_columns(one), "limits") | dict.fromkeys(volume_columns(one), "volumetric")
        for column, rule in kinds.items():
            if len(beside) > 1 and not to < column < ends:  # of the table beside it
                continue
            title = one.sheet.text(one.header_row, column) or letters(column)
            blank: dict[int, str] = {}
            for row in rows:
                text = one.sheet.text(row.row, column)
                at.answered.add((one.sheet.name, row.row, column))
                at.read_beside.add((one.sheet.name, title))
                if not text or (rule == "limits" and _UNLIMITED.fullmatch(text)):
                    blank.setdefault(row.row, row.service)
                    continue
                told = said.setdefault((row.service, title), _Said(title, rule))
                told.add(text, row, one.sheet.place(row.row, column))
            if rule == "volumetric" and blank and len(blank) < len({row.row for row in rows}):
                first, service = min(blank.items())
                reason = Reason("assumed.volume_unsaid", head=title, cells=len(blank))
                at.suppose(reason, one.sheet.place(first, column), service)
    for (service, _), told in said.items():
        services = (service,) if len(at.services) > 1 else ()
        yield from (Noted(rule, cell, services) for rule, cell in _rules(told, priced[service]))


def _from(said: _Said, country: str, read: Sequence[tuple[str, dict[str, Any] | None]]) -> int | None:
    """The weight in grams below which a country's rows say "not volumetric", and above which one divisor; else None."""
    never = [text for text, facts in read if facts == NEVER]
    divided = {str(facts) for _, facts in read if facts != NEVER}
    plain = all(facts == NEVER or (facts and set(facts) == {"divisor"}) for _, facts in read)
    zoned = any(" " in code for text, _ in read for codes in said.texts[text].values() for code in codes)
    if not never or len(divided) != 1 or not plain or zoned:
        return None
    ends = [said.ranges[country, text][1] for text in never]
    start = min(said.ranges[country, text][0] for text, facts in read if facts != NEVER)
    return start if start and all(end is not None and end <= start for end in ends) else None


def _size_columns(one: Found) -> Iterator[int]:
    """The columns of limits on sizes; with a weight in the same cell as well."""
    read = set(one.columns.values()) - {one.columns.get("limit")}
    for column, text in enumerate(one.sheet.cells[one.header_row]):
        cells = (one.sheet.text(row, column) for row in range(one.first_row, min(one.last_row, len(one.sheet.cells))))
        sized = head(text).kind == "limit" and any(map(_BOX.search, cells))
        if column not in read and (sized or (_SIZE.search(text) and not _MONEY.search(text))):
            yield column


def _rules(said: _Said, priced: set[str]) -> Iterator[tuple[Rule, Place]]:
    """The rules of one column for one service; `priced`: all countries that the service has a price for."""
    reader = volumetric_rule if said.rule == "volumetric" else limits_rule
    read = {text: reader(said.column, text) for text in said.texts}
    of_country: dict[str, list[str]] = {}
    for text, places in said.texts.items():
        for code in (code for codes in places.values() for code in codes):
            known = of_country.setdefault(code.partition(" ")[0], [])
            known.extend([text] if text not in known else [])
    groups: dict[tuple[str, ...], list[str]] = {}
    for country, several in of_country.items():
        groups.setdefault(tuple(several), []).append(country)
    for texts, countries in groups.items():
        facts = read[texts[0]]
        clear = facts is not None and all(read[text] == facts for text in texts)
        if not clear and said.rule == "volumetric":
            froms = {_from(said, country, [(text, read[text]) for text in texts]) for country in countries}
            start = froms.pop() if len(froms) == 1 else None
            divided = next((found for text in texts if (found := read[text]) and "share" not in found), None)
            clear = start is not None
            facts = {**(divided or {}), "weight": above(start)}
        whole = set(countries) == priced
        names = dict.fromkeys(
            name for text in texts for name, codes in said.texts[text].items()
            if {code.partition(" ")[0] for code in codes} & set(countries)
        )  # fmt: skip
        sentence = f"{said.column}: {'; '.join(texts)}" + ("" if whole else f" ({'、'.join(names)})")
        listed = () if whole or REST in countries else tuple(sorted(countries))
        others = tuple(sorted(priced - set(countries) - {REST})) if REST in countries and not whole else ()
        rule = said.rule if clear else "read"
        yield Rule(rule, sentence, listed, others, facts if clear and facts else {}), said.cells[texts[0]]
