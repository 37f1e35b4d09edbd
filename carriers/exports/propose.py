"""A profile proposed for an order export that nobody has described yet; a person reads it before it is used."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from attrs import field, frozen

from carriers.exports.heads import MEASURES, NEAR, OF_BUYER, meanings
from carriers.exports.own_profile import fields_of
from routing.errors import Fault, InputError, ReadError
from routing.intake.cells.times import Layout, moment
from routing.intake.files.chunk import HEAD_ROWS, texts_of
from routing.intake.files.sheets import opened_sheets
from routing.intake.profiles import STATUSES, order_states, profiles
from routing.intake.recognise import recognise
from routing.reason import Reason
from routing.values.countries import known_country
from routing.values.money import CURRENCIES, figure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import polars as pl

    from routing.intake.files.chunk import Opening, Sheet
    from routing.intake.files.sources import Source

ZONE: Final = "Asia/Shanghai"
_LOOKED_AT: Final = 2000
"""Rows from which a proposal is made."""
_SHOWN: Final = 3
_FEW: Final = 200
"""Rows from which a first impression is had."""
_MOST: Final = 0.9
"""Share of a column's cells that must read as what its head says."""
_LEAST: Final = 40
"""Below this no column is taken for a field."""
_OF_BUYER_TOO: Final = frozenset({"phone", "email", "tax_id"})
"""Fields for which the payer's column is better than none."""
_WORDS_MAX: Final = 40
"""Words of a column of states: what has more is none."""
_LAYOUTS: Final = tuple(
    f"{day}{clock}"
    for clock in ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", ", %H:%M", ", %I:%M %p", "T%H:%M:%S")
    for day in ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%b %d, %Y",
                "%d %b %Y", "%d-%b-%y", "%d-%b-%Y", "%Y.%m.%d", "%Y/%m/%d", "%B %d, %Y")
)  # fmt: skip
_TWINS: Final = {"%d/%m/": "%m/%d/", "%m/%d/": "%d/%m/"}
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WHOLE: Final = re.compile(r"[0-9]{1,5}(?:[.,]0+)?")
_EMPTY: Final = ("--", "-", "N/A", "n/a", "/", "null", "NULL", "none", "None")
_AMOUNTS: Final = ("total", "line_price", "unit_price", "shipping_price", "discount", "refunded")
_TIMES: Final = ("paid_at", "created_at", "ship_by", "deliver_by", "shipped_on", "cancelled_at")
_SIGNALS: Final = {"shipped_on": "already shipped", "cancelled_at": "cancelled"}
_FLAGS: Final = {
    "tracking_number": {"*": "MAYBE_SENT"},
    "cancel_reason": {"*": "CANCEL_ASKED"},
    "refunded": {">0": "PARTLY_REFUNDED"},
    "returned_quantity": {">0": "PARTLY_REFUNDED"},
}
_AS_ORDER: Final = {"total": "value", "title": "description"}
"""Field of an order line -> of a row that is an order."""


@frozen
class ProposedColumn:
    """A column with the field that it probably holds."""

    field: str
    head: str
    by_head: bool
    """Its head says so; False: its content."""
    texts: tuple[str, ...]
    """The first rows' cells."""
    as_read: tuple[str, ...]
    """What is made of them; "" for a cell that cannot be read."""


@frozen
class Proposal:
    """A profile as TOML's values, what it rests on, and what a person has to settle."""

    values: Mapping[str, Any]
    columns: tuple[ProposedColumn, ...]
    unread: tuple[str, ...]
    sheet: str
    header_row: int
    rows: int
    """Rows looked at."""
    questions: tuple[Reason, ...] = ()
    states: Mapping[str, Mapping[str, str]] = field(factory=dict)
    """Field of a state -> each word of the file -> why it is not shipped, "" where it is, "?" where nobody knows."""


@frozen
class _Table:
    """The rows that are looked at."""

    sheet: str
    opening: Opening
    cells: pl.DataFrame

    def texts(self, at: int) -> list[str]:
        """The filled cells of a column."""
        return [text for text in self.cells[str(at)].drop_nulls() if text not in _EMPTY]


