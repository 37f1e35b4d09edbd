"""The tables of a sheet: where each has its head, how far it goes, and what its columns hold."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from attrs import evolve

from carriers.sheets.destinations import is_rest, names_destination, supposed, zone_name
from carriers.sheets.figures import price, span
from carriers.sheets.guess.found import Found
from carriers.sheets.guess.products import CHARGE, by_column, by_head
from carriers.sheets.heads import head
from routing.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from carriers.sheets.figures import Span
    from carriers.sheets.workbook import Sheet

_LOOKED: Final = 8  # rows below a head that are looked at
_NUMBER: Final = re.compile(r"-?[\d.,]+%?")
_MAIN: Final = ("per_kg", "price", "settled")
_PLACES: Final = ("to", "code", "zone")
_WEIGHTS: Final = ("weight", "over", "upto")
_ASIDE: Final = ("transit", "remark", "limit", "volume", "step", "minimum")
_TITLE_ROWS: Final = 5
_LONGEST: Final = 200
_NO_TITLE: Final = re.compile(
    r"^(?:报价表?|价格表?|运价表?|资费表?|price list|rates?)$|20\d\d[-./年]|^[\d.,%-]+$"
    r"|^[一二三四五六七八九十]+[、.]|单位|币种|不含|以[下上]|^注|说明|备注"
    r"|^(?:分区|区域|资费区|国家|zones?|destinations?)$|^(?:产品|渠道|线路)(?:代码|编码|编号|号)",
    re.IGNORECASE,
)
_ZONE_NAME: Final = re.compile(r"区|zone", re.IGNORECASE)
_ZONED: Final = re.compile(r"[A-Z]{2}[-_ ]?\d{1,2}|第?[\d一二三四五六七八九]{1,2}区")
_UNITS: Final = re.compile(
    r"[(\[]?\s*(?:(?:rmb|cny|usd|hkd|eur|元|人民币|港币|美元|[$¥€])?\s*[/每]?\s*(?:0\.5|1|100)?\s*"
    r"(?:kgs?|公斤|千克|克|g|lbs?|oz|票|件|单|包|天|工作日|rmb|cny|usd|hkd|eur|元|人民币))\s*[)\]]?",
    re.IGNORECASE,
)
_SHARE: Final = re.compile(r"[(/]?\s*[%‰]\s*\)?$")
"""A head of shares, which are no prices: 关税(申报价值%)."""
_MONEY: Final = re.compile(r"元|价|费|rmb|cny|usd|hkd|eur|price|rate|[$¥€]", re.IGNORECASE)
_AS_WEIGHT: Final = {"first": "first_weight", "additional": "step_weight"}
_OTHERS: Final = re.compile(r"其[他它余]|剩余|\bother\b", re.IGNORECASE)
_FIRST: Final = re.compile(r"首重|\bfirst\b", re.IGNORECASE)
MORE: Final = re.compile(r"续重|每增|每加|每续|additional|each add|every add|next", re.IGNORECASE)


def tables(sheet: Sheet, zones: frozenset[str]) -> list[Found]:
    """The price tables of a sheet from above to below; `zones` are the comparable names of zones listed anywhere."""
    heads: list[list[Found]] = []
    row = 0
    while row < len(sheet.cells):
        found = _at(sheet, row, zones)
        if found:
            heads.append(found)
            row = found[0].first_row
        else:
            row += 1
    ends = [found[0].header_row for found in heads[1:]] + [len(sheet.cells)] * bool(heads)
    return [
        part
        for found, end in zip(heads, ends, strict=True)
        for one in found
        if one.layout != "zones"
        for part in by_column(
            evolve(one, last_row=_without_title(sheet, one, end), title=_title(sheet, one.header_row))
        )
    ]


def is_destination(text: str) -> bool:
    """Whether a cell names a country or several, and no price."""
    if not 1 < len(text) < _LONGEST or _NUMBER.fullmatch(text) or is_price(text):
        return False
    return names_destination(text) or bool(supposed(text))


@lru_cache(maxsize=1 << 15)
def is_weight(text: str) -> bool:
    """Whether a cell states a weight or a range of weights."""
    return reads(text, lambda one: span(one, "kg"))


@lru_cache(maxsize=1 << 15)
def is_price(text: str) -> bool:
    """Whether a cell holds an amount, or the spreadsheet's error where one should be."""
    return text.startswith("#") or reads(text, lambda one: price(one, ""))


