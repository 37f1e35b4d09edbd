"""What the order files of each marketplace look like, as data: `profiles/*.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from attrs import evolve, field, frozen
from attrs.validators import in_

from routing.intake.cells.times import Layout
from routing.values.money import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FOLDER = Path(__file__).with_name("profiles")
_STATES = Path(__file__).with_name("order_states.toml")
_IN_HEAD = re.compile(r"\(([A-Z]{3})\)\s*$")
_SPACES = re.compile(r"[\s_\u00a0\ufeff\u200b]+")


@lru_cache(maxsize=1 << 13)
def folded(header: str) -> str:
    """A header without BOM, line breaks, letter case and the difference between space and underscore."""
    return _SPACES.sub(" ", header.replace("\u2019", "'")).strip().casefold()


OWN = "canonical"
"""The profile of sampan's own columns."""
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
    """Name of the marketplace; None where a column names it, or nobody does."""
    platforms: Mapping[str, str] = field(factory=dict)
    """What the column of the marketplace says, in small letters -> the marketplace's name."""
    rows: str = field(default="line", validator=in_(("line", "order")))
    """What a row is: an order line of an article in the product master, or an order with all that is known of it."""
    digest: str = ""
    """Of the file a seller's own profile stands in: by it one is told from another."""
    unconfirmed: tuple[str, ...] = ()
    """Fields of which no real export has shown the heads or the words; said whenever the profile is used."""
    empty: tuple[str, ...] = ("--",)
    """What the export writes into an empty cell."""
    packed: str = field(default="blocks", validator=in_(("blocks", "pairs")))
    """How several order lines stand in one row: as AliExpress's blocks, or as pairs like sku:A|quantity:2."""
    one_piece: bool = False
    """Each row is one piece: the file has no column of quantities."""
    country: str = ""
    """The country of all its orders, where the file names none."""
    value: str = field(default="", validator=in_(("", "products")))
    """`products`: the file names no price, and the product master's customs values stand for what was paid."""
    times: tuple[Layout, ...] = ()
    zone: ZoneInfo | None = None
    """Zone assumed for times that name none, where the marketplace does not say: flagged on every order."""
    decimal: str = field(default="", validator=in_(("", ".", ",")))
    """Decimal mark of all the marketplace's files, "" where the separator tells."""
    decimal_semicolon: str = field(default="", validator=in_(("", ",")))
    """Decimal mark where semicolons separate, "" when each amount has to tell its own; in any other file the point."""
    currency: str | None = None
    """Currency of amounts that name none."""
    currencies: Mapping[str, str] = field(factory=dict)
    """Country of the order -> currency of its amounts, where a seller centre of that country writes them; assumed."""
    currency_in_heads: bool = False
    """The heads of some columns name the currency, as in Total Discount(PHP)."""
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
    usual_words: bool = False
    """The words of `order_states` count in its columns of states, besides those of `skips`."""
    path: str = ""
    """Of the file a seller's own profile stands in."""
    clock: tuple[str, ...] = ("paid_at",)
    """Fields of which the latest time tells how late the file knows an order."""
    zones: Mapping[str, ZoneInfo] = field(factory=dict)
    """Country of the order -> zone of the file's times, where the marketplace has a seller centre in each country; the
    first is what the marketplace says, the others are assumed."""

    @property
    def by_order(self) -> bool:
        """Whether each row is an order of its own."""
        return self.rows == "order"

    def packed_places(self, header: Sequence[str]) -> tuple[int, ...]:
        """The columns that hold packed order lines, one beside the other."""
        heads = tuple(folded(head[:-1]) for head in self.columns.get("items", ()) if head.endswith("*"))
        return tuple(at for at, name in enumerate(header) if heads and folded(name).startswith(heads))

    def places(self, header: Sequence[str]) -> dict[str, int]:
        """Field -> index of its column; of several headers for a field, the one named first in the profile."""
        names = heads_of(header)
        found = ((field, self._place(field, names)) for field in self.columns)
        return {field: place for field, place in found if place is not None}

    def has_required(self, names: Mapping[str, int]) -> bool:
        """Whether the columns it requires are all among the heads; of "a|b" one is enough."""
        return all(any(_index(head, names) is not None for head in heads) for heads in self._required_heads)

    @cached_property
    def _required_heads(self) -> tuple[tuple[str, ...], ...]:
        """For each of `required` the heads of which one is enough."""
        known = ([field for field in fields.split("|") if field in self.columns] for fields in self.required)
        return tuple(tuple(folded(head) for field in fields for head in self.columns[field]) for fields in known)

    def _place(self, field: str, names: Mapping[str, int]) -> int | None:
        """The index of a field's column."""
        places = (_index(folded(alias), names) for alias in self.columns[field])
        return next((place for place in places if place is not None), None)

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

    def head_currency(self, header: Sequence[str]) -> str | None:
        """The currency that the heads name; None where they name none, or several."""
        if not self.currency_in_heads:
            return None
        codes = {match[1] for name in header if (match := _IN_HEAD.search(name)) and match[1] in CURRENCIES}
        return codes.pop() if len(codes) == 1 else None

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
    markets = [profile for name, profile in by_name.items() if name != OWN]
    return by_name | {OWN: _with_all_words(by_name[OWN], markets)}


