"""What buyers choose at a marketplace, as the services that were promised with it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from routing.services.requested import OptionNames
from routing.values.toml_file import load_toml

_TABLE = Path(__file__).with_name("data") / "requested.toml"


@cache
def bundled_option_names() -> OptionNames:
    """The bundled table."""
    return OptionNames(tuple((rule["words"], rule["service"]) for rule in load_toml(_TABLE)["option"]))
