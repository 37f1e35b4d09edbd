"""Card folders to services.  A card is a folder: card.toml, zones.csv, rates.csv, and the lists those name.

A card with any fault is refused with all its faults at once; `docs/CARDS.md` describes the format.
"""

from __future__ import annotations

from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from carriers.cards.bands import read_bands
from carriers.cards.card_service import Card, read_service
from carriers.cards.zones import read_zones
from carriers.files.tables import Table, tables_of
from routing.errors import Fault, InputError
from routing.reason import Reason
from routing.services.service import BASES, Service
from routing.values import money
from routing.values.nearest import suggestion
from routing.values.toml_file import load_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BUNDLED = "bundled"
_READ_MOST: Final = 64
"""So many cards are kept, for desks and tests that read the same again and again."""
_READ: Final[dict[frozenset[tuple[str, bytes]], tuple[Service, ...]]] = {}  # files by name and digest


def bundled_folder() -> Path:
    """Where the bundled cards lie."""
    return Path(__file__).parents[1] / "data" / "cards"


def load_services(folders: Sequence[Path]) -> tuple[Service, ...]:
    """Every service of every card found in the folders; a folder is a card itself or holds card folders.

    Raises:
        InputError: all faults of all cards: unreadable, unknown keys, gaps, overlaps, a code valid twice on a day.
    """
    faults: list[Fault] = []
    services: list[Service] = []
    for folder in folders:
        cards = card_folders(folder)
        if not cards:
            faults.append(Fault(str(folder), "", Reason("card.none_in_folder")))
        for card in cards:
            services += _kept_or_read(card, faults)
    faults += _claimed_twice(services)
    if faults:
        raise InputError(faults)
    return tuple(services)


def card_folders(folder: Path) -> list[Path]:
    """The card folders in a folder, by name; the folder itself when it is one."""
    if (folder / "card.toml").is_file():
        return [folder]
    return sorted(path.parent for path in folder.glob("*/card.toml"))


def _kept_or_read(folder: Path, faults: list[Fault]) -> Sequence[Service]:
    """The services of one card; a good one that was read in this process, to the byte the same, is not read again."""
    contents = _contents(folder)
    if contents and contents in _READ:
        return _READ[contents]
    before = len(faults)
    services = read_card(folder, faults)
    if len(faults) == before and contents == _contents(folder):
        if len(_READ) >= _READ_MOST:
            _READ.clear()
        _READ[contents] = tuple(services)
    return services


def _contents(folder: Path) -> frozenset[tuple[str, bytes]]:
    """The files of a card by name and digest; empty where one cannot be read."""
    try:
        return frozenset((file.name, sha256(file.read_bytes()).digest()) for file in folder.iterdir() if file.is_file())
    except OSError:
        return frozenset()


def read_card(folder: Path, faults: list[Fault]) -> list[Service]:
    """The services of one card; what is wrong with it is added to `faults`."""
    before = len(faults)
    try:
        table = Table(str(folder / "card.toml"), "", load_toml(folder / "card.toml"), faults)
    except InputError as error:
        faults += error.faults
        return []
    basis: Any = table.choice("basis", BASES)
    card = Card(
        folder=folder,
        name=table.text("name"),
        currency=table.read("currency", money.currency) or "",
        basis=basis,
        validity=table.validity(),
        source=table.text("source"),
    )
    table.text("note", "")
    zones = read_zones(folder / "zones.csv", faults)
    stated = tables_of(table.values.get("service"))
    free = {str(part.get("code")) for part in stated if part.get("free") is True}
    bands = read_bands(folder / "rates.csv", card.validity, faults, frozenset(free))
    services = []
    for part in table.tables("service"):
        service = read_service(part, card, zones, bands)
        if service is not None:
            services.append(service)
    table.finish()
    if not services and len(faults) == before:
        faults.append(Fault(table.file, "service", Reason("card.no_service")))
    codes = {str(part.get("code")) for part in stated}
    for kind, rows in (("zones.csv", zones), ("rates.csv", bands)):
        stray = sorted(set(rows) - codes)
        if stray and codes:
            near = tuple(dict.fromkeys(filter(None, (suggestion(code, sorted(codes)) for code in stray))))
            faults.append(
                Fault(str(folder / kind), "", Reason("card.stray_services", services=tuple(stray), near=near))
            )
    return [] if len(faults) > before else services


def _claimed_twice(services: Iterable[Service]) -> list[Fault]:
    faults = []
    for one, other in combinations(services, 2):
        if one.code == other.code and one.validity.overlaps(other.validity):
            begin = max(one.validity.start, other.validity.start)
            message = Reason("card.in_force_twice", code=one.code, begin=begin, card=other.card)
            faults.append(Fault(one.card, "", message))
    return faults
