"""What a sheet writes where it means countries: names, codes, several in a cell, groups like 欧盟 or A区."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from routing.countries import country_code
from routing.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Mapping

_BETWEEN = re.compile(r"[,、;/|+&\n]|和")
_WITHIN = re.compile(r"[\s()\-_]+|(?<=[\u4e00-\u9fff])(?=[A-Za-z])|(?<=[A-Za-z])(?=[\u4e00-\u9fff])")


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
            raise
    found = [code for part in parts for code in known.get(folded(part)) or (_one(part),)]
    return tuple(dict.fromkeys(found))


def folded(name: str) -> str:
    """The comparable form of a group's name."""
    return "".join(name.casefold().split())


def _one(text: str) -> str:
    try:
        return country_code(text)
    except ReadError as error:
        parts = [part for part in _WITHIN.split(text) if part]
        if len(parts) < 2:
            raise ReadError(f"{error} Or name the group under groups in the mapping.") from None
    found = set()
    for part in parts:
        try:
            found.add(country_code(part))
        except ReadError:
            break
    else:
        if len(found) == 1:
            return found.pop()
    raise ReadError(
        f"{text!r} is no country that is known as it stands. Say which countries it means under groups in the mapping."
    )


@cache
def _bundled() -> dict[str, tuple[str, ...]]:
    text = (resources.files("carriers") / "data" / "country_groups.toml").read_text(encoding="utf-8")
    return {
        folded(name): tuple(group["countries"]) for group in tomllib.loads(text).values() for name in group["names"]
    }
