"""A key of a TOML file."""

from typing import Final

SENTENCES: Final = {
    "toml_key.unreadable": "{error}",
    "toml_key.missing": "is missing. Write {wanted}.",
    "toml_key.unknown": "is no key that is known here. Known here: {known:list}.",
    "toml_key.unknown_near": "is no key that is known here. {near}",
    "toml_key.other_kind": "{value} is not {wanted}. {way_out}",
    "toml_key.write_text": 'Write {key} = "{value}".',
    "toml_key.write_number": "Write {key} = {value}.",
    "toml_key.write_texts": 'Write {key} = ["{value}"].',
    "toml_key.not_allowed": "{value!r} is not allowed. {near:then}Allowed: {allowed:list}.",
    "toml_key.words_not_allowed": "{words:quoted} not allowed. {near:then}Allowed: {allowed:list}.",
    "toml_key.no_divisor": (
        "{value} is no divisor from {least} to {most} cubic centimetres per kg. Write it like 6000."
    ),
    "toml_key.measures_allowed": "{text!r}: allowed here are {measures:list}.",
    "toml_key.empty": "is empty. Say it in words.",
    "toml_key.not_texts": "holds something else than texts in quotes.",
    "toml_key.time_of_day": "{value} has a time of day. Write the day alone, like {date}.",
    "toml_key.formula": "{value!r} begins like a formula, which a spreadsheet would run. Begin with a letter.",
    "toml_key.bound_twice": "{text!r} and {side!r} bound the same measure twice. Keep one.",
    "toml_key.none_meets_both": "nothing can meet both {other!r} and {text!r}.",
    "toml_key.write_pair": "write the least and the most, like [7, 20].",
    "toml_key.empty_value": "is empty. Say it, or leave the key out.",
    "toml_key.no_table": "is not a table. Write it as {head}.",
}
