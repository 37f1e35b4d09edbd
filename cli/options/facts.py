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

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from routing.facts import Facts

_F = TypeVar("_F", bound="Callable[..., Any]")

_DOOR = "customs"
"""Folder of the facts of the door in a snapshot."""
_PACKING = "packing.toml"
"""What the seller packs with, in a snapshot."""
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
    ) -> FactPaths:
        """The sources that the options name; `door`: whether the cost at the door is asked for."""
        rates = fx or bundled_rates()
        found = cls(folders_of(cards), policy_path(policy), rules_path(), rates, calendar, packing=packing)
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
        return load_facts(self.cards, self.policy, self.fx, self.calendar, self.rules, self.door, self.packing)

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
        return cls(
            (folder / "cards",),
            folder / "policy.toml",
            folder / "platform_rules.toml",
            folder / "fx.csv",
            calendar if calendar.is_file() else None,
            door if door.is_dir() else None,
            packing if packing.is_file() else None,
        )


def folders_of(names: Sequence[str]) -> tuple[Path, ...]:
    """The folders of cards that names on the command line stand for; `bundled`, or no name at all: the bundled ones."""
    return tuple(bundled_folder() if name == BUNDLED else Path(name) for name in names) or (bundled_folder(),)


def facts_options(command: _F) -> _F:
    """The command with the options --cards, --policy and --fx."""
    return reduce(lambda decorated, option: option(decorated), reversed(_OPTIONS), command)
