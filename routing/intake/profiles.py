"""What the order files of each marketplace look like, as data: `profiles/*.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from attrs import evolve, field, frozen
from attrs.validators import in_

from routing.intake.cells.times import Layout

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FOLDER = Path(__file__).with_name("profiles")
_SPACES = re.compile(r"[\s_\u00a0\ufeff\u200b]+")


@lru_cache(maxsize=1 << 13)
def folded(header: str) -> str:
    """A header without BOM, line breaks, letter case and the difference between space and underscore."""
    return _SPACES.sub(" ", header.replace("\u2019", "'")).strip().casefold()


STATUSES = ("status", "financial_status", "fulfillment_status")
"""Fields whose words say whether an order may ship."""


@frozen
class Skip:
    """Which rows are not to be shipped: by the words of a status column, or by a column that is filled."""

    column: str
    reason: str
    drop: frozenset[str] = frozenset()
    keep: frozenset[str] = frozenset()
    """When given, a word in neither `keep` nor any rule's `drop` for the column is a problem, not a guess; "" is an
    empty cell."""
    when: str = field(default="", validator=in_(("", "filled", "all_of_total")))
    """`filled`: any text in the column; `all_of_total`: an amount as large as the order's total, or larger."""
    line: bool = False
    """The rule is for one order line, not for the whole order."""
    open: bool = False
    """A later export may take it back; without it the order is done: sent, cancelled or paid back."""
    summary: bool = False
    """The rule is for the row that sums an order up, which may be its only row; it then holds for all lines."""


@frozen
class Profile:
    """How one marketplace writes its orders."""

    name: str
    title: str
    columns: Mapping[str, tuple[str, ...]]
    """Field -> headers that mean it; one that ends in * stands for all that begin so."""
    required: tuple[str, ...]
    """Fields without which a file is none of this marketplace's; of "a|b" one is enough."""
    head: str
    """The field that is filled in the row which holds the order's own columns."""
    encodings: tuple[str, ...]
    platform: str | None = None
    """Name of the marketplace; None for sampan's own columns, which name it in a column."""
    times: tuple[Layout, ...] = ()
    zone: ZoneInfo | None = None
    """Zone assumed for times that name none, where the marketplace does not say: flagged on every order."""
    decimal_semicolon: str = field(default="", validator=in_(("", ",")))
    """Decimal mark where semicolons separate, "" when each amount has to tell its own; in any other file the point."""
    currency: str | None = None
    """Currency of amounts that name none."""
    signs: Mapping[str, str] = field(factory=dict)
    """What a sign that several currencies share means here."""
    price: str = field(default="unit", validator=in_(("unit", "line", "unclear")))
    """Whether the price column of a line holds one piece, the whole line, or either."""
    tax_on_top: tuple[str, ...] | None = None
    """Currencies in which a line's price does not hold its tax; None: the file has no such taxes."""
    rows_have_totals: bool = False
    """The total of an order is the sum of its rows' totals, of which all but one may be empty."""
    cash_on_delivery: str = ""
    """A pattern for ways of payment by which the buyer pays at the door; "" where there are none."""
    passed_over: tuple[str, ...] = ()
    """Headers that nothing is read from; a * at an end stands for whatever is there."""
    fill_down: bool = False
    """An empty order id means the order of the row above."""
    footer: re.Pattern[str] | None = None
    """A row whose first cell reads so ends the orders."""
    skips: tuple[Skip, ...] = ()
    flags: Mapping[str, Mapping[str, str]] = field(factory=dict)
    """Field -> word -> flag for a person's eye; "*" is any word, ">0" an amount or a number above zero."""
    clock: tuple[str, ...] = ("paid_at",)
    """Fields of which the latest time tells how late the file knows an order."""
    zones: Mapping[str, ZoneInfo] = field(factory=dict)
    """Country of the order -> zone of the file's times, where the marketplace has a seller centre in each country; the
    first is what the marketplace says, the others are assumed."""

    def places(self, header: Sequence[str]) -> dict[str, int]:
        """Field -> index of its column; of several headers for a field, the one named first in the profile."""
        names: dict[str, int] = {}
        for at, name in enumerate(header):
            names.setdefault(folded(name), at)
        places = {}
        for name, aliases in self.columns.items():
            for alias in aliases:
                place = _index(folded(alias), names)
                if place is not None:
                    places[name] = place
                    break
        return places

    def unknown(self, header: Sequence[str]) -> dict[int, str]:
        """The columns that are neither read nor passed over: index -> header."""
        read = set(self.places(header).values())
        begin = tuple(folded(name[:-1]) for name in self.passed_over if name.endswith("*") and not name.startswith("*"))
        end = tuple(folded(name[1:].removesuffix("*")) for name in self.passed_over if name.startswith("*"))
        known = {
            folded(name) for name in (*self.passed_over, *(alias for names in self.columns.values() for alias in names))
        }
        return {
            at: name.strip()
            for at, name in enumerate(header)
            if at not in read
            and (plain := folded(name))
            and plain not in known
            and not plain.startswith(begin)
            and not plain.endswith(end)
        }

    @property
    def open_reasons(self) -> list[str]:
        """Reasons to skip an order that a later export may take back."""
        return sorted({rule.reason for rule in self.skips if rule.open})

    def spelled(self, name: str) -> str:
        """How the marketplace heads the column of a field."""
        return self.columns[name][0].removesuffix("*")


