"""Telephone numbers in plain digits, read by the numbering plans of phonenumbers, without its searches.

Only what is plain is read here: digits with blanks, hyphens, full stops and brackets between them, perhaps a + before
them, of countries whose trunk prefix is plain digits.  Of all else `PLAIN_NO_MORE` is the answer, and the caller asks
phonenumbers itself; a property test holds the two equal.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

PLAIN_NO_MORE: Final = "phonenumbers"
"""The answer to a number that only phonenumbers can read."""
_PLAIN: Final = re.compile(r"(?P<plus>\+|00)?[ (]{0,2}(?P<digits>[0-9](?:[ ().-]{0,3}[0-9]){5,16})")
_NO_DIGIT: Final = re.compile(r"[^0-9]+")
_TYPES: Final = (
    "fixed_line", "mobile", "toll_free", "voip", "premium_rate", "shared_cost", "personal_number", "pager", "uan",
    "voicemail",
)  # fmt: skip
"""The kinds of numbers that a plan has, the frequent ones first."""
_CODE_DIGITS: Final = 3
"""Digits of the longest calling code."""


@frozen
class PlainNumber:
    """A number that can be dialled: calling code, national number with its leading zeros, whether the plan has it."""

    country_code: int
    national: str
    valid: bool


def plain_number(text: str, country: str) -> PlainNumber | str | None:
    """The number; None where no telephone could have it; PLAIN_NO_MORE where that is not told here.

    Args:
        text: as the buyer typed it; a leading 00 is read as +.
        country: ISO 3166 alpha-2 code, for numbers without a calling code.
    """
    match = _PLAIN.fullmatch(text)
    if match is None:
        return PLAIN_NO_MORE
    if not match["plus"] and match["digits"].startswith("00"):
        return PLAIN_NO_MORE
    digits = _NO_DIGIT.sub("", match["digits"])
    return _international(digits) if match["plus"] else _local(digits, country)


def spaced(country_code: int, national: str) -> str | None:
    """The number in the groups that its country writes, with + and calling code; None where it is not told here."""
    plan = _plan(_regions(country_code)[0], country_code)
    number = _without_trunk(national, plan)
    if number is None:
        return None
    for leading, pattern, written in _formats(country_code):
        if (leading is None or leading.match(number)) and pattern.fullmatch(number):
            return f"+{country_code} {pattern.sub(written, number)}"
    return f"+{country_code} {number}"


def _international(digits: str) -> PlainNumber | str | None:
    """A number that begins with its calling code."""
    for length in range(1, _CODE_DIGITS + 1):
        code = int(digits[:length])
        regions = _regions(code)
        if regions and digits[0] != "0":
            plan = _plan(regions[0], code)
            national = _without_trunk(digits[length:], plan)
            return PLAIN_NO_MORE if national is None else _judged(code, national, plan)
    return PLAIN_NO_MORE


def _local(digits: str, country: str) -> PlainNumber | str | None:
    """A number as it is dialled in its own country; with the calling code but no +, too."""
    plan = _own_plan(country)
    if plan is None or _begins(plan.international_prefix, digits):
        return PLAIN_NO_MORE
    code = str(plan.country_code)
    national = digits
    if digits.startswith(code):
        rest = _stripped(digits[len(code) :], plan)
        if rest is None:
            return PLAIN_NO_MORE
        general = plan.general_desc
        as_code = not _fits(general, digits) and _fits(general, rest)
        if as_code or len(digits) > general.possible_length[-1]:
            plan = _plan(_regions(plan.country_code)[0], plan.country_code)
            national = rest
    own = _without_trunk(national, plan)
    if own is None or len(own) < 2:
        return PLAIN_NO_MORE
    return _judged(plan.country_code, own, _plan(_regions(plan.country_code)[0], plan.country_code))


def _judged(code: int, national: str, plan: Any) -> PlainNumber | str | None:
    """The number, if it has a length that numbers of its calling code have."""
    if len(national) < 2 or not int(national):
        return PLAIN_NO_MORE
    general = plan.general_desc
    if len(national) not in general.possible_length and len(national) not in general.possible_length_local_only:
        return None
    return PlainNumber(code, national, _is_in_plan(code, national))


def _is_in_plan(code: int, national: str) -> bool:
    """Whether one of the plans under a calling code has the number: the first that claims it decides."""
    regions = _regions(code)
    if len(regions) == 1:
        return _has_type(_plan(regions[0], code), national)
    for region in regions:
        plan = _own_plan(region)
        if plan is None:
            continue
        if plan.leading_digits is not None:
            if _compiled(plan.leading_digits).match(national):
                return _has_type(plan, national)
        elif _has_type(plan, national):
            return True
    return False


def _has_type(plan: Any, national: str) -> bool:
    if not _is_of(plan.general_desc, national):
        return False
    return any(_is_of(getattr(plan, name), national) for name in _TYPES)


def _is_of(desc: Any, national: str) -> bool:
    if desc is None:
        return False
    lengths = desc.possible_length
    return (not lengths or len(national) in lengths) and _fits(desc, national)


def _fits(desc: Any, national: str) -> bool:
    return bool(desc and desc.national_number_pattern and _compiled(desc.national_number_pattern).fullmatch(national))


def _without_trunk(national: str, plan: Any) -> str | None:
    """The number without the prefix of calls within the country, where what is left is long enough; None: not told."""
    rest = _stripped(national, plan)
    if rest is None or rest == national:
        return rest
    lengths, local = plan.general_desc.possible_length, plan.general_desc.possible_length_local_only
    length = len(rest)
    is_kept = length in local or length < lengths[0] or (length < lengths[-1] and length not in lengths)
    return national if is_kept else rest


def _stripped(national: str, plan: Any) -> str | None:
    prefix = plan.national_prefix_for_parsing
    if not prefix or not national or not _begins(prefix, national):
        return national
    if not prefix.isdigit() or plan.national_prefix_transform_rule:
        return None
    rest = national[len(prefix) :]
    general = plan.general_desc
    return national if _fits(general, national) and not _fits(general, rest) else rest


def _begins(pattern: str | None, digits: str) -> bool:
    return bool(pattern and _compiled(pattern).match(digits))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def _formats(code: int) -> Sequence[tuple[re.Pattern[str] | None, re.Pattern[str], str]]:
    """Of each way of writing: how the number begins, its groups, and what stands between them."""
    plan = _plan(_regions(code)[0], code)
    formats = plan.intl_number_format or plan.number_format
    return tuple(
        (
            _compiled(one.leading_digits_pattern[-1]) if one.leading_digits_pattern else None,
            _compiled(one.pattern),
            one.format,
        )
        for one in formats
    )


@cache
def _regions(code: int) -> tuple[str, ...]:
    """The countries under a calling code, the one whose plan counts first; none: there is no such code."""
    import phonenumbers  # noqa: PLC0415 - most commands read no number

    return tuple(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(code, ()))


@cache
def _own_plan(country: str) -> Any:
    from phonenumbers import PhoneMetadata  # noqa: PLC0415

    return PhoneMetadata.metadata_for_region(country, None)


@cache
def _plan(region: str, code: int) -> Any:
    from phonenumbers import PhoneMetadata  # noqa: PLC0415

    return PhoneMetadata.metadata_for_region_or_calling_code(code, region)
