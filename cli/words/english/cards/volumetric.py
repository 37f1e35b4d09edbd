"""Volumetric rules of a card."""

from typing import Final

SENTENCES: Final = {
    "volumetric.write_side": 'write it like "longest_side >= 40 cm".',
    "volumetric.two_hold": "two rules hold from {begin} on for the same countries. Close one.",
}