@cache
def profiles() -> Mapping[str, Profile]:
    """All marketplaces' profiles by name, in the order of their names."""
    by_name = {path.stem: _profile(path) for path in sorted(_FOLDER.glob("*.toml"))}
    markets = [profile for profile in by_name.values() if profile.platform is not None]
    own = {name: _with_all_words(profile, markets) for name, profile in by_name.items() if profile.platform is None}
    return by_name | own


def _with_all_words(own: Profile, markets: Sequence[Profile]) -> Profile:
    """Sampan's own columns, whose statuses are told in the words of all marketplaces besides its own.

    A word by which one marketplace ships and another does not is taken out: it has to be said otherwise.
    """
    drops: dict[str, set[str]] = {}
    opened: set[str] = set()
    keeps: set[str] = set()
    for rule in (rule for profile in (*markets, own) for rule in profile.skips if rule.column in STATUSES):
        drops.setdefault(rule.reason, set()).update(rule.drop)
        opened |= {rule.reason} if rule.open else set()
        keeps |= rule.keep
    dropped = set().union(*drops.values())
    skips = [rule for rule in own.skips if rule.column not in STATUSES]
    for column in STATUSES:
        skips += [
            Skip(column, reason, frozenset(words - keeps), open=reason in opened) for reason, words in drops.items()
        ]
        skips.append(Skip(column, "cancelled", keep=frozenset(keeps - dropped)))
    return evolve(own, skips=tuple(skips))


def _profile(path: Path) -> Profile:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    data.pop("source")
    data.pop("checked")
    data["columns"] = {name: tuple(aliases) for name, aliases in data["columns"].items()}
    data["skips"] = tuple(
        Skip(**{**rule, "drop": frozenset(rule.get("drop", ())), "keep": frozenset(rule.get("keep", ()))})
        for rule in data.pop("skip", ())
    )
    data["times"] = tuple(Layout(**layout) for layout in data.get("times", ()))
    for name in ("required", "encodings", "clock", "tax_on_top", "passed_over"):
        if name in data:
            data[name] = tuple(data[name])
    data["zones"] = {country: ZoneInfo(zone) for country, zone in data.get("zones", {}).items()}
    if "zone" in data:
        data["zone"] = ZoneInfo(data["zone"])
    if "footer" in data:
        data["footer"] = re.compile(data["footer"])
    return Profile(name=path.stem, **data)


def _index(alias: str, names: Mapping[str, int]) -> int | None:
    if alias.endswith("*"):
        return next((at for name, at in names.items() if name.startswith(alias[:-1])), None)
    return names.get(alias)
