"""The mapping of one table, as its heads and its figures have it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from carriers.sheets.destinations import countries
from carriers.sheets.figures import Span, price, span
from carriers.sheets.guess.places import places_of
from carriers.sheets.guess.services import ORIGINS, ORIGINS_ABROAD, key_of
from carriers.sheets.guess.tables import MORE, is_destination, is_price, read_span
from carriers.sheets.guess.units import HALVES, price_unit_g, prices_per_kg, weight_cells, weight_unit
from carriers.sheets.heads import head
from carriers.sheets.mapping import SheetMap
from routing.errors import ReadError
from routing.reason import Reason
from routing.values.column_letters import letters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from carriers.sheets.guess.found import Found
    from carriers.sheets.guess.guessing import Guessing

_COLUMNS: Final = ("to", "zone", "weight", "over", "upto", "per_kg", "per_kg_2", "per_kg_3", "price", "first",
                   "first_weight", "additional", "step_weight", "settled", "discount", "fee", "fee_2", "fee_3",
                   "fee_4", "minimum", "step", "minimum_charge", "limit")  # fmt: skip
_OF_MATRIX: Final = ("to", "weight", "over", "upto", "fee", "fee_2", "fee_3", "fee_4")
_OPEN_UPTO_G: Final = 30_000
_COMMA: Final = re.compile(r"(?<=\d),(?=\d)")
_BARE: Final = r"\s*(?:kgs?|公斤|千克|g|克|lbs?|oz)?"


def table_map(one: Found, service: str, currency: str, at: Guessing) -> SheetMap:
    """The mapping of a table; what it has to suppose is noted."""
    kinds = _OF_MATRIX if one.layout == "bracket_matrix" else _COLUMNS
    columns = {kind: _told(one, one.columns[kind]) for kind in kinds if kind in one.columns}
    unit = weight_unit(one, service, at)
    zones, groups = places_of(one, service, at)
    destination = one.destination
    if "to" not in columns and not destination and one.layout != "bracket_matrix":
        destination = _destination(one, service, at)
    if one.layout == "bracket_matrix" and one.weights == "down" and "upto" in columns:
        columns.pop("weight", None)
    if _starts(one):
        columns = {("over" if kind == "weight" else kind): head for kind, head in columns.items()}
    if "price" in columns and one.layout == "per_kg_plus_fee":  # a price beside a price per kg is one for each parcel
        slot = next((kind for kind in ("fee", "fee_2", "fee_3", "fee_4") if kind not in columns), "fee_4")
        columns[slot] = columns.pop("price")
        at.suppose(Reason("assumed.price_as_fee", head=one.text("price")), one.sheet.place(one.header_row), service)
    if "limit" in columns and not all(map(_single, _cells(one, "limit"))):
        del columns["limit"]  # sizes stand beside the weight
    band = _span(one.band, unit)
    upto_g = band.upto_g if band is not None else None
    first, step, breaks = _steps(one, service, currency, unit, at)
    layout = one.layout
    if (
        layout in {"bracket_list", "bracket_matrix"}
        and breaks is None
        and prices_per_kg(one, service, currency, unit, at)
    ):
        if layout == "bracket_list":
            layout = "per_kg_plus_fee"
            columns = {("per_kg" if kind == "price" else kind): head for kind, head in columns.items()}
        else:
            breaks = 1
    return SheetMap(
        place="", service=service, sheet=one.sheet.name, layout=layout, header_row=one.header_row + 1,
        first_row=one.first_row + 1, last_row=one.last_row if one.last_row < len(one.sheet.cells) else None,
        weight_unit=unit, columns=columns, ignore=one.ignore,
        over_g=(band.over_g if band is not None else None) or 0,
        upto_g=_upto(one, service, unit, at) if upto_g is None else upto_g,
        step_g=step, first_g=first, minimum_g=0, close_gaps_g=1, fill_down=_empty_places(one), weights=one.weights,
        groups=groups, zones=zones, destination=destination, part=one.part,
        where={_told(one, column): texts for column, texts in one.where.items()},
        unit_g=price_unit_g(one, service, at), per_kg_over_g=breaks,
        decimal_comma=_decimal_comma(one, service, unit, at),
    )  # fmt: skip


def _cells(one: Found, kind: str) -> list[str]:
    rows = range(one.first_row, min(one.last_row, len(one.sheet.cells)))
    return [text for row in rows if (text := one.sheet.text(row, one.columns[kind]))]


def _single(text: str) -> bool:
    found = _span(text, "kg")
    return found is not None and found.upto_g is not None


def _empty_places(one: Found) -> bool:
    """Whether rows with a price leave their destination empty."""
    to = one.columns.get("to", -1)
    price_at = next((one.columns[kind] for kind in ("per_kg", "price", "first") if kind in one.columns), -1)
    below = one.sheet.cells[one.first_row : one.last_row]
    return any(
        0 <= to < len(row) and not row[to] and 0 <= price_at < len(row) and is_price(row[price_at]) for row in below
    )


def _told(one: Found, column: int) -> str:
    """A column by its head; by its letter where two heads read alike or it has none."""
    cells = one.sheet.cells[one.header_row]
    text = cells[column] if column < len(cells) else ""
    alike = [cell for cell in cells if "".join(cell.casefold().split()) == "".join(text.casefold().split())]
    return text if text and len(alike) == 1 and not re.fullmatch(r"[A-Z]{1,2}", text) else letters(column)


def _starts(one: Found) -> bool:
    """Whether single weights are the starts of ranges: the lightest is 0."""
    if "weight" not in one.columns or one.layout == "bracket_matrix":
        return False
    cells = weight_cells(one)
    return (
        bool(cells)
        and all(re.fullmatch(r"\d+(?:\.\d+)?" + _BARE, cell, re.IGNORECASE) for cell in cells)
        and any(re.fullmatch(r"0(?:\.0+)?" + _BARE, cell, re.IGNORECASE) for cell in cells)
    )


def _decimal_comma(one: Found, service: str, unit: str, at: Guessing) -> bool:
    """Whether a comma in the weights can only stand for a point: 1,001-5KG is no range of thousands."""
    columns = [one.columns[kind] for kind in ("weight", "over", "upto") if kind in one.columns]
    found = False
    for row in range(one.first_row, min(one.last_row, len(one.sheet.cells))):
        for column in columns:
            cell = one.sheet.text(row, column)
            if _COMMA.search(cell) and _span(cell, unit) is None:
                read = _span(_COMMA.sub(".", cell), unit)
                if read is None or (read.upto_g or 0) <= (read.over_g or 0):
                    continue
                at.suppose(Reason("assumed.decimal_comma", text=cell), one.sheet.place(row, column), service)
                found = True
    return found


def _steps(one: Found, service: str, currency: str, unit: str, at: Guessing) -> tuple[int | None, int, int | None]:
    """The first weight, the step, and the weight from which rows of a matrix are prices per kg."""
    if one.layout == "first_additional":
        first = head(one.text("first")).grams if "first_weight" not in one.columns else None
        step = head(one.text("additional")).grams
        if (first is None and "first_weight" not in one.columns) or (step is None and "step_weight" not in one.columns):
            at.suppose(Reason("assumed.first_weights"), one.sheet.place(one.header_row), service)
        return first or (None if "first_weight" in one.columns else 500), step or 500, None
    if one.layout == "per_kg_plus_fee" and any(head(one.text(kind)).unit in HALVES for kind in ("per_kg", "settled")):
        return None, 500, None  # a price for half a kilogram is for each one begun
    if one.breaks:
        said = Reason("assumed.per_kg_from", label=next(filter(_open_ended, one.sheet.cells[one.header_row])))
        at.suppose(said, one.sheet.place(one.header_row), service)
        return None, 1000, 1
    _ask_about_further(one, service, at)
    if one.layout != "bracket_matrix" or one.weights != "down":
        return None, 1, None
    edge = one.columns.get("weight", one.columns.get("upto", 0))
    before: dict[int, Decimal] = {}
    for row in range(one.first_row, min(one.last_row, len(one.sheet.cells))):
        cells = one.sheet.cells[row]
        label = cells[edge] if edge < len(cells) else ""
        weight = _span(label, unit)
        found = {column: _amount(cell, currency) for column, cell in enumerate(cells) if column > edge}
        amounts = {column: amount for column, amount in found.items() if amount}
        if weight is None or not amounts:
            continue
        shared = [column for column in amounts if column in before]
        if weight.per_kg or (shared and all(amounts[column] < before[column] / 2 for column in shared)):
            start = (weight.over_g if weight.over_g is not None else (weight.upto_g or 1) - 1) + 1
            at.suppose(Reason("assumed.per_kg_from", label=label), one.sheet.place(row, edge), service)
            return None, 1000, start
        before |= amounts
    return None, 1, None


def _ask_about_further(one: Found, service: str, at: Guessing) -> None:
    """Has a person confirm what 1KG以上每KG means behind prices of whole parcels: of all the weight, or on top."""
    if one.layout != "bracket_matrix" or one.weights != "across":
        return
    spans = {text: found for text in one.sheet.cells[one.header_row] if (found := read_span(text))}
    further = [text for text, found in spans.items() if found.per_kg and found.over_g and "每" in text]
    if further and not all(found.per_kg for found in spans.values()):
        at.suppose(Reason("assumed.per_kg_whole", label=further[0]), one.sheet.place(one.header_row), service)


def _upto(one: Found, service: str, unit: str, at: Guessing) -> int | None:
    """The heaviest weight of tables that name none, which a person confirms."""
    found = _heaviest(one, unit)
    if found is not None:
        at.suppose(Reason("assumed.upto", grams=found), one.sheet.place(one.header_row), service)
    return found


def _open_ended(text: str) -> bool:
    found = read_span(text)
    return found is not None and found.upto_g is None


def _heaviest(one: Found, unit: str) -> int | None:
    if one.layout == "first_additional" and not {"weight", "upto"} & one.columns.keys():
        heads = list(filter(None, map(read_span, one.sheet.cells[one.header_row])))  # columns 21KG+ may stand behind
        is_open = any(head.upto_g is None for head in heads)
        return min((head.over_g for head in heads if head.over_g and is_open), default=_OPEN_UPTO_G)
    if one.layout == "bracket_matrix" and not any(_span(cell, unit) for cell in weight_cells(one)):
        return _OPEN_UPTO_G
    if one.layout == "bracket_matrix" and any(map(MORE.search, weight_cells(one))):  # 每增加0.5KG, without an end
        return _OPEN_UPTO_G
    if one.layout in {"per_kg_plus_fee", "bracket_list"} and not {"weight", "upto", "over"} & one.columns.keys():
        return 2_000
    starts = [found.over_g or 0 for cell in weight_cells(one) if (found := _span(cell, unit)) and found.upto_g is None]
    if starts:
        return max(_OPEN_UPTO_G, 3 * (max(starts) + 1))
    return 2 * _OPEN_UPTO_G if _starts(one) else None


def _span(text: str, unit: str) -> Span | None:
    try:
        return span(text, unit) if text else None
    except ReadError:
        return None


def _amount(text: str, currency: str) -> Decimal | None:
    try:
        return price(text, currency)
    except ReadError:
        return None


def _destination(one: Found, service: str, at: Guessing) -> str:
    """The one country of a table without a column for it: of its title or its sheet's name."""
    above = [cell for cells in one.sheet.cells[: one.header_row] for cell in cells if len(cell) < 60]
    origins = any(cell in ORIGINS for cells in one.sheet.cells for cell in cells)
    for text in (one.title, one.product, one.sheet.name, at.services[key_of(one)].name, *above):
        name = next((word for word in _names_in(text) if _one_country(word)), "")
        if origins and name in ORIGINS_ABROAD:  # where parcels start, beside 大陆
            continue
        if name:
            said = Reason("assumed.destination", name=name, text=text)
            at.suppose(said, one.sheet.place(one.header_row), service)
            return name
    return ""


def _one_country(word: str) -> bool:
    return is_destination(word) and "CN" not in countries(word, {})


def _names_in(text: str) -> Iterator[str]:
    """What may be a country's name in a text: all of it, Chinese signs in a row, Latin words, codes; longest first."""
    if len(text) > 2 or text.isupper():
        yield text
    for run in re.findall(r"[\u4e00-\u9fff]{2,20}", text):
        for size in range(min(len(run), 10), 1, -1):
            yield from (run[start : start + size] for start in range(len(run) - size + 1))
    words = re.findall(r"[A-Za-z]{3,}", text)
    for size in (3, 2, 1):
        yield from (" ".join(words[start : start + size]) for start in range(len(words) - size + 1))
    yield from re.findall(r"(?<![A-Za-z])[A-Z]{2}(?![A-Za-z])", text)
