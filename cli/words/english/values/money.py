"""What is wrong with an amount or a currency as text."""

from typing import Final

SENTENCES: Final = {
    "money.sign_shared": "{text!r}: {sign!r} may be {currencies:or}.",
    "money.no_amount": "{text!r} is not an amount.",
    "money.no_amount_with_point": "{text!r} is not an amount with a decimal point.",
    "money.no_amount_with_comma": "{text!r} is not an amount with a decimal comma.",
    "money.below_zero": "{text!r} is below zero.",
    "money.too_fine": "{text!r} has more than four decimals.",
    "money.too_much": "{text!r} is more than any order is worth.",
    "money.decimals_or_thousands": "{text!r}: is the mark for decimals or for thousands?",
    "money.several_currencies": "{text!r} names more than one currency.",
    "money.no_currency": "{text!r}: {code!r} is no currency code.",
    "money.no_currency_named": "{text!r} names no currency.",
    "money.write_amount_and_currency": 'Write it like "12 USD".',
    "money.write_code_of_currency": "Write the currency's code, like 12.50 USD.",
    "money.write_amount_or_currency": "Write it like 12.50 or 12.50 USD.",
    "money.write_amount": "Write it like 12.50.",
    "money.write_amount_with_comma": "Write it like 12,50.",
    "money.write_without_thousands": "Write it like 1234.50 or 1234,50.",
    "money.write_paid": "Write what the buyer paid, like 12.50 USD.",
    "money.write_one_currency": "Write one, like 12.50 USD.",
    "money.write_currency": "Write the ISO 4217 code, like USD, EUR or CNY.",
    "money.check_figure": "Check the figure.",
}
