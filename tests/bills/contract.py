"""An invented forwarder: its rate cards, its prices in plain arithmetic, orders for a day, and the bills it sends.

The arithmetic here reads the tables below and nothing of the product's: first and further weight, discount, fuel,
surcharge, rounding half up to 0.01, as docs/CARDS.md says.
"""

from __future__ import annotations

import csv
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO
from random import Random
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

if TYPE_CHECKING:
    from pathlib import Path

ZONES = {"US": "1", "CA": "2", "DE": "3", "FR": "3", "GB": "4", "AU": "5"}
# service: zone -> (first weight's price, price of a step); the first weight and the step in grams stand below
OLD = {
    "ht-line": {
        "1": ("21.30", "3.17"),
        "2": ("24.90", "3.61"),
        "3": ("22.70", "2.93"),
        "4": ("19.80", "2.57"),
        "5": ("27.40", "4.03"),
    },
    "ht-small": {
        "1": ("15.95", "1.07"),
        "2": ("18.35", "1.13"),
        "3": ("14.75", "0.89"),
        "4": ("14.35", "0.83"),
        "5": ("19.85", "1.27"),
    },
    "ht-fast": {
        "1": ("118.40", "31.70"),
        "2": ("131.20", "36.10"),
        "3": ("109.60", "28.30"),
        "4": ("101.90", "26.90"),
        "5": ("140.30", "39.80"),
    },
}
NEW = {
    "ht-line": {
        "1": ("22.60", "3.41"),
        "2": ("25.80", "3.89"),
        "3": ("23.90", "3.07"),
        "4": ("20.70", "2.69"),
        "5": ("28.90", "4.27"),
    },
    "ht-small": {
        "1": ("14.75", "0.91"),
        "2": ("16.95", "0.97"),
        "3": ("13.55", "0.79"),
        "4": ("13.15", "0.73"),
        "5": ("18.65", "1.13"),
    },
    "ht-fast": {
        "1": ("122.30", "33.10"),
        "2": ("136.70", "37.90"),
        "3": ("113.20", "29.70"),
        "4": ("105.10", "28.10"),
        "5": ("146.90", "41.30"),
    },
}
STEPS = {"ht-line": (100, 50), "ht-small": (50, 10), "ht-fast": (500, 500)}
FUEL = {"2026-09": "11.5", "2026-10": "16.25", "2026-11": "14.5"}  # ht-fast alone, percent
DISCOUNT = {"ht-line": Decimal("0.95")}
REMOTE = Decimal("18.00")  # ht-line, to postcodes from 99500 in the United States
TOP_G = 20_000
ON = date(2026, 11, 19)
NAMES = {"ht-line": "恒通专线", "ht-small": "恒通小包", "ht-fast": "恒通特快"}
YUN_HEAD = [
    "运单号",
    "客户订单号",
    "创建时间",
    "收货时间",
    "跟踪号",
    "发货国家",
    "运输方式（入仓渠道）",
    "计费重量(kg)",
    "称重重量(kg)",
    "件数",
    "运费",
    "挂号费",
    "燃油费",
    "附加费",
    "关税预付服务费",
    "特殊费",
    "偏远附加费",
    "总费用",
]


@frozen
class Parcel:
    """One parcel of an order, with the figures of which its price is made."""

    order_id: str
    service: str
    country: str
    postcode: str
    weight_g: int
    sides_mm: tuple[int, int, int]
    quantity: int = 1
    sku: str = "A1"

    @property
    def tracking(self) -> str:
        """Its tracking number."""
        return f"LX{int(self.order_id):09d}CN"

    @property
    def volume_cm3(self) -> Decimal:
        """Cubic centimetres."""
        one, two, three = self.sides_mm
        return Decimal(one * two * three) / 1000


@frozen
class Price:
    """A price and its parts."""

    freight: Decimal
    fuel: Decimal
    remote: Decimal
    total: Decimal
    charged_g: int


