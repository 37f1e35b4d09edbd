from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from carriers.labels.file_setup import FileSetup
from carriers.labels.layouts.read import load
from carriers.labels.shop import read_shop
from carriers.labels.write import write
from carriers.shipment import of_row
from routing.orders import LINE, OrderTable
from routing.values.money import DatedRate, ExchangeRates

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from carriers.finding import Finding
    from carriers.labels.shop import Shop
    from carriers.labels.tally import Result
    from carriers.shipment import Shipment

ON = date(2026, 11, 23)
SHOP = """
[sender]
name = "Li Na"
company = "Hangzhou Lantern Trading"
phone = "+86 571 8888 0000"
country = "CN"
state = "Zhejiang"
city = "Hangzhou"
postcode = "310000"
address1 = "88 Wensan Road"
[ioss]
aliexpress = "IM3720000224"
[layout.yanwen]
warehouse = "义乌仓"
[layout.yanwen.services]
cnpost-registered = "燕文航空挂号小包"
[layout.4px.services]
cnpost-registered = "B1"
[layout.ups-batch]
packaging_type = "CP"
[layout.ups-batch.services]
cnpost-registered = "Saver"
[layout.dhl-ecommerce-ap]
pickup_account = "5201234567"
incoterm = "DDP"
[layout.dhl-ecommerce-ap.services]
cnpost-registered = "PLT"
"""


def line(**facts: object) -> dict[str, object]:
    """An order line; what is not named is unknown."""
    return {**{field.name: None for field in LINE.fields}, **facts}


ORDER_A: dict[str, Any] = {
    "order_id": "8190012345678901",
    "platform": "aliexpress",
    "paid_at": datetime(2026, 11, 20, 3, 0, tzinfo=UTC),
    "country": "DE",
    "weight_g": 320,
    "length_mm": 200,
    "width_mm": 150,
    "height_mm": 80,
    "shape": "box",
    "value_e4": 25_5000,
    "currency": "USD",
    "quantity": 3,
    "goods": "general",
    "postcode": "10119",
    "city": "Berlin",
    "state": "Berlin",
    "address1": "Rosa-Luxemburg-Straße 12",
    "address2": "Hinterhaus, 3. OG",
    "name": "Jürgen Müller",
    "phone": "030 901820",
    "email": "j.m@example.de",
    "vat_collected": True,
    "note": '=HYPERLINK("http://example.org")',
    "items": [
        line(
            sku="LED-1",
            title="LED lamp hot sale",
            variant="white",
            quantity=1,
            unit_value_e4=12_0000,
            weight_g=210,
            name_en="LED desk lamp",
            name_zh="LED台灯",
            hs_code="9405.21",
            origin="CN",
            material="plastic",
        ),
        line(
            sku="CASE-2",
            quantity=2,
            unit_value_e4=6_7500,
            weight_g=35,
            name_en="Silicone phone case",
            name_zh="硅胶手机壳",
            hs_code="392690",
            origin="CN",
        ),
    ],
    "source": "orders.csv",
    "row": 2,
}
ORDER_B: dict[str, Any] = {
    "order_id": "#1002",
    "platform": "shopify",
    "paid_at": datetime(2026, 11, 20, 17, 0, tzinfo=UTC),  # 2026-11-21 01:00 in Shanghai
    "country": "PL",
    "weight_g": 181,
    "shape": "box",
    "value_e4": 12_0000,
    "currency": "EUR",
    "quantity": 1,
    "goods": "battery",
    "postcode": "90-001",
    "city": "Łódź",
    "address1": "ul. Żółta 5/7",
    "name": "Stanisław Wójcik",
    "phone": "+48 22 555 01 00",
    "items": [
        line(
            sku="FAN-02",
            quantity=1,
            unit_value_e4=12_0000,
            weight_g=160,
            name_en="USB mini fan",
            name_zh="USB小风扇",
            hs_code="841451",
            origin="CN",
        )
    ],
    "source": "orders.csv",
    "row": 4,
}
ORDER_C: dict[str, Any] = {
    "order_id": "TT-7",
    "country": "US",
    "weight_g": 95,
    "shape": "box",
    "value_e4": 10_0000,
    "currency": "USD",
    "quantity": 3,
    "postcode": "02139",
    "city": "Cambridge",
    "state": "MA",
    "address1": "1 Main St",
    "name": "Zoë O'Neil & Sons",
    "phone": "(617) 555-0123",
    "items": [
        line(
            sku="CASE-2",
            quantity=3,
            weight_g=30,
            name_en="Silicone phone case",
            name_zh="硅胶手机壳",
            hs_code="392690",
            origin="CN",
        )
    ],
    "source": "orders.csv",
    "row": 5,
}


