"""The head of a made-up card or mapping: who sells it, from when, and one service called line."""

from __future__ import annotations


def card_head(valid_from: str, name: str = "line") -> str:
    """The card's own keys and those of its service, to which a test adds what it is about.

    Args:
        valid_from: the card's first day, as TOML has it.
        name: of the card.
    """
    return f"""\
name = "{name}"
currency = "CNY"
basis = "contract"
valid_from = {valid_from}
source = "made-up sheet of a test"

[[service]]
code = "line"
carrier = "Example Forwarding"
name = "Line"
class = "registered"
tracked = true
transit_days = [7, 20]
goods = ["general"]
"""
