"""Bills with faults mixed in: sixteen kinds, each worked out in plain arithmetic, by a seed."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from contract import (
    FUEL,
    NAMES,
    OLD,
    STEPS,
    ZONES,
    Parcel,
    Price,
    cent,
    end_of_step,
    moved,
    price,
    volumetric_g,
    yun_row,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = dict[str, str]
    Fault = Callable[[Parcel, Price, Random], "Row | None"]
    """The line with a fault; None where the parcel cannot have it."""

LEAST_G = {"ht-line": 500, "ht-small": 200, "ht-fast": 3000}


def billed(sent: list[Parcel], share: float, seed: int) -> tuple[list[Row], dict[int, str]]:
    """The lines of a bill, and the kind of fault of each line that has one, by its place."""
    random = Random(seed)  # noqa: S311 - no secret
    rows: list[Row] = []
    wrong: dict[int, str] = {}
    for parcel in sent:
        told = price(parcel)
        rows.append(yun_row(parcel, told))
        if random.random() >= share:
            continue
        kind = random.choice(KINDS)
        if kind in {"duplicate", "not_ours"}:
            other = parcel if kind == "duplicate" else moved(parcel, order_id=str(9_000_000 + len(rows)))
            wrong[len(rows)] = kind
            rows.append(yun_row(other, told))
            continue
        made = _FAULTS[kind](parcel, told, random)
        if made is not None and Decimal(made["总费用"]) > told.total:
            wrong[len(rows) - 1] = kind
            rows[-1] = made
    return rows, wrong


def _weight(parcel: Parcel, told: Price, random: Random) -> Row | None:
    step_g = STEPS[parcel.service][1]
    scale_g = parcel.weight_g + random.randint(step_g + 1, 4 * step_g + 60)
    heavier = price(parcel, max(scale_g, told.charged_g))
    return yun_row(parcel, heavier, **{"称重重量(kg)": f"{Decimal(scale_g) / 1000}"})


def _volumetric(parcel: Parcel, told: Price, _random: Random) -> Row | None:
    first_g, step_g = STEPS[parcel.service]
    grams = volumetric_g(parcel, 5000 if parcel.service == "ht-fast" else 6000)
    if grams <= max(told.charged_g, first_g) + step_g or grams <= parcel.weight_g:
        return None
    return yun_row(parcel, price(parcel, grams), **{"计费重量(kg)": f"{Decimal(grams) / 1000}"})


def _zone(parcel: Parcel, _told: Price, random: Random) -> Row | None:
    others = sorted(set(ZONES.values()) - {ZONES[parcel.country]})
    return yun_row(parcel, price(parcel, zone=random.choice(others)))


def _service(parcel: Parcel, _told: Price, random: Random) -> Row | None:
    other = moved(parcel, service=random.choice([code for code in NAMES if code != parcel.service]))
    return yun_row(other, price(other))


def _card(parcel: Parcel, _told: Price, _random: Random) -> Row | None:
    return None if parcel.service == "ht-fast" else yun_row(parcel, price(parcel, table=OLD))


def _least_weight(parcel: Parcel, told: Price, _random: Random) -> Row | None:
    least_g = LEAST_G[parcel.service]
    if told.charged_g > least_g - 2 * STEPS[parcel.service][1]:
        return None
    return yun_row(parcel, price(parcel, least_g))


def _fuel(parcel: Parcel, told: Price, random: Random) -> Row | None:
    if parcel.service != "ht-fast":
        return None
    percent = Decimal(random.choice(("15.75", FUEL["2026-10"])))
    extra = cent((told.total - told.fuel) * percent / 100)
    return yun_row(parcel, told, 燃油费=str(extra), 总费用=str(told.total - told.fuel + extra))


def _surcharge(parcel: Parcel, told: Price, random: Random) -> Row | None:
    name, fee = (
        random.choice(("附加费", "特殊费", "偏远附加费")),
        random.choice((Decimal(5), Decimal("12.50"), Decimal(26))),
    )
    if name == "偏远附加费" and told.remote:
        return None
    return yun_row(parcel, told, **{name: str(fee), "总费用": str(told.total + fee)})


def _arithmetic(parcel: Parcel, told: Price, random: Random) -> Row | None:
    return yun_row(parcel, told, 总费用=str(told.total + random.choice((Decimal("0.90"), Decimal(9), Decimal(10)))))


def _duty(parcel: Parcel, told: Price, random: Random) -> Row | None:
    fee = random.choice((Decimal(8), Decimal("23.40")))
    return yun_row(parcel, told, 关税预付服务费=str(fee), 总费用=str(told.total + fee))


def _discount(parcel: Parcel, _told: Price, _random: Random) -> Row | None:
    return yun_row(parcel, price(parcel, discounted=False))


def _per_piece(parcel: Parcel, told: Price, _random: Random) -> Row | None:
    return _twice(parcel, told, _random) | {"件数": "2"}


def _twice(parcel: Parcel, told: Price, _random: Random) -> Row:
    double = str(2 * told.total)
    return yun_row(parcel, told, 运费=double, 燃油费="0", 偏远附加费="0", 总费用=double)


def _next_step(parcel: Parcel, told: Price, _random: Random) -> Row | None:
    if parcel.service != "ht-line":
        return None
    return yun_row(parcel, price(parcel, end_of_step(parcel.service, told.charged_g) + STEPS["ht-line"][1]))


_FAULTS: dict[str, Fault] = {
    "weight": _weight,
    "volumetric": _volumetric,
    "zone": _zone,
    "service": _service,
    "card_version": _card,
    "least_weight": _least_weight,
    "fuel": _fuel,
    "surcharge": _surcharge,
    "arithmetic": _arithmetic,
    "duty": _duty,
    "discount": _discount,
    "per_piece": _per_piece,
    "twice": _twice,
    "next_step": _next_step,
}
KINDS = ("duplicate", "not_ours", *_FAULTS)
"""The kinds of faults, called by the causes they are to be given."""
