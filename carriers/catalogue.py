"""Card folders to services.  A card is a folder: card.toml, zones.csv, rates.csv, and the lists those name.

A card with any fault is refused with all its faults at once; `docs/CARDS.md` describes the format.
"""

from __future__ import annotations

from importlib import resources
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carriers.tables import (
    BILLED,
    LIMITED,
    Row,
    Table,
    country,
    day,
    fraction,
    load_csv,
    load_toml,
    micro,
    percent,
    whole,
)
from routing.condition import Condition, condition
from routing.errors import Fault, InputError, ReadError
from routing.goods import GOODS
from routing.postcode import fold, within
from routing.service import (
    BASES,
    CLASSES,
    BilledMinimum,
    CountryLimits,
    Fuel,
    RateBand,
    Rounding,
    Service,
    Surcharge,
    Validity,
    VolumetricRule,
    Zone,
)
from routing.units import grams

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BUNDLED = "bundled"
_ZONE_COLUMNS = ("service", "zone", "country"), ("postcode_from", "postcode_to", "source")
_RATE_COLUMNS = (
    ("service", "zone", "over_g", "upto_g", "base", "base_covers_g", "step_g", "per_step"),
    ("valid_from", "valid_to", "source"),
)
_PLACE_COLUMNS = ("country",), ("postcode_from", "postcode_to", "source")


def bundled_folder() -> Path:
    """Where the bundled cards lie."""
    return Path(str(resources.files("carriers"))) / "data" / "cards"


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
            way_out = "A card is a folder with card.toml, zones.csv and rates.csv."
            faults.append(Fault(str(folder), "", f"holds no card. {way_out}"))
        for card in cards:
            services += read_card(card, faults)
    faults += _claimed_twice(services)
    if faults:
        raise InputError(faults)
    return tuple(services)


def card_folders(folder: Path) -> list[Path]:
    """The card folders in a folder, by name; the folder itself when it is one."""
    if (folder / "card.toml").is_file():
        return [folder]
    return sorted(path.parent for path in folder.glob("*/card.toml"))


def read_card(folder: Path, faults: list[Fault]) -> list[Service]:
    """The services of one card; what is wrong with it is added to `faults`."""
    before = len(faults)
    try:
        table = Table(str(folder / "card.toml"), "", load_toml(folder / "card.toml"), faults)
    except InputError as error:
        faults += error.faults
        return []
    card = table.text("name")
    currency = table.text("currency")
    basis: Any = table.choice("basis", BASES)
    validity = table.validity()
    source = table.text("source")
    table.text("note", "")
    zones = _zones(folder, faults)
    bands = _bands(folder, validity, faults)
    services = []
    for part in table.tables("service"):
        service = _service(part, folder, (card, currency, basis, validity, source), zones, bands)
        if service is not None:
            services.append(service)
    table.finish()
    if not services and len(faults) == before:
        faults.append(Fault(table.file, "service", "is missing. A card has at least one [[service]]."))
    codes = {str(part.get("code")) for part in table.values.get("service", []) if isinstance(part, dict)}
    for kind, rows in (("zones.csv", zones), ("rates.csv", bands)):
        stray = sorted(set(rows) - codes)
        if stray:
            faults.append(Fault(str(folder / kind), "", f"service {', '.join(stray)} is not in card.toml."))
    return [] if len(faults) > before else services