def reads(text: str, reader: Callable[[str], object]) -> bool:
    """Whether the reader makes something of the text."""
    try:
        return bool(text) and len(text) < 200 and reader(text) is not None
    except ReadError:
        return False


def _at(sheet: Sheet, row: int, zones: frozenset[str]) -> list[Found]:
    """The tables whose head stands in a row, side by side; none where it is no head."""
    cells = sheet.cells[row]
    filled = [(column, cell) for column, cell in enumerate(cells) if cell]
    if len(filled) < 2 or len({cell for _, cell in filled}) < 2:
        return []
    kinds = _kinds(filled)
    numbers = sum(bool(_NUMBER.fullmatch(cell)) for _, cell in filled)
    if 2 * numbers <= len(filled):
        two = _two_lines(sheet, row, zones) or _names_below(sheet, row, zones)
        if two:
            return two
        lists = _lists(sheet, row, kinds)
        below = _next_line(sheet, row)
        if below == "heads":  # the next line is the better head
            lists = [evolve(one, extra_row=row) for one in _lists(sheet, row + 1, _kinds_of(sheet, row + 1))]
        elif below == "units":
            lists = [evolve(one, first_row=row + 2, extra_row=row + 1) for one in _lists(sheet, row, kinds, row + 1)]
        if lists and lists[0].layout == "zones":
            return _matrix(sheet, row, filled, kinds, zones) or lists
        if lists:
            return lists
    return _matrix(sheet, row, filled, kinds, zones)


def _next_line(sheet: Sheet, row: int) -> str:
    """What the line below a head is: "heads" of their own, "units" of the heads above, or "" where it is neither."""
    cells, above = (sheet.cells[row + 1], sheet.cells[row]) if row + 1 < len(sheet.cells) else ([], [])
    own = [cell for at, cell in enumerate(cells) if cell and (at >= len(above) or cell != above[at])]
    if not own or any(is_weight(cell) or is_destination(cell) or _NUMBER.fullmatch(cell) for cell in own):
        return ""
    if all(_UNITS.fullmatch(cell) for cell in own):
        return "units"
    kinds = _kinds_of(sheet, row + 1)
    told = [kinds[at] for at, cell in enumerate(cells) if cell in own and at in kinds]
    whole = {"to", "code", "zone", *_WEIGHTS} & set(kinds.values())
    return "heads" if whole and any(kind in (*_MAIN, "first", "fee") for kind in told) else ""


def _kinds_of(sheet: Sheet, row: int) -> dict[int, str]:
    return _kinds([(column, cell) for column, cell in enumerate(sheet.cells[row]) if cell])


def _is_figure(text: str) -> bool:
    """Whether a cell holds an amount or a range of weights with what it is for, and no head: 90元/kg, 0-1KG(元/票)."""
    return bool(re.search(r"\d", text)) and (is_price(text) or is_weight(text))


def _kinds(filled: Sequence[tuple[int, str]]) -> dict[int, str]:
    """Column -> what its head says; "to" beside "from", and a least beside a most weight, are a range's ends."""
    found = {
        column: kind for column, cell in filled
        if (kind := head(cell).kind) and not _is_figure(cell) and not _SHARE.search(cell)
    }  # fmt: skip
    texts = {cell.casefold(): column for column, cell in filled}
    if "over" in found.values() and "upto" not in found.values() and "to" in texts:
        found[texts["to"]] = "upto"
    if "upto" in found.values() and "over" not in found.values():
        least = [column for column, kind in found.items() if kind == "minimum"]
        beside = [column for column in least if found.get(column + 1) == "upto"]
        found |= dict.fromkeys(beside[:1], "over")
    return found


