"""The options by which cards, policy, rates and calendar are named, and the facts they stand for."""

from __future__ import annotations

from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from attrs import evolve, frozen

from carriers.cards.catalogue import BUNDLED, bundled_folder, card_folders
from carriers.exchange import bundled_rates
from carriers.facts import load_facts
from carriers.policies.policies import policy_path, rules_path
from cli.options.types import PATH
from routing.errors import Fault, InputError
from routing.promise.law import SURE
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from routing.facts import Facts

_F = TypeVar("_F", bound="Callable[..., Any]")

_DOOR = "customs"
"""Folder of the facts of the door in a snapshot."""
_PACKING = "packing.toml"
"""What the seller packs with, in a snapshot."""
_PROMISE = "promise_"
"""How the promise's file begins in a snapshot; the chance asked for follows, in ten-thousandths."""
_OPTIONS = (
    click.option(
        "--cards", "cards", multiple=True, metavar="DIR",
        help="Folder of rate cards, in place of the bundled ones; `bundled` adds those back.  Repeatable.",
    ),
    click.option("--policy", "policy", default="handbook", show_default=True, metavar="FILE|handbook|cheapest",
                 help="Tiers and rules that say which services compete."),
    click.option("--fx", "fx", type=PATH, metavar="FILE", help="Dated exchange rates (CSV)."),
)  # fmt: skip


@frozen
class FactPaths:
    """Where the facts lie: folders of cards, and files.  None for the bundled ones."""

    cards: tuple[Path, ...]
    policy: Path
    rules: Path
    fx: Path
    calendar: Path | None = None
    door: Path | None = None
    """Folder of the facts of the door; None where no option asks for its cost."""
    packing: Path | None = None
    """What the seller packs with."""
    promise: Path | None = None
    """What was learnt of the chance to be on time; None where no option asks for it."""
    on_time: int | None = None
    """The least such chance that is asked of a service, in ten-thousandths."""

    @classmethod
    def named(
        cls,
        cards: Sequence[str],
        policy: str,
        fx: Path | None,
        calendar: Path | None = None,
        packing: Path | None = None,
        *,
        door: bool = False,
        promise: Path | None = None,
        on_time: int | None = None,
    ) -> FactPaths:
        """The sources that the options name; `door`: whether the cost at the door is asked for."""
        rates = fx or bundled_rates()
        found = cls(
            folders_of(cards), policy_path(policy), rules_path(), rates, calendar,
            packing=packing, promise=promise, on_time=on_time,
        )  # fmt: skip
        return found.with_door() if door else found

    def with_door(self) -> FactPaths:
        """The same with the bundled facts of the door, where there are none yet."""
        from carriers.customs.door_facts import bundled_door  # noqa: PLC0415 - most commands do without

        return self if self.door is not None else evolve(self, door=bundled_door())

    def load(self) -> Facts:
        """The facts.

        Raises:
            InputError: any of the files cannot be used.
        """
        return load_facts(
            self.cards, self.policy, self.fx, self.calendar, self.rules, self.door, self.packing, self.promise,
            self.on_time,
        )  # fmt: skip

    def files(self) -> dict[str, Path]:
        """Name within a snapshot -> file: everything the facts were read from."""
        found = {"policy.toml": self.policy, "platform_rules.toml": self.rules, "fx.csv": self.fx}
        if self.calendar is not None:
            found["calendar.toml"] = self.calendar
        if self.packing is not None:
            found[_PACKING] = self.packing
        if self.door is not None:
            from carriers.customs.door_facts import TABLES  # noqa: PLC0415 - as above

            found |= {f"{_DOOR}/{name}": self.door / name for name in TABLES}
        if self.promise is not None:
            found[f"{_PROMISE}{self.on_time}.csv"] = self.promise
        cards = [card for folder in self.cards for card in card_folders(folder)]
        digits = max(2, len(str(len(cards) - 1)))  # so that the snapshot, read in name order, keeps their order
        for number, card in enumerate(cards):
            for file in sorted(path for path in card.iterdir() if path.is_file() and not path.name.startswith(".")):
                found[f"cards/{number:0{digits}d}-{card.name}/{file.name}"] = file
        return found

    @classmethod
    def snapshot(cls, folder: Path) -> FactPaths:
        """The sources as a run kept them."""
        calendar, door, packing = folder / "calendar.toml", folder / _DOOR, folder / _PACKING
        promise = next(iter(sorted(folder.glob(f"{_PROMISE}*.csv"))), None)
        return cls(
            (folder / "cards",),
            folder / "policy.toml",
            folder / "platform_rules.toml",
            folder / "fx.csv",
            calendar if calendar.is_file() else None,
            door if door.is_dir() else None,
            packing if packing.is_file() else None,
            promise,
            None if promise is None else _asked(promise),
        )


def _asked(promise: Path) -> int:
    """The chance that was asked for, which the name of the kept promise holds.

    Raises:
        InputError: somebody renamed it.
    """
    text = promise.stem.removeprefix(_PROMISE)
    if not text.isdigit() or not 0 < int(text) <= SURE:
        raise InputError([Fault(str(promise), "", Reason("promise.renamed", wanted=f"{_PROMISE}9500.csv"))])
    return int(text)


def folders_of(names: Sequence[str]) -> tuple[Path, ...]:
    """The folders of cards that names on the command line stand for; `bundled`, or no name at all: the bundled ones."""
    return tuple(bundled_folder() if name == BUNDLED else Path(name) for name in names) or (bundled_folder(),)


def facts_options(command: _F) -> _F:
    """The command with the options --cards, --policy and --fx."""
    return reduce(lambda decorated, option: option(decorated), reversed(_OPTIONS), command)
