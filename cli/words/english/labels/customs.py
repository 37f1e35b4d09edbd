"""What customs asks of an order's articles, and what tax does with a parcel."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "customs.quantity_unknown": "How many pieces are sent is not known. Give the quantity in the order file.",
    "customs.no_value_of_article": (
        "Customs wants the value of every article, samples too. Give what it is worth in the order file."
    ),
    "customs.no_rate": (
        "Values must be in {currency}; no real rate of {lacking:and} is known for {on}. Give rates with --fx."
    ),
    "customs.value_shared": (
        "The file tells only the total paid; it is shared among the lines as their product-master values are."
    ),
    "customs.value_from_products": "What was paid is not known; the product master's customs value is declared.",
    "customs.value_unknown": (
        "The value of a line is not known. Give the price paid in the order file, or the product master's value."
    ),
    "customs.declared_below_paid": (
        "The product master declares {declared} {currency} for {sku}, the buyer paid {paid}: the price paid is declared. "
        "Mend the product master."
    ),
    "customs.declared_below_paid_often": (
        "The product master declares {declared} {currency} for {sku}, buyers paid {least} to {most} in {orders} orders: "
        "the price paid is declared. Mend the product master."
    ),
    "customs.no_description": "Customs needs what it is in English. Give name_en in the product master.",
    "customs.description_not_english": "Write what it is in English, like Silicone phone case.",
    "customs.description_vague": (
        "Customs refuses words that name no goods. Write what it is, like Silicone phone case."
    ),
    "customs.no_hs_code": "Give an HS code of at least {digits} digits in the product master, like 392690.",
    "customs.hs_code_wrong": "An HS code has at least {digits} digits and a chapter from 01 to 99, like 392690.",
    "customs.no_hs_code_of_country": ("{country} wants an HS code of {digits} digits. Give it in the product master."),
    "customs.hs_code_short": (
        "{country} wants {digits} digits, not {count}. Give the whole code of its tariff in the product master."
    ),
    "customs.identifier_missing": (
        "Customs asks for the {name:name} of every item since {since}. Fill column {column} of the product master."
    ),
    "customs.identifier_long": "The {name:name} may have {most} signs, not {count}.",
    "customs.ioss_wrong": "{number} is no IOSS number: no such country gives one. Ask the marketplace.",
    "customs.gtin_wrong": "{number} is no GTIN: its check digit or length is wrong. Mend column gtin, or empty it.",
    "customs.tax_id_wrong": (
        "{number!r} is no {name:name}, which customs of {country} asks for: check digits or signs are wrong. Ask the buyer."
    ),
    "customs.origin_unknown": "Give the country where it was made in the product master, like CN.",
    "customs.tax_always": "{rule:name}",
    "customs.tax_by_unknown_rate": (
        "Up to {limit} {currency}: {within:name} Above: {beyond:name} No rate of exchange tells which."
    ),
    "customs.tax_below": "Below {limit} {currency}: {rule:name}",
    "customs.tax_up_to": "Up to {limit} {currency}: {rule:name}",
    "customs.tax_above": "Above {limit} {currency}: {rule:name}",
    "customs.tax_per_line": (
        "{rule:name} {n} such line here: {eur} EUR.",
        "{rule:name} {n} such lines here: {eur} EUR.",
    ),
    "customs.tax_since": "{rule:name} (since {since})",
    "customs.ioss_no_rate": (
        "No rate of {lacking:and} tells whether the value is within {limit} EUR: no number. Give one with --fx."
    ),
    "customs.ioss_above_limit": (
        "Above {limit} EUR the IOSS number may not be used: import VAT and duty are charged on arrival."
    ),
    "customs.ioss_not_there": (
        "VAT of the EU is not charged in {place}: the IOSS number is not told there, and import tax is charged on "
        "arrival."
    ),
    "customs.ioss_no_column": (
        "VAT was collected and the layout has no column for the IOSS number {number}. Tell the carrier in its form or "
        "portal."
    ),
    "customs.ioss_of_order_wrong": (
        "{number!r} of the order file is no IOSS number (IM and ten digits): it is not told. Ask the marketplace."
    ),
    "customs.eori_of_other_area": (
        "{number} is an EORI number of another customs territory than {place}: it is not told there. "
        "Give one of {area:name} in the shop file, [tax] {key}."
    ),
    "customs.seller_number_no_column": (
        "Tax was collected under the {name} {number} and the layout has no column for it. Tell the carrier in its form "
        "or portal."
    ),
    "customs.seller_number_missing": (
        "Tax was collected at the sale, but the shop file has no {name} for {platform!r} ([{key}])."
    ),
    "customs.ioss_no_number": ("VAT was collected, but the shop file has no IOSS number for {platform!r} ([ioss])."),
}