def propose(source: Source) -> Proposal:
    """The profile that reads the file, as far as heads and content tell.

    Raises:
        InputError: the file cannot be read, or holds no table of orders.
    """
    with opened_sheets(source) as sheets:
        table = _table(source.name, sheets.all)
    heads = [cell.strip() for cell in table.opening.cells]
    chosen, by_head = _chosen(heads, table)
    return _proposal(heads, table, chosen, by_head)


def _table(name: str, sheets: Sequence[Sheet]) -> _Table:
    """The sheet and row that look most like the head of a table of orders."""
    found = [
        (len({best for cell in opening.cells if (best := _best(cell))}), -opening.row, sheet, opening)
        for sheet in sheets
        for opening in sheet.openings()[:HEAD_ROWS]
    ]
    if not found or max(one[0] for one in found) == 0:
        raise InputError([Fault(name, "", Reason("profile.no_table"))])
    _, _, sheet, opening = max(found, key=lambda one: one[:2])
    wanted = [at for at, cell in enumerate(opening.cells) if cell.strip()]
    chunk = next(iter(sheet.chunks(opening, wanted, ("utf-8", "gb18030", "cp1252"), _LOOKED_AT)), None)
    if chunk is None or not chunk.frame.height:
        raise InputError([Fault(name, "", Reason("profile.no_rows"))])
    return _Table(sheet.name, opening, texts_of(chunk, {str(at): at for at in wanted}))


def _best(head: str) -> str:
    known = meanings(head) if head.strip() else {}
    return max(known, key=lambda name: known[name]) if known and max(known.values()) > NEAR else ""


def _chosen(heads: Sequence[str], table: _Table) -> tuple[dict[str, int], set[str]]:
    """Field -> index of its column, and the fields that heads told."""
    claims = [
        (sure + _fits(field, table.texts(at)), -at, field)
        for at, head in enumerate(heads)
        if head
        for field, sure in meanings(head).items()
    ]
    chosen: dict[str, int] = {}
    for sure, negative, name in sorted(claims, key=lambda claim: (-claim[0], -claim[1])):
        free = name not in chosen and -negative not in chosen.values()
        if free and (sure >= _LEAST or (sure >= OF_BUYER and name in _OF_BUYER_TOO)):
            chosen[name] = -negative
    by_head = set(chosen)
    for name, holds in _CONTENTS.items():
        rest = [at for at, head in enumerate(heads) if head and at not in chosen.values()]
        if name not in chosen:
            fitting = [
                at
                for at in rest
                if _share(table.texts(at), holds) >= _MOST and (name == "status" or not meanings(heads[at]))
            ]
            if len(fitting) == 1:
                chosen[name] = fitting[0]
    return chosen, by_head


def _fits(name: str, texts: Sequence[str]) -> int:
    """How much a column's content speaks against a field; 0 where it does not."""
    base = name.partition("_")[0] if name.partition("_")[0] in MEASURES else name
    holds = _CONTENT_OF.get(base)
    if not texts or holds is None:
        return -15 if not texts else 0
    return 0 if _share(texts, holds) >= _MOST else -100


def _share(texts: Sequence[str], holds: Callable[[str], bool]) -> float:
    few = texts[:_FEW]
    return sum(map(holds, few)) / len(few) if few else 0


def _is_country(text: str) -> bool:
    return known_country(text) is not None


@lru_cache(maxsize=1 << 12)
def _is_time(text: str) -> bool:
    return any(map(str.isdigit, text)) and _layout_of([text]) is not None


def _is_amount(text: str) -> bool:
    for decimal in (".", ","):
        try:
            figure(text.lstrip("-"), decimal)
        except ReadError:
            continue
        return True
    return False


def _is_state(text: str) -> bool:
    return text.casefold() in _meaning_of_states()


_CONTENTS: Final[Mapping[str, Callable[[str], bool]]] = {
    "email": lambda text: bool(_EMAIL.fullmatch(text)),
    "paid_at": _is_time,
    "currency": lambda text: text.upper() in CURRENCIES,
    "country": _is_country,
    "status": _is_state,
}
"""What some columns hold, whatever their heads say, in the order in which they are looked for."""
_CONTENT_OF: Final[Mapping[str, Callable[[str], bool]]] = {
    **_CONTENTS,
    **dict.fromkeys(_TIMES, _is_time),
    **dict.fromkeys(_AMOUNTS, _is_amount),
    "quantity": lambda text: bool(_WHOLE.fullmatch(text)),
    "weight": lambda text: any(char.isdigit() for char in text),
    "status": lambda text: not text.replace(".", "").isdigit() and not _is_time(text),
    "postcode": lambda text: len(text) <= 12 and "@" not in text,
    "state": lambda text: not _is_state(text),
    "order_id": lambda text: not _is_time(text) and len(text.split()) <= 2,
}
"""What a column must hold that its head says is one of these."""


