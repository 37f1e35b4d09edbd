"""What a clause says of money beside the price: surcharges, fuel, who pays duty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carriers.sheets.guess.note_goods import postcodes_in
from carriers.sheets.guess.note_words import CURRENCIES, UNITS, named, search

if TYPE_CHECKING:
    from collections.abc import Iterator

    Facts = Iterator[tuple[str, dict[str, Any]]]


def charged(clause: str) -> Facts:
    """A surcharge of so much a parcel or kilogram, or the fuel's percentage."""
    fuel = search("fuel", clause)
    if fuel:
        yield "fuel", {"percent": f"{fuel['n']} %"}
        return
    share = search("of_value", clause)
    if share:
        floor = search("surcharge_least", clause)
        yield (
            "surcharge",
            {"amount": f"{share['n']} {share['p']}", "per": "value"} | ({"minimum": floor["n"]} if floor else {}),
        )
        return
    item = search("per_item", clause)
    if item:
        currency = CURRENCIES[item["c"].lower()]
        yield "surcharge", {"amount": item["n"], "currency": currency, "per": "item"}
        return
    if search("unclear", clause):
        return
    if search("partly", clause) and not postcodes_in(clause):  # of islands and the like, which nothing lists
        return
    amount = search("surcharge", clause)
    if amount is None or any("handling" in facts for _, facts in door(clause)):
        return
    facts: dict[str, Any] = {"amount": amount["n"], "currency": CURRENCIES[amount["c"].lower()], "per": "parcel"}
    if search("per_kg", clause[amount.start() : amount.end() + 8]):
        facts["per"] = "kg"
    floor = search("surcharge_least", clause)
    facts |= {"minimum": floor["n"]} if floor else {}
    kinds = [kind for kind, texts in named("goods").items() if any(one.search(clause) for one in texts)]
    facts |= {"goods": kinds} if kinds else {}
    over = [
        f"{measure} {'>=' if match['sign'] else '>'} {match['n']} {UNITS.get(match['u'].lower(), match['u'].lower())}"
        for measure, texts in named("over").items()
        for pattern in texts
        if (match := pattern.search(clause))
    ]
    facts |= {"every": over} if over else {}
    codes = postcodes_in(clause)
    facts |= {"postcodes": codes} if codes else {}
    yield "surcharge", facts


def door(clause: str) -> Facts:
    """Who pays duty."""
    kind = next((kind for kind, texts in named("door").items() if any(one.search(clause) for one in texts)), "")
    if not kind:
        return
    facts: dict[str, Any] = {"duty": kind}
    fee = search("door_fee", clause) if kind == "prepaid" else None
    yield "door", facts | ({"handling": fee["n"]} if fee else {})
