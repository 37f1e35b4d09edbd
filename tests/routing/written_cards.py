"""Services as the files of a card: what a person would have to write to say the same."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from carriers.files.toml_text import toml_text
from routing.services.condition import MEASURES, MONEY
from routing.values.money import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from routing.services.condition import Condition
    from routing.services.service import RateBand, Service, Surcharge, Validity, VolumetricRule, Zone

RATES = (
    "service", "zone", "over_g", "upto_g", "base", "base_covers_g", "step_g", "per_step", "discount", "minimum",
    "valid_from", "valid_to",
)  # fmt: skip


def write_card(folder: Path, service: Service) -> Path:
    """Writes the card of one service."""
    folder.mkdir(parents=True)
    table: dict[str, Any] = {"name": service.card, "currency": "CNY", "basis": service.basis, "source": service.source}
    table |= _days(service.validity) | {"service": [_service(service)]}
    (folder / "card.toml").write_text(toml_text(table), encoding="utf-8")
    zones = [[service.code, one.zone, *_place(one)] for one in service.zones]
    _csv(folder / "zones.csv", ("service", "zone", "country", "postcode_from", "postcode_to"), zones)
    _csv(folder / "rates.csv", RATES, [_band(service, band) for band in service.bands])
    lists = {"closed": service.not_served}
    lists |= {f"places{number}": one.places for number, one in enumerate(service.surcharges)}
    for name, places in lists.items():
        if places:
            _csv(folder / f"{name}.csv", ("country", "postcode_from", "postcode_to"), map(_place, places))
    return folder


def _service(one: Service) -> dict[str, Any]:
    return {
        "code": one.code,
        "carrier": one.carrier,
        "name": one.name,
        "class": one.service_class,
        "tracked": one.tracked,
        "transit_days": list(one.transit_days),
        "goods": sorted(one.goods),
        "currency": one.currency,
        "tags": sorted(one.tags),
        "refuses": sorted(one.refuses),
        **({"not_served": "closed.csv"} if one.not_served else {}),
        "limits": _texts(one.limits),
        "discount": _percent(1 - one.discount),
        "minimum": _amount(one.minimum_micro),
        "rounding": f"{_amount(one.rounding.step_micro)} {one.rounding.mode}",
        "free": True,
        "transit_for": [{"countries": sorted(own.countries), "days": list(own.days)} for own in one.transit_for],
        "limits_for": [
            {"countries": sorted(own.countries), "limits": _texts(own.limits)}
            | ({} if own.goods is None else {"goods": sorted(own.goods)})
            for own in one.limits_for
        ],
        "volumetric": [_volumetric(rule) for rule in one.volumetric],
        "surcharge": [_surcharge(number, extra) for number, extra in enumerate(one.surcharges)],
        "fuel": [
            {"percent": _percent(fuel.fraction), "source": fuel.source} | _days(fuel.validity) for fuel in one.fuel
        ],
        "minimum_billed_when": [
            {"weight": f"{least.grams} g", "every": _texts(least.every), "countries": sorted(least.countries)}
            | {"source": "test"}
            for least in one.billed_minimums
        ],
    }


def _volumetric(rule: VolumetricRule) -> dict[str, Any]:
    told: dict[str, Any] = {"divisor": rule.divisor, "source": rule.source, "countries": sorted(rule.countries)}
    told |= _days(rule.validity) | {"weight": _texts(rule.weight), "value": _texts(rule.value)}
    if rule.side is not None:
        told["side"] = _text(rule.side)
    if rule.ratio is not None:
        told["ratio_over" if rule.strict else "ratio"] = _number(rule.ratio)
    if rule.above is not None:
        told["above"] = _number(rule.above)
    if rule.share is not None:
        told["share"] = _percent(rule.share)
    if rule.difference_g:
        told["difference"] = f"{rule.difference_g} g"
    return told


def _surcharge(number: int, one: Surcharge) -> dict[str, Any]:
    told: dict[str, Any] = {"name": one.name, "per": one.per, "source": one.source, "step": f"{one.step_g} g"}
    told |= _days(one.validity) | {"minimum": _amount(one.minimum_micro), "fuel_applies": one.fuel_applies}
    told["amount"] = _percent(one.share) if one.per == "value" else _amount(one.amount_micro)
    told |= {"every": _texts(one.every), "some": _texts(one.some), "countries": sorted(one.countries)}
    told |= {"goods": sorted(one.goods), "address": sorted(one.address), "group": one.group}
    if one.maximum_micro is not None:
        told["maximum"] = _amount(one.maximum_micro)
    if one.places:
        told["places"] = f"places{number}.csv"
    if one.currency:
        told["currency"] = one.currency
    return told


def _band(service: Service, band: RateBand) -> list[str]:
    discount = "" if band.discount is None else _percent(1 - band.discount)
    minimum = "" if band.minimum_micro is None else _amount(band.minimum_micro)
    days = _days(band.validity)
    figures = (band.over_g, band.upto_g, _amount(band.base_micro), band.base_covers_g, band.step_g)
    return [
        service.code, band.zone, *map(str, figures), _amount(band.per_step_micro), discount, minimum,
        str(days["valid_from"]), str(days.get("valid_to", "")),
    ]  # fmt: skip


def _place(line: Zone) -> list[str]:
    return [line.country, line.postcode_from, line.postcode_to]


def _days(validity: Validity) -> dict[str, Any]:
    return {"valid_from": validity.start} | ({} if validity.end is None else {"valid_to": validity.end})


def _texts(conditions: Iterable[Condition]) -> list[str]:
    return [_text(one) for one in conditions]


def _text(one: Condition) -> str:
    unit = MEASURES[one.measure]
    figure = Fraction(one.figure) / (10_000 if unit == MONEY else 1)
    return f"{one.measure} {one.operator} {_number(figure)} {one.currency if unit == MONEY else unit}"


def _number(figure: Fraction) -> str:
    """Exact decimal text.

    Raises:
        ValueError: it has no end.
    """
    if 10**12 % figure.denominator:
        raise ValueError(f"{figure} has no end")
    return decimal_text(int(figure * 10**12), 12, least=0)


def _percent(share: Fraction) -> str:
    return f"{_number(share * 100)} %"


def _amount(micro: int) -> str:
    return decimal_text(micro, 6)


def _csv(path: Path, head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    lines = [",".join(head), *(",".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