def _service(
    table: Table,
    folder: Path,
    card: tuple[str, str, Any, Validity, str],
    zones: dict[str, list[Zone]],
    bands: dict[str, list[RateBand]],
) -> Service | None:
    before = len(table.faults)
    name, currency, basis, card_validity, card_source = card
    code = table.text("code")
    validity = table.validity(card_validity)
    table.text("limits_source", "")
    table.text("note", "")
    facts: dict[str, Any] = {
        "code": code,
        "carrier": table.text("carrier"),
        "name": table.text("name"),
        "service_class": table.choice("class", CLASSES),
        "tracked": table.flag("tracked"),
        "transit_days": table.pair("transit_days"),
        "goods": table.words("goods", GOODS, None),
        "currency": currency,
        "basis": basis,
        "card": name,
        "validity": validity,
        "source": table.text("source", card_source),
        "zones": tuple(zones.get(code, ())),
        "bands": tuple(bands.get(code, ())),
        "tags": frozenset(table.texts("tags")),
        "limits": table.conditions("limits", LIMITED),
        "limits_for": tuple(_country_limits(part) for part in table.tables("limits_for")),
        "volumetric": tuple(filter(None, (_volumetric(part, validity) for part in table.tables("volumetric")))),
        "surcharges": tuple(
            filter(None, (_surcharge(part, validity, folder) for part in table.tables("surcharge"))),
        ),
        "fuel": tuple(filter(None, (_fuel(part, validity) for part in table.tables("fuel")))),
        "discount": 1 - (table.read("discount", percent, "0 %") or 0),
        "minimum_micro": table.read("minimum", micro, "0") or 0,
        "billed_minimums": _billed_minimums(table),
        "rounding": table.read("rounding", _rounding, "0.01 half_up") or Rounding(),
        "pickup_weekmask": table.text("pickup_days", ""),
    }
    table.finish()
    _check_tables(table, folder, code, zones.get(code, []), bands.get(code, []))
    _check_dates(table, facts["volumetric"], facts["fuel"])
    if len(table.faults) > before:
        return None
    return Service(**facts)


def _country_limits(table: Table) -> CountryLimits:
    goods = table.words("goods", GOODS) if table.has("goods") else None
    table.text("source", "")
    table.text("note", "")
    found = CountryLimits(table.countries("countries"), table.conditions("limits", LIMITED), goods)
    if not found.countries:
        table.fault("countries", "is missing. Name the countries these limits are for.")
    table.finish()
    return found


def _volumetric(table: Table, span: Validity) -> VolumetricRule | None:
    divisor = table.integer("divisor")
    side = table.read("side", condition, "")
    if side is not None and (side.measure != "longest_side" or side.upper):
        table.fault("side", 'write it like "longest_side >= 40 cm".')
    if divisor <= 0 and table.has("divisor"):
        table.fault("divisor", "must be above zero (cubic centimetres per kg, like 6000).")
    rule: dict[str, Any] = {
        "validity": table.validity(span),
        "source": table.text("source"),
        "side": side,
        "ratio": table.read("ratio", fraction, ""),
        "above": table.read("above", fraction, ""),
        "value": table.conditions("value", frozenset({"value"})),
        "countries": table.countries("countries"),
    }
    table.text("note", "")
    table.finish()
    return VolumetricRule(divisor, **rule) if divisor > 0 else None


def _surcharge(table: Table, span: Validity, folder: Path) -> Surcharge | None:
    step = table.read("step", grams, "") or 1
    amount = table.read("amount", micro)
    places: tuple[Zone, ...] = ()
    if table.has("places"):
        places = _places(folder / table.text("places"), table.faults)
        if not places:  # without one the surcharge would be asked for every parcel
            table.fault("places", "the file names no place. Add its countries or postcodes, or drop the surcharge.")
    per: Any = table.choice("per", ("parcel", "kg"))
    facts: dict[str, Any] = {
        "validity": table.validity(span),
        "source": table.text("source"),
        "step_g": step,
        "minimum_micro": table.read("minimum", micro, "0") or 0,
        "maximum_micro": table.read("maximum", micro, ""),
        "fuel_applies": table.flag("fuel_applies", default=True),
        "every": table.conditions("every", BILLED),
        "some": _alternatives(table),
        "countries": table.countries("countries"),
        "places": places,
        "goods": table.words("goods", GOODS),
        "group": table.text("group", ""),
    }
    name = table.text("name")
    table.text("note", "")
    table.finish()
    if amount is None:
        return None
    if per == "kg" and amount * step % 1000:
        table.fault("amount", "per kg times the step is finer than a millionth. Use a coarser step or amount.")
    return Surcharge(name, amount, per, **facts)


