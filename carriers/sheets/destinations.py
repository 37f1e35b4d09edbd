"""What a sheet writes where it means countries: names, codes, several in a cell, groups like 欧盟 or A区."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from routing.errors import ReadError
from routing.reason import Reason
from routing.values.countries import country_code, known_country

if TYPE_CHECKING:
    from collections.abc import Mapping

_BETWEEN = re.compile(r"[,、;/|+&\n]|和")
REST = "*"
"""Stands for all countries that no other destination of a service names."""
_REST = re.compile(
    r"(?:其他|其它|其余|剩余)(?:所有)?(?:国家|地区|目的地)?(?:/?地区)?|rest of (?:the )?world|row"
    r"|(?:all )?other countries",
    re.IGNORECASE,
)
_PART = re.compile(r"(.+?)[\s/_-]*(?:\d{1,2}\s*区|[一二三四五六七八九]区|zone\s*\w|[-_]\s*\d{1,2})", re.IGNORECASE)
_HAN = "\u4e00-\u9fff"
_TWICE_SAID = (  # one country, said in two ways
    re.compile(r"(.+?)\s*\(\s*(.+?)\s*\)"),  # 美国 (US)
    re.compile(rf"([{_HAN}]+)[\s\-_]*([^{_HAN}]+)"),  # 美国 United States
    re.compile(rf"([^{_HAN}]+?)[\s\-_]*([{_HAN}]+)"),  # US-美国
    re.compile(r"(.+?)[\s\-_]+([A-Z]{2,3})"),  # United States US
    re.compile(r"([A-Z]{2,3})[\s\-_]+(.+)"),
)


def countries(text: str, groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The countries a cell means, as alpha-2 codes in order.

    Args:
        text: "美国", "US 美国", "德国、法国", "欧盟", "A区".
        groups: the mapping's own names for several countries; they win over all else.

    Raises:
        ReadError: a name nobody knows or several countries share, or a remark in brackets that changes the meaning.

    >>> countries("德国、法国", {})
    ('DE', 'FR')
    """
    known = {**_bundled(), **{folded(name): codes for name, codes in groups.items()}}
    if folded(text) in known:
        return known[folded(text)]
    try:
        return (_one(text),)
    except ReadError:
        parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
        if len(parts) < 2:
            parts = text.split()
            if len(parts) < 2 or None in map(known_country, parts):
                raise
    found = [code for part in parts for code in known.get(folded(part)) or (_one(part),)]
    if "CN" in found:  # "Hong Kong, China" means one place, and a parcel from China does not go to China
        raise ReadError(Reason("destination.china_beside", text=text), Reason("destination.say_meaning"))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1 << 15)
def names_destination(text: str) -> bool:
    """Whether a cell means a country or several; told without looking for what was meant else."""
    if folded(text) in _bundled() or known_country(text) is not None:
        return True
    for form in _TWICE_SAID:
        match = form.fullmatch(text)
        said = {known_country(part) for part in match.groups()} if match else {None}
        if len(said) == 1 and None not in said:
            return True
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    parts = parts if len(parts) > 1 else text.split()
    return len(parts) > 1 and all(folded(part) in _bundled() or known_country(part) is not None for part in parts)


def is_rest(text: str, groups: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a cell means all countries that the sheet does not name."""
    return bool(_REST.fullmatch(" ".join(text.split()))) and folded(text) not in map(folded, groups)


def part_of(text: str) -> str:
    """The country of which a cell names a zone: 澳大利亚1区, AU-2; "" where it names none."""
    match = _PART.fullmatch(text.strip())
    return (known_country(match[1]) or "") if match else ""


def folded(name: str) -> str:
    """The comparable form of a group's name."""
    return "".join(name.casefold().split())


def _one(text: str) -> str:
    try:
        return country_code(text)
    except ReadError as error:
        unknown = ReadError(Reason("destination.unknown", error=error), Reason("destination.or_name_group"))
    for form in _TWICE_SAID:
        if match := form.fullmatch(text):
            said = {known_country(part) for part in match.groups()}
            if len(said) == 1 and None not in said:
                return str(said.pop())
    if "(" in text:
        raise ReadError(Reason("destination.with_remark", text=text), Reason("destination.say_countries"))
    raise unknown


@cache
def _bundled() -> dict[str, tuple[str, ...]]:
    text = (resources.files("carriers") / "data" / "country_groups.toml").read_text(encoding="utf-8")
    return {
        folded(name): tuple(group["countries"]) for group in tomllib.loads(text).values() for name in group["names"]
    }
