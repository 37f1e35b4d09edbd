"""A seller's caps file, read and checked: every fault in it is found, none stops at the first.

`docs/ALLOTMENT.md` describes the format.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, cast

from carriers.files.amounts import fraction
from carriers.files.tables import Table
from routing.allotment.caps import MEASURES, UNIT, Agreements, Cap, Measure, Rebate, Scope, Step
from routing.errors import Fault, InputError
from routing.reason import Reason
from routing.values.money import half_up
from routing.values.nearest import suggestion
from routing.values.toml_file import load_toml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from routing.services.service import Service

EACH_DAY: Final = "each"
_MOST: Final = 10**9
"""Of any measure: above what a run comes to, and below any overflow."""
_STEPS: Final = 8


def read_caps(path: Path, services: Iterable[Service]) -> Agreements:
    """The agreements that a file states.

    Args:
        path: the file.
        services: those loaded; what the file names must be among them.

    Raises:
        InputError: with all faults of the file.
    """
    faults: list[Fault] = []
    table = Table(str(path), "", load_toml(path, Reason("caps.see")), faults)
    known = [(one.code, one.carrier) for one in services]
    caps = [_cap(part, known) for part in table.tables("cap")]
    rebates = [_rebate(part, known) for part in table.tables("rebate")]
    table.finish()
    if not faults and not caps and not rebates:
        table.fault("cap", Reason("caps.none"))
    if faults:
        raise InputError(faults)
    return Agreements(tuple(caps), tuple(rebates))


def _cap(table: Table, known: list[tuple[str, str]]) -> Cap:
    name, by, scope = _about(table, known)
    least, most = _amount(table, "least", by), _amount(table, "most", by)
    if not table.has("least") and not table.has("most"):
        table.fault("most", Reason("caps.no_bound"))
    elif least is not None and most is not None and least > most:
        table.fault("least", Reason("caps.least_above_most"))
    table.finish()
    return Cap(name, by, scope, least or 0, most)


def _rebate(table: Table, known: list[tuple[str, str]]) -> Rebate:
    name, by, scope = _about(table, known)
    steps = tuple(_step(part, by) for part in table.tables("step"))
    if not 1 <= len(steps) <= _STEPS:
        table.fault("step", Reason("caps.steps", most=_STEPS))
    table.finish()
    return Rebate(name, by, scope, steps)


def _step(table: Table, by: Measure) -> Step:
    at_least = _amount(table, "from", by)
    if at_least == 0 or not table.has("from"):
        table.fault("from", Reason("caps.no_from"))
    percent = table.read("percent", fraction, "")
    off = table.read("cny_per_parcel", fraction, "")
    further = table.flag("further", default=False)
    if table.has("percent") == table.has("cny_per_parcel"):
        table.fault("percent", Reason("caps.one_of_both"))
    if percent is not None and not 0 < percent <= 100:
        table.fault("percent", Reason("caps.percent_range"))
    if off is not None and not 0 < off <= _MOST:
        table.fault("cny_per_parcel", Reason("caps.amount_range", most=_MOST))
        off = None
    if further and (percent is not None or by != "parcels"):
        table.fault("further", Reason("caps.further"))
    table.finish()
    share = None if percent is None else Fraction(percent) / 100
    return Step(at_least or 1, share, 0 if off is None else half_up(off.numerator * 100, off.denominator), further)


def _about(table: Table, known: list[tuple[str, str]]) -> tuple[str, Measure, Scope]:
    """Name, measure and scope; what is named must be loaded: a misspelt code would bound nothing in silence."""
    services, carriers = (tuple(dict.fromkeys(table.texts(key))) for key in ("services", "carriers"))
    for key, named, names in (
        ("services", services, sorted({code for code, _ in known})),
        ("carriers", carriers, sorted({carrier for _, carrier in known})),
    ):
        for one in named:
            if one not in names:
                near = suggestion(one, names)
                unknown = Reason("caps.unknown_near", name=one, near=near)
                table.fault(key, unknown if near else Reason("caps.unknown", name=one, known=tuple(names)))
    by = cast("Measure", table.choice("by", MEASURES, "parcels"))
    each_day = table.has("day") and table.values["day"] == EACH_DAY
    if isinstance(table.values.get("day"), str) and not each_day:
        table.fault("day", Reason("caps.day"))
    day = None if each_day or isinstance(table.values.get("day"), str) else table.day("day", None)
    countries = table.countries("countries")
    scope = Scope(frozenset(services), frozenset(carriers), countries, day, each_day)
    plain = ", ".join((*services, *carriers)) or ", ".join(sorted(countries))
    return table.text("name", plain) or by, by, scope


def _amount(table: Table, key: str, by: Measure) -> int | None:
    """A whole number from 0 in the units inside; None where it is left out, or faulty."""
    if not table.has(key):
        return None
    before = len(table.faults)
    value = table.integer(key, 0)
    if not 0 <= value <= _MOST:
        table.fault(key, Reason("caps.whole_range", most=_MOST))
    return None if len(table.faults) > before else value * UNIT[by]
