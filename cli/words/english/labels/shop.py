"""What is wrong with a shop file."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "shop.unknown_section": "is not a section of a shop file. Sections are {known:list}.",
    "shop.write_section": "is a section: write [{section}].",
    "shop.write_layout_section": "is a section: write [layout.{layout}] and [layout.{layout}.services].",
    "shop.write_choice": (
        'is no layout: write {service} = "hualei", or {service} = {{ layout = "yunexpress", template = "downloaded.xlsx" '
        "}}, with first_row = 3 where rows below its head are filled."
    ),
    "shop.write_upload": (
        'is a section of the marketplace\'s words for carriers: write [uploads.{platform}] and "China Post" = "CPAM".'
    ),
    "shop.unknown_key": "is not known. [{section}] has {known:list}.",
    "shop.text_in_quotes": 'is a text: write it in quotes, like "310000".',
    "shop.no_country_code": "{country!r} is no country code. Write the ISO 3166 code, like CN.",
    "shop.no_phone": "{phone!r} is no telephone number. Write it like +86 571 8888 0000.",
    "shop.no_ioss_number": "{number!r} is no IOSS number. It is IM and ten digits, like IM3720000224.",
    "shop.check_digit": "{number!r} cannot exist: its check digit, or a part of it, is wrong. Copy it anew.",
    "shop.no_seller_number": "{number!r} is no {name}. It looks like {like}.",
    "shop.no_eori": "{number!r} is no EORI number of that customs territory. It looks like {like}.",
    "shop.category_refused": "{category!r} is refused: what a buyer paid for is no gift. Write sale of goods.",
    "shop.unknown_category": "{category!r} is not one of {allowed:list}.",
}
