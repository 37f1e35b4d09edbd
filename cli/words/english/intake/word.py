"""The few words an order cell may hold."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "word.no_quantity": "{text!r} is no quantity. Write a whole number from 1 to {most}.",
    "word.not_yes_or_no": "{text!r} is neither yes nor no. Write yes or no.",
    "word.no_shape": "{text!r} is no shape. Write {shapes:or}.",
}
