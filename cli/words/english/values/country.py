"""What is wrong with the name of a country."""

from typing import Final

SENTENCES: Final = {
    "country.no_code": "{text!r} is no ISO 3166 alpha-2 code.",
    "country.write_code": "Write it like US or DE.",
    "country.write_this_code": "Write {code}.",
    "country.write_two_letters": "Write the two-letter code.",
    "country.ambiguous": "{text!r} may be {countries}.",
    "country.unknown": "{text!r} is no country that is known.",
    "country.write_code_or_name": "Write the code or the full name.",
    "country.write_code_or_language": "Write the two-letter code, like US, or the English or Chinese name.",
    "country.did_you_mean": "Did you mean {name} ({code})? Write the two-letter code, like US.",
}