def _proposal(heads: Sequence[str], table: _Table, chosen: dict[str, int], by_head: set[str]) -> Proposal:
    questions: list[Reason] = _known(table)
    if "paid_at" not in chosen and "created_at" in chosen:
        chosen["paid_at"] = chosen.pop("created_at")
        by_head.add("paid_at")
        questions.append(Reason("profile.order_time_for_payment", head=heads[chosen["paid_at"]]))
    if _is_line_price(table, chosen):
        chosen["line_price"] = chosen.pop("unit_price")
    rows = _rows(table, chosen, questions)
    known = set(fields_of(rows))
    fields = {name: at for name, at in (_by_order(chosen) if rows == "order" else chosen).items() if name in known}
    times = _times(table, chosen, heads, questions)
    values: dict[str, Any] = {
        "title": table.sheet.rpartition(".")[0] or table.sheet,
        "rows": rows,
        **_zone(table, chosen, questions),
    }
    values |= {"times": times} if times else {}
    values |= _amounts(heads, table, chosen, questions) | _cells(table, fields, rows)
    states = _states(table, fields, questions)
    values |= {"usual_words": True} if states else {}
    needed = ("order_id", "paid_at", "country", *(("sku", "quantity") if rows == "line" else ()))
    questions += [Reason("profile.field_missing", field=name) for name in needed if name not in fields]
    unread = tuple(head for at, head in enumerate(heads) if head and at not in fields.values())
    in_order = sorted(fields.items(), key=lambda one: one[1])
    values["columns"] = {name: [heads[at]] for name, at in in_order}
    values["passed_over"] = list(dict.fromkeys(unread))
    skips = [{"column": name, "when": "filled", "reason": why} for name, why in _SIGNALS.items() if name in fields]
    values["skip"] = [*skips, _quantity_zero()] if rows == "line" and "quantity" in fields else skips
    values["flags"] = {name: raised for name, raised in _FLAGS.items() if name in fields}
    columns = tuple(
        ProposedColumn(name, heads[at], _told(name, by_head), *_samples(name, at, table, values))
        for name, at in in_order
    )
    return Proposal(
        values, columns, unread, table.sheet, table.opening.row, table.cells.height, tuple(questions), states
    )


def _known(table: _Table) -> list[Reason]:
    """That a bundled profile reads the file already, where one does."""
    try:
        found = recognise(table.sheet, [table.opening])
    except InputError:
        return []
    return [Reason("profile.bundled", title=found.profile.title, name=found.profile.name)]


def _is_line_price(table: _Table, chosen: Mapping[str, int]) -> bool:
    """Whether the prices of orders of several pieces add up to their totals without being multiplied."""
    names = ("order_id", "quantity", "unit_price", "total")
    if not set(names) <= chosen.keys() or "line_price" in chosen:
        return False
    decimal = _decimal(table, chosen)
    sums: dict[str, tuple[int, int, int]] = {}
    for cells in table.cells.select(str(chosen[name]) for name in names).head(_FEW).drop_nulls().iter_rows():
        try:
            pieces = int(float(cells[1]))
            price, total = figure(cells[2], decimal)[0], figure(cells[3], decimal)[0]
        except (ReadError, ValueError):
            continue
        by_piece, by_line, _ = sums.get(cells[0], (0, 0, 0))
        sums[cells[0]] = by_piece + price * pieces, by_line + price, total
    told = [one for one in sums.values() if one[0] != one[1]]
    return bool(told) and all(by_line <= total < by_piece for by_piece, by_line, total in told)


def _zone(table: _Table, chosen: Mapping[str, int], questions: list[Reason]) -> dict[str, str]:
    """The zone of times that name none."""
    zoned = (name for name in ("paid_at", "ship_by", "deliver_by") if name in chosen)
    times = (text for name in zoned for text in table.texts(chosen[name])[:50])
    if not any(map(_zoneless, times)):
        return {}
    questions.append(Reason("profile.zone_assumed", zone=ZONE))
    return {"zone": ZONE}