def cent(amount: Decimal) -> Decimal:
    """Half up to 0.01."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def own_weight_g(parcel: Parcel) -> int:
    """The chargeable weight by the card: ht-fast counts volume over 6000, the others do not."""
    if parcel.service != "ht-fast":
        return parcel.weight_g
    return max(parcel.weight_g, volumetric_g(parcel, 6000))


def volumetric_g(parcel: Parcel, divisor: int) -> int:
    """Volumetric grams, rounded up."""
    exact = parcel.volume_cm3 * 1000 / divisor
    return int(exact) + (exact != int(exact))


def price(
    parcel: Parcel,
    weight_g: int | None = None,
    zone: str | None = None,
    table: dict[str, dict[str, tuple[str, str]]] = NEW,
    fuel: str = "2026-11",
    *,
    discounted: bool = True,
) -> Price:
    """The price in plain arithmetic."""
    grams = own_weight_g(parcel) if weight_g is None else weight_g
    first_g, step_g = STEPS[parcel.service]
    base, per_step = map(Decimal, table[parcel.service][zone or ZONES[parcel.country]])
    steps = max(0, -(-(grams - first_g) // step_g))
    freight = base + steps * per_step
    if discounted:
        freight *= DISCOUNT.get(parcel.service, Decimal(1))
    far = parcel.service == "ht-line" and parcel.country == "US" and parcel.postcode >= "99500"
    remote = REMOTE if far else Decimal(0)
    share = Decimal(FUEL[fuel]) / 100 if parcel.service == "ht-fast" else Decimal(0)
    extra = freight * share
    return Price(cent(freight), cent(extra), remote, cent(freight + remote + extra), grams)


def end_of_step(service: str, grams: int) -> int:
    """The heaviest weight that costs the same."""
    first_g, step_g = STEPS[service]
    return first_g if grams <= first_g else first_g + -(-(grams - first_g) // step_g) * step_g


def charged_kg(parcel: Parcel, grams: int) -> str:
    """The weight that a bill says it charges: rounded up to the step of the service."""
    return f"{Decimal(end_of_step(parcel.service, grams)) / 1000}"


def write_cards(folder: Path) -> None:
    """The forwarder's cards: until October and from November."""
    for name, table, start, end in (("autumn", OLD, "2026-07-01", "2026-10-31"), ("winter", NEW, "2026-11-01", "")):
        card = folder / f"hengtong-{name}"
        card.mkdir(parents=True)
        until = f"valid_to = {end}\n" if end else ""
        head = (
            f'name = "Hengtong {name} 2026"\ncurrency = "CNY"\nbasis = "contract"\nvalid_from = {start}\n{until}'
            'source = "invented for tests"\n'
        )
        (card / "card.toml").write_text(head + "".join(_service(code, start, end) for code in table), encoding="utf-8")
        zones = [f"{code},{zone},{country}" for code in table for country, zone in ZONES.items()]
        (card / "zones.csv").write_text("service,zone,country\n" + "\n".join(zones) + "\n", encoding="utf-8")
        rates = [
            f"{code},{zone},0,{TOP_G},{base},{STEPS[code][0]},{STEPS[code][1]},{step}"
            for code, zones_of in table.items()
            for zone, (base, step) in zones_of.items()
        ]
        header = "service,zone,over_g,upto_g,base,base_covers_g,step_g,per_step\n"
        (card / "rates.csv").write_text(header + "\n".join(rates) + "\n", encoding="utf-8")
        (card / "remote.csv").write_text("country,postcode_from,postcode_to\nUS,99500,99999\n", encoding="utf-8")


