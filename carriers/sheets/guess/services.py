"""The services of a workbook: one for each product that its sheets, titles or columns name."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from carriers.sheets.guess.propose import Assumed, Service
from carriers.sheets.guess.tables import is_destination
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from carriers.sheets.guess.found import Found
    from carriers.sheets.workbook import Sheet

ORIGINS: Final = frozenset({"大陆", "内地", "国内", "华南", "华东"})
ORIGINS_ABROAD: Final = frozenset({"香港"})
_CLASSES: Final = (
    ("courier", r"dhl|ups\b|fedex|联邦|tnt|快递|特快|express(?! ?post)|aramex"),
    ("express_post", r"\bems\b|eub|e邮宝|e特快"),
    ("economy", r"平邮|经济|economy|平常|小包平|ordinary"),
    ("registered", r""),
)
_GOODS: Final = (
    ("battery_pure", r"纯电"),
    ("battery", r"带电|内电|配电|电池|特货|敏感|battery"),
    ("cosmetic", r"化妆|护肤|cosmetic"),
    ("liquid", r"液体|膏体|liquid"),
    ("textile", r"服装|纺织|textile|clothing"),
    ("food", r"食品|food"),
)
_DATE: Final = re.compile(r"(20\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})(?!\d)")
_CODE: Final = re.compile(r"(?:产品|渠道)(?:代码|编码|编号|号)\s*:?\s*([A-Za-z0-9-]{2,20})")
_LABEL: Final = re.compile(r"^(?:产品|渠道|线路|服务)(?:名称?|中文名)?\s*[:：]\s*")
_SERIAL: Final = re.compile(r"4[4-9]\d{3}|5[0-4]\d{3}")
_DAYS: Final = re.compile(r"(\d{1,3})\s*(?:[-~至到]|to)\s*(\d{1,3})")
_WHEN: Final = re.compile(r"生效|执行|有效|起用|valid|effective|date|日期", re.IGNORECASE)


def key_of(one: Found) -> str:
    """What tells the products of a workbook apart: sheet, title, and what a column says."""
    return "\n".join((one.sheet.name, _title(one), one.product, *one.named))


def _title(one: Found) -> str:
    """The title of a table; "" where it names no product but the country that the table is for."""
    if "to" in one.columns or not is_destination(one.title):
        return one.title
    origins = any(cell in ORIGINS for cells in one.sheet.cells for cell in cells)
    return one.title if origins and one.title in ORIGINS_ABROAD else ""  # 香港 beside 大陆 is where parcels start


def services_of(found: Sequence[Found], assumed: list[Assumed]) -> dict[str, Service]:
    """Key -> service; what was supposed of each is added to `assumed`."""
    services: dict[str, Service] = {}
    for one in found:
        key = key_of(one)
        if key in services:
            continue
        title = _LABEL.sub("", _title(one)) or one.sheet.name
        name = " ".join(dict.fromkeys(filter(None, (title, one.product, *one.named))))
        code = _code(one, {service.code for service in services.values()})
        known = f"{name} {one.sheet.name}"
        service_class = next(kind for kind, words in _CLASSES if re.search(words, known, re.IGNORECASE))
        days = _days(one)
        goods = _goods(name)
        services[key] = Service(code, name, service_class, service_class != "economy", days or (7, 20), goods, most_g=0)
        said = _said(name, service_class, days, goods)
        assumed.append(Assumed(said, one.sheet.place(one.header_row), (code,)))
    return services


def _goods(name: str) -> tuple[str, ...]:
    """The goods that a product's name speaks of."""
    if re.search(r"文件|documents?\b", name, re.IGNORECASE) and not re.search(r"物品|包裹|货", name):
        return ("document",)
    return ("general", *(kind for kind, words in _GOODS if re.search(words, name, re.IGNORECASE)))


def valid_from(sheets: Iterable[Sheet]) -> str | None:
    """The day from which the prices hold, as the workbook names it: a day beside such a word, else the first day."""
    plain: list[str] = []
    for sheet in sheets:
        for cells in sheet.cells[:12]:
            for text in cells:
                if _SERIAL.fullmatch(text) and _WHEN.search(" ".join(cells)):  # a day as the spreadsheet counts it
                    return (date(1899, 12, 30) + timedelta(days=int(text))).isoformat()
                match = _DATE.search(text) if len(text) < 80 else None
                day = _day(match) if match else None
                if day and _WHEN.search(" ".join(cells)):
                    return day
                if day:
                    plain.append(day)
    return plain[0] if plain else None


def _day(match: re.Match[str]) -> str | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None


def _code(one: Found, taken: set[str]) -> str:
    """A short code: the product's own where the rows above name it, else made of its name."""
    above = " ".join(cell for cells in one.sheet.cells[max(0, one.header_row - 6) : one.header_row] for cell in cells)
    match = _CODE.search(above)
    latin = re.sub(r"[^a-z0-9]+", "-", " ".join((_title(one) or one.sheet.name, *one.named)).lower()).strip("-")
    base = match[1].lower() if match else latin if len(latin) > 2 else "line"
    codes = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(code for code in codes if code not in taken)


def _days(one: Found) -> tuple[int, int] | None:
    """The least and the most days of the column that says so."""
    at = one.columns.get("transit")
    if at is None:
        return None
    texts = (row[at] for row in one.sheet.cells[one.first_row : one.last_row] if at < len(row))
    found = [(int(match[1]), int(match[2])) for text in texts if (match := _DAYS.search(text))]
    pairs = [(low, high) for low, high in found if 0 < low <= high]
    return (min(low for low, _ in pairs), max(high for _, high in pairs)) if pairs else None


def _said(name: str, service_class: str, days: tuple[int, int] | None, goods: tuple[str, ...]) -> Reason:
    if days is None:
        return Reason("assumed.service_and_days", name=name, service_class=service_class, goods=goods)
    low, high = days
    return Reason("assumed.service", name=name, service_class=service_class, goods=goods, low=low, high=high)
