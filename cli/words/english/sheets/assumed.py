"""What a price workbook does not say, as a guess supposes it."""

from typing import Final

SENTENCES: Final = {
    "assumed.valid_from": "valid_from: the workbook names no day; {day} is supposed.",
    "assumed.gaps_closed": "close_gaps: 2.01 after 2 goes on from there; gaps of up to {grams} g are closed.",
    "assumed.currency": "currency: none is named; CNY is supposed.",
    "assumed.currency_of": "currency: {named:and} are named; CNY is supposed.",
    "assumed.weight_unit": "weight_unit: the weights name no unit; {unit} is supposed.",
    "assumed.price_unit": "price_unit: {head!r} names no unit; a price per kg is supposed.",
    "assumed.by_the_gram": "step: a price for {unit} is charged by the gram, not by each {unit} begun.",
    "assumed.first_weights": "first and step: the heads name no weights; 500 g are supposed.",
    "assumed.per_kg_from": "per_kg_over: rows from {label!r} on are prices for each kg begun.",
    "assumed.destination": "destination: the table names none; {name} of {text!r} is supposed.",
    "assumed.service": (
        "{name}: class {service_class}, tracked or not by its class, {low} to {high} days; takes {goods:list}."
    ),
    "assumed.service_and_days": (
        "{name}: class {service_class}, tracked or not by its class, 7 to 20 days supposed; takes {goods:list}."
    ),
}
