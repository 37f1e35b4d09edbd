"""The four layouts of price sheets: where destinations, weights and prices stand in each."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import evolve

from carriers.sheets.figures import Span, span
from carriers.sheets.lanes import Lane, Priced
from carriers.sheets.reading import REFUSED, Reading
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


_ROW_KINDS = {
    "first": re.compile(r"首重|\bfirst\b", re.IGNORECASE),
    "additional": re.compile(r"续重|每增|每加|每续|additional|each add|every add|next", re.IGNORECASE),
}
_STEP = re.compile(
    r"(?:续重?|每(?:增加?|加|续重?)?|additional|each(?: add\w*)?|every(?: add\w*)?|next)[^\d,;(]{0,8}?"
    r"(\d+(?:\.\d+)?\s*(?:kgs?|g|公斤|千克|克|lbs?|oz)?)(?![\d.])",
    re.IGNORECASE,
)
"""What a row of further prices names as the weight of each: 每增加0.5KG."""
_NAMED_WEIGHT = re.compile(r"\d+(?:\.\d+)?\s*(?:kg|g|公斤|克)", re.IGNORECASE)
_RULE = re.compile(r"体积|[泡抛](?:比|重|系数)|计[泡抛]|材积|燃油|volum|divisor|fuel|surcharge|附加费", re.IGNORECASE)
"""Labels of rows that hold a rule for each destination, and no prices."""
_REMARK = re.compile(r"(备注|说明|注|note|remark|参考时效|时效|transit|comment)", re.IGNORECASE)


def lanes_of(reading: Reading) -> list[Lane]:
    """The lanes of a sheet that have a price, in its order; faults are noted in the reading."""
    columns = reading.begin()
    if columns is not None:
        _READERS[reading.how.layout](reading, columns)
        reading.finish()
    for key, holes in reading.holes.items():
        if key in reading.lanes:
            reading.lanes[key].holes += holes
    return [lane for lane in reading.lanes.values() if lane.prices]


def _per_kg(reading: Reading, columns: dict[str, int]) -> None:
    for row in reading.rows(columns):
        rate, fee = reading.net(row, columns, "per_kg"), reading.fees(row, columns)
        if rate is None and (not fee or reading.says_none(row, columns["per_kg"])):
            _pass(reading, row, columns)
            continue
        if reading.price_is_for(row, columns["per_kg"]) == "parcel":  # 20元/票 among prices per kg
            _add(reading, row, {**columns, "price": columns["per_kg"]}, "price", {"price": rate, "fee": fee})
            continue
        _add(reading, row, columns, "per_kg", {"per_kg": reading.with_others(row, columns, rate), "fee": fee})


def _first_additional(reading: Reading, columns: dict[str, int]) -> None:
    for row in reading.rows(columns):
        first, more = reading.net(row, columns, "first"), reading.amount(row, columns["additional"])
        if first is None and more is None:
            _pass(reading, row, columns)
            continue
        weights: dict[str, object] = {"first_g": reading.how.first_g, "step_g": reading.how.step_g}
        for name, key in (("first_weight", "first_g"), ("step_weight", "step_g")):
            if name in columns:
                weights[key] = reading.single_weight(row, columns, name)
        if more is None:
            reading.refuse_empty(row, columns["additional"], Reason("sheet.the_additional_price"))
            continue
        fee = reading.fees(row, columns)
        _add(reading, row, columns, "first", {"price": first, "per_kg": more, "fee": fee, **weights})


def _bracket_list(reading: Reading, columns: dict[str, int]) -> None:
    for row in reading.rows(columns):
        flat = reading.net(row, columns, "price")
        if flat is None:
            _pass(reading, row, columns)
            continue
        fee = reading.fees(row, columns)
        if reading.price_is_for(row, columns["price"]) == "kg":  # 75/KG among prices of parcels
            _add(reading, row, {**columns, "per_kg": columns["price"]}, "per_kg", {"per_kg": flat, "fee": fee})
            continue
        _add(reading, row, columns, "price", {"price": flat, "fee": fee})


def _bracket_matrix(reading: Reading, columns: dict[str, int]) -> None:
    down = reading.how.weights == "down"
    edge = columns.get("weight", columns.get("upto", 0)) if down else columns["to"]
    fees = frozenset(column for name, column in columns.items() if name.partition("_")[0] == "fee")
    across = _across(reading, edge, fees, weights=not down)
    rows_of: dict[str, tuple[int, dict[int, object]]] = {}
    pairs: list[tuple[Lane | None, object, int]]
    for row in reading.rows(columns):
        amounts = {column: reading.offered(row, column) for column in across}
        if all(amount is None for amount in amounts.values()):
            _pass(reading, row, columns)
            continue
        if down and (kind := _row_kind(reading.sheet.text(row, edge))):
            pairs = []
            if kind == "additional" and not rows_of and any(lane.prices for lane in reading.lanes.values()):
                _go_on(reading, row, edge, amounts)
                continue
            rows_of[kind] = (row, amounts)
            if len(rows_of) == len(_ROW_KINDS):
                _first_and_further(reading, edge, rows_of)
                rows_of = {}
        elif down:
            said = _weight_down(reading, row, edge, columns)
            pairs = [(reading.lane(reading.how.header_row - 1, column), said, column) for column in across]
        else:
            lane = reading.lane(row, edge)
            pairs = [(lane, across[column], column) for column in across]
        fee = reading.fees(row, columns)
        for lane, weight, column in pairs:
            amount = amounts[column]
            if lane is not None and isinstance(weight, Span) and amount is None:
                lane.holes.append(weight)
            if lane is None or not isinstance(weight, Span) or amount is None or amount is REFUSED:
                continue
            priced = _flat(row, column, weight, amount, reading)
            lane.prices.append(evolve(priced, fee=fee) if isinstance(fee, Decimal) else priced)


def _weight_down(reading: Reading, row: int, edge: int, columns: dict[str, int]) -> object:
    """The weights of a row of a matrix; a rule in their place is refused with its way out."""
    label = reading.sheet.text(row, edge)
    if not _RULE.search(label):
        return reading.weight(row, columns)
    reading.faults.append(reading.sheet.fault(Reason("sheet.rule_among_weights", text=label), row, edge))
    return REFUSED


def _row_kind(label: str) -> str:
    """Whether a row of a matrix holds first prices or further ones; "" where it holds those of a weight."""
    return next((kind for kind, words in _ROW_KINDS.items() if words.search(label)), "")


def _first_and_further(reading: Reading, edge: int, rows: dict[str, tuple[int, dict[int, object]]]) -> None:
    """A first and a further price for each destination across, with the weights that the rows' labels name."""
    (first_row, firsts), (more_row, more) = rows["first"], rows["additional"]
    weights = []
    for row, kind in ((first_row, "first"), (more_row, "additional")):
        text = reading.sheet.text(row, edge)
        match = _NAMED_WEIGHT.search(text) if kind == "first" else _NAMED_WEIGHT.search(_stepped(text) or text)
        weights.append(span(match[0], reading.how.weight_unit).upto_g if match else None)
    first_g, step_g = weights[0] or reading.how.first_g, weights[1] or reading.how.step_g
    for column, price in firsts.items():
        lane = reading.lane(reading.how.header_row - 1, column)
        further = more.get(column)
        if lane is None or not isinstance(price, Decimal) or not isinstance(further, Decimal):
            continue
        if first_g is None:
            reading.faults.append(reading.sheet.fault(Reason("sheet.no_first_weight"), first_row, edge))
            return
        weight = Span(reading.how.over_g, reading.how.upto_g)
        lane.prices.append(
            Priced(first_row, column, weight, price=price, per_kg=further, first_g=first_g, step_g=step_g)
        )


