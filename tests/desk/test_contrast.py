"""Contrast of the desk's colours, worked out from its style sheets by WCAG 2.2: 4.5 to 1 for text, 3 to 1 for signs."""

from __future__ import annotations

import re
from importlib import resources
from typing import Final

import pytest

_STATIC = resources.files("cli.desk") / "static"
_CSS: Final = re.sub(
    r"/\*.*?\*/", "", "".join((_STATIC / f"{one}.css").read_text("utf-8") for one in ("desk", "work")), flags=re.DOTALL
)
_SURFACES: Final = ("ground", "sheet", "row", "good-ground")
"""On which any text may stand: the page, a box or table, the row one stands on, the chosen service."""
_TEXTS: Final = ("ink", "faint", "accent", "good", "bad", "warn")


def _schemes() -> dict[str, dict[str, str]]:
    """Name -> colour variables of the light, dark and printed schemes; what one leaves out is that of the light one."""
    blocks = re.findall(r"(@media[^{]*\{\s*)?:root \{([^}]*)\}", _CSS)
    found: dict[str, dict[str, str]] = {}
    for media, body in blocks:
        name = "dark" if "dark" in media else "print" if "print" in media else "light"
        own = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]+)", body))
        found[name] = {**found.get("light", {}), **own}
    return found


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(2 * one for one in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _pairs() -> set[tuple[str, str]]:
    """The text and the ground that one rule of the sheets names together."""
    found = set()
    for body in re.findall(r"\{([^{}]*)\}", _CSS):
        text = re.search(r"(?<![-\w])color: var\(--([a-z-]+)\)", body)
        ground = re.search(r"background(?:-color)?: var\(--([a-z-]+)\)", body)
        if text and ground:
            found.add((text[1], ground[1]))
    return found


def test_the_formula_is_that_of_wcag() -> None:
    """Black on white is 21 to 1; #777777 on white is 4.48 (WebAIM's contrast checker)."""
    assert round(_contrast("#000", "#ffffff"), 2) == 21
    assert round(_contrast("#777777", "#fff"), 2) == 4.48


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_text_is_read_on_every_ground(scheme: str) -> None:
    """Each colour of text on each ground on which it may stand, and on the ground that its own rule names."""
    colours, pairs = _schemes()[scheme], _pairs()
    assert ("on-accent", "accent") in pairs
    pairs |= {(text, ground) for text in _TEXTS for ground in _SURFACES}
    weak = {pair: round(_contrast(*(colours[one] for one in pair)), 2) for pair in pairs}
    assert {pair: figure for pair, figure in weak.items() if figure < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_signs_are_seen(scheme: str) -> None:
    """Borders of fields, the frame of what has the focus, bars and marks against what they stand on."""
    colours = _schemes()[scheme]
    pairs = [("faint", "sheet"), ("accent", "ground"), ("accent", "sheet"), ("accent", "row"), ("bad", "sheet")]
    weak = {pair: round(_contrast(*(colours[one] for one in pair)), 2) for pair in pairs}
    assert {pair: figure for pair, figure in weak.items() if figure < 3} == {}
