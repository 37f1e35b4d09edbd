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
from routing.values.postcode import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_BETWEEN = re.compile(r"[,、;/|+&\n]")
_AND = re.compile(r"和|及|与|\s+")
"""Parts a list where the whole is no country itself, as Trinidad and Tobago is."""
_MEANT = {"korea": "KR"}
"""What names that countries share mean on price sheets."""
_MAINLAND = re.compile(r"(.{2,6})(?:本土|大陆|内陆)")
_FOOTNOTE = re.compile(r"(.*?[^\d\s(\[])\s*(?:[*#†‡※]{1,3}|[(\[]?(?:注|note )?\d{1,2}[)\].、]?)", re.IGNORECASE)
"""A name with the mark or number of a note."""
_STATE = re.compile(
    r",?\s*\b(?:(?:islamic|united|federated|socialist|bolivarian|plurinational)\s+)?"
    r"(?:rep(?:ublic)?|state|kingdom|principality|commonwealth)\.?(?:\s+of)?\.?$|(?<=[\u4e00-\u9fff]{2})(?:共和国|王国|联邦|公国)$"
    r"|\s+islands?$|(?<=[\u4e00-\u9fff]{2})(?:群岛|岛)$",
    re.IGNORECASE,
)
REST = "*"
"""Stands for all countries that no other destination of a service names."""
_REST = re.compile(
    r"(?:其他|其它|其余|剩余)(?:所有)?(?:国家|地区|目的地)?(?:/?地区)?|rest of (?:the )?world|row"
    r"|(?:all )?other countries",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(.+?)[\s/_,(-]*"
    r"((?:第?\s*(?:\d{1,2}|[一二三四五六七八九十]|[a-h])\s*区)|zone\s*\w{1,2}|(?<=[-_])\s*\d{1,2}|[东西南北中]部)[)\s]*",
    re.IGNORECASE,
)
_CODE_AND_ZONE = re.compile(r"([A-Z]{2})[-_ ]?(\d{1,2})")
_ZONE = re.compile(
    r"(?:第|分区|资费区|计费区|区域?|zone|area|group)?[\s_#.:-]*"
    r"([a-z]|\d{1,3}|[一二三四五六七八九十]{1,3})[\s_-]*(?:区域?|zone)?",
    re.IGNORECASE,
)
_CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_HAN = "\u4e00-\u9fff"
_SPELLED_OUT = re.compile(r"([^()]{1,20}?)\s*\(\s*([^()]+?)\s*\)")
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
    if inner := _region_of(text):
        return countries(inner, groups)
    try:
        return (_one(text),)
    except ReadError:
        parts = _listed(text)
        if len(parts) < 2:
            raise
    found = [code for part in parts for code in known.get(folded(part)) or (_one(part),)]
    if "CN" in found:  # "Hong Kong, China" means one place, and a parcel from China does not go to China
        raise ReadError(Reason("destination.china_beside", text=text), Reason("destination.say_meaning"))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1 << 15)
def names_destination(text: str) -> bool:
    """Whether a cell means a country or several; told without looking for what was meant else."""
    if _known(text):
        return True
    for form in _TWICE_SAID:
        match = form.fullmatch(text)
        said = {known_country(part) for part in match.groups()} if match else {None}
        if len(said) == 1 and None not in said:
            return True
    parts = _listed(_region_of(text) or text)
    return len(parts) > 1 and all(map(_known, parts))


def _region_of(text: str) -> str:
    """The countries that a region spells out: 德国,法国 of 欧洲1区(德国,法国); "" for any other text."""
    match = _SPELLED_OUT.fullmatch(text)
    if match is None or known_country(match[1].strip()):
        return ""
    parts = _listed(match[2])
    return match[2] if len(parts) > 1 and all(map(_known, parts)) else ""


def _listed(text: str) -> list[str]:
    """The parts of a list of countries; a part is parted again where only its own parts are known."""
    found: list[str] = []
    for part in filter(None, (part.strip() for part in _BETWEEN.split(text))):
        inner = [one for one in _AND.split(part) if one]
        if any(one.casefold() == "island" for one in inner):  # of another name, and not the German for Iceland
            inner = [part]
        found += inner if not _known(part) and len(inner) > 1 and all(map(_known, inner)) else [part]
    return found


def _known(text: str) -> bool:
    return folded(text) in _bundled() or known_country(text) is not None or known_country(_bare(text)) is not None


def _bare(text: str) -> str:
    """The name without what a list says of its form of state: Yemen of "Yemen, Republic of"; "" where it has none."""
    found = _STATE.sub("", text)
    return found if found != text and len(found) > 1 else ""


def supposed(text: str) -> str:
    """The country that a price sheet probably means, where a person has to confirm it: Korea, 美国本土; else ""."""
    for form in (_MAINLAND,) if parted(text)[0] else (_MAINLAND, _FOOTNOTE):  # AU-1 is a zone, and no footnote
        if (match := form.fullmatch(text)) and (code := known_country(match[1].strip())):
            return code
    return _MEANT.get(folded(text), "")


def is_rest(text: str, groups: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a cell means all countries that the sheet does not name."""
    return bool(_REST.fullmatch(" ".join(text.split()))) and folded(text) not in map(folded, groups)


def part_of(text: str) -> str:
    """The country of which a cell names a zone: 澳大利亚1区, AU-2; "" where it names none."""
    return parted(text)[0]


@lru_cache(maxsize=1 << 12)
def parted(text: str) -> tuple[str, str]:
    """A country and the zone of it that a cell names: ("AU", "1"); two empty texts where it names none.

    >>> parted("澳大利亚/1区")
    ('AU', '1')
    """
    match = _CODE_AND_ZONE.fullmatch(text.strip()) or _PART.fullmatch(text.strip())
    country = (known_country(match[1].strip()) or "") if match else ""
    return (country, zone_name(match[2])) if match and country else ("", "")


@lru_cache(maxsize=1 << 12)
def zone_name(text: str) -> str:
    """The comparable name of a zone, however a sheet writes it.

    >>> zone_name("第二区"), zone_name("Zone 2"), zone_name("2"), zone_name("欧洲 A")
    ('2', '2', '2', '欧洲a')
    """
    match = _ZONE.fullmatch(text.strip())
    if match is None:
        return folded(text)
    word = match[1].casefold()
    if word[0] in _CHINESE:
        tens, found, rest = word.partition("十")
        return str((_CHINESE.get(tens, 1) * 10 + _CHINESE.get(rest, 0)) if found else _CHINESE.get(word, word))
    return word.lstrip("0") or word


def folded(name: str) -> str:
    """The comparable form of a group's name."""
    return "".join(name.casefold().split())


def postcode_ranges(text: str) -> list[str]:
    """Postcodes and ranges of them in a cell, as "from to" without blanks of their own.

    >>> postcode_ranges("2000-2234, 2555；BT1~BT94")
    ['2000 2234', '2555 2555', 'BT1 BT94']
    """
    found = []
    for part in re.split(r"[,、;；，\n]+", text):
        low, _, high = (fold(end) for end in re.sub(r"[~～至到—–]", "-", part).partition("-"))
        if low:
            found.append(f"{low} {high or low}")
    return found


def _one(text: str) -> str:
    try:
        return country_code(text)
    except ReadError as error:
        unknown = ReadError(Reason("destination.unknown", error=error), Reason("destination.or_name_group"))
    bare = _bare(text)
    if bare and (code := known_country(bare)):
        return code
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
