"""Telephone numbers: read by the country they are in, written as a carrier wants them."""

from __future__ import annotations

from functools import lru_cache

from attrs import frozen

from carriers.labels.consignee.numbering_plan import PLAIN_NO_MORE, PlainNumber, plain_number, spaced

STYLES = ("digits", "e164", "zeros", "spaced")
"""digits: 4930901820; e164: +4930901820; zeros: 004930901820; spaced: +49 30 901820."""


@frozen
class Phone:
    """A number that can be dialled; `extension` is "" when there is none, `valid` whether the numbering plan has it."""

    country_code: int
    national: str
    extension: str
    valid: bool

    def written(self, style: str) -> str:
        """The number, without its extension, in one of STYLES."""
        digits = f"{self.country_code}{self.national}"
        if style == "spaced":
            return spaced(self.country_code, self.national) or spaced_by_library(f"+{digits}")
        return {"digits": "", "e164": "+", "zeros": "00"}[style] + digits


@lru_cache(maxsize=65_536)
def read(text: str, country: str) -> Phone | None:
    """The number, or None where no telephone could have it ("000", a masked "172****54", too few digits).

    Args:
        text: as the buyer typed it; a leading 00 is read as +.
        country: ISO 3166 alpha-2 code of the consignee, for numbers without a country code.
    """
    plain = plain_number(text, country)
    if isinstance(plain, PlainNumber):
        return Phone(plain.country_code, plain.national, "", plain.valid)
    return read_by_library(text, country) if plain == PLAIN_NO_MORE else None


def read_coded(text: str) -> Phone | str | None:
    """The same of a number that begins with + or 00, whatever the country; PLAIN_NO_MORE where that is not told."""
    plain = plain_number(text, "")
    return Phone(plain.country_code, plain.national, "", plain.valid) if isinstance(plain, PlainNumber) else plain


def read_by_library(text: str, country: str) -> Phone | None:
    """The same, by phonenumbers alone."""
    import phonenumbers  # noqa: PLC0415 - most commands read no number

    if any(char in text for char in "*•xX") and not _has_extension_only(text):
        return None
    try:
        number = phonenumbers.parse("+" + text.strip()[2:] if text.strip().startswith("00") else text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return Phone(
        country_code=number.country_code or 0,
        national=phonenumbers.national_significant_number(number),
        extension=number.extension or "",
        valid=phonenumbers.is_valid_number(number),
    )


def _has_extension_only(text: str) -> bool:
    """Whether the x of "555 0100 x12" opens an extension rather than masking a digit."""
    lowered = text.lower().replace("ext", "x")
    return "*" not in text and "•" not in text and lowered.count("x") == 1 and lowered[-1].isdigit()


def spaced_by_library(digits: str) -> str:
    """An international number in the groups its country writes, by phonenumbers alone."""
    import phonenumbers  # noqa: PLC0415

    return phonenumbers.format_number(
        phonenumbers.parse(f"+{digits}", None), phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