def rates(*more: tuple[str, str]) -> ExchangeRates:
    """1 USD = 7.1 CNY, 1 EUR = 8.2 CNY, and what is given."""
    told = (("USD", "7.1"), ("EUR", "8.2"), *more)
    return ExchangeRates(tuple(DatedRate(code, Fraction(cny), date(2026, 1, 1), None, "test") for code, cny in told))


def shipment(order: dict[str, Any], **changes: object) -> Shipment:
    """The order as a run would hand it over, with some facts changed."""
    row = OrderTable.of([{**order, **changes}]).frame.row(0, named=True)
    return of_row(row, "cnpost-registered", "China Post", ON)


class Written:
    """What the writer made of some shipments: the bytes of each file, the findings, the result."""

    def __init__(self) -> None:
        self.files: dict[tuple[str, int], bytes] = {}
        self.findings: list[Finding] = []
        self.result: Result

    def rules(self, level: str = "held") -> list[str]:
        """The rules of the findings of a level, in the order in which they were found."""
        return [finding.rule for finding in self.findings if finding.level == level]


@pytest.fixture(scope="session")
def a_and_b() -> list[dict[str, Any]]:
    """Two of the invented orders as rows."""
    return [ORDER_A, ORDER_B]


@pytest.fixture(scope="session")
def shop_text() -> str:
    """The invented shop's file."""
    return SHOP


@pytest.fixture
def shop() -> Shop:
    """The invented shop of these tests."""
    return read_shop(SHOP, "shop.toml")


@pytest.fixture
def desk(shop: Shop, tell_all: Callable[..., Written]) -> SimpleNamespace:
    """The invented orders, and what tests do with them: shipment(order, **changes), rates(), line(), tell(...)."""
    return SimpleNamespace(
        a=ORDER_A,
        b=ORDER_B,
        c=ORDER_C,
        on=ON,
        shop=shop,
        shop_text=SHOP,
        line=line,
        rates=rates,
        shipment=shipment,
        tell=tell_all,
    )


@pytest.fixture
def tell_all(shop: Shop, tmp_path: Path) -> Callable[..., Written]:
    """A function that writes shipments in a layout."""

    def run(
        name: str,
        shipments: list[Shipment],
        *,
        kind: str = "",
        numbers: Callable[[str], str | None] | None = None,
        with_rates: ExchangeRates | None = None,
        with_shop: Shop | None = None,
    ) -> Written:
        layout, written = load(name), Written()
        paths: dict[tuple[str, int], Path] = {}

        def open_part(one: Any, number: int, _order_id: str) -> Any:
            paths[one.name, number] = tmp_path / f"{one.name}-{number}"
            return paths[one.name, number].open("wb")

        written.result = write(
            shipments,
            FileSetup(layout=layout, on=ON, shop=with_shop or shop, rates=with_rates or rates()),
            open_part,
            written.findings.append,
            kind=kind,
            companion=load(layout.companion) if layout.companion else None,
            take_number=(lambda one: numbers(one.order_id)) if numbers else None,
        )
        written.files = {key: path.read_bytes() for key, path in paths.items()}
        return written

    return run