def _amounts(heads: Sequence[str], table: _Table, chosen: Mapping[str, int], questions: list[Reason]) -> dict[str, str]:
    """How amounts are written, and in which currency."""
    found = {"decimal": ","} if _decimal(table, chosen) == "," else {}
    currency = _currency(heads, table, chosen, questions)
    return found | ({"currency": currency} if currency else {})


def _cells(table: _Table, fields: Mapping[str, int], rows: str) -> dict[str, Any]:
    """What empty cells hold, what marketplaces are called, and what the file leaves to others."""
    found: dict[str, Any] = {}
    empty = sorted({text for at in fields.values() for text in table.cells[str(at)].drop_nulls() if text in _EMPTY})
    if empty:
        found["empty"] = empty
    if "platform" in fields:
        found["platforms"] = _platforms(table.texts(fields["platform"]))
    if rows == "line" and _has_gaps(table, fields.get("order_id")):
        found["fill_down"] = True
    if rows == "line" and not {"total", "line_price", "unit_price"} & fields.keys():
        found["value"] = "products"
    return found


def _platforms(texts: Sequence[str]) -> dict[str, str]:
    """What the file calls the marketplaces -> their names, as far as a bundled profile knows them."""
    known = {word: name for profile in profiles().values() for word, name in profile.platforms.items()}
    return {text: known[text.casefold()] for text in dict.fromkeys(texts) if text.casefold() in known}


def _told(name: str, by_head: set[str]) -> bool:
    back = {new: old for old, new in _AS_ORDER.items()}
    return name in by_head or back.get(name, name) in by_head


def _quantity_zero() -> dict[str, Any]:
    return {"column": "quantity", "drop": ["0"], "reason": "line of no piece", "open": True, "line": True}


def _rows(table: _Table, chosen: Mapping[str, int], questions: list[Reason]) -> str:
    """Whether each row is an order of its own: its weight stands in it, and no order number twice."""
    weighed = any(name == "weight" or name.startswith("weight_") for name in chosen)
    ids = table.cells[str(chosen["order_id"])].drop_nulls() if "order_id" in chosen else None
    alone = ids is not None and ids.n_unique() == table.cells.height
    if weighed and alone:
        return "order"
    if weighed:
        questions.append(Reason("profile.weight_of_lines"))
    return "line"


def _by_order(chosen: Mapping[str, int]) -> dict[str, int]:
    """The fields of a row that is an order: its value is the total, or else the price of its line."""
    fields = {_AS_ORDER.get(name, name): at for name, at in chosen.items()}
    if "value" not in fields:
        price = next((name for name in ("line_price", "unit_price") if name in fields), None)
        fields |= {"value": fields[price]} if price else {}
    return fields


def _decimal(table: _Table, chosen: Mapping[str, int]) -> str:
    """The decimal mark of the amounts: a comma before one or two figures at the end."""
    texts = [text for name in _AMOUNTS if name in chosen for text in table.texts(chosen[name])]
    comma = sum(bool(re.search(r"[0-9],[0-9]{1,2}(?![0-9])", text)) for text in texts)
    point = sum(bool(re.search(r"[0-9]\.[0-9]{1,2}(?![0-9])", text)) for text in texts)
    return "," if comma > point else "."


def _layout_of(texts: Sequence[str]) -> str | None:
    """The layout by which all the times read: "" where none is needed; None where none does."""
    for layout in ("", *_LAYOUTS):
        layouts = (Layout(layout),) if layout else ()
        try:
            for text in texts:
                moment(text, ZoneInfo("UTC"), layouts)
        except ReadError:
            continue
        return layout
    return None