def _lists(sheet: Sheet, row: int, kinds: Mapping[int, str], last: int | None = None) -> list[Found]:
    """Tables with a price a row; `last`: the last line of the heads."""
    last = row if last is None else last
    parts = _unlike_parts(kinds)
    if len(parts) > 1:
        return [one for part in parts for one in _lists(sheet, row, part, last)]
    kinds = {column: _weighed(sheet, last, column, kind) for column, kind in kinds.items()}
    kinds = _by_content(sheet, last, _first_weights(sheet, row, kinds))
    if "per_kg" in kinds.values():  # 500g价格 beside a price per kg is an example of it, and asked about
        kinds = {column: kind for column, kind in kinds.items()
                 if kind != "price" or head(sheet.text(row, column)).grams is None}  # fmt: skip
    names = list(kinds.values())
    if not {*_MAIN, "first"} & set(names) and names.count("fee") == 1 and {*_WEIGHTS} & set(names):
        kinds = {column: "price" if kind == "fee" else kind for column, kind in kinds.items()}  # 价格(元/票)
        names = list(kinds.values())
    if {"first", "additional"} <= set(names):
        layout = "first_additional"
    elif any(kind in names for kind in ("per_kg",)) or ("settled" in names and "price" not in names):
        layout = "per_kg_plus_fee"
    elif "price" in names and any(kind in names for kind in (*_WEIGHTS, "fee")):
        layout = "bracket_list"
    elif "zone" in names and ("to" in names or "code" in names):
        return [Found(sheet, row, row + 1, row + 1, "zones", {})]
    else:
        return []
    if not any(kind in names for kind in (*_PLACES, *_WEIGHTS, "fee")):
        return []
    found = [
        Found(sheet, row, last + 1, last + 1, _layout_of(columns, layout), columns, product=product)
        for product, own in by_head(sheet, row, kinds)
        for columns in _side_by_side(sheet, last, own)
    ]
    kept = [one for one in found if one.layout and _has_prices(one)]
    return [*kept, *(more for one in kept for more in _breaks(one))]


def _unlike_parts(kinds: Mapping[int, str]) -> list[dict[int, str]]:
    """The heads of tables side by side of which some have a price for a parcel alone, which heads call a fee."""
    ordered = sorted(kinds.items())
    starts = [column for column, kind in ordered if kind == "to"]
    ends = [*starts[1:], 10**6]
    parts = [{at: kind for at, kind in ordered if one <= at < end} for one, end in zip(starts, ends, strict=False)]
    priced = [bool({*_MAIN, "first"} & set(part.values())) for part in parts]
    fees = ["fee" in part.values() and bool({*_WEIGHTS} & set(part.values())) for part in parts]
    unlike = len(parts) > 1 and ordered[0][1] == "to" and not all(priced)
    return parts if unlike and all(one or other for one, other in zip(priced, fees, strict=True)) else []


def _breaks(one: Found) -> Iterator[Found]:
    """Columns 21KG+, 45KG+ behind a first and a further price: a table of their own for the same destinations."""
    heads = [(column, cell) for column, cell in enumerate(one.sheet.cells[one.header_row]) if cell]
    spans = {column: found for column, cell in heads if (found := read_span(cell))}
    if not any(found.upto_g is None for found in spans.values()):
        return
    open_ends = {column for column, found in spans.items() if found.upto_g is None or found.over_g}
    to = one.columns.get("to", -1)
    if one.layout == "first_additional" and 0 <= to < min(open_ends, default=0):
        ignore = tuple(cell for column, cell in heads if column > to and column not in open_ends)
        yield evolve(one, layout="bracket_matrix", columns={"to": to}, weights="across", ignore=ignore, breaks=True)


def read_span(text: str) -> Span | None:
    """The range of weights in a head; None where it is none."""
    try:
        return span(text, "kg")
    except ReadError:
        return None


def _weighed(sheet: Sheet, row: int, column: int, kind: str) -> str:
    """The kind of a column; one that speaks of first or further weights may hold the weights themselves."""
    below = sheet.text(row + 1, column)
    if kind in _AS_WEIGHT and re.fullmatch(r"\d+(?:\.\d+)? ?(?:kg|g|公斤|克)", below, re.IGNORECASE):
        return _AS_WEIGHT[kind]
    return kind


def _first_weights(sheet: Sheet, row: int, kinds: Mapping[int, str]) -> dict[int, str]:
    """The kinds with 首重(kg) beside 首重价格 as the weight that it is."""
    found = dict(kinds)
    for kind, weight in _AS_WEIGHT.items():
        same = [column for column, known in kinds.items() if known == kind]
        plain = [column for column in same if head(text := sheet.text(row, column)).weight_unit
                 and head(text).grams is None and not _MONEY.search(text)]  # fmt: skip
        if len(same) > len(plain) and weight not in kinds.values():
            found |= dict.fromkeys(plain[:1], weight)
    return found