def _alternatives(table: Table) -> tuple[Condition, ...]:
    found = []
    for text in table.texts("some"):
        try:
            stated = condition(text)
        except ReadError as error:
            table.fault("some", str(error))
            continue
        if stated.measure not in BILLED:
            table.fault("some", f"{text!r}: allowed here are {', '.join(sorted(BILLED))}.")
        found.append(stated)
    return tuple(found)


def _fuel(table: Table, span: Validity) -> Fuel | None:
    share = table.read("percent", percent)
    found = (table.validity(span), table.text("source"))
    table.text("note", "")
    table.finish()
    return None if share is None else Fuel(share, *found)


def _billed_minimums(table: Table) -> tuple[BilledMinimum, ...]:
    found = []
    plain = table.read("minimum_billed", grams, "")
    if plain:
        found.append(BilledMinimum(plain))
    for part in table.tables("minimum_billed_when"):
        least = part.read("weight", grams)
        every = part.conditions("every")
        part.text("source")
        part.text("note", "")
        part.finish()
        if least:
            found.append(BilledMinimum(least, every))
    return tuple(found)


def _rounding(text: str) -> Rounding:
    step, _, mode = text.partition(" ")
    match mode.strip():
        case "half_up" | "half-up" | "half up":
            return Rounding(_step(step), "half_up")
        case "up":
            return Rounding(_step(step), "up")
        case _:
            raise ReadError(f"{text!r} is no rounding. Write step and mode, like 0.01 half_up or 1 up.")


def _step(text: str) -> int:
    value = micro(text)
    if not value:
        raise ReadError(f"{text!r} is no step to round to. Write it like 0.01.")
    return value


def _zones(folder: Path, faults: list[Fault]) -> dict[str, list[Zone]]:
    found: dict[str, list[Zone]] = {}
    seen: dict[tuple[str, str], list[tuple[Row, Zone]]] = {}
    for row in load_csv(folder / "zones.csv", *_ZONE_COLUMNS, faults):
        zone = _place(row)
        if not row.text("zone"):
            row.fault("column zone is empty.")
        if zone is None:
            continue
        found.setdefault(row.text("service"), []).append(zone)
        others = seen.setdefault((row.text("service"), zone.country), [])
        for other, claimed in others:
            if _same_place(zone, claimed):
                row.fault(f"{zone.country} is claimed twice: {other.place} has it too. Keep one.")
        others.append((row, zone))
    return found


def _places(path: Path, faults: list[Fault]) -> tuple[Zone, ...]:
    rows = load_csv(path, *_PLACE_COLUMNS, faults)
    return tuple(zone for zone in map(_place, rows) if zone is not None)


def _place(row: Row) -> Zone | None:
    code = row.read("country", country)
    start, end = fold(row.text("postcode_from")), fold(row.text("postcode_to"))
    if bool(start) != bool(end):
        row.fault("a postcode range needs both ends: postcode_from and postcode_to.")
        return None
    if start > end and not start.startswith(end):
        row.fault(f"postcode_from {start} comes after postcode_to {end}.")
        return None
    return None if code is None else Zone(row.text("zone"), code, start, end)


def _same_place(one: Zone, other: Zone) -> bool:
    if not one.postcode_from or not other.postcode_from:
        return one.postcode_from == other.postcode_from
    return within(one.postcode_from, other.postcode_from, other.postcode_to) or within(
        other.postcode_from, one.postcode_from, one.postcode_to
    )


def _bands(folder: Path, validity: Validity, faults: list[Fault]) -> dict[str, list[RateBand]]:
    found: dict[str, list[RateBand]] = {}
    lanes: dict[tuple[str, str], list[tuple[Row, RateBand]]] = {}
    for row in load_csv(folder / "rates.csv", *_RATE_COLUMNS, faults):
        band = _band(row, validity)
        if band is not None:
            found.setdefault(row.text("service"), []).append(band)
            lanes.setdefault((row.text("service"), band.zone), []).append((row, band))
    for lane in lanes.values():
        _check_lane(lane)
    return found