def _times(
    table: _Table, chosen: Mapping[str, int], heads: Sequence[str], questions: list[Reason]
) -> list[dict[str, Any]]:
    """The layouts that the columns of times need; one that reads both ways asks."""
    found: dict[str, dict[str, Any]] = {}
    for name in (name for name in _TIMES if name in chosen):
        texts = list(dict.fromkeys(table.texts(chosen[name])))[:500]
        layout = _layout_of(texts) if texts else ""
        if layout is None:
            if name in {"paid_at", "ship_by", "deliver_by"}:
                questions.append(Reason("profile.times_unread", head=heads[chosen[name]], text=texts[0]))
        elif layout:
            twin = layout.replace(layout[:6], _TWINS.get(layout[:6], layout[:6]))
            unsure = twin != layout and _reads(texts, twin)
            found[layout] = {"layout": layout} | ({"unsure": True} if unsure else {})
            if unsure:
                questions.append(Reason("profile.day_or_month", head=heads[chosen[name]], text=texts[0], layout=layout))
    return list(found.values())


def _reads(texts: Sequence[str], layout: str) -> bool:
    try:
        for text in texts:
            moment(text, ZoneInfo("UTC"), (Layout(layout),))
    except ReadError:
        return False
    return True


def _zoneless(text: str) -> bool:
    layout = _layout_of([text])
    if layout is None:
        return False
    return moment(text, ZoneInfo("UTC"), (Layout(layout),) if layout else ()).zone_lent


def _currency(heads: Sequence[str], table: _Table, chosen: Mapping[str, int], questions: list[Reason]) -> str:
    """The currency that no column names: the one of a head, or of the amounts' own sign, is not asked for."""
    if "currency" in chosen or not {"total", "line_price", "unit_price"} & chosen.keys():
        return ""
    of_heads = {
        code
        for name in _AMOUNTS
        if name in chosen
        for code in re.findall(r"[A-Z]{3}", heads[chosen[name]])
        if code in CURRENCIES
    }
    if len(of_heads) == 1:
        return str(of_heads.pop())
    texts = [
        text
        for name in ("total", "line_price", "unit_price")
        if name in chosen
        for text in table.texts(chosen[name])[:50]
    ]
    signed = 0
    for text in texts:
        try:
            signed += bool(figure(text, _decimal(table, chosen))[1])
        except ReadError:
            continue
    if not signed:
        questions.append(Reason("profile.currency_unknown"))
    return ""


def _has_gaps(table: _Table, at: int | None) -> bool:
    """Whether the order number stands in an order's first row alone."""
    if at is None:
        return False
    ids = table.cells[str(at)]
    return 0 < ids.null_count() < len(ids) and ids[0] is not None


def _states(table: _Table, fields: Mapping[str, int], questions: list[Reason]) -> dict[str, dict[str, str]]:
    """What each word of the columns of states means."""
    found: dict[str, dict[str, str]] = {}
    for name in (name for name in STATUSES if name in fields):
        words = [
            word for word, _ in Counter(text.casefold() for text in table.texts(fields[name])).most_common(_WORDS_MAX)
        ]
        known = _meaning_of_states(name)
        found[name] = {word: known.get(word, "?") for word in words}
        strange = tuple(word for word, meaning in found[name].items() if meaning == "?")
        if strange:
            questions.append(Reason("profile.states_unknown", column=name, words=strange))
    if not found:
        questions.append(Reason("profile.no_state"))
    return found


def _meaning_of_states(column: str = "status") -> Mapping[str, str]:
    """Word of a state -> why such an order is not shipped; "" where it is."""
    return {word: state.reason for state in order_states() if column in state.columns for word in state.words}


def _samples(name: str, at: int, table: _Table, values: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The first rows' cells of a column, and what is made of each."""
    texts = tuple(text or "" for text in table.cells[str(at)].head(_SHOWN))
    return texts, tuple(_as_read(name, text, values) if text else "" for text in texts)


def _as_read(name: str, text: str, values: Mapping[str, Any]) -> str:
    """A cell as it would be read; "" where it cannot be."""
    try:
        if name == "country":
            return known_country(text) or ""
        if name in _TIMES:
            layouts = tuple(Layout(one["layout"]) for one in values.get("times", ()))
            seen = moment(text, ZoneInfo(values.get("zone", "UTC")), layouts)
            return seen.at.astimezone(ZoneInfo(values["zone"]) if "zone" in values else UTC).isoformat(
                timespec="minutes"
            )
        if name in {*_AMOUNTS, "value"}:
            amount, sign = figure(text.lstrip("-"), values.get("decimal", "."))
            code = sign or values.get("currency", "")
            return f"{amount / 10_000:.2f} {code}".strip()
    except ReadError:
        return ""
    return text