def _service(code: str, start: str, end: str) -> str:
    text = (
        f'\n[[service]]\ncode = "{code}"\ncarrier = "Hengtong"\nname = "{NAMES[code]}"\n'
        'class = "registered"\ntracked = true\n'
        'transit_days = [7, 14]\ngoods = ["general"]\n'
    )
    if code in DISCOUNT:
        text += 'discount = "5 %"\n'
    if code == "ht-fast":
        text += '\n[[service.volumetric]]\ndivisor = 6000\nsource = "invented"\n'
        months = {
            "2026-09": ("2026-07-01", "2026-09-30"),
            "2026-10": ("2026-10-01", "2026-10-31"),
            "2026-11": ("2026-11-01", ""),
        }
        for month, (begin, finish) in months.items():
            if (end and begin <= end) or (not end and begin >= start):
                until = f"valid_to = {finish}\n" if finish else ""
                text += f'\n[[service.fuel]]\npercent = "{FUEL[month]} %"\nvalid_from = {begin}\n{until}'
                text += 'source = "invented"\n'
    if code == "ht-line":
        text += '\n[[service.surcharge]]\nname = "remote"\namount = "18"\nper = "parcel"\n'
        text += 'places = "remote.csv"\nsource = "invented"\n'
    return text


def parcels(count: int, seed: int) -> list[Parcel]:
    """So many parcels of a day."""
    random, found = Random(seed), []  # noqa: S311 - no secret
    for number in range(count):
        service = random.choice(tuple(STEPS))
        country = random.choice(tuple(ZONES))
        weight_g = random.randint(20, 1800) if service != "ht-fast" else random.randint(200, 9000)
        sides = (random.randint(220, 480), random.randint(120, 210), random.randint(30, 118))
        postcode = random.choice(("99701", "10001", "60601", "94105")) if country == "US" else "10115"
        found.append(
            Parcel(
                str(100_001 + number),
                service,
                country,
                postcode,
                weight_g,
                sides,
                random.choice((1, 1, 1, 2)),
                f"A{number % 40}",
            )
        )
    return found


def write_orders(path: Path, sent: list[Parcel]) -> None:
    """The orders as a canonical file."""
    head = (
        "order_id",
        "paid_at",
        "country",
        "postcode",
        "weight_g",
        "length_mm",
        "width_mm",
        "height_mm",
        "value",
        "currency",
        "quantity",
        "sku",
        "requested_service",
        "platform",
    )
    rows = [
        (
            one.order_id,
            "2026-11-19T08:00:00+08:00",
            one.country,
            one.postcode,
            one.weight_g,
            *one.sides_mm,
            "12.00",
            "USD",
            one.quantity,
            one.sku,
            one.service,
            "shopify",
        )
        for one in sent
    ]
    _write(path, [head, *rows])


def yun_row(parcel: Parcel, told: Price, **changed: str) -> dict[str, str]:
    """A line of the forwarder's bill for a parcel, as it should be; `changed` columns otherwise."""
    row = dict.fromkeys(YUN_HEAD, "0") | {
        "运单号": f"YT{parcel.order_id}",
        "客户订单号": parcel.order_id,
        "创建时间": "2026-11-19 20:00:00",
        "收货时间": "2026-11-20 09:00:00",
        "跟踪号": parcel.tracking,
        "发货国家": parcel.country,
        "运输方式（入仓渠道）": NAMES[parcel.service],
        "计费重量(kg)": charged_kg(parcel, told.charged_g),
        "称重重量(kg)": f"{Decimal(parcel.weight_g) / 1000}",
        "件数": "1",
        "运费": str(told.total - told.fuel - told.remote),
        "燃油费": str(told.fuel),
        "偏远附加费": str(told.remote),
        "总费用": str(told.total),
    }
    return row | changed


def write_yun(path: Path, rows: list[dict[str, str]], period: str = "2026-11-01  至 2026-11-30") -> None:
    """The bill with what stands above its head, as forwarders send it."""
    above = [["云途物流账单"], ["客户名称：恒发贸易", f"账单结算期间：{period}"], ["渠道汇总小计："], ["详细信息："]]
    _write(path, [*above, YUN_HEAD, *([row[name] for name in YUN_HEAD] for row in rows)])


def _write(path: Path, rows: list[object]) -> None:
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)  # type: ignore[arg-type]
    path.write_text(text.getvalue(), encoding="utf-8")


def moved(parcel: Parcel, **changed: Any) -> Parcel:
    """The parcel with other figures."""
    return evolve(parcel, **changed)