def _band(row: Row, span: Validity) -> RateBand | None:
    before = len(row.faults)
    weights = [row.read(name, whole) for name in ("over_g", "upto_g", "base_covers_g", "step_g")]
    amounts = [row.read(name, micro) for name in ("base", "per_step")]
    start = row.read("valid_from", day) if row.text("valid_from") else span.start
    end = row.read("valid_to", day) if row.text("valid_to") else span.end
    if not row.text("zone"):
        row.fault("column zone is empty.")
    if len(row.faults) > before or start is None:
        return None
    over, upto, covers, step = (value or 0 for value in weights)
    base, per_step = (value or 0 for value in amounts)
    if upto <= over:
        row.fault(f"upto_g {upto} is not above over_g {over}.")
    if step == 0:
        row.fault("step_g is 0. Write the grams of one step; 1 where the price goes by the gram.")
    if end is not None and end < start:
        row.fault(f"valid_to {end} lies before valid_from {start}.")
    if len(row.faults) > before:
        return None
    return RateBand(row.text("zone"), over, upto, base, covers, step, per_step, Validity(start, end))


def _check_lane(lane: list[tuple[Row, RateBand]]) -> None:
    """Notes gaps and overlaps between the bands of one zone, among those in force on the same day."""
    starts = sorted({band.validity.start for _, band in lane})
    told = set()
    for on in starts:
        inside = sorted(((row, band) for row, band in lane if band.validity.holds(on)), key=lambda item: item[1].over_g)
        for (_, lower), (row, upper) in pairwise(inside):
            if upper.over_g == lower.upto_g or (row.place in told):
                continue
            told.add(row.place)
            if upper.over_g < lower.upto_g:
                said = f"overlaps the band up to {lower.upto_g} g"
            else:
                said = f"leaves a gap: {lower.upto_g} g to {upper.over_g} g has no price"
            row.fault(f"zone {upper.zone}: the band over {upper.over_g} g {said}. Bands must meet.")


def _check_tables(table: Table, folder: Path, code: str, zones: list[Zone], bands: list[RateBand]) -> None:
    named, priced = {zone.zone for zone in zones}, {band.zone for band in bands}
    if not zones:
        table.faults.append(Fault(str(folder / "zones.csv"), "", f"has no country for service {code}."))
    if not bands:
        table.faults.append(Fault(str(folder / "rates.csv"), "", f"has no rate for service {code}."))
    for zone in sorted(named - priced) if bands else ():
        message = f"zone {zone} of service {code} has countries but no rates. Add its rates or drop the zone."
        table.faults.append(Fault(str(folder / "rates.csv"), "", message))
    for zone in sorted(priced - named) if zones else ():
        message = f"zone {zone} of service {code} has rates but no country. Add its countries or drop the rates."
        table.faults.append(Fault(str(folder / "zones.csv"), "", message))


def _check_dates(table: Table, rules: Iterable[VolumetricRule], fuels: Iterable[Fuel]) -> None:
    for one, other in combinations(fuels, 2):
        if one.validity.overlaps(other.validity):
            table.fault(
                "fuel", f"two percentages hold from {max(one.validity.start, other.validity.start)} on. Close one."
            )
    for first, second in combinations(rules, 2):
        shared = not first.countries or not second.countries or first.countries & second.countries
        if first.validity.overlaps(second.validity) and shared and not first.value and not second.value:
            begin = max(first.validity.start, second.validity.start)
            table.fault("volumetric", f"two rules hold from {begin} on for the same countries. Close one.")


def _claimed_twice(services: Iterable[Service]) -> list[Fault]:
    faults = []
    for one, other in combinations(services, 2):
        if one.code == other.code and one.validity.overlaps(other.validity):
            begin = max(one.validity.start, other.validity.start)
            message = (
                f"service {one.code} is in force twice from {begin} on: card {other.card!r} has it too. Set valid_to."
            )
            faults.append(Fault(one.card, "", message))
    return faults
