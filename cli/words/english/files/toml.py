"""TOML files that cannot be read."""

from typing import Final

SENTENCES: Final = {
    "toml.not_valid": "is not valid TOML: {why} {see}",
    "toml.key_twice": "the key in line {line} is given a second time. Keep one.",
    "toml.key_twice_at_end": "the key in the last line is given a second time. Keep one.",
    "toml.turned_quotes": '{error}. Write straight quotes, like key = "text".',
    "toml.no_quotes": '{error}. Put a text in quotes, like key = "text".',
    "toml.parser_said": "{error}.",
    "toml.too_large": "is longer than {most:,} bytes. Put long lists into a CSV file.",
    "toml.too_deep": "has tables or lists within one another to more than {most} levels. Write it flat.",
    "toml.number_too_long": "holds a whole number of more than 4,300 digits. Check the figure.",
    "toml.key_too_long": "holds a key of more than 64 names with points between them. Write it flat.",
}
