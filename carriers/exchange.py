"""Files of dated exchange rates to `ExchangeRates`: columns currency, cny, valid_from, valid_to, source."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from carriers.files.amounts import fraction
from carriers.files.rows import Row, load_csv
from routing.errors import InputError
from routing.reason import Reason
from routing.values.dates import day
from routing.values.money import DatedRate, ExchangeRates, currency

if TYPE_CHECKING:
    from datetime import date

    from routing.errors import Fault

_DEAREST = 1000  # the dearest, the Kuwaiti dinar, is worth about 23 CNY
_COLUMNS = ("currency", "cny", "valid_from", "source"), ("valid_to", "per", "note")


def bundled_rates() -> Path:
    """Where the bundled exchange rates lie."""
    return Path(__file__).with_name("data") / "fx.csv"


def load_rates(path: Path) -> ExchangeRates:
    """The dated rates of a file: `cny` is what `per` units (1 when left out) of the currency are worth in CNY.

    Raises:
        InputError: all faults of the file, two rates of a currency that begin on the same day among them.
    """
    faults: list[Fault] = []
    rows = [(row, _rate(row)) for row in load_csv(path, *_COLUMNS, faults)]
    rates = [(row, rate) for row, rate in rows if rate is not None]
    begun: dict[tuple[str, date], Row] = {}
    for row, rate in rates:
        first = begun.setdefault((rate.currency, rate.valid_from), row)
        if first is not row:
            row.fault(Reason("fx.twice", currency=rate.currency, valid_from=rate.valid_from, place=first.place))
    if faults:
        raise InputError(faults)
    return ExchangeRates(tuple(rate for _, rate in rates))


def _rate(row: Row) -> DatedRate | None:
    before = len(row.faults)
    code = row.read("currency", currency)
    worth = row.read("cny", fraction)
    per = row.read("per", fraction) if row.text("per") else Fraction(1)
    start = row.read("valid_from", day)
    end = row.read("valid_to", day) if row.text("valid_to") else None
    if code == "CNY":
        row.fault(Reason("fx.cny_itself"))
    if worth == 0:
        row.fault(Reason("fx.rate_zero"))
    if worth and per and worth / per > _DEAREST:
        row.fault(Reason("fx.too_dear", dearest=_DEAREST))
    if per == 0:
        row.fault(Reason("fx.per_zero"))
    if not row.text("source"):
        row.fault(Reason("fx.source_empty"))
    if start and end and end < start:
        row.fault(Reason("dates.valid_to_before_from", end=end, start=start))
    if len(row.faults) > before or code is None or not worth or not per or start is None:
        return None
    return DatedRate(code, worth / per, start, end, row.text("source"))
