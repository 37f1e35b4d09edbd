"""What a misspelt name was perhaps meant to be."""

from typing import Final

SENTENCES: Final = {
    "name.did_you_mean": "Did you mean {names:or}?",
}