def _by_content(sheet: Sheet, row: int, kinds: Mapping[int, str]) -> dict[int, str]:
    """The kinds with destinations and weight ranges told by what stands in a column whose head does not say it."""
    if not {*_MAIN, "first"} & set(kinds.values()):
        return dict(kinds)
    found = dict(kinds)
    below = [sheet.cells[at] for at in range(row + 1, min(row + 1 + _LOOKED, len(sheet.cells)))]
    for kind, test, known in (
        ("to", is_destination, _PLACES), ("weight", _is_range, _WEIGHTS),
    ):  # fmt: skip
        if set(known) & set(found.values()):
            continue
        for column in range(len(sheet.cells[row])):
            texts = [line[column] for line in below if column < len(line) and line[column]]
            if column not in found and texts and 2 * sum(map(test, texts)) > len(texts):
                if test(sheet.text(row, column)):  # a row of figures is no head
                    return dict(kinds)
                found[column] = kind
                break
    return found


def _is_range(text: str) -> bool:
    return bool(re.search(r"[-~<≤>至]", text)) and is_weight(text)


def _layout_of(columns: Mapping[str, int], layout: str) -> str:
    if {"first", "additional"} <= columns.keys():
        return "first_additional"
    if "per_kg" in columns or "settled" in columns:
        return "per_kg_plus_fee"
    return ("bracket_list" if layout == "per_kg_plus_fee" else layout) if "price" in columns else ""


def _side_by_side(sheet: Sheet, row: int, kinds: Mapping[int, str]) -> Iterator[dict[str, int]]:
    """The columns of each table of a row; a new one begins where the first kind of the row comes again."""
    ordered = sorted(kinds.items())
    leading = next((kind for _, kind in ordered if kind in (*_PLACES, *_WEIGHTS)), ordered[0][1])
    starts = [column for column, kind in ordered if kind == leading]
    parted = len(starts) > 1 and all(
        any(kind in _MAIN or kind == "first" for column, kind in ordered if one < column < other)
        for one, other in zip(starts, [*starts[1:], 10**6], strict=True)
    )
    bounds = [0, *starts[1:], 10**6] if parted else [0, 10**6]
    for left, right in pairwise(bounds):
        columns: dict[str, int] = {}
        charges = {column for column, _ in ordered if CHARGE.search(sheet.text(row, column))}
        for column, kind in sorted(ordered, key=lambda one: (one[0] in charges, one[0])):
            if left <= column < right:
                if column in charges and kind == "per_kg" and not head(sheet.text(row, column)).unit:
                    continue  # nobody knows what it is for: it is asked about
                _put(columns, kind, column, charge=column in charges)
        yield _chosen(sheet, row, columns)


def _put(columns: dict[str, int], kind: str, column: int, *, charge: bool = False) -> None:
    """Adds a column; fees and prices per kg are counted, of other kinds the first is kept."""
    if kind == "fee" and "fee" in columns:
        kind = next((f"fee_{number}" for number in range(2, 5) if f"fee_{number}" not in columns), kind)
    if kind == "per_kg" and "per_kg" in columns and charge:
        kind = next((f"per_kg_{number}" for number in (2, 3) if f"per_kg_{number}" not in columns), kind)
    columns.setdefault(kind, column)


def _chosen(sheet: Sheet, row: int, columns: dict[str, int]) -> dict[str, int]:
    """The columns with `to` as the one whose cells are destinations, and a zone beside it where it is filled."""
    below = [sheet.cells[at] for at in range(row + 1, min(row + 1 + _LOOKED, len(sheet.cells)))]

    def share(kind: str, test: Callable[[str], bool]) -> int:
        at = columns.get(kind, -1)
        return sum(test(line[at]) for line in below if 0 <= at < len(line))

    found = dict(columns)
    places = [kind for kind in _PLACES if kind in columns]
    best = max(places, key=lambda kind: (share(kind, is_destination), kind == "to"), default=None)
    if best is not None and not share(best, is_destination) and "zone" in columns and share("zone", bool):
        best = "zone"
    codes = {line[columns["code"]] for line in below if "code" in columns and columns["code"] < len(line)}
    split = len({code for code in codes if _ZONED.fullmatch(code)}) > 1
    for kind in places:
        del found[kind]
    if best == "to" and "code" in columns:
        found["code"] = columns["code"]
    if best is not None:
        found["to"] = columns[best]
        if best != "zone" and share("zone", lambda cell: cell not in {"", "-", "/"}):
            found["zone"] = columns["zone"]
        elif best != "code" and split:  # AU-1 and AU-2 beside one country
            found["zone"] = columns["code"]
    if "settled" in found and not {"per_kg", "price", "first"} & found.keys():
        found["per_kg"] = found.pop("settled")
    return found


