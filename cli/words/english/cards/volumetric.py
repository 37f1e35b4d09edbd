"""Volumetric rules of a card."""

from typing import Final

SENTENCES: Final = {
    "volumetric.two_ratios": "say from how many times on, or above how many times: ratio or ratio_over, one of the two.",
    "volumetric.share_unfit": "is from 0 % to 100 %, and goes without above.",
    "volumetric.write_side": 'write it like "longest_side >= 40 cm".',
    "volumetric.two_hold": "two rules hold from {begin} on for the same countries. Close one.",
}
