"""The order ids of a part, and which of them other parts hold too: told by sorted hashes, and on a hit by the ids."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from routing.intake.seen.seen import Seen, hashes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

IDS: Final = "ids.parquet"
HASHES: Final = "hashes.u64"
"""The hashes of the same ids in order, each once: 64-bit whole numbers as numpy writes them."""
ID_SCHEMA: Final = pl.Schema({"id": pl.String, "done": pl.Boolean})
_PROBE: Final = ("sampan", "1001", "")
_SHARE: Final = 1 << 20
"""So many hashes are held in memory at a time, for each thread."""

Hashes = npt.NDArray[np.uint64]


class NotedIds(Seen):
    """Remembers ids as a run does, and writes them down for those who put its parts together."""

    def __init__(self, write: Callable[[pl.DataFrame], None]) -> None:
        super().__init__()
        self._write = write
        self._hashes: list[Hashes] = []

    def add(self, file: str, ids: pl.Series, rows: pl.Series) -> dict[int, tuple[str, int]]:
        """See `Seen.add`."""
        self._note(ids, done=False)
        return super().add(file, ids, rows)

    def add_done(self, file: str, ids: pl.Series, rows: pl.Series) -> None:
        """See `Seen.add_done`."""
        self._note(ids, done=True)
        super().add_done(file, ids, rows)

    def keep(self, folder: Path) -> None:
        """Writes the hashes."""
        np.unique(np.concatenate([np.empty(0, np.uint64), *self._hashes])).tofile(folder / HASHES)

    def _note(self, ids: pl.Series, *, done: bool) -> None:
        known = ids.drop_nulls()
        self._hashes.append(hashes_of(known))
        self._write(pl.DataFrame({"id": known, "done": pl.Series([done]).new_from_index(0, len(known))}))


def probe() -> list[int]:
    """Hashes of fixed texts: where they are others, another polars or processor made them."""
    return [int(one) for one in hashes_of(pl.Series(_PROBE))]


def rehash(part: Path) -> None:
    """Writes the hashes of a part anew, as they are made here."""
    ids = pl.read_parquet(part / IDS, columns=["id"], glob=False)["id"]
    np.unique(hashes_of(ids)).tofile(part / HASHES)


def told_twice(parts: Sequence[Path], threads: int) -> set[str]:
    """The ids that several of the parts hold, of which one at least is to ship there."""
    held = [_hashes(part) for part in parts]
    shares = max(sum(map(len, held)) // _SHARE, 1)
    bounds = [(number << 64) // shares for number in range(shares)]
    cuts = [[*np.searchsorted(one, np.array(bounds, np.uint64)).tolist(), len(one)] for one in held]

    def repeated(share: int) -> Hashes:
        pieces = [one[cut[share] : cut[share + 1]] for one, cut in zip(held, cuts, strict=True)]
        all_of_them = np.sort(np.concatenate(pieces))
        return np.unique(all_of_them[1:][all_of_them[1:] == all_of_them[:-1]])

    with ThreadPoolExecutor(threads) as pool:
        hits = np.concatenate(list(pool.map(repeated, range(shares)))) if held else np.empty(0, np.uint64)
    if not hits.size:
        return set()
    found = [_ids(part, hits).with_columns(part=pl.lit(number)) for number, part in enumerate(parts)]
    several = pl.concat(found).group_by("id").agg(parts=pl.col("part").n_unique(), done=pl.col("done").all())
    return set(several.filter((pl.col("parts") > 1) & ~pl.col("done"))["id"])


def holds_any(part: Path, ids: Collection[str]) -> bool:
    """Whether a part holds one of the ids, or one of the same hash."""
    wanted, held = hashes_of(pl.Series(list(ids), dtype=pl.String)), _hashes(part)
    if not (wanted.size and held.size):
        return False
    at = np.minimum(np.searchsorted(held, wanted), held.size - 1)
    return bool((held[at] == wanted).any())


def _hashes(part: Path) -> Hashes:
    path = part / HASHES
    if not path.stat().st_size:
        return np.empty(0, np.uint64)
    return np.memmap(path, np.uint64, mode="r")


def _ids(part: Path, hits: Hashes) -> pl.DataFrame:
    """The ids of a part that have one of those hashes."""
    held = _hashes(part)
    inside = hits[np.isin(hits, held, assume_unique=True)]
    if not inside.size:
        return pl.DataFrame(schema=ID_SCHEMA)
    ids = pl.read_parquet(part / IDS, glob=False)
    return ids.filter(np.isin(hashes_of(ids["id"]), inside))