def _two_lines(sheet: Sheet, row: int, zones: frozenset[str]) -> list[Found]:
    """Pairs of a price and a fee below the names of destinations or zones."""
    if row + 1 >= len(sheet.cells):
        return []
    upper, lower = sheet.cells[row], sheet.cells[row + 1]
    kinds = {at: kind for at, cell in enumerate(lower) if (kind := head(cell).kind)}
    shared = {at: kind for at, kind in kinds.items() if kind in (*_WEIGHTS, "minimum", "step", "to", "code")}
    shared |= {at: kind for at, cell in enumerate(upper) if at not in kinds and cell and cell != lower[at]
               and (kind := head(cell).kind) in (*_WEIGHTS, "to") and not lower[at]}  # fmt: skip
    name, groups = "", dict[str, dict[str, int]]()
    for at in range(max(len(upper), len(lower))):
        name = (upper[at] if at < len(upper) else "") or name
        kind = kinds.get(at, "")
        if kind in (*_MAIN, "fee", "first", "additional") and name and name != lower[at]:
            groups.setdefault(name, {})
            _put(groups[name], kind, at)
    groups = {one: columns for one, columns in groups.items() if _layout_of(columns, "bracket_list")}
    if len(groups) > 1 and "to" in shared.values() and all(map(read_span, groups)):  # pairs below each weight range
        banded = (
            Found(sheet, row + 1, row + 2, row + 2, _layout_of(own, "bracket_list"),
                  {kind: at for at, kind in shared.items()} | own, extra_row=row, band=one)
            for one, own in groups.items()
        )  # fmt: skip
        return [one for one in banded if _has_prices(one)]
    if len(groups) < 2 or not any(kind in _WEIGHTS for kind in shared.values()):
        return []
    places = "to" in shared.values()
    zoned = [one for one in groups if is_destination(one) or zone_name(one) in zones or _ZONE_NAME.search(one)]
    found = []
    for one, own in groups.items():
        columns = {kind: at for at, kind in shared.items()} | own
        table = Found(sheet, row + 1, row + 2, row + 2, _layout_of(own, "bracket_list"), columns, extra_row=row)
        if places:
            found.append(evolve(table, part=one) if len(zoned) == len(groups) else evolve(table, product=one))
        elif zoned:
            found.append(evolve(table, destination=one))
        else:
            found.append(evolve(table, product=one))
    return [one for one in found if _has_prices(one)]


def _names_below(sheet: Sheet, row: int, zones: frozenset[str]) -> list[Found]:
    """Products, zones or destinations below a price's head that is merged over them."""
    if row + 1 >= len(sheet.cells):
        return []
    upper, lower = sheet.cells[row], sheet.cells[row + 1]
    shared: dict[str, int] = {}
    groups: dict[str, dict[str, int]] = {}
    for at, (cell, below) in enumerate(zip(upper, lower, strict=False)):
        kind = head(cell).kind
        name = below if below not in {"", cell} else ""
        if not kind or (name and (is_price(name) or is_weight(name) or _UNITS.fullmatch(name) or head(name).kind)):
            if kind and name:
                return []
        elif name and kind in (*_MAIN, "fee", "first", "additional"):
            _put(groups.setdefault(name, {}), kind, at)
        elif not name:
            _put(shared, kind, at)
    if len(groups) < 2 or not any(kind in shared for kind in (*_PLACES, *_WEIGHTS)):
        return []
    found = []
    for name, own in groups.items():
        columns = _chosen(sheet, row + 1, {**shared, **own})
        one = Found(sheet, row, row + 2, row + 2, _layout_of(columns, "bracket_list"), columns, extra_row=row + 1)
        if is_destination(name) or zone_name(name) in zones or _ZONE_NAME.search(name):
            found.append(evolve(one, part=name) if "to" in columns else evolve(one, destination=name))
        else:
            found.append(evolve(one, product=name))
    return [one for one in found if one.layout and _has_prices(one)]


