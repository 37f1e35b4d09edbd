"""The table of rates of a card to `RateBand` values; gaps and overlaps on any day are noted by row."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from carriers.files.amounts import discount, micro, whole
from carriers.files.rows import Row, load_csv
from routing.reason import Reason
from routing.services.service import RateBand, Validity
from routing.values.dates import day

if TYPE_CHECKING:
    from pathlib import Path

    from routing.errors import Fault

RATE_COLUMNS = (
    ("service", "zone", "over_g", "upto_g", "base", "base_covers_g", "step_g", "per_step"),
    ("discount", "minimum", "valid_from", "valid_to", "source"),
)

_DEAREST_MICRO = 1_000_000_000 * 1_000_000


def read_bands(
    path: Path, validity: Validity, faults: list[Fault], free: frozenset[str] = frozenset()
) -> dict[str, list[RateBand]]:
    """Service -> its bands; what is wrong with the table is added to `faults`.  `free`: services that may cost 0."""
    found: dict[str, list[RateBand]] = {}
    lanes: dict[tuple[str, str], list[tuple[Row, RateBand]]] = {}
    for row in load_csv(path, *RATE_COLUMNS, faults):
        band = _band(row, validity)
        if band is not None and not band.base_micro and not band.per_step_micro and row.text("service") not in free:
            row.fault(Reason("rates.price_zero"))
            band = None
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
    off = row.read("discount", discount) if row.text("discount") else None
    least = row.read("minimum", micro) if row.text("minimum") else None
    start = row.read("valid_from", day) if row.text("valid_from") else span.start
    end = row.read("valid_to", day) if row.text("valid_to") else span.end
    if not row.text("zone"):
        row.fault(Reason("rates.zone_empty"))
    if len(row.faults) > before or start is None:
        return None
    over, upto, covers, step = (value or 0 for value in weights)
    base, per_step = (value or 0 for value in amounts)
    if upto <= over:
        row.fault(Reason("rates.upto_not_above_over", upto=upto, over=over))
    if step == 0:
        row.fault(Reason("rates.step_zero"))
    elif base + -(-upto // step) * per_step > _DEAREST_MICRO:
        row.fault(Reason("rates.too_dear"))
    if end is not None and end < start:
        row.fault(Reason("dates.valid_to_before_from", end=end, start=start))
    if len(row.faults) > before:
        return None
    paid = None if off is None else 1 - off
    return RateBand(row.text("zone"), over, upto, base, covers, step, per_step, Validity(start, end), paid, least)


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
                row.fault(Reason("rates.bands_overlap", zone=upper.zone, over_g=upper.over_g, upto_g=lower.upto_g))
            else:
                row.fault(Reason("rates.bands_gap", zone=upper.zone, over_g=upper.over_g, upto_g=lower.upto_g))
