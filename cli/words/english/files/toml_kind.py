"""What a key of a TOML file may hold."""

from typing import Final

SENTENCES: Final = {
    "toml_kind.text": "a text in quotes",
    "toml_kind.texts": "a list of texts in quotes",
    "toml_kind.whole": "a whole number",
    "toml_kind.flag": "true or false",
    "toml_kind.day": "a date like 2026-01-31, without quotes",
    "toml_kind.tables": "a list of tables. Write it with two brackets, {head}",
    "toml_kind.table": "a table. Write {head} and its keys below",
    "toml_kind.a_table": "a table",
}
