"""What a price workbook does not say, as a guess supposes it."""

from typing import Final

SENTENCES: Final = {
    "assumed.valid_from": "valid_from: the workbook names no day; {day} is supposed.",
    "assumed.gaps_closed": (
        "close_gaps: ranges that leave up to {grams} g between them, like 2.01 after 2, are supposed to meet."
    ),
    "assumed.currency": "currency: none is named; CNY is supposed.",
    "assumed.currency_above": "currency: no head names one; {code} is supposed, of {text!r}.",
    "assumed.weight_unit_of": "weight_unit: the weights name no unit; {unit} is supposed, of {text!r}.",
    "assumed.by_the_unit": "step: a price for {unit} is charged for each {unit} begun.",
    "assumed.country": "groups: {name!r} is supposed to be {code}.",
    "assumed.part_left_out": (
        "groups: {name!r} is a part of {country} whose postcodes the workbook does not list; it is left out."
    ),
    "assumed.postcodes_of": "groups: {name!r} is the part of {country} with the postcodes of {text!r}.",
    "assumed.decimal_comma": "decimal_comma: {text!r} can only be meant with a decimal point.",
    "assumed.column_unread": "the column {head!r} is not read: see whether it costs.",
    "assumed.figures_unread": "the figures of column {head!r} are not read: see whether they change a price.",
    "assumed.table_unread": "a table with {heads:quoted} is not read: see whether it changes a price.",
    "assumed.which_price": (
        "{names:quoted} are prices for the same parcel: keep the services that are yours, the cheapest would be taken."
    ),
    "assumed.volume_unsaid": (
        "volumetric: {head!r} is empty in {cells} rows with a price: no rule on volume is taken from it there."
    ),
    "assumed.per_kg_falls": "heavier ranges cost less: the prices are supposed to be per kg.",
    "assumed.per_kg_of": "no head says what a price is for; a price per kg is supposed, of {text!r}.",
    "assumed.per_kg_beside_fee": "no head says what a price is for; beside a fee a price per kg is supposed.",
    "assumed.flat_prices": "{head!r} does not say what a price is for; one price for the whole parcel is supposed.",
    "assumed.single_weights": "weight: single weights are supposed to be the heaviest of each range.",
    "assumed.fees_empty": "{head!r} is empty in {cells} rows with a price: no fee is supposed there.",
    "assumed.upto": "upto: the table names no heaviest weight; {grams} g is supposed.",
    "assumed.price_as_fee": "{head!r} beside a price per kg is supposed to be a fee for each parcel.",
    "assumed.zones": "zones: the list {sheet!r} {head!r} is supposed; {others:quoted} may be meant as well.",
    "assumed.weight_unit": "weight_unit: the weights name no unit; {unit} is supposed.",
    "assumed.price_unit": "price_unit: {head!r} names no unit; a price per kg is supposed.",
    "assumed.price_unit_of": "price_unit: no head names one; a price per {unit} is supposed, of {text!r}.",
    "assumed.per_kg_whole": (
        "{label!r}: a price for each kg of the whole weight is supposed, not one on top of the price before."
    ),
    "assumed.by_the_gram": "step: a price for {unit} is charged by the gram, not by each {unit} begun.",
    "assumed.first_weights": "first and step: the heads name no weights; 500 g are supposed.",
    "assumed.per_kg_from": "per_kg_over: rows from {label!r} on are prices for each kg begun.",
    "assumed.destination": "destination: the table names none; {name} of {text!r} is supposed.",
    "assumed.service": (
        "{name}: class {service_class:name}, tracked or not by its class, {low} to {high} days; takes {goods:names}."
    ),
    "assumed.service_and_days": (
        "{name}: class {service_class:name}, tracked or not by its class, 7 to 20 days supposed; takes {goods:names}."
    ),
}
