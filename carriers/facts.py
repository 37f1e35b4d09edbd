"""All the facts that orders are routed by, loaded together: cards, policy, rates of exchange and the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carriers.calendars.shop_schedule import load_schedule
from carriers.cards.catalogue import bundled_folder, load_services
from carriers.exchange import bundled_rates, load_rates
from carriers.option_names import bundled_option_names
from carriers.policies.policies import check_codes, load_policy, policy_path, rules_path
from routing.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from routing.landed.facts import DoorFacts
    from routing.promise.promise import Target
    from routing.services.packing import PackingTable


def load_facts(
    cards: Sequence[Path] = (),
    policy: Path | None = None,
    rates: Path | None = None,
    calendar: Path | None = None,
    rules: Path | None = None,
    door: Path | None = None,
    packing: Path | None = None,
    promise: Path | None = None,
    on_time: int | None = None,
) -> Facts:
    """The facts of these files; the bundled ones for what is not given.

    Args:
        cards: folders of rate cards.
        policy: tiers and rules that say which services compete; None for the seller's handbook.
        rates: dated exchange rates.
        calendar: the seller's calendar file.
        rules: the marketplaces' rules that a policy may ask for.
        door: folder of the facts of the door, where its cost is asked for; a policy that ranks by it asks for the
            bundled ones.
        packing: what the seller packs with.
        promise: what was learnt of the chance to be on time, where it is asked for.
        on_time: the least such chance that is asked of a service, in ten-thousandths.

    Raises:
        InputError: any of the files cannot be used; with all its faults.
    """
    chosen = policy or policy_path("handbook")
    services = load_services(cards or (bundled_folder(),))
    loaded = load_policy(chosen, rules or rules_path())
    check_codes(loaded, services, chosen)
    return Facts(
        services, loaded, load_rates(rates or bundled_rates()), load_schedule(calendar), bundled_option_names(),
        _door(door) if door is not None or loaded.rank == "door" else None, _packing(packing),
        _target(promise, on_time) if promise is not None and on_time is not None else None,
    )  # fmt: skip


def _packing(file: Path | None) -> PackingTable | None:
    """What the file lists; None without one."""
    if file is None:
        return None
    from carriers.packing.packing_file import read_packing  # noqa: PLC0415 - most commands do without

    return read_packing(file)


def _target(promise: Path, on_time: int) -> Target:
    """The promise of that file, and the least chance asked for."""
    from carriers.promise import load_promise  # noqa: PLC0415 - most commands do without
    from routing.promise.promise import Target as Asked  # noqa: PLC0415 - as above

    return Asked(load_promise(promise), on_time)


def _door(folder: Path | None) -> DoorFacts:
    """The facts of the door in the folder; None: the bundled ones."""
    from carriers.customs.door_facts import door_facts, read_door  # noqa: PLC0415 - most commands do without

    return door_facts() if folder is None else read_door(folder)