def _matrix(
    sheet: Sheet, row: int, filled: Sequence[tuple[int, str]], kinds: Mapping[int, str], zones: frozenset[str]
) -> list[Found]:
    """A matrix: weights down and destinations or zones across, or the other way round."""
    edge = filled[0][0]
    aside: dict[str, int] = {}
    if kinds.get(edge) in {"product", "group"} and len(filled) > 1 and kinds.get(filled[1][0]) in _WEIGHTS:
        aside, edge = {"group": edge}, filled[1][0]  # 文件 and 包裹 beside the weights
    below = [sheet.cells[at] for at in range(row + 1, min(row + 1 + _LOOKED, len(sheet.cells)))]
    kind = kinds.get(edge, "")
    if re.search(r"[\\/|]", sheet.text(row, edge)):  # 重量\分区: what stands below it says which is meant
        down = [line[edge] for line in below if edge < len(line) and line[edge]]
        kind = "weight" if down and all(map(is_weight, down)) else kind
    right = [(column, cell) for column, cell in filled if column > edge and kinds.get(column) not in _WEIGHTS]
    weights = [cell for _, cell in right if is_weight(cell)]
    told = [cell for cell in weights if not _NUMBER.fullmatch(cell)]  # with a unit, or as ranges
    if is_rest(sheet.text(row, edge), {}) or _OTHERS.search(sheet.text(row, edge)):  # a row of a table, and no head
        return []
    if kind in {"to", "zone", "code"} and (len(weights) >= 3 or len(told) > 1):
        fees: dict[str, int] = {"to": edge}
        for column, name in kinds.items():
            if name == "fee":
                _put(fees, name, column)
        no_weights = {*_ASIDE, "code", "product", "zone"}
        ignore = tuple(cell for column, cell in right if kinds.get(column, "") in no_weights)
        return [Found(sheet, row, row + 1, row + 1, "bracket_matrix", fees, weights="across", ignore=ignore)]
    if kind not in (*_WEIGHTS, "first", "per_kg", "price", "product", ""):
        return []
    labels = [line[edge] for line in below if edge < len(line) and line[edge]]
    weighs = sum(is_weight(label) or bool(_FIRST.search(label) or MORE.search(label)) for label in labels)
    if weighs < 2:
        return []
    names = [cell for _, cell in right if is_destination(cell) or zone_name(cell) in zones or re.fullmatch(
        r"第?[\da-z一二三四五六七八九十]{1,2}区|(?:zone|区) ?\w{1,3}", cell, re.IGNORECASE)]  # fmt: skip
    if len(names) < 2 or 2 * len(names) < len(right) or not _figures_below(below, right):
        return []
    columns = {name: column for column, name in kinds.items() if name in {"over", "upto"}}
    ignore = tuple(cell for column, cell in right if kinds.get(column) in _ASIDE)
    edges = {**aside, **(columns if "upto" in columns else {"weight": edge})}
    return [Found(sheet, row, row + 1, row + 1, "bracket_matrix", edges, ignore=ignore)]


def _figures_below(below: Sequence[Sequence[str]], right: Sequence[tuple[int, str]]) -> bool:
    return any(is_price(line[column]) for line in below for column, _ in right if column < len(line))


def _has_prices(one: Found) -> bool:
    """Whether amounts stand below the head of the price."""
    main = next((one.columns[kind] for kind in (*_MAIN, "first") if kind in one.columns), None)
    if main is None:
        return False
    below = one.sheet.cells[one.first_row : one.first_row + _LOOKED]
    return any(is_price(line[main]) for line in below if main < len(line))


def _without_title(sheet: Sheet, one: Found, end: int) -> int:
    """The row behind the table's last: the title of the next table belongs to that."""
    while end - 1 > one.first_row and end < len(sheet.cells) and len(set(filter(None, sheet.cells[end - 1]))) <= 1:
        end -= 1
    return end


def _title(sheet: Sheet, header_row: int) -> str:
    """The text alone in its row above a head; "" where there is none."""
    for row in range(header_row - 1, max(-1, header_row - 1 - _TITLE_ROWS), -1):
        texts = set(filter(None, sheet.cells[row]))
        if len(texts) == 1 and len(text := texts.pop()) <= 60 and not _NO_TITLE.search(text):
            return text
        if len(texts) > 3:
            break
    return ""
