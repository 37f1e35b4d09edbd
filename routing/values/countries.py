"""Country names and codes to ISO 3166 alpha-2.

Names come from pycountry (ISO 3166), from the CLDR lists in ten languages that babel carries, and from
`country_names.toml`, which holds what people and marketplaces write besides.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from routing.errors import ReadError
from routing.reason import Reason
from routing.values.widths import half_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COUNTRY_CODES = tuple(  # one word a code: easier to check against the standard than 200 quoted strings
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
    FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
    """.split()  # noqa: SIM905
)
"""Every ISO 3166-1 alpha-2 code in order, and XK for Kosovo (user-assigned).  As of pycountry 26.2."""

_ASSIGNED = frozenset(COUNTRY_CODES)
_ALIASES = Path(__file__).with_name("country_names.toml")
_NAME_AND_CODE = re.compile(r"([^(]++)\(([A-Z]{2})\)")
_NOT_LETTERS = re.compile(r"[\W_]+")
_SAINT = re.compile(r"\bsaint\b")
_LOCAL_LANGUAGES = ("de", "es", "fr", "it", "nl", "pl", "pt", "ru")
_OF_STATES = re.compile(r"\b(?:republic|kingdom|state|states|federation|of|the|and)\b")
"""Words of many names: two that have only these in common are not alike."""
_SURE = 85  # percent of likeness from which a name is offered as "did you mean"
_LONGEST = 200
"""Signs of the longest text that is looked at as a country."""


class AmbiguousCountryError(ReadError):
    """A name that two or more countries share; the message names them."""


@lru_cache(maxsize=4096)
def country_code(text: str) -> str:
    """The ISO 3166 alpha-2 code of a country given as alpha-2 or alpha-3 code, English, Chinese or European name.

    European: as German, French, Spanish, Italian, Portuguese, Russian, Polish and Dutch call it.
    Letter case, accents, points and a leading "the" do not matter, nor does the code after the name, as in "Germany
    (DE)".  Kosovo is XK.

    Raises:
        AmbiguousCountryError: the name fits several countries ("Korea", "Congo").
        ReadError: no country of that name is known; the nearest name is offered.

    >>> country_code("South Korea"), country_code("俄罗斯"), country_code("UK")
    ('KR', 'RU', 'GB')
    """
    found = known_country(text)
    if found is not None:
        return found
    key = _folded(_word(text))
    ambiguous = _tables()["ambiguous"]
    if key in ambiguous:
        several = Reason("country.ambiguous", text=text, countries=ambiguous[key])
        raise AmbiguousCountryError(several, Reason("country.write_code_or_name"))
    raise ReadError(Reason("country.unknown", text=text), _way_out(key))


@lru_cache(maxsize=1 << 15)
def known_country(text: str) -> str | None:
    """The code as `country_code` finds it; None where the name is not known or several countries share it."""
    word = _word(text)
    if word.upper() in _ASSIGNED:
        return word.upper()
    names = _names()
    if (code := names.get(_folded(word))) is not None:
        return code
    coded = _NAME_AND_CODE.fullmatch(word)
    return coded[2] if coded and names.get(_folded(coded[1].strip())) == coded[2] else None


def _word(text: str) -> str:
    return half_width(text).strip() if len(text) <= _LONGEST else ""


def _way_out(key: str) -> Reason:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only a wrong name needs it

    names, cores = _names(), _cores()
    wanted = _OF_STATES.sub("", key)
    near = process.extractOne(wanted, [core for core in cores if len(core) > 3], scorer=fuzz.ratio, score_cutoff=_SURE)
    if near is None:
        return Reason("country.write_code_or_language")
    name = cores[near[0]]
    return Reason("country.did_you_mean", name=name.title(), code=names[name])


@cache
def _cores() -> Mapping[str, str]:
    """A name without words of states, such as republic -> the name."""
    return {_OF_STATES.sub("", name): name for name in _names() if len(name) > 3}


def _folded(name: str) -> str:
    """The name without case, accents, points and spaces' variety: what two spellings have in common."""
    letters = "".join(
        char for char in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(char)
    )
    words = _NOT_LETTERS.sub(" ", letters.replace("&", " and ").replace("\u2019", "'").replace("'", "")).strip()
    return _SAINT.sub("st", words.removeprefix("the ").removesuffix(" the"))


@cache
def _names() -> Mapping[str, str]:
    """Folded name -> code.  Our own table wins over the libraries; a name of the ambiguous table is in no other."""
    tables = _tables()
    found: dict[str, str] = {}
    for name, code in _library_names():
        key = _folded(name)
        if key and key not in tables["ambiguous"]:
            found.setdefault(key, code)
    local: dict[str, set[str]] = {}
    for name, code in _local_names():
        local.setdefault(_folded(name), set()).add(code)
    for key, codes in local.items():
        if len(codes) == 1 and key and key not in tables["ambiguous"]:  # one name, two countries: nobody's
            found.setdefault(key, *codes)
    return found | {_folded(name): code for name, code in tables["names"].items()}


def _library_names() -> Iterator[tuple[str, str]]:
    import pycountry  # noqa: PLC0415 - 30 ms that most runs do not need: their files hold codes
    from babel import Locale  # noqa: PLC0415

    for country in pycountry.countries:
        for kind in ("alpha_3", "common_name", "name", "official_name"):
            if name := getattr(country, kind, None):
                yield name, country.alpha_2
    for language in ("en", "zh"):
        for code, name in Locale(language).territories.items():
            if code in _ASSIGNED:
                yield name, code


def _local_names() -> Iterator[tuple[str, str]]:
    """What the countries are called in the languages of the exports and addresses met most, besides those above."""
    from babel import Locale  # noqa: PLC0415 - see above

    for language in _LOCAL_LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in _ASSIGNED:
                yield name, code


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    tables = tomllib.loads(_ALIASES.read_text(encoding="utf-8"))
    return {
        "names": {name: code for code, names in tables["names"].items() for name in names},
        "ambiguous": {_folded(name): candidates for name, candidates in tables["ambiguous"].items()},
    }
