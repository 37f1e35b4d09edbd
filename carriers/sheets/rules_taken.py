"""Confirmed rules become tables of the card: volumetric rules, limits, goods, duty, surcharges, places not served."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from carriers.files.amounts import COUNTRIES
from routing.errors import ReadError
from routing.services.condition import Condition, condition
from routing.values.units import grams

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from carriers.sheets.proposed import Proposed

_WEIGHT: Final = "weight <= "
_SHEET: Final = "price sheet "
"""How the source of limits begins that a guess took from the sheet's ranges."""
_PLACES: Final = ("country", "postcode_from", "postcode_to", "source")
_LISTS: Final = ("volumetric", "door", "fuel", "surcharge", "limits", "limits_for", "goods", "refuses")


def with_rules(card: Mapping[str, Any], rules: Iterable[Proposed]) -> tuple[dict[str, Any], dict[str, str]]:
    """The card's tables with the rules that were confirmed, and the lists of places they name by file."""
    rules = tuple(rules)
    found = {key: value for key, value in card.items() if key != "proposed"}
    files: dict[str, str] = {}
    services = []
    if not _shaped(card.get("service", [])):
        return found, files  # the check of the card tells what is of another kind
    for service in card.get("service", []):
        own = [one for one in rules if not one.services or service.get("code") in one.services]
        money = service.get("currency") or card.get("currency")
        services.append(_with({**service, "currency": money}, own, files, many=len(card["service"]) > 1))
        if "currency" not in service:
            del services[-1]["currency"]
    if services:
        found["service"] = services
    return found, files


def _shaped(services: object) -> bool:
    """Whether these are tables, with lists where rules are added."""
    return isinstance(services, list) and all(
        isinstance(service, dict) and all(isinstance(service.get(key, []), list) for key in _LISTS)
        for service in services
    )


def _with(service: dict[str, Any], rules: Sequence[Proposed], files: dict[str, str], *, many: bool) -> dict[str, Any]:
    code = re.sub(r"[^\w-]", "-", str(service.get("code", "")))[:16] if many else ""
    for one in rules:
        where = {"countries": _countries(one)} if _countries(one) else {}
        source = _source(one)
        if one.rule == "volumetric":
            _add(service, "volumetric", {**one.facts, **where, "source": source})
        elif one.rule == "door":
            _add(service, "door", {**one.facts, **where, "source": source})
        elif one.rule == "fuel":
            _add(service, "fuel", {**one.facts, "source": source})
        elif one.rule == "surcharge":
            _surcharge(service, one, where, files, f"places{code and '_'}{code}_{len(files) + 1}.csv")
    _limits(service, rules)
    _not_served(
        service, [one for one in rules if one.rule == "not_served"], files, f"not_served{code and '_'}{code}.csv"
    )
    return service


def _add(service: dict[str, Any], key: str, table: dict[str, Any]) -> None:
    service[key] = [*service.get(key, []), table]


def _countries(one: Proposed) -> list[str]:
    """The countries of a rule; none where it is for all."""
    return list(one.countries) or (sorted(COUNTRIES - set(one.except_countries)) if one.except_countries else [])


def _source(one: Proposed) -> str:
    return f"{one.cell}: {one.sentence}"[:300]


def _surcharge(
    service: dict[str, Any], one: Proposed, where: Mapping[str, Any], files: dict[str, str], name: str
) -> None:
    facts = {key: value for key, value in one.facts.items() if key != "postcodes"}
    if facts.get("currency") == service["currency"]:
        del facts["currency"]
    table = {"name": one.sentence[:40], **facts, "source": _source(one)}
    if one.facts.get("postcodes"):
        files[name] = _listed([one])
        table["places"] = name
    else:
        table |= where
    _add(service, "surcharge", table)