@frozen
class OrderState:
    """What one word of a status means for an order, in any language."""

    reason: str
    """Why the order is not to be shipped; "" where it is."""
    words: frozenset[str]
    open: bool = False
    flag: str = ""
    """For a person's eye, where it is to be shipped."""
    columns: tuple[str, ...] = STATUSES
    """Where the words have this meaning."""


@cache
def order_states() -> tuple[OrderState, ...]:
    """The words that shops and marketplaces use for the states of an order; no word has two meanings."""
    tables = tomllib.loads(_STATES.read_text(encoding="utf-8"))["meaning"]
    return tuple(
        OrderState(**{**table, "words": frozenset(table["words"]), "columns": tuple(table.get("columns", STATUSES))})
        for table in tables
    )


def _with_all_words(own: Profile, markets: Sequence[Profile]) -> Profile:
    """Sampan's own columns, whose states are told in the usual words and in those of all marketplaces.

    A word by which one marketplace ships and another does not is taken out: it has to be said otherwise.
    """
    skips, flags = list(own.skips), dict(own.flags)
    usual = _with_usual_words(own)
    skips += usual.skips[len(own.skips) :]
    flags |= usual.flags
    settled = frozenset[str]().union(*(state.words for state in order_states()))
    drops: dict[str, set[str]] = {}
    opened: set[str] = set()
    keeps: set[str] = {""}
    for rule in (rule for profile in markets for rule in profile.skips if rule.column in STATUSES):
        drops.setdefault(rule.reason, set()).update(rule.drop - settled)
        opened |= {rule.reason} if rule.open else set()
        keeps |= rule.keep - settled
    dropped = frozenset[str]().union(*drops.values())
    for column in STATUSES:
        skips += [
            Skip(column, reason, frozenset(words - keeps), open=reason in opened) for reason, words in drops.items()
        ]
        skips.append(Skip(column, "cancelled", keep=frozenset(keeps - dropped)))
    return evolve(own, skips=tuple(skips), flags=flags)


def _profile(path: Path) -> Profile:
    return profile_of(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))


def profile_of(name: str, values: Mapping[str, Any], digest: str = "", path: str = "") -> Profile:
    """The profile that a TOML file's values say, which must be right.

    Args:
        name: of the profile.
        values: as `profiles/*.toml` have them.
        digest: of the file, where it is a seller's own.
        path: of that file.
    """
    data = dict(values)
    data.pop("source", None)
    data.pop("checked", None)
    data["columns"] = {name: tuple(aliases) for name, aliases in data["columns"].items()}
    data["skips"] = tuple(
        Skip(**{**rule, "drop": frozenset(rule.get("drop", ())), "keep": frozenset(rule.get("keep", ()))})
        for rule in data.pop("skip", ())
    )
    data["times"] = tuple(Layout(**layout) for layout in data.get("times", ()))
    for key in ("required", "encodings", "clock", "tax_on_top", "passed_over", "unconfirmed", "empty"):
        if key in data:
            data[key] = tuple(data[key])
    data["platforms"] = {word.casefold(): platform for word, platform in data.get("platforms", {}).items()}
    data["zones"] = {country: ZoneInfo(zone) for country, zone in data.get("zones", {}).items()}
    if "zone" in data:
        data["zone"] = ZoneInfo(data["zone"])
    if "footer" in data:
        data["footer"] = re.compile(data["footer"])
    profile = Profile(name=name, digest=digest, path=path, **data)
    return _with_usual_words(profile) if profile.usual_words else profile


def _with_usual_words(profile: Profile) -> Profile:
    """The profile with the usual words for states of an order; its own words go before."""
    skips, flags = list(profile.skips), dict(profile.flags)
    for column in (name for name in STATUSES if name in profile.columns):
        own = frozenset[str]().union(*(rule.drop | rule.keep for rule in profile.skips if rule.column == column))
        for state in (state for state in order_states() if column in state.columns):
            words = state.words - own
            if state.reason:
                skips.append(Skip(column, state.reason, words, open=state.open))
                continue
            skips.append(Skip(column, "cancelled", keep=words))
            raised = dict.fromkeys(sorted(words), state.flag) if state.flag else {}
            flags[column] = raised | dict(flags.get(column, {}))
        if column != "status":
            skips.append(Skip(column, "cancelled", keep=frozenset(("",)) - own))
    return evolve(profile, skips=tuple(skips), flags=flags)


def heads_of(header: Sequence[str]) -> dict[str, int]:
    """Folded head -> index of the first column that has it."""
    names: dict[str, int] = {}
    for at, name in enumerate(header):
        names.setdefault(folded(name), at)
    return names


def _index(alias: str, names: Mapping[str, int]) -> int | None:
    if alias.endswith("*"):
        return next((at for name, at in names.items() if name.startswith(alias[:-1])), None)
    return names.get(alias)
