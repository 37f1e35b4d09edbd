"""The claims of all bills in a small SQLite file: their states, and fees that a person typed, outlive each check."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import frozen

from routing.errors import Fault, InputError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy.typing as npt
    import polars as pl

STATES: Final = ("flagged", "disputed", "accepted", "rejected", "resolved", "closed")
"""flagged by a check, disputed with the forwarder, accepted or rejected by it, resolved when paid back, closed."""
FLAGGED, RESOLVED = "flagged", "resolved"
_VERSION: Final = 1
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS claim (
    bill TEXT NOT NULL, number TEXT NOT NULL, order_id TEXT NOT NULL, carrier TEXT NOT NULL, service TEXT NOT NULL,
    cause TEXT NOT NULL, currency TEXT NOT NULL, billed_micro INTEGER NOT NULL, expected_micro INTEGER,
    state TEXT NOT NULL, typed_micro INTEGER, note TEXT NOT NULL DEFAULT '', PRIMARY KEY (bill, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS billed (bill TEXT NOT NULL PRIMARY KEY, parcels BLOB NOT NULL);
"""
_COLUMNS: Final = (
    "bill, number, order_id, carrier, service, cause, currency, billed_micro, expected_micro, state, typed_micro, note"
)


@frozen
class Claim:
    """One line that is to be talked about.  `typed_micro` is a fee that a person typed in place of ours."""

    bill: str
    number: str
    order_id: str
    carrier: str
    service: str
    cause: str
    currency: str
    billed_micro: int
    expected_micro: int | None
    state: str = FLAGGED
    typed_micro: int | None = None
    note: str = ""


class Claims:
    """An open store of claims."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def all(self, bill: str = "", state: str = "") -> list[Claim]:
        """The claims by bill and number; those of a bill or state where one is named."""
        found = self._connection.execute(
            f"SELECT {_COLUMNS} FROM claim WHERE ?1 IN ('', bill) AND ?2 IN ('', state) ORDER BY bill, number",  # noqa: S608 - no outside text
            (bill, state),
        )
        return [Claim(*row) for row in found]

    def known(self, bills: Iterable[str]) -> dict[tuple[str, str], Claim]:
        """The claims of these bills, by bill and number."""
        return {(one.bill, one.number): one for bill in bills for one in self.all(bill)}

    def keep(self, claims: Iterable[Claim]) -> None:
        """Writes claims as a check found them; what a person set stays with those that were known."""
        rows = [(*_values(one),) for one in claims]
        self._connection.executemany(
            f"INSERT INTO claim ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (bill, number) DO UPDATE SET "  # noqa: S608
            "order_id=excluded.order_id, carrier=excluded.carrier, service=excluded.service, cause=excluded.cause, "
            "currency=excluded.currency, billed_micro=excluded.billed_micro, expected_micro=excluded.expected_micro, "
            "state=excluded.state",
            rows,
        )

    def set(self, bill: str, number: str, state: str | None, typed_micro: int | None, note: str | None) -> int:
        """Sets what a person says of one claim, or of all of a bill where no number is given; how many there were."""
        done = self._connection.execute(
            "UPDATE claim SET state=coalesce(?,state), typed_micro=coalesce(?,typed_micro), note=coalesce(?,note) "
            "WHERE bill=? AND ? IN ('', number)",
            (state, typed_micro, note, bill, number),
        )
        return done.rowcount

    def billed_before(self, parcels: pl.Series, bills: Iterable[str]) -> dict[str, str]:
        """Tracking number -> an earlier bill that the parcel was on, of those that are not among `bills`."""
        here, marks = frozenset(bills), None
        found: dict[str, str] = {}
        for bill, blob in self._connection.execute("SELECT bill, parcels FROM billed ORDER BY bill"):
            if bill not in here:
                marks = _marks(parcels) if marks is None else marks
                for place in np.flatnonzero(np.isin(marks, np.frombuffer(blob, "<u8"))).tolist():
                    found.setdefault(parcels[place], bill)
        return found

    def remember(self, bill: str, parcels: pl.Series) -> None:
        """Notes which parcels stood on a bill, by eight bytes each."""
        blob = np.unique(_marks(parcels)).astype("<u8").tobytes()
        self._connection.execute("INSERT OR REPLACE INTO billed VALUES (?, ?)", (bill, blob))


def _marks(parcels: pl.Series) -> npt.NDArray[np.uint64]:
    """Eight bytes of each text, the same on every machine."""
    digests = bytearray()
    for one in parcels:
        digests += blake2b(one.encode(), digest_size=8).digest()
    return np.frombuffer(digests, "<u8")


@contextmanager
def opened(path: Path) -> Iterator[Claims]:
    """The store in a file, which is made where there is none; written when the block ends without a fault.

    Raises:
        InputError: the file is no such store, or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    except (OSError, sqlite3.Error) as error:
        raise _fault(path, error) from None
    try:
        connection.execute("BEGIN IMMEDIATE")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version not in {0, _VERSION} or (
            version == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        ):
            raise InputError([Fault(str(path), "", Reason("claim.foreign_store"))])
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version={_VERSION}")
        yield Claims(connection)
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise _fault(path, error) from None
    finally:
        connection.close()


def _values(one: Claim) -> tuple[object, ...]:
    return (
        one.bill, one.number, one.order_id, one.carrier, one.service, one.cause, one.currency, one.billed_micro,
        one.expected_micro, one.state, one.typed_micro, one.note,
    )  # fmt: skip


def _fault(path: Path, error: Exception) -> InputError:
    return InputError([Fault(str(path), "", Reason("claim.store_unusable", error=str(error)))])