def _limits(service: dict[str, Any], rules: Sequence[Proposed]) -> None:
    """Limits and goods: of the service, and of single countries in place of them."""
    limits = list(service.get("limits", []))
    goods = list(service.get("goods", []))
    own: dict[str, tuple[list[str], list[str], bool, list[str]]] = {}
    for one in sorted(rules, key=lambda rule: bool(_countries(rule))):
        countries = _countries(one) if one.rule in {"limits", "goods"} else []
        if one.rule == "limits" and not countries:
            limits = _tightest([*limits, *one.facts["limits"]])
            _tighten(service, one.facts["limits"])
        elif one.rule == "goods" and not countries:
            goods = _goods(goods, one)
        for country in countries:
            texts, kinds, differs, sources = own.get(country, ([], goods, False, []))
            if one.rule == "limits":
                texts = _tightest([*texts, *one.facts["limits"]])
            else:
                kinds, differs = _goods(kinds, one), True
            own[country] = (texts, kinds, differs, [*sources, _source(one)])
    if limits:
        service["limits"] = limits
    if goods:
        service["goods"] = goods
    groups: dict[tuple[tuple[str, ...], tuple[str, ...], str], list[str]] = {}
    for country, (texts, kinds, differs, sources) in own.items():
        key = (tuple(texts), tuple(kinds) if differs else (), " ".join(dict.fromkeys(sources))[:300])
        groups.setdefault(key, []).append(country)
    for (limited, taken, source), countries in groups.items():
        table: dict[str, Any] = {"countries": sorted(countries), "limits": list(limited)}
        _add(service, "limits_for", table | ({"goods": list(taken)} if taken else {}) | {"source": source})


def _tightest(limits: Sequence[str]) -> list[str]:
    """The limits with one for each measure and side: of two the tighter, of two in other currencies the later."""
    found: dict[tuple[str, bool], tuple[str, Condition]] = {}
    unread = []
    for text in limits:
        try:
            read = condition(text)
        except ReadError:
            unread.append(text)  # the card's loader says what is wrong
            continue
        key = read.measure, read.upper
        before = found.get(key)
        if before is None or not _within(before[1], read):
            found[key] = text, read
    return [*(text for text, _ in found.values()), *unread]


def _within(one: Condition, other: Condition) -> bool:
    """Whether what meets the first meets the other as well."""
    if one.currency != other.currency:
        return False
    return one.figure <= other.figure if one.upper else one.figure >= other.figure


def _tighten(service: dict[str, Any], limits: Sequence[str]) -> None:
    """Where the sheet's ranges reach further than a general limit on weight, the limit counts."""
    most = [grams(text.removeprefix(_WEIGHT)) for text in limits if text.startswith(_WEIGHT)]
    kept = []
    for entry in service.get("limits_for", []):
        texts = entry["limits"]
        if most and str(entry.get("source", "")).startswith(_SHEET):
            texts = [text for text in texts
                     if not text.startswith(_WEIGHT) or grams(text.removeprefix(_WEIGHT)) <= min(most)]  # fmt: skip
        if texts or "goods" in entry:
            kept.append({**entry, "limits": texts})
    if "limits_for" in service:
        service["limits_for"] = kept


def _goods(goods: Sequence[str], one: Proposed) -> list[str]:
    refused = set(one.facts.get("refuses", ()))
    return [kind for kind in dict.fromkeys((*goods, *one.facts.get("accepts", ()))) if kind not in refused]


def _not_served(service: dict[str, Any], rules: Sequence[Proposed], files: dict[str, str], name: str) -> None:
    places = [place for one in rules for place in one.facts.get("places", ())]
    if places:
        service["refuses"] = list(dict.fromkeys((*service.get("refuses", []), *places)))
        service.setdefault("refuses_source", "; ".join(_source(one) for one in rules if one.facts.get("places"))[:300])
    listed = [one for one in rules if one.countries and (one.facts.get("postcodes") or not one.facts.get("places"))]
    if listed:
        files[name] = _listed(listed)
        service["not_served"] = name


def _listed(rules: Iterable[Proposed]) -> str:
    """The countries and postcodes of rules as a list of places."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_PLACES)
    for one in rules:
        for country in one.countries:
            for part in one.facts.get("postcodes") or [""]:
                low, _, high = str(part).partition("-")
                writer.writerow((country, low, high or low, _source(one)))
    return text.getvalue()
