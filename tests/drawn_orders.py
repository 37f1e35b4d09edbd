"""Orders drawn at random, plain ones and ugly ones, as a table of shipments."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from carriers.labels.columns.table import ShipmentTable
from carriers.shipment import COLUMNS, Article
from routing.orders import LINE, OrderTable

_PLACES: tuple[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "US",
        ("10001", "00901", "09012", "1000", "96910"),
        ("NY", "Texas", "PR", "", "Bavaria"),
        ("New York", "APO", "Houston"),
    ),
    ("DE", ("10119", "27498", "1011", ""), ("", "Berlin"), ("Berlin", "München", "Helgoland")),
    ("GB", ("EC1Y 8SY", "BT1 1AA", "JE2 3AB", "sw1a1aa", "XX"), ("", "Northern Ireland"), ("London", "Belfast")),
    ("FR", ("75001", "97100", "20000"), ("", "Guadeloupe"), ("Paris", "Ajaccio")),
    ("ES", ("28001", "35001", "51001"), ("Madrid", "Las Palmas"), ("Madrid", "Ceuta", "Las Palmas")),
    ("IT", ("00144", "23041"), ("RM",), ("Roma", "Livigno")),
    ("BR", ("01310-100", "01310"), ("SP", "São Paulo"), ("São Paulo", "Rio")),
    ("KR", ("04524",), ("",), ("서울", "Seoul")),
    ("JP", ("100-0001", "1000001"), ("東京都", "Tokyo"), ("千代田区", "Tokyo")),
    ("CA", ("H3Z 2Y7", "51839"), ("QC", "Québec", ""), ("Montréal",)),
    ("AU", ("2000", "6799"), ("nsw", "VIC"), ("Sydney",)),
    ("NO", ("0150",), ("",), ("Tromsø",)),
    ("NZ", ("6011",), ("",), ("Wellington",)),
    ("RU", ("101000",), ("",), ("Москва", "Moscow")),
    ("IL", ("9414219",), ("",), ("ירושלים",)),
    ("JE", ("JE2 3AB",), ("",), ("St Helier",)),
    ("HK", ("",), ("",), ("Kowloon",)),
    ("XK", ("10000",), ("",), ("Pristina",)),
)
_NAMES = (
    "John Miller",
    "Jürgen Müller",
    "Stanisław Wójcik",
    "张伟",
    "田中 太郎",
    "Иван Петров",
    "M***a",
    "J* S*",
    "unknown",
    "N/A",
    "Test",
    "test 5",
    "Buyers",
    "Mr. Test Buyer",
    "  John  Doe ",
    "=cmd|' /C calc'!A0",
    "-Ann",
    "+Bob",
    "@home",
    "O'Neil",
    'Ann "Annie" Lee',
    "Smith, Ann",
    "José 😀",
    "😀",
    "x",
    "No Name",
    "NO-NAME",
    "receiver",
    "K\u212an",
    "a\tb",
    "Élan Vital",
)
_STREETS = (
    "12 Long Acre",
    "Rosa-Luxemburg-Straße 2",
    "ul. Żółta 5",
    "Karl-Marx-Allee 1 " * 6,
    "1** Main St",
    "千代田 1-1",
    "",
    None,
    'Flat "B", 5',
    "A&B Street's end",
    "00123",
    "1-2",
    "5 rue de l'Église",
    "Донская 8",
    "=1+1",
    "12  Double  Blank",
    "😀",
    "x" * 36,
    "x" * 130,
    "line\nbreak 5",
    "Supercalifragilisticexpialidocious" * 3,
)
_PHONES = (
    "+12025551234",
    "030 901820",
    "+49 30 901820",
    "(212) 555-0100",
    "0044 20 7946 0000",
    "172****54",
    "000",
    "",
    None,
    "12345",
    "+1 202 555 0100 x12",
    "555 0100 ext. 5",
    "06 4620 1234",
    "+7 812 1234567",
    "+81-3-1234-5678",
    "0\u660e",
    "11 91234-5678",
    "010-1234-5678",
    "+999123456",
    "１２３４５６７８９０",
    "021 123 4567 / 8",
    "+86 571 8888 0000",
    "=1+1",
)
_GOODS = (None, None, "battery", "battery;liquid", "textile", "")
_TEXTS = (
    "LED desk lamp",
    "gift",
    "Silicone phone case",
    "手机壳",
    "asdf",
    "Lampe de bureau élégante",
    "parts",
    None,
    "",
    "USB-C cable, 2 m",
    "Cotton T-shirt " * 8,
    "=SUM(A1)",
    "Kabel\u0142",
)
_CODES = ("940521", "9405.21", "9405210000", "77", "000000", None, "", "94052", "392690 9700")
_FLAGS = (None,) * 12 + ("PRE_ORDER", "CANCEL_ASKED", "ID_MAYBE_MANGLED", "PARTLY_REFUNDED;PRE_ORDER", "OTHER")
_DAY = datetime(2026, 11, 20, tzinfo=UTC)


def master() -> dict[str, Article]:
    """A product master of some articles, whole ones and poor ones."""
    return {
        "LED-1": Article(
            sku="LED-1",
            weight_g=80,
            name_en="LED desk lamp",
            name_zh="台灯",
            hs_code="9405210000",
            origin="CN",
            goods="textile",
            declared_e4=9_0000,
            declared_currency="USD",
            gtin="4006381333931",
            manufacturer_id="M-1",
            material="steel",
        ),
        "LED-2": Article(sku="LED-2", name_en="LED desk lamp", hs_code="940521", origin="cn", goods="battery"),
        "LED-3": Article(
            sku="LED-3", weight_g=4000, name_zh="灯", gtin="123", declared_e4=1_0000, declared_currency="EUR"
        ),
    }


def drawn_table(seed: int, count: int, *, plain: bool) -> ShipmentTable:
    """So many orders; of plain ones most cells are such as most days have."""
    rng = random.Random(seed)  # noqa: S311 - drawn again the same
    rows = [_row(rng, number, plain=plain) for number in range(count)]
    frame = OrderTable.of([row for row, _ in rows]).frame.select(COLUMNS)
    decided = {
        "service": pl.String,
        "carrier": pl.String,
        "dispatch_on": pl.Date,
        "latest_at": pl.String,
        "service_class": pl.String,
        "heavier_g": pl.Int64,
        "heavier_saving_fen": pl.Int64,
    }
    return ShipmentTable(frame.hstack(pl.DataFrame([one for _, one in rows], schema=decided)), master())


def drawn_rows(seed: int, count: int) -> list[dict[str, Any]]:
    """The same as rows of order tables, each with the `service` and `carrier` that it goes by."""
    rng = random.Random(seed)  # noqa: S311 - drawn again the same
    drawn = [_row(rng, number, plain=number % 2 == 0) for number in range(count)]
    return [
        {**row, "order_id": f"{row['order_id']}~{at}", "service": one["service"], "carrier": one["carrier"]}
        for at, (row, one) in enumerate(drawn)
    ]


def _row(rng: random.Random, number: int, *, plain: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    odd = rng.random() < (0.1 if plain else 0.6)
    country, postcodes, states, cities = rng.choice(_PLACES[:4] if plain else _PLACES)
    row: dict[str, Any] = {
        "order_id": f"{8190000000000000 + number}"
        if not odd
        else rng.choice((f"#{number}", f" {number} ", f"-{number}", f"{number}=é")),
        "platform": rng.choice((None, "shopify", "aliexpress", "temu")),
        "paid_at": _DAY + timedelta(seconds=rng.randrange(100_000)),
        "country": country,
        "weight_g": rng.choice((5, 210, 320, 1999, 2000, 2001, 30_000)),
        "length_mm": rng.choice((None, 100, 255)),
        "width_mm": rng.choice((None, 99)),
        "height_mm": rng.choice((None, 1)),
        "value_e4": rng.choice(
            (None, 0, 9_9900, 10_0000, 150_0000, 150_0100, 800_0000, 1_2345, 33, rng.randrange(1, 9_000_000))
        ),
        "currency": rng.choice((None, "USD", "USD", "EUR", "JPY", "GBP", "KWD")),
        "postcode": rng.choice(postcodes) or None,
        "state": rng.choice(states) or None,
        "city": rng.choice(cities),
        "address1": rng.choice(_STREETS if odd else _STREETS[:3]),
        "address2": rng.choice((None, None, None, "Flat 3", *_STREETS)) if odd else None,
        "name": rng.choice(_NAMES if odd else _NAMES[:3]),
        "company": rng.choice((None, None, "ACME Ltd", "=1", "Müller KG")),
        "phone": rng.choice(_PHONES if odd else _PHONES[:5]),
        "email": rng.choice((None, "a.b@example.com", "a@b", "=a@b.com", "müller@example.com"))
        if odd
        else f"b{number}@example.com",
        "tax_id": rng.choice((None, None, "39053344705", "123", "P123456789012")) if odd else None,
        "note": rng.choice((None, None, "please mark as gift", "=1+1", 'thanks, "quick"\nplease')) if odd else None,
        "vat_collected": rng.choice((None, None, True, False)),
        "ioss": rng.choice((None, None, None, "IM3720000224", "IM 1")) if odd else None,
        "goods": rng.choice(_GOODS),
        "flags": rng.choice(_FLAGS) if odd else None,
    }
    if rng.random() < (0.3 if plain else 0.5):
        row |= {
            "quantity": rng.choice((1, 2, 3, 7, None, 0)) if odd else rng.choice((1, 2, 3)),
            "sku": rng.choice((None, "LED-1", "LED-2", "LED-3", "OTHER-1", "=9"))
            if odd
            else rng.choice(("LED-1", "X-1")),
            "description": rng.choice(_TEXTS),
            "hs_code": rng.choice(_CODES),
            "origin": rng.choice(("CN", "cn", None, "XX")),
        }
    else:
        count = rng.choice((1, 1, 1, 2, 3, 6))
        row["items"] = [_line(rng, odd=odd) for _ in range(count)]
    decided = {
        "service": rng.choice(("cnpost-epacket", "cainiao-economy", "dhl-express")),
        "carrier": rng.choice(("China Post", "Cainiao", "DHL Express")),
        "dispatch_on": rng.choice((None, date(2026, 10, 31), date(2026, 11, 23), date(2026, 11, 24))),
        "latest_at": rng.choice((None, "2026-11-24T15:59:57+08:00")),
        "service_class": rng.choice(("", "economy", "registered", "courier")),
        "heavier_g": rng.choice((None, None, 500)),
        "heavier_saving_fen": None,
    }
    decided["heavier_saving_fen"] = None if decided["heavier_g"] is None else 123
    return row, decided


def _line(rng: random.Random, *, odd: bool) -> dict[str, Any]:
    line: dict[str, Any] = {
        **{field.name: None for field in LINE.fields},
        "sku": rng.choice((None, "LED-1", "LED-2", "LED-9")) if odd else rng.choice(("LED-1", "LED-9")),
        "title": rng.choice(_TEXTS),
        "variant": rng.choice((None, "red", "蓝色")),
        "quantity": rng.choice((1, 2, 3, 100, None)) if odd else rng.choice((1, 2)),
        "unit_value_e4": rng.choice((None, 0, 1_0100, 12_0000, 3_3333, 5)) if odd else 12_0000,
        "weight_g": rng.choice((None, 80, 210, 5000)) if odd else 80,
        "name_en": rng.choice(_TEXTS) if odd else "LED desk lamp",
        "name_zh": rng.choice((None, "台灯")) if odd else "台灯",
        "hs_code": rng.choice(_CODES) if odd else "9405210000",
        "origin": rng.choice(("CN", "cn", None, "ZZ")) if odd else "CN",
        "goods": rng.choice(_GOODS),
        "material": rng.choice((None, "steel", "钢")),
    }
    if odd and rng.random() < 0.3:
        line |= {"declared_e4": rng.choice((5_0000, 20_0000)), "declared_currency": rng.choice(("USD", "EUR"))}
    return line