def _stepped(label: str) -> str:
    """The weight of each further price; "" where the label names none."""
    match = _STEP.search(label)
    return match[1] if match else ""


def _go_on(reading: Reading, row: int, edge: int, amounts: Mapping[int, object]) -> None:
    """A further price for each weight begun, on top of the price that each lane ends with."""
    label = reading.sheet.text(row, edge)
    step, rest = _stepped(label), _STEP.sub("", label).strip(" ()（）:：,，每元/")
    within = reading.read(row, edge, lambda _: span(rest, reading.how.weight_unit)) if rest else Span(None, None)
    each = reading.read(row, edge, lambda _: span(step or label, reading.how.weight_unit))
    if not isinstance(within, Span) or not isinstance(each, Span) or not each.upto_g:
        return
    for column, further in amounts.items():
        lane = reading.lane(reading.how.header_row - 1, column)
        if lane is None or not isinstance(further, Decimal):
            continue
        last = max(lane.prices, key=lambda one: one.span.upto_g or 0, default=None)
        if last is None or last.price is None or last.span.upto_g is None:
            reading.faults.append(reading.sheet.fault(Reason("sheet.further_on_nothing", text=label), row, column))
            continue
        covered = last.span.upto_g
        if within.over_g is not None and within.over_g not in {covered, covered - 1}:
            told = Reason("sheet.further_elsewhere", text=label, covered=covered)
            reading.faults.append(reading.sheet.fault(told, row, column))
            continue
        steps = 0 if last.first_g is None else -(-(covered - last.first_g) // last.step_g)
        base = last.price + steps * (last.per_kg or 0)
        lane.prices.append(Priced(row, column, Span(covered, within.upto_g), price=base, per_kg=further, fee=last.fee,
                                  first_g=covered, step_g=each.upto_g))  # fmt: skip


def _across(reading: Reading, edge: int, fees: frozenset[int], *, weights: bool) -> dict[int, object]:
    """The columns with prices: column -> weight range, or None for a destination."""
    row = reading.how.header_row - 1
    found: dict[int, object] = {}
    for column, header in enumerate(reading.sheet.cells[row]):
        if column <= edge or not header or column in fees:
            continue
        if header in reading.how.ignore or _REMARK.match(header) or column in reading.edges:
            reading.passed.append(Reason("sheet.passed_column", place=reading.sheet.place(row, column), column=header))
            continue
        found[column] = reading.read(row, column, lambda text: span(text, reading.how.weight_unit)) if weights else None
    return found


def _flat(row: int, column: int, weight: Span, amount: object, reading: Reading) -> Priced:
    how = reading.how
    start = weight.over_g if weight.over_g is not None else (weight.upto_g or 0) - 1
    from_kg = how.per_kg_over_g is not None and start + 1 >= how.per_kg_over_g
    if from_kg or weight.per_kg or reading.price_is_for(row, column) == "kg":
        return Priced(row, column, weight, per_kg=amount, step_g=how.step_g, unit_g=how.unit_g)  # type: ignore[arg-type]
    return Priced(row, column, weight, price=amount)  # type: ignore[arg-type]


def _add(reading: Reading, row: int, columns: dict[str, int], main: str, facts: dict[str, object]) -> None:
    """Adds a row's price to its lane, unless something in the row was refused."""
    lane, weight = reading.destination(row, columns), reading.within_limit(row, columns)
    if weight is None:
        return
    billed = reading.billed(row, columns)
    key = {"per_kg": "per_kg", "first": "price", "price": "price"}[main]
    if facts[key] is None:
        reading.refuse_empty(row, columns[main], Reason("sheet.the_price"))
        return
    if lane is None or not isinstance(weight, Span) or REFUSED in facts.values() or REFUSED in billed.values():
        return
    if weight.per_kg and main == "first":
        message = Reason("sheet.per_kg_among_first")
        reading.faults.append(reading.sheet.fault(message, row, columns["weight"]))
        return
    facts = {**billed, **facts}
    if main == "per_kg":
        facts["unit_g"] = reading.how.unit_g
    elif weight.per_kg and main == "price":
        facts = {**facts, "price": None, "per_kg": facts["price"], "unit_g": reading.how.unit_g}
    given = {name: value for name, value in facts.items() if value is not None}
    lane.prices.append(Priced(row, columns[main], weight, **given))  # type: ignore[arg-type]


def _pass(reading: Reading, row: int, columns: dict[str, int]) -> None:
    reading.not_offered(row, columns)
    edge = min(columns.values(), default=0)
    said = reading.sheet.text(row, edge) or next(cell for cell in reading.sheet.cells[row] if cell)
    reading.passed.append(Reason("sheet.passed_no_price", place=reading.sheet.place(row), text=said[:40]))


_READERS: dict[str, Callable[[Reading, dict[str, int]], None]] = {
    "per_kg_plus_fee": _per_kg,
    "first_additional": _first_additional,
    "bracket_list": _bracket_list,
    "bracket_matrix": _bracket_matrix,
}
