"""Random cards written, read, exported as a workbook and read back say the same, whatever they use."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import evolve
from worlds import ALWAYS, Dice, service
from written_cards import write_card

from carriers.cards.catalogue import load_services
from carriers.cards.diff import diff
from carriers.sheets.workbook import read_workbook
from carriers.sheets.workbook_card import card_files, card_workbook
from routing.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from routing.services.service import Service

SEEDS = 60


def _used(one: Service) -> Counter[str]:
    """What the card makes use of."""
    return Counter(
        {
            "discount by band": any(band.discount is not None for band in one.bands),
            "minimum by band": any(band.minimum_micro is not None for band in one.bands),
            "days by country": bool(one.transit_for),
            "places not served": bool(one.not_served),
            "least weight by country": any(least.countries for least in one.billed_minimums),
            "share of the value": any(extra.per == "value" for extra in one.surcharges),
            "a piece or item": any(extra.per in {"piece", "item"} for extra in one.surcharges),
            "another currency": any(extra.currency for extra in one.surcharges),
            "places": any(extra.places for extra in one.surcharges),
            "volumetric": bool(one.volumetric),
        }
    )


def _loaded(folder: Path) -> Service | None:
    """The service of a card; None for one that says what no card may (two rules for one day, bounds none can meet)."""
    try:
        (one,) = load_services([folder])
    except InputError:
        return None
    return one


def test_export_and_import_change_nothing(tmp_path: Path) -> None:
    """File by file the same card comes back: the diff tells nothing, and no fact differs."""
    met: Counter[str] = Counter()
    for seed in range(SEEDS):
        drawn = evolve(service(Dice(seed), "s0"), validity=ALWAYS)  # a fact cannot outlast its service
        try:
            folder = write_card(tmp_path / f"card{seed}", drawn)
        except ValueError:  # a third has no decimal text
            continue
        one = _loaded(folder)
        if one is None:
            continue
        on = one.validity.start
        assert diff([drawn], [one], on) == [], seed
        path = tmp_path / f"card{seed}.xlsx"
        path.write_bytes(card_workbook(folder))
        back = tmp_path / f"back{seed}"
        back.mkdir()
        for name, text in card_files(read_workbook(path, exact=True)).items():
            (back / name).write_text(text, encoding="utf-8")
        (again,) = load_services([back])
        assert diff([one], [again], on) == [], seed
        assert _facts(one) == _facts(again), seed
        met += Counter(["cards"]) + _used(one)
    floors = dict.fromkeys(_used(drawn), 3) | {"cards": SEEDS // 3}
    assert not {what: met[what] for what, least in floors.items() if met[what] < least}


def _facts(one: Service) -> dict[str, object]:
    plain = evolve(one, card="", source="")
    return {name: getattr(plain, name) for name in ("zones", "bands", "surcharges", "volumetric", "not_served")} | {
        name: getattr(plain, name) for name in ("limits", "limits_for", "billed_minimums", "transit_for", "fuel")
    }
